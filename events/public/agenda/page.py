"""The agenda of one event for one reader: what the pages of the agenda, of a session and of the event show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import now

from accounts.middleware import reader_zone
from accounts.models import User
from events.calendars.dates import moment_range_text
from events.models import Event, Registration, Session
from events.public.agenda.changes import VersionChanges, version_changes
from events.public.agenda.filters import AgendaFilter, filter_links
from events.public.agenda.now_and_next import now_and_next
from events.public.agenda.timetable import ShownDay, ShownSession, days, shown_sessions


@dataclass(frozen=True)
class AgendaReader:
    """Who reads an agenda. registration: their active registration. sessions: the keys of those that are theirs."""

    person: User | None = None
    registration: Registration | None = None
    sessions: Collection[int] = ()

    @property
    def takes_part(self) -> bool:
        return self.registration is not None or bool(self.sessions)


def reader_of(event: Event, person: User | AnonymousUser) -> AgendaReader:
    """Return the reader of the agenda of event, whose sessions are prefetched. Two queries for a signed-in person."""
    if not isinstance(person, User):
        return AgendaReader()
    registration = Registration.objects.of(person).active().filter(event=event).first()
    own = {
        session.pk
        for session in event.sessions.all()
        if any(one.person_id == person.pk for one in session.contributors.all())
    }
    if registration:
        own.update(registration.session_choices.values_list("session", flat=True))
    return AgendaReader(person, registration, frozenset(own))


def sessions_of(event: Event) -> list[Session]:
    """Return the prefetched sessions of event. Each knows its event, so that its time zone needs no query."""
    sessions = list(event.sessions.all())
    for session in sessions:
        session.event = event
    return sessions


def short_agenda(event: Event, request: HttpRequest) -> dict[str, Any]:
    """Return the agenda for the page of event: all sessions, with the changes of the last version."""
    sessions = sessions_of(event)
    if not sessions:
        return {"days": []}
    changes = version_changes(event)
    shown = shown_sessions(sessions, at=now(), marks=changes.marks)
    return {
        "days": _days(event, shown, request),
        "changes": changes,
        "versions_url": versions_url(event, changes),
    }


def full_agenda(
    event: Event, request: HttpRequest, reader: AgendaReader, *, at: datetime | None = None
) -> dict[str, Any]:
    """Return the context of the page of the agenda, with the filters of the address. at: the moment that is shown as now."""
    at = at or now()
    wanted, sessions = AgendaFilter.from_query(request.GET), sessions_of(event)
    # Without sessions that the reader may see, there is nothing to say about their versions either.
    changes = version_changes(event) if sessions else VersionChanges()
    shown = shown_sessions(sessions, at=at, marks=changes.marks, mine=reader.sessions)
    # Others see everything, and are told how to see their own sessions.
    asks_who = wanted.is_mine and not reader.takes_part
    applied = AgendaFilter(wanted.track, wanted.language) if asks_who else wanted
    return {
        "event": event,
        "now": now_and_next(event, shown, at),
        "days": _days(event, applied.select(shown), request),
        "filters": filter_links(wanted, shown, has_mine=reader.takes_part or wanted.is_mine or reader.person is None),
        "is_filtered": applied != AgendaFilter(),
        "asks_who": asks_who,
        "has_sessions": bool(shown),
        "reader": reader,
        "changes": changes,
        "versions_url": versions_url(event, changes),
    }


def session_page(event: Event, shown: ShownSession, request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page of one session. reader_when: "" if the reader's clock shows the same time."""
    session, reader = shown.session, reader_zone(request)
    when = reader_when = ""
    if session.starts_at and session.ends_at:
        when = moment_range_text(session.starts_at, session.ends_at, session.zone)
        if reader and _offset(session, reader) != _offset(session, session.zone):
            reader_when = moment_range_text(session.starts_at, session.ends_at, reader)
    row = days(event, [shown])[0].rows[0]
    return {"event": event, "shown": shown, "session": session, "row": row, "when": when, "reader_when": reader_when}


def _offset(session: Session, zone: ZoneInfo) -> timedelta | None:
    return session.starts_at.astimezone(zone).utcoffset() if session.starts_at else None


def versions_url(event: Event, changes: VersionChanges) -> str:
    """Return the address of the versions of the agenda; "" without a second version."""
    return reverse("agenda:versions", args=[event.slug]) if changes.before else ""


def _days(event: Event, shown: Sequence[ShownSession], request: HttpRequest) -> list[ShownDay]:
    zone: ZoneInfo | None = reader_zone(request)
    return days(event, shown, zone)
