"""The list with passport data as a table, which its readers can download."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from events.journeys.security_lists.queries import ListLine
from events.models import Meeting
from events.spreadsheets.writer import Cell


def headings(meeting: Meeting) -> list[str]:
    columns = [_("Name"), _("Organisation"), _("Nationality")]
    columns += [_("Date of birth")] if meeting.lists_birth_dates else []
    return [*columns, _("Passport number"), _("Passport valid until"), _("Note")]


def rows(meeting: Meeting, lines: Iterable[ListLine]) -> Iterator[list[Cell]]:
    """Yield one row for each line, with the columns of headings(). Dates are in ISO 8601."""
    for line in lines:
        cells: list[Cell] = [line.name, line.visitor.organisation, line.nationality]
        cells += [_day(line.born_on)] if meeting.lists_birth_dates else []
        number, note = (line.data.passport_number, "") if line.data else ("", _("brings the passport"))
        yield [*cells, number, _day(line.expires_on), note]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
