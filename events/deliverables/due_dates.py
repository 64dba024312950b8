"""The due dates of deliverables: those that are counted from the days of the event follow it, those typed by hand do not."""

from datetime import datetime, timedelta

from events.local_times import last_minute_of
from events.models import Deliverable, Event

Anchor = Deliverable.Anchor


def due_moment(event: Event, anchor: str, offset: int) -> datetime | None:
    """Return the last minute of a due day at the place of event; None while its days are not known.

    offset: days after the first or the last day, negative for before it."""
    first, last = event.days
    day = first if anchor == Anchor.START else last
    return last_minute_of(day + timedelta(days=offset), event.zone) if day else None


def remember_days(deliverable: Deliverable, event: Event) -> None:
    """Store for which days of event the due date was set. The caller saves deliverable."""
    deliverable.first_day, deliverable.last_day = event.days


def follow_dates(event: Event) -> int:
    """Set the due dates that are counted from the days of event again; return how many have changed. Plan reminders then.

    What is received stays, and so does everything while the event has no days: pages then say that the dates are perhaps
    outdated. The caller has locked the event."""
    changed = []
    for one in event.deliverables.open().filter(is_typed=False).exclude(anchor=""):
        due_at = due_moment(event, one.anchor, one.offset or 0)
        if due_at is not None and (one.due_at, one.first_day, one.last_day) != (due_at, *event.days):
            one.due_at = due_at
            remember_days(one, event)
            changed.append(one)
    Deliverable.objects.bulk_update(changed, ["due_at", "first_day", "last_day"])
    return len(changed)
