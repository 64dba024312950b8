"""The events of a programme at a glance: a symbol for each, by year, and the phases below the years."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from events.models import Event, Phase, Programme

MOST_EVENTS = 150  # more symbols than that say less than a list
MOST_YEARS = 25
LEAST_YEARS = 2
YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")


@dataclass
class EventYear:
    """A year of the programme. phase: the phase whose years name it; None without one."""

    year: int
    phase: Phase | None = None
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Glance:
    """years: without a gap. undated: the number of events without a year. kinds: those that occur, with their names."""

    years: Sequence[EventYear]
    undated: int
    kinds: Sequence[tuple[str, str]]
    phases: Sequence[Phase]


def glance_of(programme: Programme, phases: Iterable[Phase]) -> Glance | None:
    """Return the events of programme by year, each in its own time zone. One query.

    None if they are of one year only, or too many for symbols."""
    events = list(_events(programme)[: MOST_EVENTS + 1])
    dated = [(start.year, event) for event in events if (start := event.local_starts_at)]
    numbers = [number for number, _event in dated]
    first, last = min(numbers, default=0), max(numbers, default=0)
    if len(events) > MOST_EVENTS or not LEAST_YEARS <= last - first + 1 <= MOST_YEARS:
        return None
    by_year = _phases_by_year(phases)
    years = {number: EventYear(number, by_year.get(number)) for number in range(first, last + 1)}
    for number, event in dated:
        years[number].events.append(event)
    found = {event.kind for _year, event in dated}
    named = {year.phase.pk: year.phase for year in years.values() if year.phase}
    return Glance(
        list(years.values()),
        len(events) - len(dated),
        [(key, str(label)) for key, label in Event.Kind.choices if key in found],
        list(named.values()),
    )


def _events(programme: Programme) -> QuerySet[Event]:
    names = ("slug", "title", "kind", "status", "precision", "starts_at", "ends_at", "timezone", "date_text")
    return Event.objects.listed().filter(programme=programme).order_by("starts_at", "pk").only(*names)


def _phases_by_year(phases: Iterable[Phase]) -> dict[int, Phase]:
    """Return the phase of each year, by the years that the phases name: "2011–2013" are three. The first one counts."""
    found: dict[int, Phase] = {}
    for phase in phases:
        named = [int(year) for year in YEAR.findall(phase.years)]
        for year in range(min(named, default=1), max(named, default=0) + 1):
            found.setdefault(year, phase)
    return found
