"""Save and delete the sessions of an event."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from events import history
from events.agenda.errors import SessionChosenError, SessionHasContributorsError, SessionTooSmallError
from events.agenda.session_times import require_sessions_inside
from events.agenda.values import FIELDS
from events.calendars.services import revise
from events.contributors.queries import are_notified
from events.mails.context import SessionChange
from events.models import Event, Session, SessionDraft
from events.registration import transitions
from events.reminders import planning as reminders
from events.updates.session_notices import notify_of_sessions

IN_CALENDARS = ("starts_at", "ends_at", "timezone", "room", "venue_id")
REPORTED = (*IN_CALENDARS, "title")


@transaction.atomic
def set_sessions(
    event: Event,
    sessions: Iterable[Session],
    *,
    removed: Iterable[Session] = (),
    were_outside: Collection[int] = (),
    notify: bool = False,
    by: User | None,
) -> list[SessionChange]:
    """Save these sessions of event and delete the removed ones. Other sessions of the event stay unchanged.

    Return the changes that a notice can report. notify: mail them to the people who chose these sessions, and to their
    contributors.

    A new time or venue raises the SEQUENCE of a session (RFC 5546, 2.1.4). Raise SessionChosenError if people have
    chosen a removed session, SessionHasContributorsError if it has contributors who have been notified, and
    SessionTooSmallError if a session gets fewer seats than are taken, and SessionsOutsideError if a session is outside
    the time of the event. were_outside: the keys of unchanged sessions that were outside it before."""
    event = transitions.lock_event(event)
    for session in removed:
        if session.pk:
            _require_removable(session, event)
            session.delete()
    changes = []
    drafts = {draft.session_id: draft for draft in event.session_drafts.exclude(session=None)}
    last = event.sessions.aggregate(last=Max("position"))["last"] or 0
    for number, session in enumerate(sessions, 1):
        session.event = event
        stored = Session.objects.filter(pk=session.pk, event=event).first() if session.pk else None
        if stored:
            _prepare_update(session, stored)
            if draft := drafts.get(session.pk):
                _follow(draft, stored, session)
            if any(getattr(stored, name) != getattr(session, name) for name in REPORTED):
                stored.event = event
                changes.append(SessionChange(stored, session))
        else:
            session.position = last + number
        session.save()
    require_sessions_inside(event, except_for=were_outside)
    revise(event, significant=False)
    reminders.plan(event)
    if notify and (count := notify_of_sessions(event, changes)):
        history.record(event, history.What.TOLD, [history.people_notified(count)], by=by)
    return changes


def _follow(draft: SessionDraft, stored: Session, session: Session) -> None:
    """Bring a change of a published session into its draft, in the fields that the draft does not change itself."""
    changed = [name for name in FIELDS if getattr(stored, name) != getattr(session, name)]
    followed = [name for name in changed if getattr(draft, name) == getattr(stored, name)]
    for name in followed:
        setattr(draft, name, getattr(session, name))
    if followed:
        draft.save(update_fields=followed)


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
