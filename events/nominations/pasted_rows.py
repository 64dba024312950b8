"""Rows from a spreadsheet, read as people whom a delegation names; each with what is wrong with it."""

from dataclasses import dataclass

from events.models import Country, Delegation
from events.nominations.forms import NomineeLineForm
from events.spreadsheets.cell_values import country_lookup
from events.spreadsheets.column_mapping import TableLine, map_columns
from events.spreadsheets.forms import form_problems
from events.spreadsheets.rows import Rows


@dataclass
class PastedRow:
    """A row as a form: .key names it in the page, .number is as people count it, .form bound and validated, .problems
    in words."""

    key: int
    number: int
    form: NomineeLineForm
    problems: list[str]


def read_rows(rows: Rows, delegation: Delegation) -> list[PastedRow]:
    """Return a Row for each line that holds somebody; one query if there is a country to know."""
    lines = map_columns(rows).lines
    says_country = any(line.data.get("country") for line in lines)
    countries = country_lookup(Country.objects.all()) if says_country else {}
    return [_row(key, line, delegation, countries) for key, line in enumerate(lines, start=1)]


def _row(key: int, line: TableLine, delegation: Delegation, countries: dict[str, str]) -> PastedRow:
    form = NomineeLineForm(line.data, delegation=delegation, countries=countries)
    return PastedRow(key, line.number, form, [*line.problems, *form_problems(form)])
