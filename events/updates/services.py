"""Notices about changes of an event. Changes within a few minutes become one mail.

The caller must lock the row of the event first, unless a function says that it locks the event itself."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.calendars.vevent import venue_text
from events.models import Event, PendingUpdate
from events.registration import transitions
from events.updates import notices

# A notice waits at most this many times UPDATE_DELAY, however often the event changes again.
MAX_DELAYS = 6
# Send the notice at once if the event starts within this time: people may be travelling to it.
SOON = timedelta(hours=3)


def snapshot(event: Event) -> PendingUpdate:
    """Return the present state of event, unsaved. Pass it to schedule_notices() after the change."""
    return PendingUpdate.of(event, place=venue_text(event.venue))


def schedule_notices(event: Event, before: PendingUpdate, *, by: User | None) -> int:
    """Schedule the notice about a change of the published event. Return the number of mails that were sent at once.

    Call this after revise() of the calendars. `before` is the snapshot() before the change. The notice is due UPDATE_DELAY
    after the latest change. It is sent at once if UPDATE_DELAY is zero, or if the old or the new start is near. If an
    older change still waits for its notice, one notice reports both."""
    pending = PendingUpdate.objects.filter(event=event).first() or before
    moment = now()
    pending.began_at = pending.began_at or moment
    latest = pending.began_at + MAX_DELAYS * settings.UPDATE_DELAY
    pending.due_at = max(moment, min(moment + settings.UPDATE_DELAY, latest))
    pending.event, pending.revision, pending.by = event, event.revised_at, by
    starts = [start for start in (before.starts_at, event.starts_at) if start]
    is_soon = any(moment - SOON < start < moment + SOON for start in starts)
    pending.save()
    return notify_pending(event) if is_soon or not settings.UPDATE_DELAY else 0


def notify_pending(event: Event) -> int:
    """Send the waiting notice of event now. Return the number of mails.

    Send nothing if the change has been undone."""
    pending = PendingUpdate.objects.select_related("by").filter(event=event).first()
    if pending is None:
        return 0
    pending.delete()
    if event.status != Event.Status.PUBLISHED or not pending.differs(event, place=venue_text(event.venue)):
        return 0
    return notices.notify_moved(event, pending)


def discard_pending(event: Event) -> None:
    """Delete the waiting notice of event, because another notice replaces it."""
    PendingUpdate.objects.filter(event=event).delete()


@transaction.atomic
def notify_now(event: Event, *, by: User | None) -> int:
    """Send the waiting notice of event at the request of a user. Lock the event. Return the number of mails."""
    return _notify(transitions.lock_event(event), by=by)


def notify_due() -> int:
    """Send all notices that are due. Return the number of mails. Any number of workers can run this at the same time."""
    due = PendingUpdate.objects.filter(due_at__lte=now())
    return sum(_notify_if_due(key) for key in list(due.values_list("event", flat=True)))


@transaction.atomic
def _notify_if_due(key: int) -> int:
    event = Event.objects.select_for_update(of=("self",)).filter(pk=key).first()
    pending = PendingUpdate.objects.select_related("by").filter(event=key, due_at__lte=now()).first()
    if event is None or pending is None:  # another worker has sent it, or another change has postponed it
        return 0
    return _notify(event, by=pending.by)


def _notify(event: Event, *, by: User | None) -> int:
    count = notify_pending(event)
    if count:
        history.record(event, history.What.TOLD, [history.people_notified(count)], by=by)
    return count
