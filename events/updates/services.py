"""Changes of an event that are told once no other follows: those within a few minutes become one mail. The event's row
is locked by the caller."""

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

# However often an event is changed, nobody waits for longer than so many times the delay.
AT_MOST = 6
# Who may be on their way is told at once.
SOON = timedelta(hours=3)


def snapshot(event: Event) -> PendingUpdate:
    """Return what people know of event, to be given to follow() once it has changed."""
    return PendingUpdate.of(event, place=venue_text(event.venue))


def schedule_notices(event: Event, before: PendingUpdate, *, by: User | None) -> int:
    """Let people be told of what has become of the published event, after calendars' revise(); return how many have been
    told already.

    They are told UPDATE_DELAY after its latest change, and at once where that is nothing, or the event begins soon or was
    to. before: of this change; what they know is older if there is one that they have not been told."""
    pending = PendingUpdate.objects.filter(event=event).first() or before
    moment = now()
    pending.began_at = pending.began_at or moment
    latest = pending.began_at + AT_MOST * settings.UPDATE_DELAY
    pending.due_at = max(moment, min(moment + settings.UPDATE_DELAY, latest))
    pending.event, pending.revision, pending.by = event, event.revised_at, by
    begins = [start for start in (before.starts_at, event.starts_at) if start]
    is_soon = any(moment - SOON < start < moment + SOON for start in begins)
    pending.save()
    return notify_pending(event) if is_soon or not settings.UPDATE_DELAY else 0


def notify_pending(event: Event) -> int:
    """Tell people now what has changed at event and is not told yet; return how many. Nobody is told of what has been
    changed back."""
    pending = PendingUpdate.objects.select_related("by").filter(event=event).first()
    if pending is None:
        return 0
    pending.delete()
    if event.status != Event.Status.PUBLISHED or not pending.differs(event, place=venue_text(event.venue)):
        return 0
    return notices.notify_moved(event, pending)


def discard_pending(event: Event) -> None:
    """Take back what is not told yet: people are told something that goes before it."""
    PendingUpdate.objects.filter(event=event).delete()


@transaction.atomic
def notify_now(event: Event, *, by: User | None) -> int:
    """Tell people of an event what has changed and is not told yet, without waiting; return how many. Locks the event."""
    return _tell(transitions.lock_event(event), by=by)


def notify_due() -> int:
    """Tell people of each event whose changes have waited long enough; return how many. Any number of workers may run
    this at once."""
    due = PendingUpdate.objects.filter(due_at__lte=now())
    return sum(_tell_if_due(key) for key in list(due.values_list("event", flat=True)))


@transaction.atomic
def _tell_if_due(key: int) -> int:
    event = Event.objects.select_for_update(of=("self",)).filter(pk=key).first()
    pending = PendingUpdate.objects.select_related("by").filter(event=key, due_at__lte=now()).first()
    if event is None or pending is None:  # told by another worker, or changed once more, while this one waited
        return 0
    return _tell(event, by=pending.by)


def _tell(event: Event, *, by: User | None) -> int:
    count = notify_pending(event)
    if count:
        history.record(event, history.What.TOLD, [history.people_notified(count)], by=by)
    return count
