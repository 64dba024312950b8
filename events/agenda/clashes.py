"""What is wrong with the agenda that organisers edit: rooms and people that two sessions need, sessions that do not fit, and
unusual times.

Nothing here refuses a change. The editor shows each problem during a move and before saving, and keeps it in "To review"."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models.search import fold
from events.agenda.further_checks import further_problems
from events.agenda.items import Item
from events.agenda.problems import Problem, ProblemKind
from events.agenda.session_times import is_outside
from events.calendars.date_formats import clock_time
from events.calendars.dates import shown_end
from events.contributors.availability import PersonAvailability, unavailable_days
from events.contributors.clashes import room_of, same_people
from events.models import Contributor, Event, Room
from events.models.session import ContributorDetails, SessionDetails
from events.unlikely_values import Period, questions

UNLIKELY_TIMES = ("night", "short")  # the checks of events.unlikely_values


@dataclass(frozen=True)
class BusyPeriod:
    """The time that a person has in another event of the programme. person: the key of the person."""

    person: int
    contributor: Contributor

    @property
    def session(self) -> SessionDetails:
        return self.contributor.session


@dataclass(frozen=True)
class Surroundings:
    """What the items of an agenda must fit: rooms with their capacities, and the other tasks and the absences of people."""

    capacities: Mapping[tuple[int | None, str], int]
    busy: Mapping[int, Sequence[BusyPeriod]]
    away: Mapping[int, PersonAvailability]


def surroundings_of(event: Event, items: Sequence[Item]) -> Surroundings:
    """Return the surroundings of items. Run three queries, whatever their number."""
    return Surroundings(_capacities(event, items), _busy_periods(event, items), _days_away(event, items))


def find_problems(event: Event, items: Sequence[Item], around: Surroundings | None = None) -> list[Problem]:
    """Return the problems of the agenda, in the order of the items. around: surroundings_of() the items, if known."""
    around = around or surroundings_of(event, items)
    found: list[Problem] = []
    for number, item in enumerate(items):
        found += _alone(event, item, items, around.capacities)
        found += _unlikely(item)
        found += _elsewhere(item, around.busy)
        found += _away(item, around.away)
        for other in items[number + 1 :]:
            if item.row.ends_at and other.row.starts_at and other.row.starts_at >= item.row.ends_at:
                break  # the items are in order: no later one begins earlier
            if item.row.overlaps(other.row):
                found += _together(item, other)
    return [*found, *further_problems(event, items)]


def _together(item: Item, other: Item) -> Iterator[Problem]:
    """Yield the problems of two items at one time. During a break, people may be everywhere."""
    if SessionDetails.Kind.BREAK in {item.row.kind, other.row.kind}:
        return
    keys = (item.key, other.key)
    names = {"first": item.row.title, "second": other.row.title, "when": _overlap(item.row, other.row)}
    if room_of(item.row) and room_of(item.row) == room_of(other.row):
        room = item.row.room.strip()
        text = _("%(room)s is needed for “%(first)s” and “%(second)s”, %(when)s.")
        yield Problem(ProblemKind.ROOM, keys, room, text % {**names, "room": room})
    for name in same_people(item.contributors, other.contributors):
        text = _("%(person)s has a task in “%(first)s” and “%(second)s”, %(when)s.")
        yield Problem(ProblemKind.PERSON, keys, name, text % {**names, "person": _with_role(name, item.contributors)})


def _overlap(first: SessionDetails, second: SessionDetails) -> str:
    """Return the time that two sessions share, on the clocks of the first."""
    assert first.starts_at and first.ends_at and second.starts_at and second.ends_at  # noqa: S101, PT018 (they overlap)
    return _short(max(first.starts_at, second.starts_at), min(first.ends_at, second.ends_at), first)


def _short(start: datetime, end: datetime, row: SessionDetails) -> str:
    """Return a time as the page of the agenda shows it, which names the zone: "Tue 29 Dec, 14:00–15:00"."""
    start, end = start.astimezone(row.zone), end.astimezone(row.zone)
    return f"{date_format(start, 'D j M')}, {clock_time(start)}–{shown_end(start, end)[1]}"


def _with_role(name: str, contributors: Sequence[ContributorDetails]) -> str:
    """Return a name with the role, which decides who can stand in: "Hoàng Lan (Interpreter)"."""
    role = next((one.get_role_display() for one in contributors if one.name == name), "")  # type: ignore[attr-defined]
    return f"{name} ({role})" if role else name


def _elsewhere(item: Item, busy: Mapping[int, Sequence[BusyPeriod]]) -> Iterator[Problem]:
    for contributor in item.contributors:
        for period in busy.get(contributor.person_id or 0, ()):
            if item.row.overlaps(period.session):
                text = _(
                    "%(person)s has a task in “%(title)s” of another event, “%(event)s”, at the same time: %(when)s."
                )
                names = {
                    "person": _with_role(contributor.name, item.contributors),
                    "title": period.session.title,
                    "event": period.contributor.session.event.title,
                    "when": _overlap(item.row, period.session),
                }
                yield Problem(ProblemKind.ELSEWHERE, (item.key,), contributor.name, text % names)


def _away(item: Item, away: Mapping[int, PersonAvailability]) -> Iterator[Problem]:
    """Yield the contributors who cannot come on the day of the item."""
    row = item.row
    if row.starts_at is None or row.ends_at is None:
        return
    for contributor in item.contributors:
        known = away.get(contributor.person_id or 0)
        if known is not None and known.is_away(row.starts_at, row.ends_at, row):
            text = _("%(person)s has told you that they cannot come at the time of “%(title)s”: %(when)s.")
            names = {"person": _with_role(contributor.name, item.contributors), "title": row.title}
            names["when"] = _short(row.starts_at, row.ends_at, row)
            yield Problem(ProblemKind.AWAY, (item.key,), contributor.name, text % names)


def _days_away(event: Event, items: Sequence[Item]) -> dict[int, PersonAvailability]:
    """Return the days on which the contributors of items cannot come, by person. One query."""
    people = {one.person_id for item in items for one in item.contributors if one.person_id is not None}
    starts = [item.row.starts_at for item in items if item.row.starts_at]
    ends = [item.row.ends_at for item in items if item.row.ends_at]
    if not (people and starts and ends):
        return {}
    margin = timedelta(days=7)  # a move may lead to a neighbouring day
    return unavailable_days(event.programme_id, people, min(starts) - margin, max(ends) + margin)


def _alone(
    event: Event, item: Item, items: Sequence[Item], capacities: Mapping[tuple[int | None, str], int]
) -> Iterator[Problem]:
    row = item.row
    if is_outside(row, event) and row.starts_at and row.ends_at:
        text = _("“%(title)s” is outside the time of the event: %(when)s.")
        when = _short(row.starts_at, row.ends_at, row)
        yield Problem(
            ProblemKind.OUTSIDE, (item.key,), _("outside the event"), text % {"title": row.title, "when": when}
        )
    capacity = capacities.get((row.venue_id or event.venue_id, fold(row.room))) if row.room else None
    expected = expected_people(event, item, items)
    if capacity is not None and expected > capacity and row.kind != SessionDetails.Kind.BREAK:
        names = {"title": row.title, "expected": expected, "room": row.room, "capacity": capacity}
        fitting = [room for room in sorted(capacities.items(), key=lambda one: one[1]) if room[1] >= expected]
        text = _("%(expected)d people are expected in “%(title)s”, but %(room)s holds %(capacity)d.") % names
        if not fitting:
            text += " " + _("No room of the venue holds them.")
        yield Problem(ProblemKind.CAPACITY, (item.key,), _("room too small"), text)


def _unlikely(item: Item) -> Iterator[Problem]:
    """Yield one problem if the time of the item is at night or very short, on the clocks of the session."""
    row = item.row
    if not (row.starts_at and row.ends_at):
        return
    period = Period(row.title, row.starts_at, row.ends_at, row.zone, is_part=True)
    if doubts := questions([period], only=UNLIKELY_TIMES):
        text = " ".join(doubt.text for doubt in doubts)
        yield Problem(ProblemKind.UNLIKELY, (item.key,), _("unusual time"), text)


def expected_people(event: Event, item: Item, items: Sequence[Item]) -> int:
    """Return how many people come to an item: as the organiser says, else its places, else all participants.

    Without a number, participants divide among sessions at one time: 0 means that it is not known."""
    if item.row.expected is not None:
        return item.row.expected
    if item.row.seats is not None:
        return item.row.seats
    is_parallel = any(item.row.overlaps(other.row) for other in items if other.key != item.key)
    return 0 if is_parallel or item.row.is_optional else event.seats_taken


def _capacities(event: Event, items: Sequence[Item]) -> dict[tuple[int | None, str], int]:
    venues = {event.venue_id, *(item.row.venue_id for item in items)} - {None}
    rooms = Room.objects.filter(venue__in=venues, capacity__isnull=False)
    return {(room.venue_id, fold(room.name)): room.capacity for room in rooms if room.capacity is not None}


def _busy_periods(event: Event, items: Sequence[Item]) -> dict[int, list[BusyPeriod]]:
    """Return the tasks of the contributors of items in other events of the programme, by person. One query."""
    people = {one.person_id for item in items for one in item.contributors} - {None}
    starts = [item.row.starts_at for item in items if item.row.starts_at]
    ends = [item.row.ends_at for item in items if item.row.ends_at]
    found: defaultdict[int, list[BusyPeriod]] = defaultdict(list)
    if not (people and starts and ends):
        return found
    rows = Contributor.objects.filter(
        Q(session__starts_at__lt=max(ends), session__ends_at__gt=min(starts)),
        person__in=people,
        session__event__programme=event.programme_id,
    ).exclude(session__event=event)
    rows = (
        rows.not_declined()
        .exclude(session__event__status=Event.Status.CANCELLED)
        .select_related("session__event")
        .order_by("pk")
    )
    for row in rows:
        assert row.person_id is not None  # noqa: S101 (for the type checker: the filter has people)
        found[row.person_id].append(BusyPeriod(row.person_id, row))
    return found
