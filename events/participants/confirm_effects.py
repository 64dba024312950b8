"""What the team should know before it confirms people: the balance afterwards, people who have another event, possible
duplicates, addresses that mails do not reach, and people whose mandatory requirements are open."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.balance.queries import Balance, balance
from events.duplicates.queries import Pair, pairs
from events.models import Event, Registration
from events.registration.date_clashes import date_clashes
from events.registration.requirement_checks import RequirementCheck, open_requirements
from notifications.models import BouncedAddress

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
class Findings[Finding]:
    """What was found. The page shows the first MOST_SHOWN of them."""

    all: list[Finding]

    @property
    def shown(self) -> list[Finding]:
        return self.all[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.all) - MOST_SHOWN, 0)


@dataclass(frozen=True)
class Effects:
    """duplicates: the pairs of one of the people with another active registration. undelivered: people whose address does
    not accept mails. unmet: all of these people, because the page asks why they are confirmed nevertheless."""

    balance: Balance
    count: int  # of people
    clashes: Findings[DateClash]
    duplicates: Findings[Pair]
    undelivered: Findings[Registration]
    unmet: list[OpenRequirements]


def effects_of(event: Event, registrations: Sequence[Registration]) -> Effects:
    """Return what would hold if registrations were confirmed. Make a fixed number of queries."""
    found = date_clashes(event, [row.person_id for row in registrations])
    unmet = open_requirements(event, registrations)
    similar = pairs(event, among=[row.pk for row in registrations])
    return Effects(
        balance(event, [row.pk for row in registrations]),
        len(registrations),
        Findings([DateClash(row, found[row.person_id]) for row in registrations if row.person_id in found]),
        Findings([pair for pair in similar if pair.keep.is_active and pair.gone.is_active]),
        Findings(_undelivered(registrations)),
        [OpenRequirements(row, unmet[row.pk]) for row in registrations if row.pk in unmet],
    )


def _undelivered(registrations: Sequence[Registration]) -> list[Registration]:
    addresses = {row.person.mail_address for row in registrations}
    bounced = set(BouncedAddress.objects.filter(address__in=addresses).values_list("address", flat=True))
    return [row for row in registrations if row.person.mail_address in bounced]
