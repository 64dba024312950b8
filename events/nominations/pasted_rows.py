"""The rows of a focal point's list before they are saved, with their problems and warnings."""

from dataclasses import dataclass

from events.models import Country, Delegation
from events.nominations.forms import NomineeLineForm
from events.spreadsheets.cell_values import country_lookup
from events.spreadsheets.column_mapping import TableLine, map_columns
from events.spreadsheets.forms import form_problems
from events.spreadsheets.rows import Rows


@dataclass
class PastedRow:
    """A row of the list.

    key: the value of its checkbox. number: the number of the row in the spreadsheet, from 1. problems: what prevents the
    nomination."""

    key: int
    number: int
    form: NomineeLineForm
    problems: list[str]

    @property
    def warnings(self) -> list[str]:
        """What the focal point should check. A warning does not prevent the nomination."""
        return self.form.warnings()


def read_rows(rows: Rows, delegation: Delegation) -> list[PastedRow]:
    """Return a row for each line that is not empty. Make one query if a line has a country."""
    lines = map_columns(rows).lines
    has_country = any(line.data.get("country") for line in lines)
    countries = country_lookup(Country.objects.all()) if has_country else {}
    return [_row(key, line, delegation, countries) for key, line in enumerate(lines, start=1)]


def _row(key: int, line: TableLine, delegation: Delegation, countries: dict[str, str]) -> PastedRow:
    form = NomineeLineForm(line.data, delegation=delegation, countries=countries)
    return PastedRow(key, line.number, form, [*line.problems, *form_problems(form)])
