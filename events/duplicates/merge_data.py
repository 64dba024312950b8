"""What follows from one registration into the other. The event's row is locked by the caller.

Of what both have, one stays as was chosen; the other stays with the registration that went in, so that nothing is
lost."""

from typing import Any

from django.db.models import F

from accounts.models import User
from events.duplicates.answers import carry_answers
from events.duplicates.merge_choices import FUNDING, TEXTS, TRAVEL, MergeChoice, MergeChoices, swap
from events.models import (
    Attendance,
    EvaluationGiven,
    InvitationCode,
    KeyChange,
    Nomination,
    Registration,
    RegistrationNote,
    Session,
    SessionChoice,
    TravelDetails,
)
from events.notes.services import Tagging

NOMINATION = ("name", "address", "position", "by_id", "created_at")


def merge_into(keep: Registration, gone: Registration, choices: MergeChoices, *, by: User | None) -> None:
    """Let all follow but the place and what belongs to it. Neither registration is saved."""
    _texts(keep, gone, choices)
    _invitation(keep, gone)
    carry_answers(keep, gone, choices, by=by)
    _travel(keep, gone, choices)
    _attendance(keep, gone)
    RegistrationNote.objects.filter(registration=gone).update(registration=keep)
    given = Tagging.objects.filter(registration=gone)
    given.filter(tag__in=keep.tags.values("pk")).delete()
    given.update(registration=keep)


def move_seat(keep: Registration, gone: Registration) -> None:
    """Let what the focal points wrote follow the seats that two registrations have exchanged."""
    # Their focal point may have named one address in place of the other: nobody comes in place of themselves.
    both = [keep.pk, gone.pk]
    Nomination.objects.filter(registration__in=both, replaces__in=both).update(replaces=None)
    _exchange(Nomination, keep, gone, NOMINATION)


def sessions_of(registration: Registration) -> list[Session]:
    return [choice.session for choice in registration.session_choices.select_related("session").order_by("session")]


def move_sessions(keep: Registration, theirs: list[Session]) -> list[Session]:
    """Let keep come to the sessions of the other, whose places are free now, but for those at the same time as their
    own; return which those are that came with it."""
    if keep.status not in Registration.CHOOSING:
        return []
    own = sessions_of(keep)
    new = [one for one in theirs if one not in own and not any(one.overlaps(other) for other in own)]
    SessionChoice.objects.bulk_create(SessionChoice(session=session, registration=keep) for session in new)
    Session.objects.filter(pk__in=[one.pk for one in new]).update(seats_taken=F("seats_taken") + 1)
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
    """Let the two be let in once: a use of a code too many is given back, so that it lets in somebody else."""
    if keep.invitation_id is None:
        keep.invitation = gone.invitation
    elif gone.invitation_id is not None:
        InvitationCode.objects.filter(pk=gone.invitation_id, used__gt=0).update(used=F("used") - 1)
    gone.invitation = None


def _travel(keep: Registration, gone: Registration, choices: MergeChoices) -> None:
    """Let the sealed details follow, unopened, with what the organisers have to look at."""
    has_own = TravelDetails.objects.filter(registration=keep).exists()
    if not has_own or choices.get(TRAVEL) == MergeChoice.OTHER:
        _exchange(TravelDetails, keep, gone, ("sealed",))
    unseen = KeyChange.objects.filter(registration=keep, seen_at=None).values_list("what", flat=True)
    theirs = KeyChange.objects.filter(registration=gone)
    theirs.exclude(seen_at=None, what__in=list(unseen)).update(registration=keep)


def _attendance(keep: Registration, gone: Registration) -> None:
    """Let one person have been where either was."""
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
    """Exchange what two registrations have of which each has one at most; where one has it alone, it goes over."""
    found: dict[int, Any] = {one.registration_id: one for one in model.objects.filter(registration__in=[keep, gone])}
    if len(found) == 1:
        at = keep if gone.pk in found else gone
        model.objects.filter(registration__in=[keep, gone]).update(registration=at)
    elif found:
        one, other = found[keep.pk], found[gone.pk]
        swap(one, other, fields)
        model.objects.bulk_update([one, other], [name.removesuffix("_id") for name in fields])
