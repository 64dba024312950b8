"""The page of the owner of a follow-up, which opens from the link in their mail and needs no account."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.errors import DomainError
from events.journeys.follow_ups import queries, services
from events.journeys.follow_ups.forms import ProgressForm, ResponseForm
from events.journeys.follow_ups.links import FOLLOW_UP
from events.journeys.follow_ups.services import Writer
from events.models import FollowUp


@behind_link(FOLLOW_UP)
def owner(request: HttpRequest, link: Link[FollowUp]) -> HttpResponse:
    """Show what the owner has to do; with POST, store the response or the report."""
    follow_up = link.subject
    action = request.POST.get("action", "")
    if request.method != "POST":
        return render(request, "follow_ups/owner.html", _context(follow_up))
    if action not in {"respond", "report"}:
        raise Http404
    form = ResponseForm(request.POST) if action == "respond" else ProgressForm(request.POST)
    if not form.is_valid():
        name = "response_form" if action == "respond" else "progress_form"
        return render(request, "follow_ups/owner.html", _context(follow_up, **{name: form}))
    cleaned = {name: " ".join(value.split()) for name, value in form.cleaned_data.items()}
    writer = Writer(name=follow_up.owner_name)
    try:
        if action == "respond":
            services.respond(follow_up, cleaned["response"], reason=cleaned["reason"], writer=writer)
        else:
            services.report(follow_up, cleaned["step"], note=cleaned["note"], writer=writer)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Thank you. The organisers see your answer."))
    return redirect(request.path)


def _context(follow_up: FollowUp, **forms: Any) -> dict[str, Any]:
    event = follow_up.event
    context = {
        "follow_up": follow_up,
        "event": event,
        "is_overdue": follow_up.is_overdue(now().date()),
        "is_closed": follow_up.status not in FollowUp.UNFINISHED,
        "reports": queries.reports_of(follow_up),
        "response_form": ResponseForm(initial={"response": follow_up.response, "reason": follow_up.response_reason}),
        "progress_form": ProgressForm(initial={"note": follow_up.evidence}),
        "contact": event.contact_address,
    }
    return context | forms
