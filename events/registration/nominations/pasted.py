"""Rows that were copied from a spreadsheet, read as people; each with what is wrong with it."""

import csv
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models.search import fold
from events.registration.nominations.forms import NomineeForm

# What people write above a column, in the plain letters of fold().
HEADINGS = {
    "name": {"name", "full name", "fullname", "participant", "nominee", "family name and given name"},
    "address": {"email", "e-mail", "mail", "email address", "e-mail address", "address"},
    "position": {"position", "title", "job title", "function", "post"},
    "organisation": {"organisation", "organization", "institution", "ministry", "company", "agency"},
}


@dataclass
class Row:
    """A row as a form: .number as the person counts it, .form bound and validated, .problems in words."""

    number: int
    form: NomineeForm
    problems: list[str]


def read(text: str) -> list[Row]:
    """Return a Row for each line that holds something; columns are known by their headings, in any order.

    Without headings the column with an at sign is the address, and the others are name, position, organisation."""
    lines = [line for line in text.splitlines() if line.strip()]
    cells = list(csv.reader(lines, delimiter=_delimiter(lines)))
    cells = [[cell.strip() for cell in line] for line in cells]
    if not cells:
        return []
    columns = _headings(cells[0])
    first = 1 if columns else 0
    columns = columns or _guess(cells[0])
    return [_row(number, line, columns) for number, line in enumerate(cells[first:], start=1)]


def _delimiter(lines: list[str]) -> str:
    head = lines[0] if lines else ""
    return max("\t;,", key=head.count)


def _headings(line: list[str]) -> dict[str, int]:
    found = {}
    for position, cell in enumerate(line):
        for name, words in HEADINGS.items():
            if fold(cell) in words:
                found.setdefault(name, position)
    return found if {"name", "address"} <= set(found) else {}


def _guess(line: list[str]) -> dict[str, int]:
    address = next((position for position, cell in enumerate(line) if "@" in cell), 1)
    others = [position for position in range(len(line)) if position != address]
    return {"address": address, **dict(zip(["name", "position", "organisation"], others, strict=False))}


def _row(number: int, line: list[str], columns: dict[str, int]) -> Row:
    data = {name: line[position] for name, position in columns.items() if position < len(line)}
    form = NomineeForm(data)
    problems = []
    for name, errors in form.errors.items():
        problems += [f"{form.fields[name].label}: {error}" for error in errors] if name in form.fields else errors
    return Row(number, form, problems)


def told_twice(rows: list[Row]) -> None:
    """Say at each row whose address stands in an earlier one that it does."""
    seen: dict[str, int] = {}
    for row in rows:
        address = row.form.cleaned_data.get("address", "").lower()
        if address in seen:
            row.problems.append(_("The same address stands in row %(number)d.") % {"number": seen[address]})
        elif address:
            seen[address] = row.number
