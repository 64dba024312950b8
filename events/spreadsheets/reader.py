"""Tables that people upload or paste, read as rows of text. What a file is, is told by its content, never by its name."""

import csv
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from django.core.files import File
from django.utils.translation import gettext as _

from accounts.fields import one_line
from events.spreadsheets import safe_zip
from events.spreadsheets.safe_zip import MB

Rows = list[list[str]]
MAX_BYTES = 2 * MB
MAX_TEXT = 2 * MB  # what a form carries from its preview to the end; Django takes 2.5 MB
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5000, 60, 1000
MAX_LINES = 20_000  # how many lines are looked through: sheets may be marked as a million empty rows
NOT_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"MZ")
DELIMITERS = "\t;,"
SNIFFED = 20  # lines that tell which sign stands between cells


class SpreadsheetError(Exception):
    """Raised for what cannot be read as a table; says what to do about it."""


@dataclass(frozen=True)
class Table:
    """rows[0] is the first line, empty ones too: so that numbers are those that people see. sheet is the name of the
    one that was read, others the number of those that were not."""

    rows: Rows
    sheet: str = ""
    others: int = 0


def read_table(upload: File) -> Table:
    """Return what an uploaded CSV or XLSX file holds. A formula is text that begins with "="; it is not calculated.

    Raises SheetRefused."""
    if upload.size > MAX_BYTES:
        raise SpreadsheetError(_("This file is too large: 2 MB is the most. Leave out pictures, or share it out."))
    content = upload.read(MAX_BYTES + 1)
    if content.startswith(safe_zip.OLD_OFFICE):
        raise SpreadsheetError(
            _("This is a file of an old Excel (.xls), or it has a password. Save it as .xlsx without a password.")
        )
    table = _read_xlsx(content) if content.startswith(safe_zip.ZIP_SIGNATURE) else Table(parse_rows(_decoded(content)))
    if len(to_text(table.rows).encode()) > MAX_TEXT:
        raise SpreadsheetError(_("There is too much text in this table. Leave out columns that are not needed here."))
    return table


def parse_rows(text: str) -> Rows:
    """Return what was pasted, or stands in a CSV file, with tabs, semicolons or commas between the cells.

    Raises SheetRefused."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    said = re.match(r"sep=([;,\t|])\n", text, re.IGNORECASE)  # Excel writes so; the line counts
    delimiter = said[1] if said else _delimiter(text)
    if said:
        text = "\n" + text[said.end() :]
    try:
        return _some(_bounded(csv.reader(StringIO(text), delimiter=delimiter, strict=True)))
    except csv.Error:
        # A quote that stands for itself, as in 5" or "Bob: each line is read for itself, so that none swallows others.
        return _some(_bounded(_cut(line, delimiter) for line in text.split("\n")))


def to_text(rows: Rows) -> str:
    """Return rows as parse() reads them back."""
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(row or [""] for row in rows)
    return text.getvalue()


def _cut(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return line.split(delimiter)


def _delimiter(text: str) -> str:
    """Return the sign that shares out most lines into the same number of cells."""
    lines = list(islice((line for line in text.split("\n") if line.strip()), SNIFFED))

    def agreement(sign: str) -> tuple[int, int]:
        widths = [line.count(sign) for line in lines if sign in line]
        usual = max(widths, key=widths.count, default=0)
        return widths.count(usual), usual

    return max(DELIMITERS, key=agreement)


def _bounded(lines: Iterable[Iterable[Any]]) -> Rows:
    """Return the lines as clean text without what is empty at their ends. Raises SheetRefused for too many."""
    rows: Rows = []
    filled = 0
    for line in islice(lines, MAX_LINES):
        row = [_text(cell) for cell in line]
        while row and not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise SpreadsheetError(
                _("Row %(number)d has more than %(most)d columns.") % {"number": len(rows) + 1, "most": MOST_COLUMNS}
            )
        filled += bool(row)
        if filled > MOST_ROWS + 1:  # and one of headings
            raise SpreadsheetError(_("There are more than %(most)d rows. Share them out.") % {"most": MOST_ROWS})
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _some(rows: Rows) -> Rows:
    if not rows:
        raise SpreadsheetError(_("There is nothing in this table."))
    return rows


def _text(cell: Any) -> str:
    # One sign more than a cell may have shows later on that it is too long.
    return one_line(cell[: LONGEST_CELL + 1] if isinstance(cell, str) else _said(cell))


def _said(value: Any) -> str:
    """Return what a cell of a spreadsheet holds, as text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a phone number, to a spreadsheet, is a quantity
    return str(value)[: LONGEST_CELL + 1]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    head = content[:4096]
    controls = sum(byte < 32 and byte not in b"\t\n\r" for byte in head)
    looks_marked_up = head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table"))
    if head.startswith(NOT_TABLES) or looks_marked_up or controls * 20 > len(head):
        raise SpreadsheetError(_("This file is no table, whatever its name says. Save the table as XLSX or CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_xlsx(content: bytes) -> Table:
    from openpyxl import load_workbook

    _look_inside(content)
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions, which are not read
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for sheet in sheets:
                sheet.reset_dimensions()  # files lie about them
                if rows := _bounded(_cells(sheet)):
                    return Table(rows, sheet.title, len(sheets) - 1)
    except SpreadsheetError:
        raise
    except Exception as error:  # whatever a library meets in a broken file
        raise _broken() from error
    raise SpreadsheetError(_("There is nothing in this table."))


def _broken() -> SpreadsheetError:
    return SpreadsheetError(
        _("This file is broken, or no spreadsheet. Open it, save it anew as XLSX or CSV, and try again.")
    )


def _cells(sheet: Any) -> Iterator[list[Any]]:
    for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
        yield [_formula(cell.value) if cell.data_type == "f" else cell.value for cell in row]


def _formula(value: Any) -> str:
    text = getattr(value, "text", value)
    return text if isinstance(text, str) and text.startswith("=") else "="


def _look_inside(content: bytes) -> None:
    """Raise SheetRefused for an archive that is no workbook, or would grow out of all measure when it is unpacked."""
    try:
        safe_zip.inspect(content, lambda names: bool({"xl/workbook.xml", "[Content_Types].xml"} & {*names}))
    except safe_zip.WrongArchiveError as error:
        raise SpreadsheetError(
            _("This file is no table, whatever its name says. Save the table as XLSX or CSV.")
        ) from error
    except safe_zip.ZipBombError as error:
        raise SpreadsheetError(
            _("This file unpacks to far more than a table needs. Copy its cells into a new one, and try again.")
        ) from error
    except safe_zip.BrokenArchiveError as error:
        raise _broken() from error
