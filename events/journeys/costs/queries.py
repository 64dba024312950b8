"""Read a cost sheet, with its allowances and totals."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import User
from events.journeys.costs.allowances import AllowanceRule, Provided, day_amount, paid_share
from events.models import (
    AllowanceDay,
    Assignment,
    Contributor,
    CostLine,
    CostSheet,
    Event,
    LegTraveller,
    Registration,
)

ZERO = Decimal(0)
Funding = CostLine.Funding


@dataclass(frozen=True)
class AllowanceAmount:
    """The allowance of one day. rate and amount are None if the sheet has no rate for the place."""

    row: AllowanceDay
    rate: Decimal | None
    percent: Decimal
    amount: Decimal | None


@dataclass(frozen=True)
class PersonAllowance:
    person: User
    days: list[AllowanceAmount]

    @property
    def total(self) -> Decimal:
        return sum((day.amount or ZERO for day in self.days), ZERO)

    @property
    def is_complete(self) -> bool:
        """Whether the sheet has a rate for each place."""
        return all(day.amount is not None for day in self.days)


@dataclass(frozen=True)
class FundingTotal:
    label: str
    planned: Decimal
    actual: Decimal


@dataclass(frozen=True)
class SheetFigures:
    """A cost sheet with all that is computed from it. actual: the actual cost of a line, or the planned one until then."""

    sheet: CostSheet
    people: list[PersonAllowance]
    lines: list[CostLine]
    rates: dict[str, Decimal]
    missing_rates: list[str] = field(default_factory=list)

    @property
    def allowances(self) -> Decimal:
        return sum((person.total for person in self.people), ZERO)

    @property
    def lines_planned(self) -> Decimal:
        return sum((line.planned for line in self.lines), ZERO)

    @property
    def planned(self) -> Decimal:
        return self.lines_planned + self.allowances

    @property
    def actual(self) -> Decimal:
        return sum((_actual(line) for line in self.lines), ZERO) + self.allowances

    @property
    def open_lines(self) -> int:
        """The number of lines without an actual cost."""
        return sum(line.actual is None for line in self.lines)

    @property
    def by_funding(self) -> list[FundingTotal]:
        """The totals of each funding that is used. The programme pays the allowances."""
        totals = []
        for funding in Funding:
            lines = [line for line in self.lines if line.funding == funding]
            more = self.allowances if funding == Funding.PROGRAMME else ZERO
            if lines or more:
                planned = sum((line.planned for line in lines), more)
                totals.append(FundingTotal(str(funding.label), planned, sum(map(_actual, lines), more)))
        return totals


def _actual(line: CostLine) -> Decimal:
    return line.planned if line.actual is None else line.actual


def sheet_of(event: Event) -> CostSheet:
    """Return the cost sheet of event; one that is not saved if it has none yet."""
    found = CostSheet.objects.filter(event=event).select_related("approved_by").first()
    if found is None:
        return CostSheet(event=event)
    found.event = event
    return found


def figures_of(sheet: CostSheet) -> SheetFigures:
    """Return the figures of a sheet. Three queries; none for a sheet that is not saved."""
    if sheet.pk is None:
        return SheetFigures(sheet, [], [], {})
    rates = {rate.place: rate.amount for rate in sheet.rates.all()}
    rows = list(sheet.days.select_related("person"))
    people = amounts_of(rows, rates, AllowanceRule.from_json(sheet.rule))
    missing = sorted({row.place for row in rows} - _places(rows, rates))
    return SheetFigures(sheet, people, list(sheet.lines.all()), rates, missing)


def _places(rows: Iterable[AllowanceDay], rates: Mapping[str, Decimal]) -> set[str]:
    known = {place.casefold() for place in rates}
    return {row.place for row in rows if row.place.casefold() in known}


def amounts_of(
    rows: Iterable[AllowanceDay], rates: Mapping[str, Decimal], rule: AllowanceRule
) -> list[PersonAllowance]:
    """Return the allowances of all people of rows, by name."""
    by_place = {place.casefold(): amount for place, amount in rates.items()}
    days: defaultdict[User, list[AllowanceAmount]] = defaultdict(list)
    for row in rows:
        provided = Provided(row.lodging, row.breakfast, row.lunch, row.dinner)
        rate = by_place.get(row.place.casefold())
        amount = None if rate is None else day_amount(rule, rate, row.night, provided)
        days[row.person].append(AllowanceAmount(row, rate, 100 * paid_share(rule, row.night, provided), amount))
    return [
        PersonAllowance(person, sorted(days[person], key=lambda one: one.row.day))
        for person in sorted(days, key=lambda person: (person.full_name, person.pk))
    ]


def funded_people(event: Event) -> set[int]:
    """Return the keys of the people whose allowance the programme pays: its participants, and the experts of a mission."""
    funded = event.registrations.filter(
        status=Registration.Status.CONFIRMED, funding=Registration.Funding.PROGRAMME
    ).values_list("person", flat=True)
    chosen = Assignment.objects.filter(
        mission__event=event,
        status__in=[Assignment.Status.SELECTED, Assignment.Status.AGREED, Assignment.Status.COMPLETED],
        expert__person__isnull=False,
    ).values_list("expert__person", flat=True)
    return {*funded, *(key for key in chosen if key)}


def people_without_days(event: Event, funded: Collection[int] | None = None) -> list[User]:
    """Return the people of event who may get an allowance and have no days yet, by name. Two queries.

    They have a leg, a confirmed registration or a task in a session, or they are funded. funded: of funded_people(), from a
    caller that has read them. Otherwise they are read."""
    if funded is None:
        funded = funded_people(event)
    travel = LegTraveller.objects.filter(leg__event=event).order_by().values_list("person", flat=True)
    confirmed = event.registrations.confirmed().order_by().values_list("person", flat=True)
    tasks = Contributor.objects.filter(session__event=event, person__isnull=False).order_by()
    # A union of keys: with joins, the database would read all people of the installation.
    people = {*travel.union(confirmed, tasks.values_list("person", flat=True)).order_by(), *funded}
    with_days = AllowanceDay.objects.filter(sheet__event=event).values("person")
    return list(User.objects.filter(pk__in=people, is_active=True).exclude(pk__in=with_days).order_by("name", "pk"))


def days_of_event(event: Event) -> tuple[date, date] | None:
    """Return the first and the last day of event at its place; None without a date."""
    if event.local_starts_at is None:
        return None
    return event.local_starts_at.date(), (event.last_day or event.local_starts_at.date())
