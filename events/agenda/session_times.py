"""The times of sessions: as text, and within the time of their event."""

from collections.abc import Collection
from datetime import timedelta

from events.agenda.errors import SessionsOutsideError
from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import shown_end, when_text
from events.models import Event, Session
from events.models.session import SessionDetails

LONGEST = timedelta(days=1)  # of a session


def start_text(session: SessionDetails) -> str:
    """Return the local start: "09:30"; "" without a time."""
    return clock_time(session.starts_at.astimezone(session.zone)) if session.starts_at else ""


def end_text(session: SessionDetails) -> str:
    """Return the local end: "10:30", "24:00" for midnight; with its day if the session ends on another day."""
    if session.starts_at is None or session.ends_at is None:
        return ""
    start, end = (moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at))
    day, text = shown_end(start, end)
    return text if day == start.date() else f"{weekday_date(day)}, {text}"


def outside_sessions(event: Event) -> list[Session]:
    """Return the sessions of event that are not within its time. A session without times is never outside."""
    return [session for session in event.sessions.exclude(starts_at=None) if is_outside(session, event)]


def is_outside(session: SessionDetails, event: Event) -> bool:
    """Return whether session is not within the time of event.

    If only the days of the event are known, or less, then the day of the session counts, on the clocks of the session."""
    session.event = event  # type: ignore[attr-defined]
    if not (session.starts_at and session.ends_at and event.local_starts_at and event.local_ends_at and event.last_day):
        return False
    if event.precision == Event.Precision.TIME:
        return session.starts_at < event.local_starts_at or session.ends_at > event.local_ends_at
    starts_on = session.starts_at.astimezone(session.zone).date()
    ends_on = (session.ends_at - timedelta(microseconds=1)).astimezone(session.zone).date()
    return starts_on < event.local_starts_at.date() or ends_on > event.last_day


def require_sessions_inside(event: Event, *, except_for: Collection[int] = ()) -> None:
    """Raise SessionsOutsideError if sessions of event are outside its time. except_for: keys of sessions that may be."""
    outside = [session for session in outside_sessions(event) if session.pk not in except_for]
    if outside:
        raise SessionsOutsideError(outside, when_text(event))
