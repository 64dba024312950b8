"""What a person does through the link to their registration, which each mail about it holds: no account, no password."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.calendars.dates import moment_text, when_text
from events.models import Event, Registration
from events.registration import links
from events.registration.errors import RegistrationError
from events.registration.forms import SwitchForm
from events.registration.services import switch, take_offer, withdraw
from events.sessions.forms import SessionsForm
from events.sessions.services import choose


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])  # programs that look at mails ask for the head alone
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Where I stand; take a place that is offered, give mine back, take part in another way, choose sessions.

    Nothing is changed by opening the link: programs that look at mails open each."""
    registration = links.find_registration(token)
    if registration is None:
        return links.without_indexing(render(request, "self_service/own_gone.html", status=404))
    if registration.event.status == Event.Status.DRAFT:
        raise Http404
    if request.method == "POST":
        act = ACTIONS.get(request.POST.get("action", ""))
        if act is None:
            raise Http404
        try:
            said = act(request, registration)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, said)
        return links.without_indexing(redirect(request.path))
    context = standing(registration) | {"token": token}
    return links.without_indexing(render(request, "self_service/own.html", context))


def standing(registration: Registration) -> dict[str, object]:
    """Return what a page shows of where somebody stands; registration with its turn, event and person."""
    event = registration.event
    can_change = registration.may_be_withdrawn
    may_choose = can_change and registration.status in Registration.CHOOSING
    sessions = SessionsForm(event=event, registration=registration) if may_choose else None
    ends_at = registration.offer_expires_at
    return {
        "registration": registration,
        "event": event,
        "when": when_text(event),
        "own_url": links.registration_link(registration),
        "nominee_url": links.nominee_link(registration) if can_change and registration.delegation_id else "",
        "offer_until": moment_text(ends_at, registration.person.zone or event.zone) if ends_at else "",
        "switch": SwitchForm(event=event, initial={"mode": registration.mode})
        if can_change and event.mode == Event.Mode.HYBRID
        else None,
        "sessions": sessions if sessions and sessions.is_asked else None,
    }


def _take(request: HttpRequest, registration: Registration) -> str:
    take_offer(registration, by=registration.person)
    return _("The place is yours.")


def _withdraw(request: HttpRequest, registration: Registration) -> str:
    withdraw(registration, by=registration.person)
    return _("Your place has been given back. Thank you for telling us.")


def _switch(request: HttpRequest, registration: Registration) -> str:
    switch(registration, request.POST.get("mode", ""), by=registration.person)
    return _("Saved: how you take part.")


def _choose(request: HttpRequest, registration: Registration) -> str:
    form = SessionsForm(request.POST, event=registration.event, registration=registration)
    if not form.is_valid():
        raise RegistrationError(form.errors["sessions"][0])
    choose(registration, form.keys(), by=registration.person)
    return _("Saved: the sessions you come to.")


ACTIONS: dict[str, Callable[[HttpRequest, Registration], str]] = {
    "take": _take,
    "withdraw": _withdraw,
    "switch": _switch,
    "sessions": _choose,
}
