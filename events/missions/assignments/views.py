"""The page of an expert of a mission, which opens from the link in their mail and needs no account."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.links.confirmation import Question, ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.contributors.links import ASSIGNMENT
from events.errors import DomainError
from events.journeys.follow_ups import services as follow_ups
from events.journeys.follow_ups.services import Writer
from events.journeys.notes.errors import MoreWomenError
from events.journeys.notes.services import MeetingNotes, SavedNotes, save_notes
from events.missions.assignments.forms import (
    AvailabilityForm,
    DeclarationForm,
    NextStepForm,
    NotesForm,
    WithdrawalForm,
)
from events.missions.assignments.meetings import meetings_for, notes_form
from events.missions.assignments.own_page import page_context, writes_report
from events.missions.experts import services
from events.missions.reports.editor import Editor
from events.missions.reports.files import report_file_response
from events.missions.reports.queries import report_of
from events.models import Assignment, FollowUp, Meeting

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


@behind_link(ASSIGNMENT)
def meeting_notes(request: HttpRequest, link: Link[Assignment], pk: int) -> HttpResponse:
    """Save the notes of a meeting, or add a next step. A script posts while the expert types, and gets JSON."""
    meeting = get_object_or_404(_meetings(link.subject), pk=pk)
    page = f"{reverse('assignments:own', args=[link.token])}#meeting-{pk}"
    if request.method != "POST":
        return redirect(page)
    if request.POST.get("action") == "step":
        return _add_step(request, link.subject, meeting, page)
    form = notes_form(meeting, request.POST)
    saved = _save_notes(form, meeting, name=link.subject.expert.name)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(_as_json(saved)) if saved else _refusal(form)
    if saved is None:
        return render(request, "assignments/own.html", page_context(request, link.subject, invalid={pk: form}))
    both = _("Somebody else has changed the notes. Both versions are there now, one after the other.")
    messages.success(request, both if saved.has_both else _("Saved: your notes."))
    return redirect(page)


def _save_notes(form: NotesForm, meeting: Meeting, *, name: str) -> SavedNotes | None:
    """Save what was typed. Return None if it is refused: the form has the errors then."""
    if not form.is_valid():
        return None
    try:
        return save_notes(meeting, MeetingNotes(**form.cleaned_data), name=name)
    except MoreWomenError as error:
        form.add_error("met_women", str(error.advice))
        return None


def _refusal(form: NotesForm) -> JsonResponse:
    """Return the first error for the script, with the name of its field."""
    name, errors = next(iter(form.errors.items()))
    return JsonResponse({"error": str(errors[0]), "field": name}, status=400)


def _add_step(request: HttpRequest, assignment: Assignment, meeting: Meeting, page: str) -> HttpResponse:
    form = NextStepForm(request.POST, auto_id=f"id_{meeting.pk}_step_%s")
    if not form.is_valid():
        context = page_context(request, assignment, invalid={meeting.pk: form})
        return render(request, "assignments/own.html", context)
    follow_ups.add(assignment.mission.event, FollowUp.Kind.STEP, meeting=meeting, **form.cleaned_data)
    messages.success(request, _("Saved: the next step."))
    return redirect(page)


def _meetings(assignment: Assignment) -> QuerySet[Meeting]:
    """Return the meetings that the expert may write about: none before the selection."""
    return meetings_for(assignment) if assignment.status in Assignment.ON_MISSION else Meeting.objects.none()


def _as_json(saved: SavedNotes) -> dict[str, object]:
    """Return what is stored, with texts for the fields."""
    meeting = saved.meeting
    names = ("notes", "met_names", "met_people", "met_women")
    values = {name: getattr(meeting, name) for name in names}
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    return {**texts, "revision": str(meeting.notes_revision), "both": saved.has_both}


@behind_link(ASSIGNMENT)
def report(request: HttpRequest, link: Link[Assignment]) -> HttpResponse:
    """Show the editor of the report to its authors."""
    assignment = link.subject
    if not writes_report(assignment):
        raise Http404
    editor = Editor(
        mission=assignment.mission,
        writer=Writer(name=assignment.expert.name),
        template="assignments/report.html",
        here=request.path,
        file_url=reverse("assignments:report_file", args=[link.token]),
        back_url=reverse("assignments:own", args=[link.token]),
        context={"event": assignment.mission.event, "assignment": assignment},
    )
    return editor.respond(request)


@behind_link(ASSIGNMENT, ("GET", "HEAD"))
def report_file(_request: HttpRequest, link: Link[Assignment]) -> HttpResponseBase:
    if not writes_report(link.subject):
        raise Http404
    return report_file_response(report_of(link.subject.mission))


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
