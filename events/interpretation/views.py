"""The interpretation of an event: requests by language, and the booth list, which can be printed and downloaded."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.security_log import SecurityEvent, record
from events.errors import DomainError
from events.interpretation import questions, services
from events.interpretation.plan import Booth, BoothSession, booth_list, language_lines
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.spreadsheets.writer import Cell, table_response

MOST_DIGITS = 15  # of a key


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the plan; with POST, ask participants for the language that they need."""
    if request.method == "POST":
        try:
            questions.ask(event, questions.languages_of(event))
        except DomainError as error:
            messages.error(request, error.advice)
        else:
            messages.success(request, _("The form of the event asks who needs interpretation."))
        return redirect("interpretation:plan", event.slug)
    sessions = booth_list(event)
    asked = questions.question_of(event)
    requests = questions.requests_by_language(event)
    offered = {choice["value"] for choice in asked.question.offered_choices} if asked else set()
    planned = {booth.code for one in sessions for booth in one.booths}
    context = {
        "event": event,
        "sessions": sessions,
        "lines": language_lines(sessions, requests),
        "asked": asked,
        "not_offered": bool(asked and planned - offered),
        "has_languages": bool(planned),
        "missing": sum(len(one.missing) for one in sessions),
    }
    return render(request, "interpretation/plan.html", context)


@event_for(Action.EDIT_EVENTS)
@require_POST
def assign(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Assign the interpreters of a session to its booths."""
    session = get_object_or_404(event.sessions, pk=pk)
    session.event = event
    posted = [(name.removeprefix("booth-"), value) for name, value in request.POST.items() if name.startswith("booth-")]
    booths = {
        int(key): str(value) for key, value in posted if key.isascii() and key.isdigit() and len(key) < MOST_DIGITS
    }
    try:
        services.assign(session, booths, by=request.user)
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Saved: the booths of “%(session)s”.") % {"session": session.title})
    return redirect(f"{reverse('interpretation:plan', args=[event.slug])}#session-{pk}")


@event_for(Action.EDIT_EVENTS)
@require_safe
def export(request: TeamRequest, event: Event) -> StreamingHttpResponse:
    """Download the booth list as a workbook."""
    headings = [_("Date"), _("From"), _("Until"), _("Session"), _("Room"), _("Language"), _("Interpreters")]
    headings += [_("Proposed by their pairs"), _("Missing")]
    rows = [row for one in booth_list(event) for row in _rows(one)]
    record(SecurityEvent.DATA_EXPORTED, request=request, event_id=event, what="interpretation")
    return table_response(f"{event.slug}-interpretation", "xlsx", headings, rows)


def _rows(one: BoothSession) -> list[list[Cell]]:
    session = one.session
    day = start = end = ""
    if session.starts_at and session.ends_at:
        starts_at, ends_at = session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)
        day, start, end = (date_format(starts_at, "Y-m-d"), date_format(starts_at, "H:i"), date_format(ends_at, "H:i"))
    facts: list[Cell] = [day, start, end, session.title, session.place_text]
    rows: list[list[Cell]] = [
        [*facts, booth.name, ", ".join(booth.assigned), ", ".join(booth.proposed), _missing(booth)]
        for booth in one.booths
    ]
    if one.unplaced:
        rows.append([*facts, _("other"), "", ", ".join(one.unplaced), ""])
    return rows


def _missing(booth: Booth) -> str:
    if booth.is_missing:
        return _("MISSING")
    return _("one interpreter only") if booth.is_alone else ""
