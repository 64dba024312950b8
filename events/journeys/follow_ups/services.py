"""Add, change, report and close follow-ups: recommendations, actions of delegations, next steps of meetings.

Each function is one transaction that locks the event, and writes a FollowUpChange for each report."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now

from accounts.models import User
from events.journeys.errors import StepNotAllowedError
from events.journeys.follow_ups import mails
from events.journeys.follow_ups.errors import (
    EvidenceMissingError,
    OwnerMayNotSeeError,
    OwnerNotKnownError,
    RefusalReasonMissingError,
)
from events.journeys.states import FOLLOW_UP
from events.models import Event, FollowUp, FollowUpChange, Meeting
from events.models.token import new_link_key
from events.registration import transitions

Kind, Status, Response, Visibility = FollowUp.Kind, FollowUp.Status, FollowUp.Response, FollowUp.Visibility
FIELDS = (
    "text",
    "priority",
    "owner_name",
    "owner_institution",
    "owner_email",
    "owner_language",
    "due_on",
    "visibility",
)


@dataclass(frozen=True)
class Writer:
    """Who makes a change: a member of the team, or by name somebody who came by a personal link."""

    by: User | None = None
    name: str = ""


@transaction.atomic
def add(event: Event, kind: str, *, text: str, meeting: Meeting | None = None, **fields: Any) -> FollowUp:
    """Add a follow-up with the next number of its kind. fields: others of the model. Nobody is notified."""
    event = transitions.lock_event(event)
    last = FollowUp.objects.filter(event=event, kind=kind).aggregate(last=Max("number"))["last"] or 0
    return FollowUp.objects.create(event=event, kind=kind, number=last + 1, text=text, meeting=meeting, **fields)


@transaction.atomic
def change(follow_up: FollowUp, **fields: Any) -> FollowUp:
    """Change some of FIELDS. Another address of the owner ends the link of the one before. Nobody is notified."""
    follow_up = _lock(follow_up)
    wanted = {name: value for name, value in fields.items() if name in FIELDS}
    if wanted.get("owner_email", follow_up.owner_email) != follow_up.owner_email:
        wanted["key"] = new_link_key()
    for name, value in wanted.items():
        setattr(follow_up, name, value)
    follow_up.save(update_fields=[*wanted])
    return follow_up


@transaction.atomic
def remove(follow_up: FollowUp) -> None:
    """Remove a follow-up that nobody has reported on. Raise StepNotAllowedError for others."""
    follow_up = _lock(follow_up)
    if follow_up.changes.exists():
        raise StepNotAllowedError
    follow_up.delete()


@transaction.atomic
def respond(follow_up: FollowUp, response: str, *, reason: str = "", writer: Writer) -> FollowUp:
    """Record whether the owner accepts the recommendation. The team is told of a refusal, also of a part.

    Raise RefusalReasonMissingError if it is accepted only partly, or rejected, without a reason."""
    follow_up = _lock(follow_up)
    if response not in {Response.NONE, Response.ACCEPTED} and not reason:
        raise RefusalReasonMissingError
    if (follow_up.response, follow_up.response_reason) == (response, reason):
        return follow_up
    follow_up.response, follow_up.response_reason, follow_up.responded_on = response, reason, now().date()
    follow_up.save(update_fields=["response", "response_reason", "responded_on"])
    _note(follow_up, note=": ".join(filter(None, [str(follow_up.get_response_display()), reason])), writer=writer)
    if reason and response != Response.ACCEPTED and writer.by is None:
        mails.notify_refused(follow_up, name=writer.name)
    return follow_up


@transaction.atomic
def report(follow_up: FollowUp, step: str, *, note: str = "", writer: Writer) -> FollowUp:
    """Record the progress that the owner reports. step: "begin", "do_partly" or "finish"; note: the evidence.

    The owner does not close a follow-up: "finish" is a claim. The team gets a mail about it, but not about the same claim
    again, and checks it. Raise EvidenceMissingError for a claim without evidence, and StepNotAllowedError for a follow-up
    that is closed."""
    follow_up = _lock(follow_up)
    claimed, is_news = FOLLOW_UP.target(step, follow_up.status), False
    if step == "finish":
        if not note:
            raise EvidenceMissingError
        is_news = not (follow_up.evidence == note and is_claimed(follow_up, follow_up.changes.exclude(note="").last()))
        follow_up.evidence = note
    elif step in {"begin", "do_partly"}:
        follow_up.status = claimed
        follow_up.evidence = note or follow_up.evidence
    else:
        raise StepNotAllowedError
    follow_up.save(update_fields=["status", "evidence"])
    _note(follow_up, status=claimed, note=note, writer=writer)
    if is_news and writer.by is None:
        mails.notify_claimed(follow_up, name=writer.name)
    return follow_up


@transaction.atomic
def close(follow_up: FollowUp, step: str, *, evidence: str, by: User | None) -> FollowUp:
    """Close a follow-up: "finish" it, or "drop" what no longer applies. evidence: what shows it, or the reason.

    Raise EvidenceMissingError without evidence, and StepNotAllowedError."""
    follow_up = _lock(follow_up)
    if step not in {"finish", "drop"}:
        raise StepNotAllowedError
    status = FOLLOW_UP.target(step, follow_up.status)
    if not evidence:
        raise EvidenceMissingError
    follow_up.status, follow_up.evidence, follow_up.done_on = status, evidence, now().date()
    follow_up.save(update_fields=["status", "evidence", "done_on"])
    _note(follow_up, note=evidence, writer=Writer(by))
    return follow_up


@transaction.atomic
def reopen(follow_up: FollowUp, *, note: str = "", by: User) -> FollowUp:
    """Open a closed follow-up again. Raise StepNotAllowedError for one that is open."""
    follow_up = _lock(follow_up)
    follow_up.status, follow_up.done_on = FOLLOW_UP.target("reopen", follow_up.status), None
    follow_up.save(update_fields=["status", "done_on"])
    _note(follow_up, note=note, writer=Writer(by))
    return follow_up


@transaction.atomic
def send_link(follow_up: FollowUp, *, by: User | None) -> int:
    """Ask the owner now, by mail. Return the number of mails.

    Raise OwnerNotKnownError, OwnerMayNotSeeError, and StepNotAllowedError for a follow-up that is closed."""
    follow_up = _lock(follow_up)
    if follow_up.status not in FollowUp.UNFINISHED:
        raise StepNotAllowedError
    if not follow_up.owner_email:
        raise OwnerNotKnownError
    if follow_up.visibility == Visibility.TEAM:
        raise OwnerMayNotSeeError
    name = mails.OVERDUE if follow_up.is_overdue(now().date()) else mails.PROGRESS
    return mails.notify(follow_up, name, f"by hand {now().isoformat()}")


@transaction.atomic
def tell_owners(event: Event) -> int:
    """Mail the owners of the recommendations of an accepted report, each once. Return the number of mails."""
    event = transitions.lock_event(event)
    rows = FollowUp.objects.filter(event=event, kind=Kind.RECOMMENDATION).exclude(owner_email="")
    told = 0
    for row in rows.exclude(visibility=Visibility.TEAM).exclude(changes__asked_for="assigned"):
        row.event = event
        FollowUpChange.objects.create(follow_up=row, status=row.status, asked_for="assigned")
        told += mails.notify(row, mails.ASSIGNED, "assigned")
    return told


def is_claimed(follow_up: FollowUp, latest: FollowUpChange | None) -> bool:
    """Return whether the owner says that it is done, and the team has not checked it yet. latest: their last report."""
    return follow_up.status in FollowUp.UNFINISHED and latest is not None and latest.status == Status.DONE


def _lock(follow_up: FollowUp) -> FollowUp:
    """Lock the event, and return the follow-up as it is now."""
    event = transitions.lock_event(follow_up.event)
    fresh = FollowUp.objects.filter(pk=follow_up.pk).first()
    if fresh is None:
        raise StepNotAllowedError
    fresh.event = event
    return fresh


def _note(follow_up: FollowUp, *, writer: Writer, status: str = "", note: str = "") -> None:
    FollowUpChange.objects.create(
        follow_up=follow_up, status=status or follow_up.status, note=note[:1000], by=writer.by, by_name=writer.name
    )
