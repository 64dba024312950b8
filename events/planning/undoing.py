"""Undo the changes of an event that nobody was told of yet."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.agenda import versions as agenda_versions
from events.calendars.entry_text import venue_text
from events.calendars.services import revise
from events.deliverables import due_dates
from events.models import Event, PendingUpdate
from events.planning.errors import CannotUndoError, ChangeToldError
from events.planning.shifting import restore_moved
from events.registration import transitions
from events.registration.services import promote
from events.reminders import planning as reminders
from events.updates import services as updates

What = PendingUpdate.What
DATES = ("starts_at", "ends_at", "timezone", "precision", "date_text")
# What each part of an event restores from the snapshot.
FIELDS: dict[What, tuple[str, ...]] = {
    What.STATUS: ("status",),
    What.TITLE: ("title",),
    What.WHEN: DATES,
    What.PLACE: ("venue_id",),
    What.LINK: ("online_url",),
    What.FORM: ("days_as",),
}


@transaction.atomic
def undo(event: Event, *, by: User | None) -> Event:
    """Restore event as people know it, and send no notice. Registrations, seats and sessions stay.

    This undoes all changes since the last notice: a cancellation, a postponement, a new time, place, title or link.
    Reminders are planned again. Raise ChangeToldError if the notice has been sent, and CannotUndoError if the format
    (in person or online) has changed: it has changed the seats. The times of sessions, deadlines and plans get their exact
    moments again."""
    event = transitions.lock_event(event)
    pending = updates.take_pending(event)
    if pending is None:
        raise ChangeToldError
    changed = pending.differs(event, place=venue_text(event.venue))
    if What.MODE in changed:
        raise CannotUndoError
    _restore(event, pending, changed, by=by)
    revise(event, significant=bool(changed - {What.TITLE, What.LINK}))
    if event.status == Event.Status.PUBLISHED:
        due_dates.follow_dates(event)
        reminders.plan(event)
        promote(event)  # seats that became free while the event was called off
    history.record(event, history.What.UNDONE, [str(Event.Status(event.status).label)], by=by)
    return event


def _restore(event: Event, pending: PendingUpdate, changed: frozenset[What], *, by: User | None) -> None:
    old = Event(starts_at=event.starts_at, timezone=event.timezone, precision=event.precision)
    for what in changed:
        for name in FIELDS[what]:
            setattr(event, name, getattr(pending, name))
    if event.status != Event.Status.CANCELLED:
        event.cancelled_at = None
    event.save()
    if What.STATUS in changed:
        event.sessions.update(sequence=F("sequence") + 1)
    if What.WHEN in changed:
        restore_moved(event, old, pending.moved)
        agenda_versions.record(event, note=_("The move of the event is undone"), by=by)
