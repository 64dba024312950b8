"""Propose, ask, select and release the experts of a mission. Each function is one transaction that locks the event.

A change of status writes an AssignmentChange and queues the mail to the expert."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.calendars.services import revise
from events.contributors import notify as notices
from events.journeys.errors import StepNotAllowedError
from events.mails import rules
from events.missions.due_dates import sync_deliverables
from events.missions.experts import institution_news, mail_texts, mails
from events.missions.experts.errors import (
    AlreadyProposedError,
    ConditionMissingError,
    DeclarationMissingError,
    ExpertWithoutAddressError,
    LeadTakenError,
    MissionOverError,
    NotClearedError,
    NotInDirectoryError,
    TermsNotAgreedError,
    TermsNotSignedError,
)
from events.missions.experts.states import ASSIGNMENT
from events.missions.records import lock_mission
from events.models import (
    Assignment,
    AssignmentChange,
    Declaration,
    Event,
    Expert,
    Mission,
    MissionReport,
    TermsOfReference,
)
from events.models.token import new_link_key
from events.registration import reminder_cancellation, transitions

Status, Result = Assignment.Status, Declaration.Result
QUESTIONS = ("employment", "consulting", "investments", "research", "family", "statements")
CLEARED = (Result.CLEARED, Result.CONDITIONS)


@dataclass(frozen=True)
class Review:
    """What a manager decides about a declaration. condition: needed for a clearance with conditions, else ignored."""

    result: str
    condition: str = ""


@transaction.atomic
def propose(mission: Mission, expert: Expert, *, role: str, days: str = "", by: User | None) -> Assignment:
    """Put an expert of the directory into the list of a mission. Nobody is notified.

    Raise NotInDirectoryError for an expert of another programme, and AlreadyProposedError."""
    mission = lock_mission(mission.event)  # created now if the event has none yet
    event = mission.event
    if expert.programme_id != event.programme_id:
        raise NotInDirectoryError
    assignment, is_new = Assignment.objects.get_or_create(
        mission=mission, expert=expert, defaults={"role": role, "days": days}
    )
    if not is_new:
        raise AlreadyProposedError
    _note(assignment, by=by)
    _record(event, assignment, by=by)
    return assignment


@transaction.atomic
def change(assignment: Assignment, *, role: str, days: str, release_letter: str, by: User) -> Assignment:
    """Change the role, the days of work and the letter of the employer.

    Raise LeadTakenError if another lead expert is selected."""
    event, assignment = _lock_assignment(assignment)
    is_other_role = assignment.role != role
    assignment.role, assignment.days, assignment.release_letter = role, days, release_letter
    _save(assignment, "role", "days", "release_letter")
    if is_other_role:
        _record(event, assignment, by=by)
    return assignment


@transaction.atomic
def ask(assignment: Assignment, *, by: User | None, note: str = "") -> Assignment:
    """Ask the expert by mail whether they can take part. The mail has the personal link.

    Raise ExpertWithoutAddressError, StepNotAllowedError, and EventNotTakingPlaceError for a mission that is over."""
    event, assignment = _lock_assignment(assignment)
    rules.require(event, mails.ASKED)
    _require_address(assignment)
    is_again = assignment.status in {Status.RELEASED, Status.WITHDREW}
    _step(assignment, "ask", by=by, note=note, asked_at=now(), answered_at=None, selected_at=None, agreed_at=None)
    if is_again:  # the old link has ended
        assignment.key = new_link_key()
        assignment.save(update_fields=["key"])
    mails.notify(assignment, mails.ASKED, note=note)
    _record(event, assignment, by=by, told=1)
    return assignment


@transaction.atomic
def send_link(assignment: Assignment, *, by: User) -> None:
    """Mail the personal link again. Raise StepNotAllowedError if the expert has none."""
    event, assignment = _lock_assignment(assignment)
    if not has_link(assignment):
        raise StepNotAllowedError
    _require_address(assignment)
    mails.notify(assignment, mails.LINK)
    _record(event, assignment, by=by, told=1)


@transaction.atomic
def answer(assignment: Assignment, *, is_available: bool, note: str = "") -> Assignment:
    """Record the expert's answer, and tell the team what is new in it. note: the condition of somebody who can come, or the reason of somebody who cannot.

    Raise StepNotAllowedError after the selection, and MissionOverError for a mission that is over or cancelled."""
    event, assignment = _lock_assignment(assignment)
    _require_ahead(event)
    texts = {"condition": note, "reason": ""} if is_available else {"condition": "", "reason": note}
    before = (assignment.status, assignment.condition, assignment.reason)
    _step(assignment, "accept" if is_available else "decline", by=None, note=note, answered_at=now(), **texts)
    is_new = before != (assignment.status, assignment.condition, assignment.reason)
    told = mails.notify_answered(assignment) if is_new else 0
    _record(event, assignment, by=assignment.expert.person, told=told)
    return assignment


@transaction.atomic
def declare(assignment: Assignment, interests: Mapping[str, str]) -> Declaration:
    """Store the declaration of interests of the expert: a text for each of QUESTIONS; "" means none.

    A new or changed declaration must be reviewed: those who can do that are told."""
    _event, assignment = _lock_assignment(assignment)
    texts = {name: interests.get(name, "") for name in QUESTIONS}
    found = Declaration.objects.filter(assignment=assignment).first()
    if found is None:
        found = Declaration.objects.create(assignment=assignment, **texts)
        mails.notify_declared(assignment)
        return found
    if all(getattr(found, name) == text for name, text in texts.items()):
        return found
    for name, text in texts.items():
        setattr(found, name, text)
    found.filled_at, found.result, found.condition, found.reviewed_at, found.reviewed_by = (
        now(),
        Result.OPEN,
        "",
        None,
        None,
    )
    found.save()
    mails.notify_declared(assignment)
    return found


@transaction.atomic
def review(assignment: Assignment, decision: Review, *, by: User) -> Declaration:
    """Record a manager's decision about the declaration, and tell the expert.

    Raise DeclarationMissingError, and ConditionMissingError for a clearance with conditions without a condition."""
    event, assignment = _lock_assignment(assignment)
    found = Declaration.objects.filter(assignment=assignment).first()
    if found is None:
        raise DeclarationMissingError
    if decision.result == Result.CONDITIONS and not decision.condition:
        raise ConditionMissingError
    found.result = decision.result
    found.condition = decision.condition if decision.result == Result.CONDITIONS else ""
    found.reviewed_at, found.reviewed_by = now(), by
    found.save(update_fields=["result", "condition", "reviewed_at", "reviewed_by"])
    assignment.declaration = found
    if has_link(assignment):
        mails.notify(assignment, mails.REVIEWED)
    what = _("declaration of interests: %(result)s") % {"result": found.get_result_display()}
    _record(event, assignment, by=by, told=1, what=what)
    return found


@transaction.atomic
def sign_terms(assignment: Assignment, terms: int) -> Assignment:
    """Record that the expert agrees to a version of the terms of reference: the one that their page has shown.

    The team is told.

    Raise TermsNotAgreedError if this version (its key) is not, or no longer, the one that the institution agreed to."""
    event, assignment = _lock_assignment(assignment)
    agreed = agreed_terms(assignment.mission)
    if agreed is None or agreed.pk != terms:
        raise TermsNotAgreedError
    if assignment.terms_id != agreed.pk:
        assignment.terms = agreed
        assignment.save(update_fields=["terms"])
        told = mails.notify_signed(assignment, left=_left(assignment))
        what = _("agrees to the terms of reference, version %(number)s") % {"number": agreed.number}
        _record(event, assignment, by=assignment.expert.person, told=told, what=what)
    return assignment


@transaction.atomic
def select(assignment: Assignment, *, by: User | None) -> Assignment:
    """Select an expert who is available. They get the invite to the mission, if it is published.

    Raise StepNotAllowedError, and LeadTakenError for a second lead expert."""
    event, assignment = _lock_assignment(assignment)
    _step(assignment, "select", by=by, selected_at=now())
    MissionReport.objects.get_or_create(mission=assignment.mission)  # the page of its authors only reads
    sync_deliverables(assignment.mission)
    _follow(event, assignment, mails.SELECTED, by=by)
    return assignment


@transaction.atomic
def agree(assignment: Assignment, *, by: User | None) -> Assignment:
    """Agree the assignment of a selected expert. When all selected ones are agreed, the institutions learn who comes.

    Raise NotClearedError without a cleared declaration, TermsNotAgreedError without terms that the institution has agreed
    to, TermsNotSignedError if the expert has not agreed to this version, and StepNotAllowedError."""
    event, assignment = _lock_assignment(assignment)
    if not ASSIGNMENT.is_allowed("agree", assignment.status):
        raise StepNotAllowedError
    if problem := obstacle(assignment):
        raise problem
    _step(assignment, "agree", by=by, agreed_at=now())
    _follow(event, assignment, mails.AGREED, by=by)
    return assignment


@transaction.atomic
def drop(assignment: Assignment, *, by: User, note: str = "") -> Assignment:
    """Take somebody who was not selected out of the search. They are told if they were asked."""
    event, assignment = _lock_assignment(assignment)
    _drop(event, assignment, by=by, note=note)
    return assignment


@transaction.atomic
def tell_others(mission: Mission, *, by: User) -> int:
    """Take all who were not selected out of the search, and tell those who were asked. Return the number of mails."""
    mission = lock_mission(mission.event)
    rows = mission.assignments.filter(status__in=[Status.PROPOSED, Status.ASKED, Status.AVAILABLE])
    told = 0
    for row in rows.select_related("expert__person").order_by("pk"):
        row.mission.event = mission.event
        told += _drop(mission.event, row, by=by)
    return told


@transaction.atomic
def release(assignment: Assignment, *, by: User, note: str = "") -> Assignment:
    """Release a selected expert from the mission. Their calendar gets a CANCEL, and their link ends.

    The institutions learn it if they expect this expert."""
    event, assignment = _lock_assignment(assignment)
    _step(assignment, "release", by=by, note=note)
    _follow(event, assignment, mails.RELEASED, by=by, note=note)
    return assignment


@transaction.atomic
def withdraw(assignment: Assignment, *, reason: str = "") -> Assignment:
    """Record that a selected expert withdraws, and tell the team. Their calendar gets a CANCEL, and their link ends.

    The institutions learn it if they expect this expert, without the reason."""
    event, assignment = _lock_assignment(assignment)
    _step(assignment, "withdraw", by=None, note=reason, reason=reason)
    _follow(event, assignment, mails.RELEASED, by=assignment.expert.person, note=reason)
    mails.notify_withdrawn(assignment)
    return assignment


@transaction.atomic
def complete_all(mission: Mission, *, by: User | None) -> int:
    """Complete the agreed assignments of a mission whose report is accepted. Return their number. Nobody is notified."""
    _lock(mission)
    rows = list(mission.assignments.filter(status=Status.AGREED))
    for row in rows:
        _step(row, "complete", by=by)
    return len(rows)


@transaction.atomic
def ask_to_sign(mission: Mission) -> int:
    """Ask the selected experts to agree to the terms of reference that the institution has just agreed to.

    Return the number of mails."""
    _lock(mission)
    agreed = agreed_terms(mission)
    if agreed is None:
        return 0
    rows = mission.assignments.filter(status__in=[Status.SELECTED, Status.AGREED]).exclude(terms=agreed)
    occasion = str(agreed.pk)
    return sum(mails.notify(row, mails.TERMS, occasion=occasion) for row in rows.select_related("expert__person"))


def agreed_terms(mission: Mission) -> TermsOfReference | None:
    """Return the version of the terms of reference that the institution has agreed to; None without one. One query."""
    return TermsOfReference.objects.filter(
        mission__event=mission.event_id, status=TermsOfReference.Status.AGREED
    ).first()


def obstacle(assignment: Assignment) -> Exception | None:
    """Return why a selected assignment cannot be agreed yet, as the error that agree() raises; None if it can."""
    declaration = Declaration.objects.filter(assignment=assignment).first()
    if declaration is None:
        return DeclarationMissingError()
    if declaration.result not in CLEARED:
        return NotClearedError()
    agreed = agreed_terms(assignment.mission)
    if agreed is None:
        return TermsNotAgreedError()
    return None if assignment.terms_id == agreed.pk else TermsNotSignedError()


def _left(assignment: Assignment) -> str:
    """Return what is left before a selected assignment can be agreed, a constant of mail_texts; "" in another status."""
    if assignment.status != Status.SELECTED:
        return ""
    match obstacle(assignment):
        case DeclarationMissingError():
            return mail_texts.DECLARE
        case NotClearedError():
            return mail_texts.REVIEW
        case _:
            return mail_texts.AGREE


def has_link(assignment: Assignment) -> bool:
    """Return whether the expert has a personal link that is not ended."""
    return assignment.status not in {Status.PROPOSED, Status.RELEASED, Status.WITHDREW}


def _lock(mission: Mission) -> Event:
    event = transitions.lock_event(mission.event)
    mission.event = event
    return event


def _lock_assignment(assignment: Assignment) -> tuple[Event, Assignment]:
    """Lock the event, and return it with the assignment as it is now."""
    fresh = Assignment.objects.select_related("mission__event", "expert__person").filter(pk=assignment.pk).first()
    if fresh is None:
        raise StepNotAllowedError
    event = _lock(fresh.mission)
    fresh.refresh_from_db(fields=["status", "role", "terms", "selected_at", "announced_at", "key"])
    return event, fresh


def _require_address(assignment: Assignment) -> None:
    person = assignment.expert.person
    if person is None or not person.is_active:
        raise ExpertWithoutAddressError


def _require_ahead(event: Event) -> None:
    if event.is_past or event.status == Event.Status.CANCELLED:
        raise MissionOverError


def _step(assignment: Assignment, step: str, *, by: User | None, note: str = "", **fields: Any) -> None:
    """Take one step of the table, and write its history. fields: what changes with the status."""
    assignment.status = ASSIGNMENT.target(step, assignment.status)
    for name, value in fields.items():
        setattr(assignment, name, value)
    _save(assignment, "status", *fields)
    _note(assignment, by=by, note=note)


def _save(assignment: Assignment, *fields: str) -> None:
    try:
        with transaction.atomic():
            assignment.save(update_fields=fields)
    except IntegrityError as error:  # the database allows one selected lead expert
        raise LeadTakenError from error


def _note(assignment: Assignment, *, by: User | None, note: str = "") -> None:
    AssignmentChange.objects.create(assignment=assignment, status=assignment.status, note=note, by=by)


def _drop(event: Event, assignment: Assignment, *, by: User, note: str = "") -> int:
    was_asked = assignment.status in {Status.ASKED, Status.AVAILABLE}
    _step(assignment, "drop", by=by, note=note)
    told = mails.notify(assignment, mails.RELEASED, note=note) if was_asked else 0
    _record(event, assignment, by=by, told=told)
    return told


def _follow(event: Event, assignment: Assignment, name: str, *, by: User | None, note: str = "") -> None:
    """Update feeds, and tell the expert with what their calendar needs."""
    if event.status != Event.Status.DRAFT:
        revise(event, significant=False)
    if name == mails.RELEASED and assignment.expert.person is not None:
        reminder_cancellation.cancel_for_contributors(event, [assignment.expert.person])
    told = notices.notify_assigned(event, assignment, name, mails.new_occasion(), note=note)
    if name != mails.SELECTED:
        gone = assignment if name == mails.RELEASED else None
        told += institution_news.tell_institutions(assignment.mission, gone=gone)
    _record(event, assignment, by=by, told=told)


def _record(event: Event, assignment: Assignment, *, by: User | None, told: int = 0, what: str = "") -> None:
    """Add a line to the history of the event: `what` has happened or, if it is empty, the status of the assignment."""
    line = f"{assignment.expert.name}, {assignment.get_role_display()}: {what or assignment.get_status_display()}"
    history.record(event, history.What.CONTRIBUTORS, [line, history.people_notified(told)], by=by)
