"""The moments of an event from which reminders are counted."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from events.models import Delegation, Deliverable, Event, PlannedReminder, Registration, ReminderRule, Session
from events.models.reminder import OF_EACH

Kind = ReminderRule.Anchor
# When an event of whole days begins: nobody comes at midnight.
MORNING = 9


@dataclass(frozen=True)
class Anchor:
    """A moment (aware) of one kind; about: the key of the session or registration that it is about."""

    kind: str
    at: datetime
    about: int = 0


@dataclass
class Parts:
    """What of an event has moments of its own: sessions, offers and what is waited for by key, and the deadlines of its
    delegations."""

    sessions: list[tuple[int, datetime]] = field(default_factory=list)
    deadlines: set[datetime] = field(default_factory=set)
    offers: list[tuple[int, datetime]] = field(default_factory=list)
    owed: list[tuple[int, datetime]] = field(default_factory=list)


def parts_of(events: Sequence[Event]) -> dict[int, Parts]:
    """Return the parts of each of events, by its key, in four queries."""
    found: dict[int, Parts] = defaultdict(Parts)
    sessions = Session.objects.filter(event__in=events, starts_at__isnull=False)
    for event, pk, at in sessions.values_list("event", "pk", "starts_at"):
        found[event].sessions.append((pk, at))  # type: ignore[arg-type]  # none is without, nor below
    delegations = Delegation.objects.filter(event__in=events, nomination_closes_at__isnull=False)
    for event, at in delegations.values_list("event", "nomination_closes_at"):
        found[event].deadlines.add(at)  # type: ignore[arg-type]
    offers = Registration.objects.filter(event__in=events, offer_expires_at__isnull=False)
    for event, pk, at in offers.values_list("event", "pk", "offer_expires_at"):
        found[event].offers.append((pk, at))  # type: ignore[arg-type]
    owed = Deliverable.objects.open().filter(event__in=events)
    for event, pk, at in owed.values_list("event", "pk", "due_at"):
        found[event].owed.append((pk, at))
    return found


def of_event(event: Event, parts: Parts) -> Iterator[Anchor]:
    """Return the moments of event that are known; each session and each offer has its own."""
    start, end = event.local_starts_at, event.local_ends_at
    if event.is_dated and start and end:
        yield Anchor(Kind.EVENT_START, start.replace(hour=MORNING) if event.is_all_day else start)
        yield Anchor(Kind.EVENT_END, end)
        for pk, at in parts.sessions:
            yield Anchor(Kind.SESSION_START, at, pk)
    if event.registration_closes_at:
        yield Anchor(Kind.REGISTRATION_CLOSE, event.registration_closes_at)
    if event.details_due_at:
        yield Anchor(Kind.DETAILS_DUE, event.details_due_at)
    for deadline in sorted(parts.deadlines):
        yield Anchor(Kind.NOMINATION_DEADLINE, deadline)
    for pk, at in parts.offers:
        yield Anchor(Kind.OFFER_LAPSE, at, pk)
    for pk, at in parts.owed:
        yield Anchor(Kind.DELIVERABLE_DUE, at, pk)


def holds(planned: PlannedReminder) -> bool:
    """Say whether the event of planned still has the moment that it is counted from."""
    event = planned.event
    if event.status != Event.Status.PUBLISHED:
        return False
    parts = parts_of([event])[event.pk] if planned.rule.anchor in OF_EACH else Parts()
    return Anchor(planned.rule.anchor, planned.anchor_at, planned.about) in of_event(event, parts)


def day_of(event: Event, kind: str, at: datetime) -> date | None:
    """Return the date that an anchor without an hour has, the same for all readers; None for one that has an hour."""
    if not event.is_all_day or kind not in {Kind.EVENT_START, Kind.EVENT_END}:
        return None
    exclusive = timedelta(microseconds=1) if kind == Kind.EVENT_END else timedelta()
    return (at - exclusive).astimezone(event.zone).date()


def date_of(planned: PlannedReminder) -> date:
    """Return the date, on the clocks of the event, by which a reminder is known to be the same one."""
    event = planned.event
    return day_of(event, planned.rule.anchor, planned.anchor_at) or planned.anchor_at.astimezone(event.zone).date()
