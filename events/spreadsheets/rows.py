"""The rows of a table as clean text, with limits on their number and size."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from accounts.fields import one_line
from events.spreadsheets.errors import SpreadsheetError, empty_table

type Rows = list[list[str]]
type CellValue = str | int | float | bool | date | datetime | time | timedelta

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5000, 60, 1000
MAX_LINES = 20_000  # lines that are searched for rows: some sheets declare a million empty rows


def clean_rows(lines: Iterable[Iterable[CellValue]]) -> Rows:
    """Return the lines as clean text. Empty cells at the end of a line and empty lines at the end are removed.

    Raise SpreadsheetError if there are too many rows or columns."""
    rows: Rows = []
    filled = 0
    for number, line in enumerate(lines):
        if number >= MAX_LINES:
            require_no_row_after(MAX_LINES, number if any(map(_clean_text, line)) else -1)
            continue
        values = list(line)
        while values and values[-1] == "":
            values.pop()
        # A row of a million cells is not cleaned: that takes seconds.
        row = [_clean_text(value) for value in values[: 10 * MOST_COLUMNS]]
        while len(values) == len(row) and row and not row[-1]:
            row.pop()
            values.pop()
        if len(values) > MOST_COLUMNS:
            raise SpreadsheetError(
                _("Row %(number)d has more than %(most)d columns.") % {"number": len(rows) + 1, "most": MOST_COLUMNS}
            )
        filled += bool(row)
        if filled > MOST_ROWS + 1:  # one row of headings
            raise SpreadsheetError(
                _("There are more than %(most)d rows. Divide the table into several files.") % {"most": MOST_ROWS}
            )
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def require_no_row_after(most: int, last_row: int) -> None:
    """Raise SpreadsheetError if the last row with content, counted from 0, is not among the first `most` rows."""
    if last_row >= most:
        raise SpreadsheetError(
            _(
                "Row %(number)d has content, but only the first %(most)d rows are read. Divide the table into several files."
            )
            % {"number": last_row + 1, "most": most}
        )


def require_rows(rows: Rows) -> Rows:
    """Return rows. Raise SpreadsheetError if there are none."""
    if not rows:
        raise empty_table()
    return rows


def _clean_text(value: CellValue) -> str:
    # One character more than the limit shows later that the cell is too long.
    return one_line(_text_of(value)[: LONGEST_CELL + 1])


def _text_of(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a spreadsheet stores a telephone number as a quantity
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value} 00:00:00"
    return str(value)
