"""How far people meet the requirements of an event, and the rule that the team confirms nobody without noticing it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Attendance, Event, EvidenceFile, Registration, Requirement, RequirementAnswer
from events.registration.errors import RequirementsOpenError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = RequirementAnswer.State


@dataclass(frozen=True)
class RequirementCheck:
    """One requirement and one person.

    answer: of the person, or the check of the team; None without both. file: the evidence. state: a value of State.
    is_automatic: whether Plenary has found the state in its records, because the team has not set another one."""

    requirement: Requirement
    answer: RequirementAnswer | None = None
    file: EvidenceFile | None = None
    state: str = State.UNCHECKED
    is_automatic: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the requirement is mandatory, and not accepted."""
        return self.requirement.is_mandatory and self.state != State.ACCEPTED

    @property
    def state_label(self) -> "StrOrPromise":
        return State(self.state).label

    @property
    def statement(self) -> str:
        """What the person says, in words."""
        text = self.answer.statement if self.answer else ""
        return str(dict(Requirement.Level.choices).get(text, text))

    def __str__(self) -> str:
        return f"{self.requirement} ({self.state_label})"


def requirement_checks(
    event: Event, registrations: Collection[Registration]
) -> dict[int | None, list[RequirementCheck]]:
    """Return the checks of the event's requirements for each registration, by its key, in the order of the requirements.

    Without requirements, return an empty dictionary after one query. Otherwise make at most four, for any number of
    people. A registration that is not saved yet has the key None, and only its person counts."""
    requirements = list(event.requirements.in_use().select_related("earlier_event")) if registrations else []
    if not requirements:
        return {}
    keys = [row.pk for row in registrations if row.pk]
    answers = RequirementAnswer.objects.filter(registration__in=keys).select_related("checked_by")
    by_row = {(answer.registration_id, answer.requirement_id): answer for answer in answers}
    files = EvidenceFile.objects.filter(registration__in=keys)
    files_by_row = {(file.registration_id, file.requirement_id): file for file in files}
    attended = _attended(requirements, {row.person_id for row in registrations})
    return {
        row.pk: [
            _check(
                requirement,
                by_row.get((row.pk, requirement.pk)),
                files_by_row.get((row.pk, requirement.pk)),
                was_there=(requirement.earlier_event_id, row.person_id) in attended,
            )
            for requirement in requirements
        ]
        for row in registrations
    }


def _check(
    requirement: Requirement, answer: RequirementAnswer | None, file: EvidenceFile | None, *, was_there: bool
) -> RequirementCheck:
    state = answer.state if answer else State.UNCHECKED
    if requirement.evidence == Requirement.Evidence.RECORDS and state == State.UNCHECKED:
        found = State.ACCEPTED if was_there else State.NOT_MET
        return RequirementCheck(requirement, answer, file, found, is_automatic=True)
    return RequirementCheck(requirement, answer, file, state)


def _attended(requirements: Iterable[Requirement], people: Collection[int]) -> set[tuple[int | None, int]]:
    """Return the earlier events, with their people who were there.

    Attendance counts if it was recorded at the event. Otherwise a confirmed place at an event that is over counts."""
    events = {one.earlier_event_id for one in requirements if one.earlier_event_id}
    if not events:
        return set()
    present = Attendance.objects.filter(registration=OuterRef("pk"))
    recorded = Attendance.objects.filter(registration__event=OuterRef("event"))
    places = Registration.objects.confirmed().filter(event__in=events, person__in=people, event__ends_at__lt=now())
    rows = places.order_by().values_list("event", "person", Exists(present), Exists(recorded))
    return {(event, person) for event, person, was_present, is_recorded in rows if was_present or not is_recorded}


def open_requirements(
    event: Event, registrations: Collection[Registration]
) -> dict[int | None, list[RequirementCheck]]:
    """Return the mandatory requirements that are not checked or not met, by the key of the registration."""
    checks = requirement_checks(event, registrations)
    found = {key: [check for check in of_person if check.is_open] for key, of_person in checks.items()}
    return {key: of_person for key, of_person in found.items() if of_person}


def open_for(event: Event, person: User | None) -> list[RequirementCheck]:
    """Return the open requirements of a person, who is perhaps not registered for event, or not known at all."""
    registration = event.registrations.filter(person=person).first() if person else None
    row = registration or Registration(event=event, person=person)
    return open_requirements(event, [row]).get(row.pk, [])


def reason_for_history(reason: str, found: Collection[RequirementCheck], because: str) -> str:
    """Return the reason of a confirmation for the history, with the requirements that are open and why this is accepted.

    because: why the person is confirmed nevertheless. Raise RequirementsOpenError if it is empty and something is open."""
    if not found:
        return reason
    names = ", ".join(map(str, found))
    if not because.strip():
        raise RequirementsOpenError(names)
    nevertheless = _("Confirmed although these requirements are open: %(names)s. Reason: %(because)s")
    line = nevertheless % {"names": names, "because": because.strip()}
    return "\n".join(filter(None, [reason if reason.strip() != because.strip() else "", line]))[:1000]
