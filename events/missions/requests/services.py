"""Ask for, write, submit, return, decide and withdraw a request. Each function is one transaction that locks the request."""

import re
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.addresses import canonical
from accounts.models import User
from events.missions.requests import mails
from events.missions.requests.errors import (
    CallClosedError,
    QuestionMissingError,
    RequestIncompleteError,
    RequestNotOpenError,
)
from events.missions.requests.guards import problems_of
from events.missions.requests.states import REQUEST
from events.models import CallForRequests, MissionRequest, Programme, RequestChange

Status = MissionRequest.Status
# What the form of the institution has. The letter has a service of its own.
FIELDS = (
    "kind",
    "topic",
    "institution",
    "unit",
    "country",
    "constituency",
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_language",
    "second_contact",
    "problem",
    "tried_before",
    "results_wanted",
    "questions",
    "expert_wished",
    "staff_taking_part",
    "period",
    "cities",
    "languages",
    "provides",
    "confidential",
    "endorsed_by",
    "letter_reference",
)
# These are of the first form, and of the team: a reader of the link must not send our mails elsewhere.
OF_THE_CONTACT = ("contact_email",)
NUMBER = re.compile(r"REQ-\d{4}-(\d+)")


@transaction.atomic
def ask(
    programme: Programme, *, call: CallForRequests | None = None, by: User | None = None, **fields: Any
) -> MissionRequest:
    """Create a draft for an institution and mail its contact the link. by: the member of the team who asks for the request.

    A contact who asks again for the same call gets the link of the draft that they have. fields: of MissionRequest, with at
    least institution, country, contact_name and contact_email. Raise CallClosedError after the deadline of the call."""
    if call and call.is_closed:
        raise CallClosedError
    address = canonical(fields.pop("contact_email"))
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # two clicks make one draft
    drafts = MissionRequest.objects.select_related("programme", "call").filter(programme=programme, call=call)
    request = drafts.filter(contact_email=address, status=Status.DRAFT).first()
    if request is None:
        request = MissionRequest.objects.create(programme=programme, call=call, contact_email=address, **fields)
    mails.notify_link(request, occasion=now().isoformat(), is_asked=by is not None)
    return request


@transaction.atomic
def enter(programme: Programme, **fields: Any) -> MissionRequest:
    """Create a draft that a member of the team writes, for example from a letter. Nobody is told before its submission."""
    fields["contact_email"] = canonical(fields["contact_email"])
    return MissionRequest.objects.create(programme=programme, **fields)


@transaction.atomic
def send_link(request: MissionRequest) -> None:
    """Mail the contact the link to the request again."""
    mails.notify_link(_lock(request), occasion=now().isoformat(), is_asked=False)


@transaction.atomic
def save(request: MissionRequest, **fields: Any) -> MissionRequest:
    """Store what is typed, complete or not. fields: those of FIELDS, or of OF_THE_CONTACT for the team.

    Raise RequestNotOpenError if the request is sent or decided."""
    request = _lock(request)
    if not request.is_open:
        raise RequestNotOpenError
    if "contact_email" in fields:
        fields["contact_email"] = canonical(fields["contact_email"])
    for name, value in fields.items():
        if name not in FIELDS and name not in OF_THE_CONTACT:
            raise ValueError(name)
        setattr(request, name, value)
    request.save(update_fields=[*fields, "changed_at"])
    return request


@transaction.atomic
def submit(request: MissionRequest, *, by: User | None = None, note: str = "") -> MissionRequest:
    """Send the request to the team. The first time, it gets its reference. by: the member of the team who has entered it.

    note: the answer to the question with which it was returned. Raise RequestIncompleteError, CallClosedError for a draft
    after the deadline of its call, and StepNotAllowedError."""
    programme = Programme.objects.select_for_update(no_key=True).get(pk=request.programme_id)
    request = _lock(request)
    before = request.status
    target = REQUEST.target("submit", before)
    if before == Status.DRAFT and request.call and request.call.is_closed and by is None:
        raise CallClosedError
    if problems := problems_of(request):
        raise RequestIncompleteError(problems)
    request.reference = request.reference or _next_reference(programme)
    request.status = target
    request.save(update_fields=["reference", "status", "changed_at"])
    change = _record(request, note, by)
    mails.notify_submitted(request, change, is_again=before == Status.RETURNED)
    return request


@transaction.atomic
def return_with_question(request: MissionRequest, *, by: User, note: str) -> MissionRequest:
    """Ask the institution a question, by mail. Raise QuestionMissingError and StepNotAllowedError."""
    if not note.strip():
        raise QuestionMissingError
    request = _step(request, "return", warned_at=None)
    mails.notify_returned(request, _record(request, note.strip(), by))
    return request


@transaction.atomic
def decline(request: MissionRequest, *, by: User, note: str = "") -> MissionRequest:
    """Decline the request, and tell the institution, with the reason. Raise StepNotAllowedError."""
    request = _step(request, "decline")
    mails.notify_decided(request, _record(request, note, by))
    return request


@transaction.atomic
def withdraw(request: MissionRequest, *, note: str = "") -> MissionRequest:
    """Withdraw the request for its institution. Raise StepNotAllowedError."""
    request = _step(request, "withdraw")
    mails.notify_withdrawn(request, _record(request, note, None))
    return request


@transaction.atomic
def warn_of_lapse(request: MissionRequest, closes_on: date) -> int:
    """Mail the contact of a returned request when it will be closed. Return the number of mails: 0 after the first."""
    request = _lock(request)
    if request.status != Status.RETURNED or request.warned_at is not None:
        return 0
    MissionRequest.objects.filter(pk=request.pk).update(warned_at=now())  # changed_at stays: nobody has written
    return mails.notify_closes_soon(request, closes_on)


@transaction.atomic
def lapse(request: MissionRequest) -> MissionRequest:
    """Close a returned request whose question was not answered, and tell the contact and the team.

    Raise StepNotAllowedError."""
    request = _step(request, "lapse")
    note = _("Closed by itself: the question was not answered.")
    mails.notify_lapsed(request, RequestChange.objects.create(request=request, status=request.status, note=note))
    return request


def accept_status(request: MissionRequest, *, by: User, note: str) -> MissionRequest:
    """Change the status to accepted and tell the institution. The caller has a transaction, and creates the mission."""
    request = _step(request, "accept")
    mails.notify_decided(request, _record(request, note, by))
    return request


def _step(request: MissionRequest, step: str, **fields: Any) -> MissionRequest:
    """Take a step of the table. fields: what changes with the status."""
    request = _lock(request)
    request.status = REQUEST.target(step, request.status)
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=["status", *fields, "changed_at"])
    return request


def _record(request: MissionRequest, note: str, by: User | None) -> RequestChange:
    return RequestChange.objects.create(
        request=request, status=request.status, note=note, by=by, by_name="" if by else request.contact_name
    )


def _lock(request: MissionRequest) -> MissionRequest:
    rows = MissionRequest.objects.select_for_update(of=("self",)).select_related("programme", "call", "country")
    return rows.get(pk=request.pk)


def _next_reference(programme: Programme) -> str:
    """Return the next reference of this year. The caller has locked the programme, so no two are alike."""
    start = f"REQ-{localdate().year}-"
    used = programme.mission_requests.filter(reference__startswith=start).values_list("reference", flat=True)
    numbers = [int(found[1]) for reference in used if (found := NUMBER.fullmatch(reference))]
    return f"{start}{max(numbers, default=0) + 1:03}"
