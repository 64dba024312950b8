"""What the page of delegations shows: the grid of cells with its totals, and the places of the event as one bar."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from events.models import Contributor, Delegation, Event, Registration, TeamMember
from events.nominations import queries
from events.nominations.letters import state_of
from events.nominations.remembered import Remembered

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_DOTS = 12  # a delegation with more seats shows only its numbers


@dataclass(frozen=True)
class SeatNumbers:
    """The seats of one delegation, or of several together. reserves: the nominees without a seat."""

    seats: int = 0
    taken: int = 0
    named: int = 0
    reserves: int = 0

    @classmethod
    def of(cls, delegation: Delegation, reserves: int) -> "SeatNumbers":
        return cls(delegation.seats, delegation.seats_taken, delegation.seats_named, reserves)

    def __add__(self, other: "SeatNumbers") -> "SeatNumbers":
        return SeatNumbers(
            self.seats + other.seats,
            self.taken + other.taken,
            self.named + other.named,
            self.reserves + other.reserves,
        )

    @property
    def used(self) -> int:
        """The seats that have a person: confirmed, or awaiting a decision."""
        return self.taken + self.named

    @property
    def left(self) -> int:
        return self.seats - self.used

    @property
    def dots(self) -> list[str]:
        """The class of the dot of each seat; an empty list if there are too many to draw."""
        if self.seats > MOST_DOTS:
            return []
        return ["is-taken"] * self.taken + ["is-named"] * self.named + [""] * self.left


@dataclass(frozen=True)
class Cell:
    """One delegation of the grid, with who is remembered for it.

    delegation: None for a country and constituency without seats."""

    column: "StrOrPromise"
    delegation: Delegation | None
    numbers: SeatNumbers = SeatNumbers()
    remembered: Remembered | None = None
    letter: str = ""  # see letters.state_of()


@dataclass(frozen=True)
class Line:
    """One row of the grid: a country, or any country."""

    label: str
    cells: list[Cell]
    total: SeatNumbers


@dataclass(frozen=True)
class BoardColumn:
    label: "StrOrPromise"
    total: SeatNumbers
    percent: int  # of all seats of delegations


@dataclass(frozen=True)
class Part:
    """One part of the bar of places. name: its class. start and width: in percent of the bar."""

    name: str
    label: str
    number: int
    start: str
    width: str


@dataclass(frozen=True)
class Places:
    """The places of the event by their use. capacity: None if the event has no limit."""

    capacity: int | None
    parts: list[Part]


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    columns: list[BoardColumn]
    total: SeatNumbers
    places: Places
    # The cells in reading order, so that the details of one lead to the next.
    order: list[Delegation] = field(default_factory=list)


def read_board(
    event: Event, delegations: Collection[Delegation], proposals: Mapping[int, Remembered] | None = None
) -> Board:
    """Return the grid of the delegations of event. proposals: those of remembered(). Two queries, however many delegations there are."""
    reserves = _reserves(event)
    numbers = {one.pk: SeatNumbers.of(one, reserves.get(one.pk, 0)) for one in delegations}
    total = _sum(numbers.values())
    by_key = {(one.country_id or "", one.constituency): one for one in delegations}
    used = {one.constituency for one in delegations}
    columns = event.programme.constituencies.columns(used)
    if "" in used:
        columns.append(("", _("Any constituency")))
    rows = {one.country_id or "": one.country.name if one.country else _("Any country") for one in delegations}
    lines = []
    for country, label in rows.items():
        found = [by_key.get((country, value)) for value, _label in columns]
        cells = [
            Cell(column, one, numbers[one.pk], (proposals or {}).get(one.pk), state_of(event, one))
            if one
            else Cell(column, None)
            for one, (_value, column) in zip(found, columns, strict=True)
        ]
        lines.append(Line(label, cells, _sum(cell.numbers for cell in cells)))
    order = [cell.delegation for line in lines for cell in line.cells if cell.delegation]
    sums = [_sum(line.cells[place].numbers for line in lines) for place in range(len(columns))]
    heads = [
        BoardColumn(label, one, round(100 * one.seats / total.seats) if total.seats else 0)
        for (_value, label), one in zip(columns, sums, strict=True)
    ]
    return Board(lines, heads, total, _places(event, total), order)


def _sum(numbers: Iterable[SeatNumbers]) -> SeatNumbers:
    return reduce(SeatNumbers.__add__, numbers, SeatNumbers())


def _reserves(event: Event) -> Mapping[int, int]:
    rows = event.registrations.active().filter(reserve_rank__isnull=False, delegation__isnull=False)
    return dict(rows.order_by().values_list("delegation").annotate(Count("pk")))


def _places(event: Event, total: SeatNumbers) -> Places:
    """Return the places of event: people, seats of delegations, held places, and the places that nobody has yet."""
    speakers = Contributor.objects.filter(session__event=event, person__isnull=False).values("person")
    team = TeamMember.objects.filter(programme=event.programme_id).values("person")
    own = Q(status=Registration.Status.CONFIRMED, delegation=None)
    counted = event.registrations.aggregate(
        helpers=Count("pk", filter=own & (Q(person__in=speakers) | Q(person__in=team))),
        others=Count("pk", filter=own),
        offered=Count("pk", filter=Q(offer_expires_at__isnull=False, delegation=None)),
    )
    numbers = [
        ("taken", _("Filled"), total.taken + counted["others"] - counted["helpers"]),
        ("named", _("Awaiting decision"), total.named),
        ("free", _("Empty"), total.left),
        ("offered", _("Offered"), counted["offered"]),
        ("team", _("Contributors and team"), counted["helpers"]),
    ]
    capacity = event.seats if event.seats is not None else event.room_seats
    if capacity is not None:
        numbers.append(("none", _("Not allocated"), max(capacity - sum(number for *_names, number in numbers), 0)))
    return Places(capacity, list(_parts(numbers)))


def _parts(numbers: Iterable[tuple[str, str, int]]) -> Iterable[Part]:
    numbers = list(numbers)
    whole, before = sum(number for *_names, number in numbers), 0
    for name, label, number in numbers:
        if number or name in {"taken", "named", "free"}:
            share = f"{100 * number / whole:.2f}%" if whole else "0%"
            yield Part(name, label, number, f"{100 * before / whole:.2f}%" if whole else "0%", share)
        before += number


def neighbours(board: Board, delegation: Delegation) -> tuple[Delegation | None, Delegation | None]:
    """Return the cells before and after this one in reading order; None at the ends."""
    keys = [one.pk for one in board.order]
    place = keys.index(delegation.pk)
    before = board.order[place - 1] if place else None
    after = board.order[place + 1] if place + 1 < len(keys) else None
    return before, after


def people_of(event: Event, delegation: Delegation) -> list[Registration]:
    """Return the people of a delegation who count: those with a seat, then the reserves, each group in order of priority."""
    rows = event.registrations.active().filter(delegation=delegation).not_merged()
    return list(queries.in_priority(rows).select_related("person"))
