"""Rows from a spreadsheet, read as people whom a delegation names; each with what is wrong with it."""

from dataclasses import dataclass

from events.models import Country, Delegation
from events.registration import headings
from events.registration.list_forms import problems_of
from events.registration.nominations.forms import NomineeLineForm
from events.registration.sheets import Rows


@dataclass
class Row:
    """A row as a form: .key names it in the page, .number is as people count it, .form bound and validated, .problems
    in words."""

    key: int
    number: int
    form: NomineeLineForm
    problems: list[str]


def read(rows: Rows, delegation: Delegation) -> list[Row]:
    """Return a Row for each line that holds somebody; one query if there is a country to know."""
    lines = headings.recognise(rows).lines
    says_country = any(line.data.get("country") for line in lines)
    countries = headings.keys_of_countries(Country.objects.all()) if says_country else {}
    return [_row(key, line, delegation, countries) for key, line in enumerate(lines, start=1)]


def _row(key: int, line: headings.Line, delegation: Delegation, countries: dict[str, str]) -> Row:
    form = NomineeLineForm(line.data, delegation=delegation, countries=countries)
    return Row(key, line.number, form, [*line.problems, *problems_of(form)])
