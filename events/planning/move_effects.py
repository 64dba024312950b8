"""What the team should know about a new time before it moves an event: what else is then, and when it starts for whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count

from events.calendars.date_formats import clock_time, weekday_date
from events.local_times import place_of_zone
from events.models import Contributor, Event
from events.registration.date_clashes import date_clashes

MOST_EVENTS = 3
MOST_NAMES = 5


@dataclass(frozen=True)
class LocalStart:
    """When the event starts on some clocks: "08:30", or with the day if it is another one. places: "Yangon, Jakarta"."""

    text: str
    places: str
    people: int


@dataclass(frozen=True)
class MoveEffects:
    """What happens if an event moves to other days.

    same_time: other events of the programme at the new time. same_place: those of them at the same venue.
    busy: the names of people with another event on these days, at most five. busy_count: the number of all such people."""

    same_time: list[Event]
    same_place: list[Event]
    busy: list[str]
    busy_count: int
    starts: list[LocalStart]


def effects_of(after: Event) -> MoveEffects:
    """Return the effects of a new time of a stored event. after: the event as it would be, not saved. The number of queries is fixed."""
    others = others_at(after)
    people = _people(after)
    clashes = date_clashes(after, people.keys())
    names = sorted(people[key] for key in clashes)
    return MoveEffects(
        same_time=others,
        same_place=at_same_venue(after, others),
        busy=names[:MOST_NAMES],
        busy_count=len(names),
        starts=_local_starts(after),
    )


def others_at(event: Event) -> list[Event]:
    """Return other events of the programme at the time of event, which need not be saved: at most three. One query."""
    if not event.is_dated:
        return []
    others = event.programme.events.dated().exclude(status=Event.Status.CANCELLED).exclude(pk=event.pk)
    return list(others.filter(starts_at__lt=event.ends_at, ends_at__gt=event.starts_at)[:MOST_EVENTS])


def at_same_venue(event: Event, others: Iterable[Event]) -> list[Event]:
    return [other for other in others if other.venue_id and other.venue_id == event.venue_id]


def _people(event: Event) -> dict[int, str]:
    """Return the names of the confirmed participants and of the contributors, by key."""
    columns = ("person", "person__name", "person__email")
    confirmed = event.registrations.confirmed().order_by().values_list(*columns)
    tasks = Contributor.objects.filter(session__event=event, person__isnull=False).not_declined().order_by()
    return {key: name or email for key, name, email in confirmed.union(tasks.values_list(*columns)).order_by()}


def _local_starts(event: Event) -> list[LocalStart]:
    """Return the start on the clocks of the confirmed participants, the earliest clock first.

    People whose time zone is not known are counted with that of the event. An event without hours has no starts."""
    if event.precision != Event.Precision.TIME or event.starts_at is None:
        return []
    rows = event.registrations.confirmed().order_by().values_list("person__timezone").annotate(Count("pk"))
    people: Counter[datetime] = Counter()
    zones: defaultdict[datetime, set[str]] = defaultdict(set)
    here = event.starts_at.astimezone(event.zone)
    for name, count in rows:
        zone = ZoneInfo(name) if name else event.zone
        clock = event.starts_at.astimezone(zone).replace(tzinfo=None)
        people[clock] += count
        zones[clock].add(str(place_of_zone(zone)))
    return [
        LocalStart(_clock_text(clock, here), ", ".join(sorted(zones[clock])), people[clock]) for clock in sorted(people)
    ]


def _clock_text(clock: datetime, here: datetime) -> str:
    time = clock_time(clock)
    return time if clock.date() == here.date() else f"{weekday_date(clock)}, {time}"
