"""The page behind the link in each mail about a registration. It needs no account and no password."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.models import Event, Registration
from events.registration import links
from events.registration.errors import RegistrationError
from events.registration.services import switch, take_offer, withdraw
from events.self_service.registration_page import registration_context
from events.sessions.forms import SessionsForm
from events.sessions.services import choose


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])  # mail scanners send HEAD requests
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show the registration of the token; with POST, carry out one of ACTIONS.

    GET changes nothing, because mail scanners open each link of a mail."""
    registration = links.find_registration(token)
    if registration is None:
        return links.without_indexing(render(request, "self_service/invalid_link.html", status=404))
    if registration.event.status == Event.Status.DRAFT:
        raise Http404
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
        return links.without_indexing(redirect(request.path))
    context = registration_context(registration) | {"token": token}
    return links.without_indexing(render(request, "self_service/registration_by_link.html", context))


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
