"""The page behind the link in each mail about a registration. It needs no account and no password."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.links.confirmation import Question, ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.models import Registration
from events.planning.document_access import find_file_of_participant
from events.questions.files import download_response
from events.questions.shared_pdfs import problem_of, withheld
from events.registration import links, questions
from events.registration.errors import RegistrationError
from events.registration.services import agree, switch, take_offer, withdraw
from events.self_service.registration_page import registration_context
from events.sessions.forms import SessionsForm
from events.sessions.services import choose


@behind_link(links.REGISTRATION)
def registration(request: HttpRequest, link: Link[Registration]) -> HttpResponse:
    """Show the registration of the link; with POST, carry out one of ACTIONS."""
    registration, _event = links.published_registration(link)
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        question = QUESTIONS.get(request.POST["action"])
        if question and (page := ask_first(request, question(registration))):
            return page
        try:
            message = action(request, registration)
        except RegistrationError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, message)
        return redirect(request.path)
    return render(request, "self_service/registration_by_link.html", registration_context(registration))


@behind_link(links.REGISTRATION, ("GET", "HEAD"))
def own_document(request: HttpRequest, link: Link[Registration], document: uuid.UUID) -> HttpResponseBase:
    """Send a document to the person of a link, who needs no account to get those for participants."""
    registration, _event = links.published_registration(link)
    found = find_file_of_participant(registration, document)
    if found is None:
        raise Http404
    return withheld(request) if problem_of(found) else download_response(found)


def _accept_offer(request: HttpRequest, registration: Registration) -> str:
    take_offer(registration, by=registration.person)
    return _("You have accepted the place.")


def _agree(request: HttpRequest, registration: Registration) -> str:
    agreed = agree(registration, by=registration.person)
    if agreed.status == Registration.Status.CONFIRMED:
        return _("You have accepted the place.")
    return _("Thank you. Your answer is saved.")


def _withdraw(request: HttpRequest, registration: Registration) -> str:
    thanks = questions.thanks_for_withdrawing(registration)
    withdraw(registration, by=registration.person)
    return thanks


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
    "agree": _agree,
    "withdraw": _withdraw,
    "switch": _switch,
    "sessions": _choose_sessions,
}

# These changes cannot be taken back, so the page asks first.
QUESTIONS: dict[str, Callable[[Registration], Question | None]] = {
    "take": questions.about_accepting,
    "withdraw": questions.about_withdrawing,
}
