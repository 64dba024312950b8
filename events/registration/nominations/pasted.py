"""Rows from a spreadsheet, read as people whom a delegation names; each with what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Country, Delegation
from events.registration import headings
from events.registration.list_forms import problems_of
from events.registration.nominations.forms import NomineeForm
from events.registration.sheets import Rows


@dataclass
class Row:
    """A row as a form: .key names it in the page, .number is as people count it, .form bound and validated, .problems
    in words."""

    key: int
    number: int
    form: NomineeForm
    problems: list[str]


def read(rows: Rows, delegation: Delegation) -> list[Row]:
    """Return a Row for each line that holds somebody. Whoever is of another country or constituency than the delegation
    says so, and is marked."""
    lines = headings.recognise(rows).lines
    says_country = any(line.data.get("country") for line in lines)
    countries = headings.keys_of_countries(Country.objects.all()) if says_country else {}
    return [_row(key, line, delegation, countries) for key, line in enumerate(lines, start=1)]


def _row(key: int, line: headings.Line, delegation: Delegation, countries: dict[str, str]) -> Row:
    form = NomineeForm(line.data)
    problems = [*line.problems, *problems_of(form)]
    problems += _contradiction(
        line.data.get("country", ""), delegation.country_id, lambda text: headings.country_of(text, countries)
    )
    problems += _contradiction(line.data.get("constituency", ""), delegation.constituency, headings.constituency_of)
    return Row(key, line.number, form, problems)


def _contradiction(text: str, ours: str | None, reading: Callable[[str], str]) -> list[str]:
    if not text or not ours:
        return []
    try:
        if reading(text) == ours:
            return []
    except headings.Unknown:
        pass
    return [_("“%(text)s” is not what this delegation is of.") % {"text": text[:40]}]
