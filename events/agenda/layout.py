"""Where each session stands in the timetable: a line is five minutes, a column is a track or a room."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from events.agenda.items import Item
from events.agenda.problems import Problem
from events.models import Event

STEP = 5  # minutes of a line
LINES = 60 // STEP  # of an hour
MOST_COLUMNS = 12


@dataclass(frozen=True)
class Block:
    """A session in the timetable. start, end: lines from 1; the end is exclusive. column: from 1; 0 for all columns.

    Its classes give the hour and the line within it, because a class for each line of a day would be heavy."""

    item: Item
    start: int
    end: int
    column: int
    problems: Sequence[Problem] = ()

    @property
    def classes(self) -> str:
        column = f"col-start-{self.column}" if self.column else "col-span-full"
        (hour, line), (end_hour, end_line) = divmod(self.start - 1, LINES), divmod(self.end - 1, LINES)
        return f"from-h{hour} from-l{line} to-h{end_hour} to-l{end_line} {column}"

    @property
    def people(self) -> str:
        """The keys of the contributors, for the check during a move: the account, else the name."""
        return json.dumps([[str(one.person_id or ""), one.name] for one in self.item.contributors])

    @property
    def starts_ms(self) -> int:
        return milliseconds(self.item.row.starts_at)

    @property
    def ends_ms(self) -> int:
        return milliseconds(self.item.row.ends_at)

    @property
    def is_short(self) -> bool:
        return self.end - self.start < 9


def milliseconds(moment: datetime | None) -> int:
    """Return a moment in milliseconds of the epoch, as scripts count; 0 for none."""
    return int(moment.timestamp() * 1000) if moment else 0


@dataclass
class DayColumns:
    """One day of the timetable. columns: their names; "" for sessions without a room or track beside others."""

    day: date
    columns: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def names(self) -> str:
        """The names of the columns, as JSON."""
        return json.dumps(self.columns)

    @property
    def count(self) -> int:
        return max(1, len(self.columns))


@dataclass
class Timetable:
    """The days of a timetable. first, last: the hours between which all of them lie."""

    days: list[DayColumns]
    first: int
    last: int

    @property
    def hours(self) -> list[tuple[int, str]]:
        """The number of each hour in the timetable, and its text."""
        return [(hour - self.first, f"{hour:02}:00") for hour in range(self.first, self.last + 1)]

    @property
    def lines(self) -> int:
        return (self.last - self.first) * 60 // STEP


def build(
    event: Event, items: Sequence[Item], days: Iterable[date], problems: Iterable[Problem], rooms: Sequence[str]
) -> Timetable:
    """Return the timetable of these days. rooms: those of the venue, in their order."""
    days = list(days)
    shown = [item for item in items if item.day in days and item.local_start and item.local_end]
    first, last = _hours(event, shown)
    by_key: dict[str, list[Problem]] = {}
    for problem in problems:
        for key in problem.keys:
            by_key.setdefault(key, []).append(problem)
    table = Timetable([], first, last)
    for day in days:
        table.days.append(_day(day, [item for item in shown if item.day == day], table, by_key, rooms))
    return table


def _hours(event: Event, items: Sequence[Item]) -> tuple[int, int]:
    """Return the first and the last hour of the timetable: 08:00 to 18:00, and more if a session needs it."""
    first, last = 8, 18
    for item in items:
        assert item.local_start and item.local_end  # noqa: S101, PT018 (for the type checker: they have times)
        first = min(first, item.local_start.hour)
        is_next_day = item.local_end.date() > item.local_start.date()
        last = max(last, 24 if is_next_day else item.local_end.hour + bool(item.local_end.minute))
    return first, last


def _day(
    day: date, items: Sequence[Item], table: Timetable, problems: dict[str, list[Problem]], rooms: Sequence[str]
) -> DayColumns:
    """Return one day. A session alone at its time takes all columns; sessions at one time stand side by side."""
    lines = {item.key: _lines(item, table) for item in items}
    beside = [item for item in items if any(_meet(lines[item.key], lines[one.key]) for one in items if one is not item)]
    names = _column_names(beside, rooms)
    taken: list[list[tuple[int, int]]] = [[] for _name in names]
    found = DayColumns(day, names)
    for item in items:
        column = 0
        if item in beside:
            column = _free_column(_column_of(item), names, taken, lines[item.key])
            taken[column].append(lines[item.key])
            column += 1
        found.blocks.append(Block(item, *lines[item.key], column, problems.get(item.key, ())))
    return found


def _column_of(item: Item) -> str:
    return item.row.track or item.row.room


def _column_names(beside: Sequence[Item], rooms: Sequence[str]) -> list[str]:
    used = {_column_of(item) for item in beside}
    return [name for name in rooms if name in used] + sorted(used.difference(rooms))


def _free_column(name: str, names: list[str], taken: list[list[tuple[int, int]]], lines: tuple[int, int]) -> int:
    """Return the number of a column of this name that is free there; add one if all are taken: nothing is hidden."""
    for number, column in enumerate(names):
        if column == name and not any(_meet(lines, other) for other in taken[number]):
            return number
    if len(names) >= MOST_COLUMNS:
        return len(names) - 1
    last = max((number for number, column in enumerate(names) if column == name), default=len(names) - 1) + 1
    names.insert(last, name)
    taken.insert(last, [])
    return last


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _lines(item: Item, table: Timetable) -> tuple[int, int]:
    """Return the lines of an item. A session past midnight ends with its day, and the shortest one has two lines."""
    assert item.local_start and item.local_end  # noqa: S101, PT018 (for the type checker: they have times)
    begin = datetime.combine(item.local_start.date(), time(0)) + timedelta(hours=table.first)
    start = (item.local_start.replace(tzinfo=None) - begin) // timedelta(minutes=STEP) + 1
    end = -((begin - item.local_end.replace(tzinfo=None)) // timedelta(minutes=STEP)) + 1
    return start, max(start + 2, min(end, table.lines + 1))
