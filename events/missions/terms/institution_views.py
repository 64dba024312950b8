"""The page where an institution reads the terms of reference, agrees or asks for changes. It opens from its link."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.errors import DomainError
from events.missions.requests import no_comments
from events.missions.requests.links import REQUEST_LINK
from events.missions.terms import queries, services
from events.missions.terms.forms import AgreeForm, WishesForm
from events.missions.terms.pages import document
from events.models import Event, MissionRequest, TermsOfReference


@behind_link(REQUEST_LINK)
def own(request: HttpRequest, link: Link[MissionRequest]) -> HttpResponse:
    """Show the terms of reference; with POST, agree to a version, ask for changes, or say that there are none."""
    if request.method != "POST":
        return _page(request, link.subject)
    number = request.POST.get("version", "")
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    if request.POST.get("action") == "no_comments":
        return _have_no_comments(request, link.subject, int(number))
    is_agreement = request.POST.get("action") == "agree"
    form = AgreeForm(request.POST) if is_agreement else WishesForm(request.POST)
    if not form.is_valid():
        return _page(request, link.subject, **{"agree_form" if is_agreement else "wishes_form": form})
    try:
        if is_agreement:
            services.agree_by_link(link.subject, int(number), name=form.cleaned_data["name"])
            messages.success(request, _("Thank you. The terms of reference are agreed."))
        else:
            services.ask_for_changes(link.subject, int(number), wishes=form.cleaned_data["wishes"])
            messages.success(request, _("Thank you. The team reads what you want to change, and sends a new version."))
    except DomainError as error:
        messages.error(request, error.advice)
    return redirect(request.path)


def _have_no_comments(request: HttpRequest, asked: MissionRequest, number: int) -> HttpResponse:
    return no_comments.answer(
        request,
        _("No comments on the terms of reference?"),
        _("The team learns that nothing must change. This is not your agreement: please agree on the page, too, as soon as you may."),
        partial(services.have_no_comments, asked, number),
    )  # fmt: skip


def _page(request: HttpRequest, asked: MissionRequest, **forms: Any) -> HttpResponse:
    mission = asked.mission
    # Drafts belong to the team.
    versions = [row for row in queries.versions_of(mission) if row.sent_at] if mission else []
    shown = queries.choose(versions, request.GET.get("version", ""))
    if mission is None or shown is None:
        return render(request, "missions/terms_own.html", {"asked": asked, "programme": asked.programme})
    context = {
        "asked": asked,
        "programme": asked.programme,
        "event": mission.event,
        "versions": versions,
        "document": document(mission, shown, versions),
        "is_open": shown.status == TermsOfReference.Status.SENT and mission.event.status != Event.Status.CANCELLED,
        "agree_form": AgreeForm(),
        "wishes_form": WishesForm(),
    }
    return render(request, "missions/terms_own.html", context | forms)
