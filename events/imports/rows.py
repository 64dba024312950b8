"""The rows of a list before it is saved: the person, the status that the person gets, and the problems of the row."""

from copy import copy
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import find_by_addresses
from events.imports.forms import LineForm
from events.imports.services import Newcomer, advances
from events.models import Country, Event, Registration
from events.registration.errors import EventFullError, ModeFullError
from events.spreadsheets.cell_values import country_lookup
from events.spreadsheets.column_mapping import TableLine
from events.spreadsheets.forms import flag_repeated, form_problems

Status, Mode = Registration.Status, Registration.Mode


@dataclass
class ImportRow:
    """A row of the list.

    number: the number of the row in the spreadsheet, from 1. problems: what prevents the import. new_status: the status
    that the person gets. current_status: the status of an existing registration, "" if there is none. is_kept: True if
    the existing registration is not changed."""

    number: int
    form: LineForm
    problems: list[str] = field(default_factory=list)
    new_status: str = ""
    current_status: str = ""
    is_kept: bool = False

    @property
    def newcomer(self) -> Newcomer:
        return self.form.newcomer()

    @property
    def warnings(self) -> list[str]:
        return self.form.warnings()

    @property
    def new_status_label(self) -> str:
        return str(Status(self.new_status).label) if self.new_status else ""

    @property
    def current_status_label(self) -> str:
        return str(Status(self.current_status).label) if self.current_status else ""


def read_rows(event: Event, lines: list[TableLine], status: str) -> list[ImportRow]:
    """Return a row for each line, as services.add_many() would import it now. Make four queries for any number of lines.

    status: the status of the people whose line has none."""
    countries = country_lookup(Country.objects.all())
    rows = [_row(event, line, countries, status) for line in lines]
    flag_repeated(rows)
    people = find_by_addresses(row.form.cleaned_data["address"] for row in rows if not row.problems)
    statuses = dict(event.registrations.filter(person__in=people.values()).values_list("person", "status"))
    for row in rows:
        if not row.problems:
            _compare_with_registrations(row, people.get(row.form.cleaned_data["address"].lower()), statuses)
    _check_seats(event, rows)
    return rows


def _row(event: Event, line: TableLine, countries: dict[str, str], status: str) -> ImportRow:
    form = LineForm(line.data, event=event, countries=countries, status=status)
    row = ImportRow(line.number, form, [*line.problems, *form_problems(form)])
    if not row.problems:
        row.new_status = form.cleaned_data["status"] or status
    return row


def _compare_with_registrations(row: ImportRow, person: User | None, statuses: dict[int, str]) -> None:
    if person is None:
        return
    if not person.is_active:
        row.problems.append(_("This address is blocked on this site."))
    row.current_status = statuses.get(person.pk, "")
    row.is_kept = bool(row.current_status) and not advances(Registration(status=row.current_status), row.new_status)


def _check_seats(event: Event, rows: list[ImportRow]) -> None:
    """Add a problem to each row that gets no seat after the rows above it."""
    simulated = copy(event)
    for row in rows:
        if row.problems or row.is_kept or row.new_status != Status.CONFIRMED:
            continue
        mode = row.form.cleaned_data["mode"] or event.modes[0]
        left = simulated.seats_left_in(mode)
        if left is not None and left <= 0:
            row.problems.append(str(EventFullError.advice if simulated.is_full else ModeFullError.advice))
            continue
        simulated.seats_taken += 1
        simulated.online_taken += mode == Mode.ONLINE
