"""The balance of the confirmed participants by country and constituency, and a preview with more people."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from events.balance.measures import Participant, is_counted, is_in_base, still_needed
from events.balance.selection import first_by_balance
from events.models import Event, Registration, Target
from events.models.constituency import Constituencies
from events.models.country import country_names

Status = Registration.Status


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

    @property
    def still_needed(self) -> int | None:
        """How many more people of this share would meet the target; None if no number would."""
        return still_needed(self.then, self.of_then, self.target) if self.target else 0


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
    absent: list[str] = field(default_factory=list)  # countries that have a delegation, but no participant

    @property
    def has_targets(self) -> bool:
        return any(share.target for share in self.shares)

    @property
    def missed(self) -> list[Share]:
        """The shares that would miss their targets."""
        return [share for share in self.shares if not share.meets_target]

    @property
    def percent_now(self) -> int:
        return min(100, _percent(self.places_now, self.seats or 0) or 0)

    @property
    def percent_then(self) -> int:
        return min(100, _percent(self.places_then, self.seats or 0) or 0)

    @property
    def is_dry_run(self) -> bool:
        return self.places_then != self.places_now

    @property
    def is_too_many(self) -> bool:
        return self.seats is not None and self.places_then > self.seats


def choose(event: Event, candidates: QuerySet[Registration], count: int) -> list[int]:
    """Return the keys of `count` candidates who bring the confirmed participants closest to the targets of event.

    Make three queries for any number of people. See `selection.first_by_balance`."""
    facts = ("person__country", "person__constituency", "person__gender", "attended_before")
    rows = candidates.annotate(attended_before=Exists(_earlier_registrations(event))).order_by("created_at", "pk")
    return first_by_balance(
        [(key, _grouped(event.programme.constituencies, *values)) for key, *values in rows.values_list("pk", *facts)],
        _participants(event, ())[0],
        dict(event.targets.values_list("measure", "percent")),
        count,
    )


def balance(event: Event, also: Collection[int] = (), countries: dict[str, str] | None = None) -> Balance:
    """Return the balance of event, and the balance if the registrations with the keys `also` were confirmed.

    countries: the names of all countries, if the caller has read them. Run four queries for any number of people, or
    three with the countries."""
    confirmed, participants = _participants(event, also)
    countries = countries or country_names()
    columns = _columns(event.programme.constituencies, participants)
    return Balance(
        places_now=len(confirmed),
        places_then=len(participants),
        seats=event.seats,
        columns=[label for _value, label in columns],
        lines=_lines(confirmed, participants, countries, [value for value, _label in columns]),
        shares=_shares(confirmed, participants, dict(event.targets.values_list("measure", "percent"))),
        absent=_absent(event, participants, countries),
    )


def _absent(event: Event, participants: list[Participant], countries: dict[str, str]) -> list[str]:
    """Return the names of the countries with a delegation from which nobody takes part."""
    present = {person.country for person in participants}
    expected = event.delegations.exclude(country=None).order_by().values_list("country", flat=True).distinct()
    return sorted(countries.get(code, code) for code in expected if code not in present)


def _participants(event: Event, also: Collection[int]) -> tuple[list[Participant], list[Participant]]:
    """Return the confirmed participants, and the participants of the preview."""
    rows = list(
        event.registrations.filter(Q(status=Status.CONFIRMED) | Q(pk__in=also))
        .annotate(attended_before=Exists(_earlier_registrations(event)))
        .values_list("status", "person__country", "person__constituency", "person__gender", "attended_before")
    )
    constituencies = event.programme.constituencies
    participants = [(row[0], _grouped(constituencies, *row[1:])) for row in rows]
    confirmed = [participant for status, participant in participants if status == Status.CONFIRMED]
    return confirmed, [participant for _status, participant in participants]


def _grouped(constituencies: Constituencies, *facts: Any) -> Participant:
    """Return the facts of a person, with the tripartite group for which their constituency counts in the programme."""
    person = Participant(*facts)
    return person._replace(group=constituencies.group(person.constituency))


def _earlier_registrations(event: Event) -> QuerySet[Registration]:
    """Return a subquery of the person's confirmed registrations in earlier events of the programme."""
    registrations = Registration.objects.filter(
        person=OuterRef("person"), status=Status.CONFIRMED, event__programme=event.programme_id
    ).exclude(event=event)
    return registrations.filter(event__ends_at__lte=event.starts_at) if event.starts_at else registrations


def _columns(constituencies: Constituencies, participants: list[Participant]) -> list[tuple[str, str]]:
    """Return (value, label) of each constituency that has a column."""
    present = {person.constituency for person in participants}
    columns = [(value, str(label)) for value, label in constituencies.columns(present)]
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
        base_now = [person for person in confirmed if is_in_base(measure, person)]
        base_then = [person for person in participants if is_in_base(measure, person)]
        shares.append(
            Share(
                measure=measure,
                label=str(measure.label),
                now=sum(is_counted(measure, person) for person in base_now),
                of=len(base_now),
                then=sum(is_counted(measure, person) for person in base_then),
                of_then=len(base_then),
                target=targets.get(measure),
            )
        )
    return shares
