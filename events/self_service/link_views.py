"""The page behind the link in each mail about a registration. It needs no account and no password."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.models import Registration
from events.registration import links
from events.registration.errors import RegistrationError
from events.registration.services import switch, take_offer, withdraw
from events.self_service.registration_page import registration_context
from events.sessions.forms import SessionsForm
from events.sessions.services import choose


@links.for_registration
def registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the registration of the link; with POST, carry out one of ACTIONS."""
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            message = action(request, registration)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, message)
        return redirect(request.path)
    return render(request, "self_service/registration_by_link.html", registration_context(registration))


def _accept_offer(request: HttpRequest, registration: Registration) -> str:
    take_offer(registration, by=registration.person)
    return _("You have accepted the place.")


def _withdraw(request: HttpRequest, registration: Registration) -> str:
    withdraw(registration, by=registration.person)
    return _("Your registration is cancelled. Thank you for telling us.")


def _switch(request: HttpRequest, registration: Registration) -> str:
    switch(registration, request.POST.get("mode", ""), by=registration.person)
    return _("Saved: how you take part.")


def _choose_sessions(request: HttpRequest, registration: Registration) -> str:
    form = SessionsForm(request.POST, event=registration.event, registration=registration)
    if not form.is_valid():
        raise RegistrationError(str(form.errors["sessions"][0]))
    choose(registration, form.keys(), by=registration.person)
    return _("Saved: your sessions.")


# By the value of the button. Each function returns the message for the person.
ACTIONS: dict[str, Callable[[HttpRequest, Registration], str]] = {
    "take": _accept_offer,
    "withdraw": _withdraw,
    "switch": _switch,
    "sessions": _choose_sessions,
}
