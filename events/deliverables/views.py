"""The list of deliverables of an event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.deliverables import services
from events.deliverables.forms import AskForm, DueForm
from events.models import Deliverable, Event
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import parse_key
from events.unlikely_values import Asked, Deadline, ask


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def deliverables(request: TeamRequest, event: Event) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    step = posted.get("step", "") if posted else ""
    asking = AskForm(posted if step == "ask" else None, event=event)
    slides = DueForm(posted if step == "slides" else None, event=event, prefix="slides")
    key = parse_key(posted.get("deliverable", "")) if posted and step == "due" else 0
    due = DueForm(posted if step == "due" else None, event=event, prefix="due")
    asked = {form.prefix or "ask": _ask(request, event, form) for form in (asking, slides, due) if form.is_bound}
    if posted is not None:
        done = ""
        try:
            if not any(one.open for one in asked.values()):
                done = _change_due(event, key, due) if step == "due" else _do(request, event, step, asking, slides)
        except RegistrationError as error:
            messages.error(request, error.advice)
        if done:
            messages.success(request, done)
        # A form with errors is shown again, with its values.
        if done or not (asking.is_bound or slides.is_bound or due.errors or "due" in asked):
            return redirect("deliverables:list", event.slug)
    context = {
        "event": event,
        "asking": asking,
        "slides": slides,
        "asked": asked,
        "deliverables": _rows(event),
        "due": due,
        "changing": key,
        "now": now(),
        "may": request.may,
    }
    return render(request, "deliverables/deliverables.html", context)


def _rows(event: Event) -> list[Deliverable]:
    rows = list(
        event.deliverables.select_related("person", "request", "received_by").order_by("received_at", "due_at", "pk")
    )
    for row in rows:
        row.event = event
    return rows


def _change_due(event: Event, key: int, form: DueForm) -> str:
    if not form.is_valid():
        return ""
    services.change_due(event, key, form.cleaned_data["due"])
    return _("Saved: the due date. It does not follow the days of the event.")


def _ask(request: TeamRequest, event: Event, form: DueForm) -> Asked:
    """Return the question about an unlikely deadline. An invalid form has none."""
    values = [Deadline(_("Due by"), form.cleaned_data["due"], event.zone)] if form.is_valid() else []
    return ask(request.POST, values)


def _do(request: TeamRequest, event: Event, step: str, asking: AskForm, slides: DueForm) -> str:
    """Execute the step of the posted form; return the message about it, "" if nothing was done."""
    if step == "ask" and asking.is_valid():
        data = asking.cleaned_data
        services.ask(event, asking.owner_chosen(), kind=data["kind"], title=data["title"], due_at=data["due"])
        return _("Added. The reminder rules remind them when it is due.")
    if step == "slides" and slides.is_valid():
        count = services.ask_for_slides(event, due_at=slides.cleaned_data["due"])
        return ngettext("Added for %(count)d speaker.", "Added for %(count)d speakers.", count) % {"count": count}
    if step == "receive":
        deliverable = services.receive(event, parse_key(request.POST.get("deliverable", "")), by=request.user)
        return _("Received from %(name)s: %(title)s.") % {
            "name": deliverable.owner_name,
            "title": deliverable.title,
        }
    if step == "wait":
        services.reopen(event, parse_key(request.POST.get("deliverable", "")))
        return _("Marked as not received.")
    if step == "remove":
        services.remove(event, parse_key(request.POST.get("deliverable", "")))
        return _("Removed from the list.")
    return ""
