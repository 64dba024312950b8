"""The balance of the confirmed participants by country and constituency, and a preview with more people."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Constituency
from events.models import Country, Event, Registration, Target

Status = Registration.Status
# The gender in a profile is free text. These are the usual words of women for it.
WOMEN = frozenset({"woman", "women", "female", "f", "w", "she", "she/her"})
# These columns are always shown.
TRIPARTITE = (Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS)


class Participant(NamedTuple):
    """The facts of one person that the balance counts."""

    country: str
    constituency: str
    gender: str
    attended_before: bool  # had a seat in an earlier event of the programme


@dataclass(frozen=True)
class Share:
    """A share of the participants: now, and then (in the preview). The target is a percentage, or None."""

    measure: str
    label: str
    now: int
    of: int
    then: int
    of_then: int
    target: int | None = None

    @property
    def percent_now(self) -> int | None:
        return _percent(self.now, self.of)

    @property
    def percent_then(self) -> int | None:
        return _percent(self.then, self.of_then)

    @property
    def meets_target(self) -> bool:
        return self.target is None or (self.percent_then is not None and self.percent_then >= self.target)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


@dataclass
class BalanceLine:
    """The row of one country. Each cell has (number now, number in the preview) of one constituency."""

    label: str
    cells: list[tuple[int, int]] = field(default_factory=list)

    @property
    def total(self) -> tuple[int, int]:
        return sum(now for now, _then in self.cells), sum(then for _now, then in self.cells)


@dataclass(frozen=True)
class Balance:
    """The table of countries and constituencies, and the shares."""

    places_now: int
    places_then: int
    seats: int | None
    columns: list[str]
    lines: list[BalanceLine]
    shares: list[Share]

    @property
    def is_dry_run(self) -> bool:
        return self.places_then != self.places_now

    @property
    def is_too_many(self) -> bool:
        return self.seats is not None and self.places_then > self.seats


def balance(event: Event, also: Collection[int] = ()) -> Balance:
    """Return the balance of event, and the balance if the registrations with the keys `also` were confirmed.

    Run three queries for any number of people."""
    confirmed, participants = _participants(event, also)
    countries = dict(
        Country.objects.filter(pk__in={person.country for person in participants}).values_list("iso2", "name")
    )
    columns = _columns(participants)
    return Balance(
        places_now=len(confirmed),
        places_then=len(participants),
        seats=event.seats,
        columns=[label for _value, label in columns],
        lines=_lines(confirmed, participants, countries, [value for value, _label in columns]),
        shares=_shares(confirmed, participants, dict(event.targets.values_list("measure", "percent"))),
    )


def _participants(event: Event, also: Collection[int]) -> tuple[list[Participant], list[Participant]]:
    """Return the confirmed participants, and the participants of the preview."""
    rows = list(
        event.registrations.filter(Q(status=Status.CONFIRMED) | Q(pk__in=also))
        .annotate(attended_before=Exists(_earlier_registrations(event)))
        .values_list("status", "person__country", "person__constituency", "person__gender", "attended_before")
    )
    participants = [(row[0], Participant(*row[1:])) for row in rows]
    confirmed = [participant for status, participant in participants if status == Status.CONFIRMED]
    return confirmed, [participant for _status, participant in participants]


def _earlier_registrations(event: Event) -> QuerySet[Registration]:
    """Return a subquery of the person's confirmed registrations in earlier events of the programme."""
    registrations = Registration.objects.filter(
        person=OuterRef("person"), status=Status.CONFIRMED, event__programme=event.programme_id
    ).exclude(event=event)
    return registrations.filter(event__ends_at__lte=event.starts_at) if event.starts_at else registrations


def _columns(participants: list[Participant]) -> list[tuple[str, str]]:
    """Return (value, label) of each constituency that has a column."""
    present = {person.constituency for person in participants}
    columns = [(value, str(label)) for value, label in Constituency.choices if value in present or value in TRIPARTITE]
    return [*columns, ("", _("Not stated"))] if "" in present else columns


def _lines(
    confirmed: list[Participant], participants: list[Participant], countries: dict[str, str], constituencies: list[str]
) -> list[BalanceLine]:
    """Return one row for each country, by its name. People without a country come last."""
    now = Counter((person.country, person.constituency) for person in confirmed)
    then = Counter((person.country, person.constituency) for person in participants)
    present = {person.country for person in participants}
    return [
        BalanceLine(
            countries.get(country, country) or _("Not stated"),
            [(now[country, constituency], then[country, constituency]) for constituency in constituencies],
        )
        for country in sorted(present, key=lambda iso2: (not iso2, countries.get(iso2, iso2)))
    ]


def _shares(confirmed: list[Participant], participants: list[Participant], targets: dict[str, int]) -> list[Share]:
    shares = []
    for measure in Target.Measure:
        base_now = [person for person in confirmed if _is_in_base(measure, person)]
        base_then = [person for person in participants if _is_in_base(measure, person)]
        shares.append(
            Share(
                measure=measure,
                label=str(measure.label),
                now=sum(_is_counted(measure, person) for person in base_now),
                of=len(base_now),
                then=sum(_is_counted(measure, person) for person in base_then),
                of_then=len(base_then),
                target=targets.get(measure),
            )
        )
    return shares


def _is_in_base(measure: Target.Measure, person: Participant) -> bool:
    """Return whether the person belongs to the whole of which a share is counted.

    The share of women is counted among the people who state their gender."""
    return measure != Target.Measure.WOMEN or bool(person.gender.strip())


def _is_counted(measure: Target.Measure, person: Participant) -> bool:
    if measure == Target.Measure.WOMEN:
        return person.gender.strip().casefold() in WOMEN
    if measure == Target.Measure.FIRST_TIME:
        return not person.attended_before
    return person.constituency == measure
