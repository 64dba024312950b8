"""Notices about changes of an event. Changes within a few minutes become one mail.

The caller must lock the row of the event first, unless a function says that it locks the event itself."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.calendars.entry_text import venue_text
from events.mails import rules, sender
from events.models import Event, PendingUpdate
from events.models.pending_update import SNAPSHOT_FIELDS
from events.registration import transitions
from events.updates import followers, notices
from notifications.models import Message
from notifications.outbox import services as outbox

# A notice waits at most this many times UPDATE_DELAY, however often the event changes again.
MAX_DELAYS = 6
# Send the notice at once if the event starts within this time: people may be travelling to it.
SOON = timedelta(hours=3)


def snapshot(event: Event) -> PendingUpdate:
    """Return the present state of event, unsaved. Pass it to schedule_notices() after the change."""
    return PendingUpdate.of(event, place=venue_text(event.venue))


def schedule_notices(event: Event, before: PendingUpdate, *, by: User | None, reason: str = "") -> int:
    """Schedule the notice about a change of the published event. Return the number of mails that were sent at once.

    The notice may also say that the event is postponed or cancelled, with the reason. Until it is due, the mails that the
    event can no longer send are held.

    Call this after revise() of the calendars. `before` is the snapshot() before the change. The notice is due UPDATE_DELAY
    after the latest change. It is sent at once if UPDATE_DELAY is zero, or if the old or the new start is near. If an
    older change still waits for its notice, one notice reports both. It is also sent at once if the event loses its exact
    date: calendars get a CANCEL. Nobody is notified while the event is over: the notice then waits until the event is
    ahead again, and compares with what people knew last."""
    pending = PendingUpdate.objects.filter(event=event).first() or before
    if pending is not before:
        # The moment before the first move, and the one after the latest.
        for key, (earlier, later) in before.moved.items():
            pending.moved[key] = [pending.moved.get(key, [earlier])[0], later]
    moment = now()
    pending.began_at = pending.began_at or moment
    latest = pending.began_at + MAX_DELAYS * settings.UPDATE_DELAY
    pending.due_at = max(moment, min(moment + settings.UPDATE_DELAY, latest))
    pending.event, pending.revision, pending.by, pending.reason = event, event.revised_at, by, reason
    outbox.hold(topic=sender.topic(event), kinds=rules.names_not_allowed(event))
    starts = [start for start in (before.starts_at, event.starts_at) if start]
    is_soon = any(moment - SOON < start < moment + SOON for start in starts)
    pending.save()
    if event.is_past:
        return 0
    return notify_pending(event) if is_soon or before.loses_date(event) or not settings.UPDATE_DELAY else 0


def notify_pending(event: Event) -> int:
    """Send the waiting notice of event now. Return the number of mails.

    Send nothing if the change has been undone, or while the event is over."""
    pending = PendingUpdate.objects.select_related("by").filter(event=event).first()
    if pending is None or event.is_past:
        return 0
    pending.event = event
    pending.delete()
    if pending.calls_off:
        outbox.held(topic=sender.topic(event)).update(status=Message.Status.DROPPED)
        is_cancelled = event.status == Event.Status.CANCELLED
        notify = notices.notify_cancelled if is_cancelled else notices.notify_postponed
        return notify(event, reason=pending.reason) + followers.call_off(event, pending.reason)
    outbox.release(topic=sender.topic(event))
    what = pending.differs(event, place=venue_text(event.venue))
    if event.status != Event.Status.PUBLISHED or not what:
        return 0
    if PendingUpdate.What.WHEN in what:
        _keep_earlier_date(event, pending)
    count = notices.notify_moved(event, pending)
    return count + followers.move(event, pending) if what & notices.MOVING else count


def _keep_earlier_date(event: Event, pending: PendingUpdate) -> None:
    """Store the date that people knew until now, for the page of the event. Only an exact date can have moved."""
    old = pending.as_event()
    has_moved = old.is_dated and event.is_dated and old.starts_at != event.starts_at
    event.earlier_starts_at = old.starts_at if has_moved else None
    event.earlier_ends_at = old.ends_at if has_moved else None
    event.earlier_timezone, event.earlier_precision = (old.timezone, old.precision) if has_moved else ("", "")
    event.save(update_fields=["earlier_starts_at", "earlier_ends_at", "earlier_timezone", "earlier_precision"])


def report_no_longer(event: Event, before: PendingUpdate) -> None:
    """Take the changes since before out of the waiting notice of event, if there is one."""
    pending = PendingUpdate.objects.filter(event=event).first()
    if pending is None:
        return
    for name in (*SNAPSHOT_FIELDS, "venue_id"):
        if getattr(before, name) != getattr(event, name):
            setattr(pending, name, getattr(event, name))
    if (before.starts_at, before.timezone) != (event.starts_at, event.timezone):
        pending.moved = {}  # these moments belong to a time that people no longer know
    pending.place, pending.revision = venue_text(event.venue), event.revised_at
    pending.save()


def take_pending(event: Event) -> PendingUpdate | None:
    """Delete and return the waiting notice of the locked event, which is not sent; None if nothing waits.

    Mails that were held because of it return to the queue."""
    pending = PendingUpdate.objects.select_related("venue__country").filter(event=event).first()
    if pending:
        PendingUpdate.objects.filter(pk=pending.pk).delete()
        outbox.release(topic=sender.topic(event))
    return pending


@transaction.atomic
def notify_now(event: Event, *, by: User | None) -> int:
    """Send the waiting notice of event at the request of a user. Lock the event. Return the number of mails."""
    return _notify(transitions.lock_event(event), by=by)


def notify_due() -> int:
    """Send all notices that are due. Return the number of mails. Any number of workers can run this at the same time."""
    due = PendingUpdate.objects.filter(due_at__lte=now(), event__ahead_until__gte=now())
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
