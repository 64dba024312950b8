"""The rows of a focal point's list before they are saved, with their problems and warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from accounts.identity import identify
from accounts.identity_forms import RowQuestion, row_description
from accounts.models import User
from events.models import Country, Delegation
from events.nominations.forms import NomineeLineForm
from events.nominations.question_limit import require_allowed
from events.nominations.services import Nominee
from events.spreadsheets.cell_values import country_lookup
from events.spreadsheets.column_mapping import TableLine, map_columns
from events.spreadsheets.forms import flag_repeated, form_problems
from events.spreadsheets.rows import Rows


@dataclass
class PastedRow:
    """A row of the list.

    key: the value of its checkbox. number: the number of the row in the spreadsheet, from 1. problems: what prevents the
    nomination. question: asks who is meant, if the address belongs to somebody with another name. answer: the answer to
    it."""

    key: int
    number: int
    form: NomineeLineForm
    problems: list[str]
    question: RowQuestion | None = None
    answer: str = ""

    def nominee(self) -> Nominee:
        return replace(self.form.nominee(), answer=self.answer)

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


def ask_who_is_meant(rows: list[PastedRow], posted: Mapping[str, str], focal_point: User) -> None:
    """Add a question to each good row whose address belongs to somebody with another name, and a problem without answer.

    The names at the address stay secret: a focal point may type any address. Raise TooManyQuestionsError."""
    shared = flag_repeated(rows)
    good = [row for row in rows if not row.problems]
    cleaned = [row.form.cleaned_data for row in good]
    descriptions = [row_description(data["address"], data["name"], posted) for data in cleaned]
    people = identify(descriptions)
    require_allowed(focal_point, descriptions, people)
    for row, description, found in zip(good, descriptions, people, strict=True):
        row.question, row.answer = RowQuestion.of(found, description, with_names=False), description.answer
        if row.question and row.question.problem:
            row.problems += filter(None, [shared.get(row.number), row.question.problem])


def _row(key: int, line: TableLine, delegation: Delegation, countries: dict[str, str]) -> PastedRow:
    form = NomineeLineForm(line.data, delegation=delegation, countries=countries)
    return PastedRow(key, line.number, form, [*line.problems, *form_problems(form)])
