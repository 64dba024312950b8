"""The lines of a list, each with who it is, what would become of them, and what is wrong with it."""

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
    """.number is as people count it. .after is what the person would be; .standing what they are at this event already,
    "" if nothing; .is_kept whether they stay so."""

    number: int
    form: LineForm
    problems: list[str] = field(default_factory=list)
    after: str = ""
    standing: str = ""
    is_kept: bool = False

    @property
    def newcomer(self) -> Newcomer:
        return self.form.newcomer()

    @property
    def after_label(self) -> str:
        return str(Status(self.after).label) if self.after else ""

    @property
    def standing_label(self) -> str:
        return str(Status(self.standing).label) if self.standing else ""


def read_rows(event: Event, lines: list[TableLine], status: str) -> list[ImportRow]:
    """Return a Row for each line, as services.add_many() would treat it now; four queries, however many lines."""
    countries = country_lookup(Country.objects.all())
    rows = [_row(event, line, countries, status) for line in lines]
    flag_repeated(rows)
    people = find_by_addresses(row.form.cleaned_data["address"] for row in rows if not row.problems)
    standing = dict(event.registrations.filter(person__in=people.values()).values_list("person", "status"))
    for row in rows:
        if not row.problems:
            _look_up(row, event, people.get(row.form.cleaned_data["address"].lower()), standing)
    _seat(event, rows)
    return rows


def _row(event: Event, line: TableLine, countries: dict[str, str], status: str) -> ImportRow:
    form = LineForm(line.data, event=event, countries=countries, status=status)
    row = ImportRow(line.number, form, [*line.problems, *form_problems(form)])
    if not row.problems:
        row.after = form.cleaned_data["status"] or status
    return row


def _look_up(row: ImportRow, event: Event, person: User | None, standing: dict[int, str]) -> None:
    if person is None:
        return
    if not person.is_active:
        row.problems.append(_("This address is shut out of the site."))
    row.standing = standing.get(person.pk, "")
    row.is_kept = bool(row.standing) and not advances(Registration(status=row.standing), row.after)


def _seat(event: Event, rows: list[ImportRow]) -> None:
    """Mark those for whom there would be no place when those above them have theirs."""
    probe = copy(event)
    for row in rows:
        if row.problems or row.is_kept or row.after != Status.CONFIRMED:
            continue
        mode = row.form.cleaned_data["mode"] or event.modes[0]
        left = probe.seats_left_in(mode)
        if left is not None and left <= 0:
            row.problems.append(str(EventFullError.advice if probe.is_full else ModeFullError.advice))
            continue
        probe.seats_taken += 1
        probe.online_taken += mode == Mode.ONLINE
