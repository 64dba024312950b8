"""Save and delete the sessions of an event."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from events.calendars.services import revise
from events.contributors.queries import are_notified
from events.models import Event, Session
from events.planning.errors import SessionChosenError, SessionHasContributorsError, SessionTooSmallError
from events.registration import transitions
from events.reminders import planning as reminders

IN_CALENDARS = ("starts_at", "ends_at", "timezone", "room", "venue_id")


@transaction.atomic
def set_sessions(event: Event, sessions: Iterable[Session], *, removed: Iterable[Session] = (), by: User) -> None:
    """Save these sessions of event and delete the removed ones. Other sessions of the event stay unchanged.

    A new time or venue raises the SEQUENCE of a session (RFC 5546, 2.1.4). Raise SessionChosenError if people have
    chosen a removed session, SessionHasContributorsError if it has contributors who have been notified, and
    SessionTooSmallError if a session gets fewer seats than are taken."""
    event = transitions.lock_event(event)
    for session in removed:
        if session.pk:
            _require_removable(session, event)
            session.delete()
    last = event.sessions.aggregate(last=Max("position"))["last"] or 0
    for number, session in enumerate(sessions, 1):
        session.event = event
        stored = Session.objects.filter(pk=session.pk, event=event).first() if session.pk else None
        if stored:
            _prepare_update(session, stored)
        else:
            session.position = last + number
        session.save()
    revise(event, significant=False)
    reminders.plan(event)


def _prepare_update(session: Session, stored: Session) -> None:
    session.seats_taken = stored.seats_taken  # people may have chosen it after the form was opened
    if session.seats is not None and session.seats < session.seats_taken:
        raise SessionTooSmallError(session)
    if any(getattr(stored, name) != getattr(session, name) for name in IN_CALENDARS):
        session.sequence = stored.sequence + 1


def _require_removable(session: Session, event: Event) -> None:
    if session.choices.exists():
        raise SessionChosenError(session)
    # Contributors have invites. The page "Contributors" sends the cancellations when they are removed there.
    if are_notified(event) and session.contributors.filter(person__isnull=False).exists():
        raise SessionHasContributorsError(session)
