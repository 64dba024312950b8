"""How far people meet the requirements of an event, and the rule that nobody gets a place without the team noticing it.

The rule: a person with an open mandatory requirement gets no place and no offer of a place, unless a member of the team
writes why. `transitions.apply_step` enforces it for each way into an event. What happens by itself (a registration, the
waiting list, a replacement by a focal point) leaves such a person waiting. An answer to an offer is not checked again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Attendance, Event, EvidenceFile, Registration, Requirement, RequirementAnswer, Step
from events.registration.errors import RequirementsOpenError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

State = RequirementAnswer.State
Evidence = Requirement.Evidence
# The steps that give or promise a place. TAKE and AGREE answer a promise, and MERGE keeps the place of the same person.
STEPS_TO_A_PLACE = (Step.REGISTER, Step.ADD, Step.PLACE, Step.CONFIRM, Step.PROMOTE)
STEPS_THAT_PROMISE = (Step.OFFER, Step.HOLD)


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
    requirements = list(event.requirements.in_use()) if registrations else []
    checks = _checks(requirements, registrations)
    return {row.pk: of_person for row, of_person in zip(registrations, checks, strict=True)} if requirements else {}


def _checks(
    requirements: Collection[Requirement], registrations: Collection[Registration]
) -> list[list[RequirementCheck]]:
    """Return the checks of these requirements for each registration. Make three queries, none without requirements."""
    if not requirements:
        return [[] for _row in registrations]
    keys = [row.pk for row in registrations if row.pk]
    answers = RequirementAnswer.objects.filter(registration__in=keys).select_related("checked_by")
    by_row = {(answer.registration_id, answer.requirement_id): answer for answer in answers}
    files = EvidenceFile.objects.filter(registration__in=keys)
    files_by_row = {(file.registration_id, file.requirement_id): file for file in files}
    attended = _attended(requirements, {row.person_id for row in registrations})
    return [
        [
            _check(
                requirement,
                by_row.get((row.pk, requirement.pk)),
                files_by_row.get((row.pk, requirement.pk)),
                was_there=(requirement.earlier_event_id, row.person_id) in attended,
            )
            for requirement in requirements
        ]
        for row in registrations
    ]


def _check(
    requirement: Requirement, answer: RequirementAnswer | None, file: EvidenceFile | None, *, was_there: bool
) -> RequirementCheck:
    state = answer.state if answer else State.UNCHECKED
    if requirement.evidence == Evidence.RECORDS and state == State.UNCHECKED:
        found = State.ACCEPTED if was_there else State.NOT_MET
        return RequirementCheck(requirement, answer, file, found, is_automatic=True)
    return RequirementCheck(requirement, answer, file, state)


def _attended(requirements: Iterable[Requirement], people: Collection[int]) -> set[tuple[int | None, int]]:
    """Return the earlier events, with their people who were there.

    Attendance counts if it was recorded at the event. Otherwise a confirmed place at an event that is over counts."""
    events = {one.earlier_event_id for one in requirements if one.earlier_event_id}
    if not events:
        return set()
    places = _places_that_count().filter(event__in=events, person__in=people)
    return set(places.order_by().values_list("event", "person"))


def _places_that_count() -> QuerySet[Registration]:
    present = Attendance.objects.filter(registration=OuterRef("pk"))
    recorded = Attendance.objects.filter(registration__event=OuterRef("event"))
    return Registration.objects.confirmed().filter(Exists(present) | ~Exists(recorded), event__ends_at__lt=now())


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


def held_back(event: Event) -> QuerySet[Registration]:
    """Return the people on the waiting list who get no seat by themselves, because mandatory requirements are open."""
    gate = RequirementGate(event)
    return event.registrations.waiting().filter(gate.is_open()) if gate.requirements else Registration.objects.none()


class RequirementGate:
    """Ask, for the steps of one batch in the locked event, whether people have open mandatory requirements.

    Without requirements the first question makes one query, and the next ones make none."""

    def __init__(self, event: Event) -> None:
        self._event = event
        self._open: dict[int, list[RequirementCheck]] = {}  # by the key of the person

    @cached_property
    def requirements(self) -> list[Requirement]:
        """The mandatory requirements of the event."""
        return list(self._event.requirements.in_use().filter(is_mandatory=True))

    def load(self, registrations: Collection[Registration]) -> None:
        """Read the checks of these people together, before open_for() asks for each of them."""
        for row, checks in zip(registrations, _checks(self.requirements, registrations), strict=True):
            self._open[row.person_id] = [check for check in checks if check.is_open]

    def open_for(self, registration: Registration) -> list[RequirementCheck]:
        """Return the open requirements of the person. registration: saved or new."""
        if registration.person_id not in self._open:
            self.load([registration])
        return self._open[registration.person_id]

    def is_open(self) -> Q:
        """Return the condition that a registration of the event has an open requirement: the same rule as open_for()."""
        condition = Q(pk__in=())
        for requirement in self.requirements:
            condition |= _is_open(requirement)
        return condition

    def reason(
        self, registration: Registration, step: Step, *, before: str, after: str, reason: str, because: str | None
    ) -> str:
        """Return the reason of a step for the history, with the open requirements of a person who gets a place.

        because: why the person gets it nevertheless; None to ask nothing, in a preview. Raise RequirementsOpenError if it
        is empty and something is open."""
        confirms = step in STEPS_TO_A_PLACE and after == Registration.Status.CONFIRMED != before
        if because is None or not (confirms or step in STEPS_THAT_PROMISE):
            return reason
        return _reason_for_history(reason, self.open_for(registration), because)


def _is_open(requirement: Requirement) -> Q:
    answers = RequirementAnswer.objects.filter(registration=OuterRef("pk"), requirement=requirement)
    accepted = Q(Exists(answers.filter(state=State.ACCEPTED)))
    if requirement.evidence == Evidence.RECORDS:
        place = _places_that_count().filter(event=requirement.earlier_event_id, person=OuterRef("person"))
        accepted |= Q(Exists(place)) & ~Q(Exists(answers.filter(state=State.NOT_MET)))
    return ~accepted


def _reason_for_history(reason: str, found: Collection[RequirementCheck], because: str) -> str:
    if not found:
        return reason
    names = ", ".join(map(str, found))
    if not because.strip():
        raise RequirementsOpenError(names)
    nevertheless = _("Confirmed although these requirements are open: %(names)s. Reason: %(because)s")
    line = nevertheless % {"names": names, "because": because.strip()}
    return "\n".join(filter(None, [reason if reason.strip() != because.strip() else "", line]))[:1000]
