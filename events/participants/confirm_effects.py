"""What the team should know before it confirms people: the balance after it, people who have another event, and people
whose mandatory requirements are open."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.balance.queries import Balance, balance
from events.models import Event, Registration
from events.registration.date_clashes import date_clashes
from events.registration.requirement_checks import RequirementCheck, open_requirements

MOST_SHOWN = 50


@dataclass(frozen=True)
class DateClash:
    """A person who has other events on the days of this one."""

    registration: Registration
    others: list[Event]


@dataclass(frozen=True)
class OpenRequirements:
    """A person with mandatory requirements that are not checked or not met."""

    registration: Registration
    checks: list[RequirementCheck]


@dataclass(frozen=True)
class Effects:
    balance: Balance
    clashes: list[DateClash]
    count: int  # of people
    unmet: list[OpenRequirements]  # all of them: the page asks why they are confirmed nevertheless
    clashes_left_out: int = 0


def effects_of(event: Event, registrations: Sequence[Registration]) -> Effects:
    """Return what would hold if registrations were confirmed. Make a fixed number of queries."""
    found = date_clashes(event, [row.person_id for row in registrations])
    clashes = [DateClash(row, found[row.person_id]) for row in registrations if row.person_id in found]
    unmet = open_requirements(event, registrations)
    return Effects(
        balance(event, [row.pk for row in registrations]),
        clashes[:MOST_SHOWN],
        len(registrations),
        [OpenRequirements(row, unmet[row.pk]) for row in registrations if row.pk in unmet],
        max(len(clashes) - MOST_SHOWN, 0),
    )
