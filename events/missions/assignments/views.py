"""The page of an expert of a mission, which opens from the link in their mail and needs no account."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.links.confirmation import Question, ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.contributors.links import ASSIGNMENT
from events.errors import DomainError
from events.missions.assignments.forms import AvailabilityForm, DeclarationForm, WithdrawalForm
from events.missions.assignments.own_page import page_context
from events.missions.experts import services
from events.models import Assignment

type Action = Callable[[HttpRequest, Assignment], HttpResponse]


@behind_link(ASSIGNMENT)
def own(request: HttpRequest, link: Link[Assignment]) -> HttpResponse:
    """Show the page; with POST, carry out one of ACTIONS."""
    assignment = link.subject
    if request.method != "POST":
        return render(request, "assignments/own.html", page_context(request, assignment))
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    try:
        return action(request, assignment)
    except DomainError as error:
        messages.error(request, error.advice)
        return redirect(request.path)


def _saved(request: HttpRequest, text: str, part: str = "") -> HttpResponse:
    messages.success(request, text)
    return redirect(f"{request.path}#{part}" if part else request.path)


def _answer(request: HttpRequest, assignment: Assignment, *, is_available: bool, thanks: str) -> HttpResponse:
    form = AvailabilityForm(request.POST)
    if not form.is_valid():
        return render(request, "assignments/own.html", page_context(request, assignment, answer_form=form))
    services.answer(assignment, is_available=is_available, note=" ".join(form.cleaned_data["note"].split()))
    return _saved(request, thanks)


def _accept(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    thanks = _("Thank you. The organisers see that you can come. They write to you when they have decided.")
    return _answer(request, assignment, is_available=True, thanks=thanks)


def _decline(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    thanks = _("Thank you for telling us. You can change your answer here as long as the organisers look for experts.")
    return _answer(request, assignment, is_available=False, thanks=thanks)


def _declare(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        return render(request, "assignments/own.html", page_context(request, assignment, declaration_form=form))
    services.declare(assignment, form.cleaned_data)
    return _saved(request, _("Saved: your declaration of interests."), "interests")


def _sign(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    key = request.POST.get("terms", "")
    services.sign_terms(assignment, int(key) if key.isdecimal() and len(key) < 18 else 0)
    return _saved(request, _("Saved: you agree to the terms of reference."), "terms")


def _withdraw(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Ask first: the organisers must find somebody else, and the link ends."""
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return render(request, "assignments/own.html", page_context(request, assignment, withdrawal_form=form))
    question = Question(
        _("Withdraw from the mission?"),
        (
            _("The organisers learn it, and must find another expert. They read your reason."),
            _("The mission leaves your calendar, and this link ends."),
        ),
        _("Yes, I withdraw"),
        name=assignment.mission.event.title,
    )
    if page := ask_first(request, question):
        return page
    services.withdraw(assignment, reason=" ".join(form.cleaned_data["reason"].split()))
    return render(request, "assignments/withdrawn.html", {"event": assignment.mission.event})


# By the value of the button.
ACTIONS: dict[str, Action] = {
    "accept": _accept,
    "decline": _decline,
    "declare": _declare,
    "sign": _sign,
    "withdraw": _withdraw,
}
