"""Save the sessions of an event, with what follows from them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from events.agenda.errors import SessionTooSmallError
from events.agenda.session_times import require_sessions_inside
from events.calendars.services import revise
from events.mails.context import SessionChange
from events.models import Event, Session
from events.registration import transitions
from events.reminders import planning as reminders

IN_CALENDARS = ("starts_at", "ends_at", "timezone", "room", "venue_id")
REPORTED = (*IN_CALENDARS, "title")


@transaction.atomic
def set_sessions(event: Event, sessions: Iterable[Session]) -> list[SessionChange]:
    """Save these sessions of event. Other sessions of the event stay unchanged. Return the changes that a notice can report.

    A new time or venue raises the SEQUENCE of a session (RFC 5546, 2.1.4). Raise SessionTooSmallError if a session gets
    fewer seats than are taken, and SessionsOutsideError if a session is outside the time of the event."""
    event = transitions.lock_event(event)
    sessions, changes = list(sessions), []
    known = event.sessions.in_bulk([session.pk for session in sessions if session.pk])
    last = event.sessions.aggregate(last=Max("position"))["last"] or 0
    for number, session in enumerate(sessions, 1):
        session.event = event
        if stored := known.get(session.pk):
            _prepare_update(session, stored)
            if any(getattr(stored, name) != getattr(session, name) for name in REPORTED):
                stored.event = event
                changes.append(SessionChange(stored, session))
        else:
            session.position = last + number
        session.save()
    require_sessions_inside(event)
    revise(event, significant=False)
    reminders.plan(event)
    return changes


def _prepare_update(session: Session, stored: Session) -> None:
    session.seats_taken = stored.seats_taken  # people may have chosen it after the form was opened
    if session.seats is not None and session.seats < session.seats_taken:
        raise SessionTooSmallError(session)
    if any(getattr(stored, name) != getattr(session, name) for name in IN_CALENDARS):
        session.sequence = stored.sequence + 1
