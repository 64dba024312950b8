"""The rows of a list before it is saved: the person, the status that the person gets, and the problems of the row."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from accounts.identity import identify
from accounts.identity_forms import RowQuestion, row_description
from accounts.models import User
from events.imports.forms import LineForm
from events.imports.services import Newcomer, advances
from events.models import Country, Event, Registration, Step
from events.registration.errors import (
    EventFullError,
    ModeFullError,
    PersonIsLeavingError,
    RequirementsOpenError,
)
from events.registration.requirement_checks import RequirementGate
from events.spreadsheets.cell_values import country_lookup
from events.spreadsheets.column_mapping import TableLine
from events.spreadsheets.forms import flag_repeated, form_problems

Status, Mode = Registration.Status, Registration.Mode


@dataclass
class ImportRow:
    """A row of the list.

    number: the number of the row in the spreadsheet, from 1. problems: what prevents the import. new_status: the status
    that the person gets. current_status: the status of an existing registration, "" if there is none. is_kept: True if
    the existing registration is not changed. question: asks who is meant, if the address belongs to somebody with another
    name. answer: the answer to it."""

    number: int
    form: LineForm
    problems: list[str] = field(default_factory=list)
    new_status: str = ""
    current_status: str = ""
    is_kept: bool = False
    question: RowQuestion | None = None
    answer: str = ""

    @property
    def newcomer(self) -> Newcomer:
        return replace(self.form.newcomer(), answer=self.answer)

    @property
    def warnings(self) -> list[str]:
        return self.form.warnings()

    @property
    def new_status_label(self) -> str:
        return str(Status(self.new_status).label) if self.new_status else ""

    @property
    def current_status_label(self) -> str:
        return str(Status(self.current_status).label) if self.current_status else ""


def read_rows(
    event: Event, lines: list[TableLine], status: str, posted: Mapping[str, str], *, gate: RequirementGate | None
) -> list[ImportRow]:
    """Return a row for each line, as services.add_many() would import it now. Make a fixed number of queries.

    status: the status of the people whose line has none. posted: the answers to the questions of the rows. gate: of
    the event; None if the team confirms people in spite of open requirements."""
    countries = country_lookup(Country.objects.all())
    rows = [_row(event, line, countries, status) for line in lines]
    people = _identify(rows, posted, flag_repeated(rows))
    known = [person for person in people.values() if person.pk]
    registrations = {row.person_id: row for row in event.registrations.filter(person__in=known)}
    for row in rows:
        if person := people.get(row.number):
            _compare_with_registrations(row, person, registrations.get(person.pk))
    if gate:
        _check_requirements(gate, event, rows, people, registrations)
    _check_seats(event, rows)
    return rows


def _identify(rows: list[ImportRow], posted: Mapping[str, str], shared: dict[int, str]) -> dict[int, User]:
    """Return the people whom the good rows mean, by the number of the row. Add the questions to the others.

    shared: the result of flag_repeated()."""
    good = [row for row in rows if not row.problems]
    cleaned = [row.form.cleaned_data for row in good]
    descriptions = [row_description(data["address"], data["name"], posted) for data in cleaned]
    people: dict[int, User] = {}
    for row, description, found in zip(good, descriptions, identify(descriptions), strict=True):
        row.question, row.answer = RowQuestion.of(found, description, with_names=True), description.answer
        if found.person:
            people[row.number] = found.person
        elif row.question:
            row.problems += filter(None, [shared.get(row.number), row.question.problem])
    return people


def _row(event: Event, line: TableLine, countries: dict[str, str], status: str) -> ImportRow:
    form = LineForm(line.data, event=event, countries=countries, status=status)
    row = ImportRow(line.number, form, [*line.problems, *form_problems(form)])
    if not row.problems:
        row.new_status = form.cleaned_data["status"] or status
    return row


def _compare_with_registrations(row: ImportRow, person: User, registration: Registration | None) -> None:
    row.current_status = registration.status if registration else ""
    row.is_kept = registration is not None and not advances(registration, row.new_status)
    if not person.is_active:
        row.problems.append(_("This address is blocked on this site."))
    elif person.erase_at and not row.is_kept:
        row.problems.append(str(PersonIsLeavingError.advice))


def _check_requirements(
    gate: RequirementGate,
    event: Event,
    rows: list[ImportRow],
    people: Mapping[int, User],
    registrations: Mapping[int, Registration],
) -> None:
    """Add a problem to each row that would confirm a person with open mandatory requirements."""
    confirmed = [row for row in rows if not row.problems and not row.is_kept and row.new_status == Status.CONFIRMED]
    if not confirmed or not gate.requirements:
        return
    found = {
        row.number: registrations.get(person.pk) or Registration(event=event, person_id=person.pk)
        for row in confirmed
        if (person := people.get(row.number))
    }
    gate.load([*found.values()])
    for row in confirmed:
        try:
            gate.reason(found[row.number], Step.ADD, before="", after=Status.CONFIRMED, reason="", because="")
        except RequirementsOpenError as error:
            row.problems.append(str(error.advice))


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
