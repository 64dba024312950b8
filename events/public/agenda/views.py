"""The agenda of an event, one session of it, and its files. All are public, but only the team sees a draft."""

import json
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.calendars import limits
from events.calendars.conditional import conditional
from events.calendars.methods import read_only
from events.calendars.queries import FeedVersion, etag
from events.missions.public import hide_meetings
from events.models import Event, Registration
from events.planning.document_access import documents_for
from events.public import queries
from events.public.agenda import files, page
from events.public.agenda.changes import version_changes
from events.public.agenda.timetable import shown_sessions
from events.registration import links
from events.spreadsheets.writer import XLSX, xlsx_file
from events.study_visits.public import hide_days


@require_safe
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(queries.with_sessions(queries.visible_to(request.user)), slug=slug)
    hide_days(event, request.user)
    hide_meetings(event)
    context = page.full_agenda(event, request, page.reader_of(event, request.user))
    return render(request, "public/agenda.html", context)


@behind_link(links.REGISTRATION, ("GET", "HEAD"))
def own_agenda(request: HttpRequest, link: Link[Registration]) -> HttpResponse:
    """Show the agenda to the person of a link, who needs no account to see their sessions."""
    registration, event = links.published_registration(link)
    event = queries.with_sessions(Event.objects.filter(pk=event.pk)).get()
    context = page.full_agenda(event, request, page.reader_of(event, registration.person))
    return render(request, "public/agenda.html", context)


@require_safe
def session_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show one session. Its address stays the same when the session moves."""
    event = get_object_or_404(queries.with_sessions(queries.visible_to(request.user), pk=pk), slug=slug)
    hide_days(event, request.user)
    hide_meetings(event)
    found = page.sessions_of(event)
    if not found:
        raise Http404
    changes, reader = version_changes(event), page.reader_of(event, request.user)
    shown = shown_sessions(found, at=now(), marks=changes.marks, mine=reader.sessions)[0]
    context = page.session_page(event, shown, request) | {"changes": changes, "reader": reader}
    context["documents"] = documents_for(event, request.user, session=found[0])
    return render(request, "public/session_detail.html", context)


@read_only
def agenda_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the agenda as a workbook."""
    event = get_object_or_404(queries.with_sessions(Event.objects.listed()), slug=slug)
    hide_days(event, AnonymousUser())
    hide_meetings(event)
    headings, rows = files.headings(), list(files.rows(page.sessions_of(event)))

    def content() -> bytes:
        with xlsx_file(headings, rows) as file:
            return file.read()

    # A workbook contains the time at which it was written, so the bytes of one version can differ: a weak ETag.
    return _file(request, f"{event.slug}-agenda.xlsx", XLSX, f"W/{etag(headings, rows)}", content)


@read_only
def agenda_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the agenda for programs."""
    event = get_object_or_404(queries.with_sessions(Event.objects.listed()), slug=slug)
    hide_days(event, AnonymousUser())
    hide_meetings(event)
    sessions = page.sessions_of(event)
    version = event.agenda_versions.order_by("-number").first() if sessions else None
    text = json.dumps(files.document(event, sessions, version), ensure_ascii=False, indent=1)
    return _file(request, f"{event.slug}-agenda.json", "application/json", etag(text), lambda: text)


def _file(
    request: HttpRequest, name: str, content_type: str, tag: str, content: Callable[[], str | bytes]
) -> HttpResponse:
    """Return a file to download, or 304 for a client that has it. Many different files for one client are refused."""
    try:
        limits.count(request, "files", settings.CALENDAR_NEW_FEEDS_PER_HOUR, item=name)
    except limits.TooManyRequestsError as error:
        return limits.refusal(error)
    response = conditional(request, FeedVersion(tag), content, content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
