"""The pages of an institution: the public page of a call, and the page of a request, which opens from a personal link."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.links.confirmation import Question, ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.middleware import browser_zone
from events.errors import DomainError
from events.missions import mail_texts
from events.missions.periods import read_periods
from events.missions.requests import letters, queries, services
from events.missions.requests.errors import RequestIncompleteError
from events.missions.requests.forms import RequestForm, RequestLetterForm, StartForm, StepNoteForm
from events.missions.requests.links import REQUEST_LINK
from events.models import CallForRequests, MissionRequest

type Step = Callable[[HttpRequest, MissionRequest], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, call_key: str) -> HttpResponse:
    """Show a published call. An institution that enters its address gets the link to its request by mail."""
    calls = CallForRequests.objects.select_related("programme").exclude(published_at=None)
    found = get_object_or_404(calls, key=call_key)
    form = StartForm(request.POST or None, programme=found.programme)
    is_sent = False
    if request.method == "POST" and form.is_valid() and not found.is_closed:
        if not ratelimit.consume(request, action="ask_request", key=form.cleaned_data["contact_email"]):
            return render(request, "429.html", status=429)
        services.ask(found.programme, call=found, **form.cleaned_data)
        is_sent = True
    context = {"call": found, "form": form, "is_sent": is_sent, "deadline": mail_texts.deadline_of(found)}
    return render(request, "missions/call.html", context)


@behind_link(REQUEST_LINK)
def own(request: HttpRequest, link: Link[MissionRequest]) -> HttpResponse:
    """Show the request; with POST, carry out one of STEPS."""
    if request.method != "POST":
        return _page(request, link.subject)
    step = STEPS.get(request.POST.get("action", ""))
    if step is None:
        raise Http404
    try:
        return step(request, link.subject)
    except DomainError as error:
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "missions/request_own.html#kept", {"problem": error.advice})
        messages.error(request, error.advice)
        return redirect(request.path)


def _page(request: HttpRequest, mission_request: MissionRequest, **forms: Any) -> HttpResponse:
    changes = queries.changes_of(mission_request)
    context = {
        "asked": mission_request,
        "programme": mission_request.programme,
        "form": RequestForm(instance=mission_request),
        "letter_form": RequestLetterForm(),
        "note_form": StepNoteForm(),
        "changes": changes,
        "periods": read_periods(mission_request.period),
        "question": queries.open_question(mission_request, changes),
        "deadline": mail_texts.deadline_of(mission_request.call) if mission_request.call else "",
        "mission_facts": queries.mission_facts(mission_request),
        "zone": browser_zone(request) or UTC,
        "visit_facts": queries.visit_facts(mission_request),
    }
    return render(request, "missions/request_own.html", context | forms)


def _keep(request: HttpRequest, mission_request: MissionRequest) -> HttpResponse:
    """Store what is typed while the person writes. A script posts this."""
    form = RequestForm(request.POST, instance=_copy(mission_request))
    form.is_valid()
    services.save(mission_request, **form.values_to_keep())
    form.forgive_what_is_missing()
    wrong = next(iter(form.errors), None)
    context = {
        "kept_at": now(),
        "zone": browser_zone(request) or UTC,
        "wrong": {"label": form[wrong].label, "error": form.errors[wrong][0]} if wrong else None,
    }
    return render(request, "missions/request_own.html#kept", context)


def _save(request: HttpRequest, mission_request: MissionRequest) -> HttpResponse:
    form = RequestForm(request.POST, instance=_copy(mission_request))
    form.is_valid()
    saved = services.save(mission_request, **form.values_to_keep())
    form.forgive_what_is_missing()
    if form.errors:
        messages.warning(request, _("Saved, but not what is marked below. Please correct it, then save again."))
        return _page(request, saved, form=form)
    messages.success(request, _("Saved. You can close this page: the link in our email brings you back."))
    return redirect(request.path)


def _submit(request: HttpRequest, mission_request: MissionRequest) -> HttpResponse:
    """Store what is typed, then send it. A form that is not complete is shown again, with what was typed."""
    form = RequestForm(request.POST, instance=_copy(mission_request))
    note_form = StepNoteForm(request.POST)
    is_complete = form.is_valid() and note_form.is_valid()
    saved = services.save(mission_request, **form.values_to_keep())
    if is_complete:
        try:
            services.submit(saved, note=note_form.cleaned_data["note"])
        except RequestIncompleteError as error:
            for name, problem in error.problems.items():
                form.add_error(name if name in form.fields else "from_1", problem)
        else:
            messages.success(request, _("Thank you. Your request is sent. You get an email that confirms it."))
            return redirect(request.path)
    return _page(request, saved, form=form, note_form=note_form)


def _copy(mission_request: MissionRequest) -> MissionRequest:
    """Return a copy for a form: its validation changes the instance, and the page must show what is stored."""
    copy = MissionRequest.objects.select_related("programme", "call", "country", "mission__event", "visit__event")
    return copy.get(pk=mission_request.pk)


def _letter(request: HttpRequest, mission_request: MissionRequest) -> HttpResponse:
    """Store the letter, and the text of the request that a script posts with it."""
    letter_form = RequestLetterForm(request.POST, request.FILES)
    typed: dict[str, Any] = {}
    if mission_request.is_open and "topic" in request.POST:
        form = RequestForm(request.POST, instance=_copy(mission_request))
        form.is_valid()
        mission_request = services.save(mission_request, **form.values_to_keep())
        form.forgive_what_is_missing()
        # The note is stored when the request is sent.
        if form.errors or request.POST.get("note"):
            typed = {"form": form, "note_form": StepNoteForm(request.POST)}
    if not letter_form.is_valid():
        return _page(request, mission_request, letter_form=letter_form, **typed)
    letters.save_letter(mission_request, letter_form.cleaned_data["letter"])
    messages.success(request, _("The letter is uploaded."))
    return _page(request, _copy(mission_request), **typed) if typed else redirect(f"{request.path}#letter-file")


def _withdraw(request: HttpRequest, mission_request: MissionRequest) -> HttpResponse:
    form = StepNoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please shorten the note to 1,000 characters."))
        return redirect(request.path)
    question = Question(
        _("Withdraw this request?"),
        (_("The team learns it and stops its work. You cannot send this request again."),),
        _("Yes, withdraw it"),
        name=mission_request.topic,
    )
    if page := ask_first(request, question):
        return page
    services.withdraw(mission_request, note=form.cleaned_data["note"])
    messages.success(request, _("The request is withdrawn."))
    return redirect(request.path)


@behind_link(REQUEST_LINK, ("GET", "HEAD"))
def own_letter(request: HttpRequest, link: Link[MissionRequest]) -> HttpResponseBase:
    return letters.letter_response(link.subject)


# By the value of the button.
STEPS: dict[str, Step] = {
    "keep": _keep,
    "save": _save,
    "submit": _submit,
    "letter": _letter,
    "withdraw": _withdraw,
}
