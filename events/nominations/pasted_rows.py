"""Rows from a spreadsheet, read as people whom a delegation names; each with what is wrong with it."""

from dataclasses import dataclass

from events.models import Country, Delegation
from events.nominations.forms import NomineeLineForm
from events.spreadsheets import column_mapping
from events.spreadsheets.forms import form_problems
from events.spreadsheets.reader import Rows


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
    lines = column_mapping.map_columns(rows).lines
    says_country = any(line.data.get("country") for line in lines)
    countries = column_mapping.country_lookup(Country.objects.all()) if says_country else {}
    return [_row(key, line, delegation, countries) for key, line in enumerate(lines, start=1)]


def _row(key: int, line: column_mapping.TableLine, delegation: Delegation, countries: dict[str, str]) -> PastedRow:
    form = NomineeLineForm(line.data, delegation=delegation, countries=countries)
    return PastedRow(key, line.number, form, [*line.problems, *form_problems(form)])
