"""What depends on a leg that moves: later legs of its travellers, and their sessions and meetings of that day.

Nothing is saved here. The page shows each consequence with its choices and the number of people whom each one notifies;
moving.move_leg() carries out what the user chose. All shifts are by the same minutes, on the clocks of each place."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from accounts.models import User
from events.agenda.items import Item, items_of
from events.agenda.operations import clock_minutes
from events.journeys.durations import shift_text
from events.journeys.meetings.agenda_follower import is_host_mailed
from events.journeys.people import EventTraveller, travellers_of
from events.journeys.travellers.programme_news import with_programme
from events.local_times import local_clock, nearest_moment
from events.models import Event, Leg, LegTraveller, Meeting
from events.planning.leg_rules import FIXED

SHIFT, LEAVE, KEEP = "shift", "leave", "keep"
# The least time between two legs of a person, in minutes, by the means of the later one.
CONNECTION = {Leg.Mode.FLIGHT: 60, Leg.Mode.TRAIN: 20, Leg.Mode.BOAT: 30}
OTHER_CONNECTION = 10
# The least time between an arrival and a session, in minutes, by the means of travel: passport control and luggage take
# an hour at an airport, and nothing at the door of a bus.
AFTER_ARRIVAL = {Leg.Mode.FLIGHT: 60, Leg.Mode.TRAIN: 15, Leg.Mode.BOAT: 30, Leg.Mode.BUS: 15, Leg.Mode.CAR: 5}


@dataclass(frozen=True)
class LegConsequence:
    """A leg that its travellers would miss. shifted: the leg as it would be, not saved. missing: those who would miss it.

    everybody: all its travellers, whom a shift notifies. overlaps: whether it cannot stay as it is for `missing`."""

    leg: Leg
    shifted: Leg
    missing: Sequence[User]
    everybody: Sequence[User]
    overlaps: bool

    @property
    def key(self) -> str:
        return f"leg-{self.leg.pk}"

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be done: shift the leg, take the people off it, or keep it if it is only a short connection."""
        return (SHIFT, LEAVE) if self.overlaps else (SHIFT, LEAVE, KEEP)


@dataclass(frozen=True)
class SessionConsequence:
    """A session of that day for people on the moved legs. people: those. told: whom its publication notifies, how many.

    is_hit: whether they would come too late, or too early after their arrival: see after_arrival()."""

    item: Item
    people: Sequence[User]
    told: int
    starts_at: datetime
    ends_at: datetime
    is_hit: bool

    @property
    def key(self) -> str:
        return f"session-{self.item.key}"


@dataclass(frozen=True)
class MoveConsequences:
    """All consequences of one move. minutes: by which everything shifts; a negative number moves it earlier."""

    before: Leg
    after: Leg
    minutes: int
    people: Sequence[User]
    legs: Sequence[LegConsequence] = ()
    sessions: Sequence[SessionConsequence] = ()

    @property
    def duration(self) -> str:
        """By how much everything shifts: "+5 h", "−1 h 30"."""
        return shift_text(self.minutes)

    @property
    def keys(self) -> list[str]:
        """The names of all choices of the form. A form with other names is about another state."""
        return [*(one.key for one in self.legs), *(one.key for one in self.sessions)]


@dataclass
class _Plan:
    """The legs of an event, and who is on them."""

    legs: Sequence[Leg]
    people: Mapping[int, Sequence[User]]  # by the key of the leg
    shifted: dict[int, Leg] = field(default_factory=dict)

    @cached_property
    def by_person(self) -> dict[int, list[Leg]]:
        found: dict[int, list[Leg]] = {}
        for leg in self.legs:
            for person in self.people.get(leg.pk, ()):
                found.setdefault(person.pk, []).append(leg)
        return found


def consequences(event: Event, leg: Leg, departs_at: datetime, arrives_at: datetime) -> MoveConsequences:
    """Return what depends on leg if it gets these times (aware). A fixed number of queries.

    What moves because of it has consequences of its own: they are among the result."""
    plan = _plan(event)
    after = copy(leg)
    after.departs_at, after.arrives_at = departs_at, arrives_at
    minutes = _minutes(leg, after)
    people = plan.people.get(leg.pk, ())
    plan.shifted[leg.pk] = after
    hit = list(_hit_legs(plan, leg, minutes))
    return MoveConsequences(leg, after, minutes, people, hit, _sessions(event, plan, minutes))


def shifted_leg(leg: Leg, minutes: int) -> Leg:
    """Return leg as it would be, by so many minutes on the clocks of each end. Not saved."""
    by, moved = timedelta(minutes=minutes), copy(leg)
    moved.departs_at = nearest_moment(local_clock(leg.departs_at, leg.from_zone) + by, leg.from_zone)
    moved.arrives_at = nearest_moment(local_clock(leg.arrives_at, leg.to_zone) + by, leg.to_zone)
    return moved


def connection(leg: Leg) -> timedelta:
    """Return the least time before a leg for people who come from another one."""
    return timedelta(minutes=CONNECTION.get(Leg.Mode(leg.mode), OTHER_CONNECTION))


def after_arrival(leg: Leg) -> timedelta:
    """Return the least time between the arrival of a leg and a session of its travellers."""
    return timedelta(minutes=AFTER_ARRIVAL[Leg.Mode(leg.mode)])


def _minutes(leg: Leg, after: Leg) -> int:
    """Return by how much the people on a leg arrive later; by how much they leave earlier, if they do not arrive later."""
    later = after.arrives_at - leg.arrives_at
    return round((later or after.departs_at - leg.departs_at).total_seconds() / 60)


def _plan(event: Event) -> _Plan:
    legs = list(event.legs.taking_place())
    people: dict[int, list[User]] = {}
    for row in LegTraveller.objects.filter(leg__in=legs).select_related("person"):
        people.setdefault(row.leg_id, []).append(row.person)
    return _Plan(legs, people)


def _hit_legs(plan: _Plan, first: Leg, minutes: int) -> Iterator[LegConsequence]:
    """Yield the legs that somebody would miss, first the nearest ones, each as if those before it were shifted."""
    waiting = deque([first])
    while waiting:
        moved = waiting.popleft()
        after = plan.shifted[moved.pk]
        missing: dict[Leg, list[User]] = {}
        for person in plan.people.get(moved.pk, ()):
            for other in plan.by_person[person.pk]:
                if other.pk not in plan.shifted and other.status not in FIXED and _is_hit(moved, after, other):
                    missing.setdefault(other, []).append(person)
        for other in sorted(missing, key=lambda leg: (leg.departs_at, leg.pk)):
            plan.shifted[other.pk] = shifted_leg(other, minutes)
            waiting.append(other)
            overlap = other.departs_at < after.arrives_at and after.departs_at < other.arrives_at
            yield LegConsequence(other, plan.shifted[other.pk], missing[other], plan.people[other.pk], overlap)


def _is_hit(before: Leg, after: Leg, other: Leg) -> bool:
    """Return whether people who travel on both legs would miss one, or have less time between them than they need.

    A short connection that was as short before is no consequence of the move."""
    if after.overlaps(other):
        return True
    if before.arrives_at <= other.departs_at:
        old, new, needed = other.departs_at - before.arrives_at, other.departs_at - after.arrives_at, connection(other)
    else:
        old, new, needed = before.departs_at - other.arrives_at, after.departs_at - other.arrives_at, connection(before)
    return new < min(old, needed) or new < timedelta()


def _sessions(event: Event, plan: _Plan, minutes: int) -> list[SessionConsequence]:
    """Return the sessions on the days of the moved legs for the people on them, in the order of their times."""
    travellers, items, known = travellers_of(event), items_of(event), with_programme(event)
    meetings = {meeting.session_id: meeting for meeting in Meeting.objects.filter(session__event=event)}
    by_key = {leg.pk: leg for leg in plan.legs}
    found = []
    for item in items:
        start, end = item.row.starts_at, item.row.ends_at
        meeting = meetings.get(item.session.pk) if item.session else None
        if start is None or end is None or (meeting and meeting.status in Meeting.OFF):
            continue
        concerned, is_hit = [], False
        for key, after in plan.shifted.items():
            before = by_key[key]
            if not _is_on_day(item, before, after):
                continue
            people = [
                person
                for person in plan.people.get(key, ())
                if _attends(travellers.get(person.pk), item) and person not in concerned
            ]
            concerned += people
            is_hit = is_hit or bool(people and _collides(start, end, after))
        if concerned:
            local = local_clock(start, item.row.zone) + timedelta(minutes=minutes)
            moved = nearest_moment(local, item.row.zone)
            until = nearest_moment(local + timedelta(minutes=clock_minutes(item)), item.row.zone)
            told = _told(item, travellers, known) + (meeting is not None and is_host_mailed(meeting))
            found.append(SessionConsequence(item, concerned, told, moved, until, is_hit))
    return found


def _is_on_day(item: Item, before: Leg, after: Leg) -> bool:
    """Return whether an item is on the day of the arrival, on its own clocks, and not before the leg."""
    start, end = item.row.starts_at, item.row.ends_at
    assert start  # noqa: S101 (for the type checker: the caller needs times)
    assert end  # noqa: S101 (same reason)
    days = {moment.astimezone(item.row.zone).date() for moment in (before.arrives_at, after.arrives_at)}
    return start.astimezone(item.row.zone).date() in days and end > min(before.departs_at, after.departs_at)


def _collides(start: datetime, end: datetime, leg: Leg) -> bool:
    return start < leg.arrives_at + after_arrival(leg) and end > leg.departs_at


def _attends(traveller: EventTraveller | None, item: Item) -> bool:
    if traveller is None:
        return False
    if item.session is None:
        return any(one.person_id == traveller.person.pk for one in item.contributors) or (
            traveller.attends_all and not item.row.is_optional
        )
    return traveller.attends(item.session.pk, is_optional=item.row.is_optional)


def _told(item: Item, travellers: Mapping[int, EventTraveller], known: Collection[int]) -> int:
    """Return how many people the publication of a changed session notifies: its contributors, those who chose it, and
    those who attend it and have got their programme (known: their keys)."""
    if item.session is None:
        return 0
    key = item.session.pk
    return sum(
        key in one.tasks or key in one.chosen or (one.person.pk in known and _attends(one, item))
        for one in travellers.values()
    )
