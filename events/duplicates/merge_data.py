"""Move the data of one registration to another. The caller must lock the event first.

If both registrations have a value, the choice says which one the kept registration gets. The other value stays with the
merged registration, so that nothing is lost."""

from typing import Any

from django.db.models import F

from accounts.models import User
from events.duplicates.answers import carry_answers
from events.duplicates.merge_choices import FUNDING, TEXTS, TRAVEL, MergeChoice, MergeChoices, swap
from events.duplicates.merge_journeys import move_journey
from events.models import (
    Attendance,
    EvaluationGiven,
    EvidenceFile,
    InvitationCode,
    KeyChange,
    Nomination,
    Registration,
    RegistrationNote,
    RequirementAnswer,
    Session,
    SessionChoice,
    TravelDetails,
)
from events.notes.services import Tagging

NOMINATION_FIELDS = ("name", "address", "position", "by_id", "created_at")


def merge_into(keep: Registration, gone: Registration, choices: MergeChoices, *, by: User | None) -> None:
    """Move everything from gone to keep, except the status and the seat. Neither registration is saved."""
    _texts(keep, gone, choices)
    _invitation(keep, gone)
    carry_answers(keep, gone, choices, by=by)
    _requirements(keep, gone)
    _travel(keep, gone, choices)
    move_journey(keep, gone)
    _attendance(keep, gone)
    RegistrationNote.objects.filter(registration=gone).update(registration=keep)
    taggings = Tagging.objects.filter(registration=gone)
    taggings.filter(tag__in=keep.tags.values("pk")).delete()
    taggings.update(registration=keep)


def move_seat(keep: Registration, gone: Registration) -> None:
    """Exchange the nominations of two registrations that have exchanged their seats."""
    # The focal point may have replaced one address by the other. A person does not replace themselves.
    both = [keep.pk, gone.pk]
    Nomination.objects.filter(registration__in=both, replaces__in=both).update(replaces=None)
    _exchange(Nomination, keep, gone, NOMINATION_FIELDS)


def sessions_of(registration: Registration) -> list[Session]:
    return [choice.session for choice in registration.session_choices.select_related("session").order_by("session")]


def move_sessions(keep: Registration, theirs: list[Session]) -> list[Session]:
    """Choose for keep the former sessions of the other registration, except those that overlap with its own sessions.

    The seats in these sessions are already free. Return the chosen sessions."""
    if keep.status not in Registration.CHOOSING:
        return []
    own = sessions_of(keep)
    new = [session for session in theirs if session not in own and not any(session.overlaps(other) for other in own)]
    SessionChoice.objects.bulk_create(SessionChoice(session=session, registration=keep) for session in new)
    Session.objects.filter(pk__in=[session.pk for session in new]).update(seats_taken=F("seats_taken") + 1)
    return new


def _texts(keep: Registration, gone: Registration, choices: MergeChoices) -> None:
    for name in TEXTS:
        setattr(keep, name, _chosen(choices.get(name, ""), getattr(keep, name), getattr(gone, name)))
    if gone.funding and (not keep.funding or choices.get(FUNDING) == MergeChoice.OTHER):
        keep.funding, keep.funder = gone.funding, gone.funder


def _chosen(choice: str, mine: str, theirs: str) -> str:
    if choice == MergeChoice.BOTH and mine and theirs:
        return f"{mine}\n{theirs}"
    return (theirs or mine) if choice == MergeChoice.OTHER else (mine or theirs)


def _invitation(keep: Registration, gone: Registration) -> None:
    """Keep one use of an invitation code. If each registration has used one, another person can use the code again."""
    if keep.invitation_id is None:
        keep.invitation = gone.invitation
    elif gone.invitation_id is not None:
        InvitationCode.objects.filter(pk=gone.invitation_id, used__gt=0).update(used=F("used") - 1)
    gone.invitation = None


def _requirements(keep: Registration, gone: Registration) -> None:
    """Move the answers to requirements with their evidence and checks, where keep has no answer of its own."""
    own = RequirementAnswer.objects.filter(registration=keep).values_list("requirement", flat=True)
    with_evidence = EvidenceFile.objects.filter(registration=keep).values_list("requirement", flat=True)
    taken = {*own, *with_evidence}
    RequirementAnswer.objects.filter(registration=gone).exclude(requirement__in=taken).update(registration=keep)
    EvidenceFile.objects.filter(registration=gone).exclude(requirement__in=taken).update(registration=keep)


def _travel(keep: Registration, gone: Registration, choices: MergeChoices) -> None:
    """Move the travel details, which stay encrypted, and the changes that organisers have to review."""
    has_own = TravelDetails.objects.filter(registration=keep).exists()
    if not has_own or choices.get(TRAVEL) == MergeChoice.OTHER:
        _exchange(TravelDetails, keep, gone, ("sealed",))
    unseen = KeyChange.objects.filter(registration=keep, seen_at=None).values_list("what", flat=True)
    theirs = KeyChange.objects.filter(registration=gone)
    theirs.exclude(seen_at=None, what__in=list(unseen)).update(registration=keep)


def _attendance(keep: Registration, gone: Registration) -> None:
    """Add up the attendance of both registrations."""
    theirs, own = Attendance.objects.filter(registration=gone), Attendance.objects.filter(registration=keep)
    if own.filter(session=None).exists():
        theirs.filter(session=None).delete()
    theirs.filter(session__in=list(own.exclude(session=None).values_list("session", flat=True))).delete()
    theirs.update(registration=keep)
    if not EvaluationGiven.objects.filter(registration=keep).exists():
        EvaluationGiven.objects.filter(registration=gone).update(registration=keep)


def _exchange(
    model: type[Nomination] | type[TravelDetails], keep: Registration, gone: Registration, fields: tuple[str, ...]
) -> None:
    """Exchange the rows of two registrations in a model with at most one row each. A single row goes to the other one."""
    rows: dict[int, Any] = {row.registration_id: row for row in model.objects.filter(registration__in=[keep, gone])}
    if len(rows) == 1:
        owner = keep if gone.pk in rows else gone
        model.objects.filter(registration__in=[keep, gone]).update(registration=owner)
    elif rows:
        one, other = rows[keep.pk], rows[gone.pk]
        swap(one, other, fields)
        model.objects.bulk_update([one, other], [name.removesuffix("_id") for name in fields])
