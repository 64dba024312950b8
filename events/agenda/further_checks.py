"""What upper packages know of the agenda of an event: problems of its items, and times at which people are elsewhere.

They declare it in events/apps.py: this package cannot import them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.agenda.items import Item
from events.agenda.problems import Problem
from events.models import Event


@dataclass(frozen=True)
class TravelTime:
    """A time at which a person travels. person: the key of the person. title: of the leg."""

    person: int
    name: str
    starts_at: datetime
    ends_at: datetime
    title: str


@dataclass(frozen=True)
class FurtherCheck:
    """problems: of the items of an event. travel: when its people travel, for the check during a move in the editor."""

    problems: Callable[[Event, Sequence[Item]], list[Problem]]
    travel: Callable[[Event], list[TravelTime]]


_checks: list[FurtherCheck] = []


def declare(check: FurtherCheck) -> None:
    if check not in _checks:
        _checks.append(check)


def further_problems(event: Event, items: Sequence[Item]) -> list[Problem]:
    return [problem for check in _checks for problem in check.problems(event, items)]


def travel_of(event: Event) -> list[TravelTime]:
    return [time for check in _checks for time in check.travel(event)]
