"""Rows from a spreadsheet as sessions. Each row is understood, or reported by its number: none is left out silently."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models.search import fold
from events.agenda.edits import MOST_SESSIONS, Edit
from events.agenda.operations import add
from events.agenda.quick_add import CLOCK, LineError, SessionLine, clock, known_room, length_of, parse_line
from events.models import Event
from events.models.session import SessionDetails
from events.spreadsheets.delimited_text import split_tabs

LONGEST_TEXT = 100_000
# The names of columns, folded. The order is that of rows without a heading.
COLUMNS = {
    "day": ("day", "date"),
    "starts": ("start", "starts", "time", "from", "begin", "begins"),
    "ends": ("end", "ends", "to", "until", "minutes", "duration", "length"),
    "title": ("title", "session", "item", "subject", "activity", "topic"),
    "room": ("room", "place", "venue"),
    "track": ("track", "stream"),
    "kind": ("kind", "type"),
    "abstract": ("abstract", "description", "notes"),
}
TIME = re.compile(rf"{CLOCK}(?:\s*[-–]\s*{CLOCK})?")
MINUTES = re.compile(r"(\d{1,3})(?:\s*(?:m|min|mins|minutes|'))?")


@dataclass(frozen=True)
class Row:
    """A pasted row. problem: why it is not understood. doubt: what the page asks the organiser to look at."""

    number: int
    text: str
    edit: Edit | None = None
    day: date | None = None
    line: SessionLine | None = None
    problem: str = ""
    doubt: str = ""


@dataclass
class _PasteReader:
    event: Event
    days: Sequence[date]
    rooms: Sequence[str]
    day: date | None = None
    columns: list[str] = field(default_factory=list)

    def read(self, number: int, cells: list[str], text: str) -> Row | None:
        """Return the row; None for an empty one, for the heading, and for a row that only names a day."""
        filled = [cell for cell in cells if cell]
        if not filled or self._is_heading(cells):
            return None
        if len(filled) == 1 and (day := self._find_day(filled[0])):
            self.day = day
            return None
        try:
            if len(filled) == 1:
                return self._row(number, text, parse_line(filled[0]), {})
            values = dict(zip(self.columns or self._guess(cells), cells, strict=False))
            return self._row(number, text, self._line(values), values)
        except LineError as error:
            return Row(number, text, problem=str(error.advice))

    def _is_heading(self, cells: Sequence[str]) -> bool:
        names = [next((name for name, words in COLUMNS.items() if fold(cell) in words), "") for cell in cells]
        if self.columns or "title" not in names or not {"starts"} & set(names):
            return False
        self.columns = [name or f"?{number}" for number, name in enumerate(names)]
        return True

    def _guess(self, cells: Sequence[str]) -> list[str]:
        """Return the columns of a row without a heading. The day and the end may be missing."""
        names = list(COLUMNS)
        if TIME.fullmatch(cells[0]):
            names.remove("day")
        position = names.index("starts") + 1
        if position < len(cells) and not (TIME.fullmatch(cells[position]) or MINUTES.fullmatch(cells[position])):
            names.remove("ends")
        return names

    def _line(self, values: Mapping[str, str]) -> SessionLine:
        if values.get("day"):
            day = self._find_day(values["day"])
            if day is None:
                known = ", ".join(date_format(one, "j F") for one in self.days)
                text = _("“%(day)s” is no day of the event, or names two of them. Write one of: %(known)s.")
                raise LineError(text % {"day": values["day"], "known": known})
            self.day = day
        found = TIME.fullmatch(values.get("starts", ""))
        if found is None:
            raise LineError(_("Write the start as a time, such as 09:30."))
        title = values.get("title", "")
        if not title:
            raise LineError(_("Write a title."))
        starts = clock(found[1], found[2])
        ends = TIME.fullmatch(values.get("ends", ""))
        minutes = MINUTES.fullmatch(values.get("ends", ""))
        if minutes and not (ends and len(minutes[1]) > 3):
            length = length_of(starts, int(minutes[1]))
        elif ends or found[3]:
            length = length_of(starts, clock(ends[1], ends[2]) if ends else clock(found[3], found[4]))
        else:
            raise LineError(_("Write the end, such as 10:15, or the minutes."))
        return SessionLine(starts, length, title[:300], values.get("room", "")[:120], values.get("track", "")[:60])

    def _row(self, number: int, text: str, line: SessionLine, values: Mapping[str, str]) -> Row:
        day, doubt = self.day, ""
        if day is None:
            day = self.days[0]
            if len(self.days) > 1:
                doubt = _("No day is given: the first day is taken.")
        kind = self._kind(values.get("kind", "")) or line.kind
        room = known_room(line.room, self.rooms)
        if room and self.rooms and room not in self.rooms and not doubt:
            doubt = _("The venue has no room “%(room)s”.") % {"room": room}
        edit = add(
            self.event,
            day,
            line.starts,
            line.minutes,
            title=line.title,
            kind=kind,
            room=room,
            track=line.track,
            abstract=values.get("abstract", "")[:10_000],
        )
        return Row(number, text, edit, day, line, doubt=doubt)

    def _kind(self, text: str) -> str:
        return next((kind for kind, label in SessionDetails.Kind.choices if fold(text) in {kind, fold(str(label))}), "")

    def _find_day(self, text: str) -> date | None:
        """Return the day that a text names, if it names exactly one day of the event."""
        found = [day for number, day in enumerate(self.days, 1) if _clean(text) in _names(day, number)]
        return found[0] if len(found) == 1 else None


def _clean(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split())


def _names(day: date, number: int) -> set[str]:
    """Return the ways in which a table writes a day: "4 February", "Thu 4 Feb 2027", "2027-02-04", "Day 1"."""
    formats = [
        "Y-m-d",
        "d/m/Y",
        "m/d/Y",
        "j/n/Y",
        "d.m.Y",
        "j F",
        "j M",
        "j F Y",
        "j M Y",
        "F j",
        "M j",
        "F j Y",
        "M j Y",
    ]
    plain = {_clean(date_format(day, name)) for name in formats}
    weekdays = {_clean(date_format(day, name)) for name in ("l", "D")}
    return plain | weekdays | {f"{name} {text}" for name in weekdays for text in plain} | {f"day {number}", f"{number}"}


def read_rows(event: Event, text: str, days: Sequence[date], rooms: Sequence[str]) -> list[Row]:
    """Return the rows of a pasted text. days: those of the event. rooms: the names of the rooms of its venue.

    Cells are separated by tabs, else by semicolons or commas as in CSV. A line may also be written as in the line for one
    session. Rows after the first MOST_SESSIONS are reported with a problem."""
    reader = _PasteReader(event, days, rooms)
    rows: list[Row] = []
    for number, cells, line in _cells(text.replace("\0", "")[:LONGEST_TEXT]):
        row = reader.read(number, [" ".join(cell.split()) for cell in cells], line)
        if row and sum(one.edit is not None for one in rows) >= MOST_SESSIONS:
            row = Row(number, line, problem=_("An agenda has at most %(count)d sessions.") % {"count": MOST_SESSIONS})
        if row:
            rows.append(row)
    return rows


def _cells(text: str) -> Iterable[tuple[int, list[str], str]]:
    """Return the number, the cells and the text of each line that is not empty."""
    if "\t" in text:
        table = split_tabs(text)
    else:
        mark = ";" if text.count(";") >= 2 else ","
        table = []
        for line in text.splitlines():
            is_plain = True
            try:
                parse_line(line)
            except LineError:
                is_plain = False
            table.append([line] if is_plain else next(csv.reader([line], delimiter=mark), []))
    for number, cells in enumerate(table, 1):
        if any(cell.strip() for cell in cells):
            yield number, cells, " · ".join(cell.strip() for cell in cells if cell.strip())
