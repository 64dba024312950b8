"""Services for the requirements of an event: the team writes them, and checks each person. Each locks the event's row."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.models import Event, Registration, RegistrationChange, Requirement, RequirementAnswer
from events.ordering import moved
from events.registration import transitions
from events.registration.transitions import lock_event, lock_registration
from events.requirements.errors import CheckReasonMissingError, EvidenceChangedError, RequirementGoneError

State = RequirementAnswer.State
CHECK = "requirement"  # the action in the history of a registration: its status does not change


@transaction.atomic
def save_requirement(event: Event, requirement: Requirement, *, by: User) -> Requirement:
    """Save a requirement of event. A new one is the last in the order."""
    event = lock_event(event)
    is_new = requirement.pk is None
    requirement.event = event
    if is_new:
        last = event.requirements.aggregate(last=Max("position"))["last"]
        requirement.position = 0 if last is None else last + 1
    requirement.save()
    transitions.fill_free_seats(event)  # a requirement that is no longer mandatory holds nobody back
    line = history.describe_change(requirement.label, "", _terms(requirement)) if is_new else requirement.label
    history.record(event, history.What.REQUIREMENTS, [line], by=by)
    return requirement


@transaction.atomic
def remove_requirement(requirement: Requirement, *, by: User) -> None:
    """Remove a requirement. Answers to it are kept, so then it is archived; without answers it is deleted."""
    event = lock_event(requirement.event)
    history.record(event, history.What.REQUIREMENTS, [history.describe_change(requirement, requirement, "")], by=by)
    if requirement.answers.exists() or requirement.evidence_files.exists():
        Requirement.objects.filter(pk=requirement.pk).update(archived_at=now())
    else:
        requirement.delete()
    transitions.fill_free_seats(event)


@transaction.atomic
def move_requirement(requirement: Requirement, offset: int) -> None:
    """Move a requirement in the order of its event. offset: the number of places, negative to move up."""
    event = lock_event(requirement.event)
    rows = list(event.requirements.in_use())
    if requirement not in rows:
        raise RequirementGoneError
    rows = moved(rows, requirement, offset)
    for position, row in enumerate(rows):
        row.position = position
    Requirement.objects.bulk_update(rows, ["position"])


@transaction.atomic
def check_requirement(
    registration: Registration,
    key: int,
    state: RequirementAnswer.State,
    *,
    reason: str = "",
    shown: datetime | None = None,
    by: User,
) -> RequirementAnswer:
    """Record whether the team accepts a requirement for a person. It goes into the history of the registration.

    A person on the waiting list whom only this requirement held back gets a free seat at once.

    key: of the requirement. reason: why it is not met. shown: the time of the answer that the page showed.

    Raise CheckReasonMissingError for NOT_MET without a reason, RequirementGoneError if the event no longer has the
    requirement, and EvidenceChangedError if the person has answered again since then."""
    registration = lock_registration(registration)
    requirement = Requirement.objects.in_use().filter(event=registration.event_id, pk=key).first()
    if requirement is None:
        raise RequirementGoneError
    if state == State.NOT_MET and not reason.strip():
        raise CheckReasonMissingError
    answer, _is_new = RequirementAnswer.objects.get_or_create(registration=registration, requirement=requirement)
    if answer.answered_at != shown:
        raise EvidenceChangedError
    answer.state, answer.reason = state, reason.strip() if state == State.NOT_MET else ""
    is_checked = state in RequirementAnswer.CHECKED
    answer.checked_by, answer.checked_at = (by, now()) if is_checked else (None, None)
    answer.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    record_check(registration, str(answer), answer.reason, by=by)
    if state == State.ACCEPTED and registration.status == Registration.Status.WAITLISTED:
        transitions.fill_free_seats(registration.event)
    return answer


def record_check(registration: Registration, *lines: str, by: User | None) -> None:
    """Add an entry about a requirement to the history of the registration."""
    RegistrationChange.objects.create(
        registration=registration,
        action=CHECK,
        from_status=registration.status,
        to_status=registration.status,
        by=by,
        reason="\n".join(filter(None, lines))[:1000],
    )


def copies_of(requirements: Iterable[Requirement], event: Event) -> list[Requirement]:
    """Return copies of requirements for another event, not saved. An earlier event stays the same one."""
    names = ("kind", "label", "help_text", "evidence", "is_mandatory", "language", "level", "earlier_event", "position")
    return [Requirement(event=event, **{name: getattr(row, name) for name in names}) for row in requirements]


def _terms(requirement: Requirement) -> str:
    return f"{requirement.get_kind_display()}, {requirement.get_evidence_display()}"
