"""Undo a decision while its emails wait: from the table, from the page of a person, or from the overview."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import parse_key
from events.registration.undoing import undo_decision


@event_for(Action.DECIDE_REGISTRATIONS)
@require_POST
def decision_undo(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Undo the decision with this key. Return to the page on which the button stands."""
    try:
        decision = undo_decision(event, pk, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        text = ngettext(
            "Undone. %(count)d registration is as it was before. No email was sent.",
            "Undone. %(count)d registrations are as they were before. No email was sent.",
            decision.count,
        )
        messages.success(request, text % {"count": decision.count})
    person = parse_key(request.POST.get("person", ""))
    if person and event.registrations.filter(pk=person).exists():
        return redirect("participants:detail", event.slug, person)
    return redirect("planning:overview" if "overview" in request.POST else "participants:list", event.slug)
