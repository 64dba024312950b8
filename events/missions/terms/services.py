"""Write, send, agree to and amend terms of reference. Each function is one transaction that locks the event."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.missions.deliverable_rows import read_rows
from events.missions.due_dates import sync_deliverables
from events.missions.experts.services import ask_to_sign
from events.missions.records import lock_mission
from events.missions.terms import mails, queries
from events.missions.terms.errors import (
    NameMissingError,
    NobodyToAgreeError,
    NoTermsError,
    TermsCancelledError,
    TermsExistError,
    TermsIncompleteError,
    TermsNotSentError,
    WishesMissingError,
)
from events.missions.terms.sections import NAMES
from events.missions.terms.states import TERMS
from events.models import Event, Mission, MissionRequest, TermsOfReference

Status = TermsOfReference.Status
FIELDS = (*NAMES, "deliverables", "note")
BY_LINK, BY_LETTER = "link", "letter"


@transaction.atomic
def begin(event: Event, *, by: User | None) -> TermsOfReference:
    """Create the next version as a draft: a copy of the latest one; the first is written from the requests.

    A version that is sent is replaced, and can no longer be agreed to. An agreed one applies until the next is agreed. Raise
    TermsExistError if there is a draft."""
    mission = lock_mission(event)
    latest = mission.terms.select_for_update().order_by("-number").first()
    if latest is None:
        terms = TermsOfReference(mission=mission, number=1, **_from_requests(mission))
    elif latest.status == Status.DRAFT:
        raise TermsExistError
    else:
        if latest.status == Status.SENT:
            _step(latest, "replace")
        copied = {name: getattr(latest, name) for name in (*NAMES, "deliverables")}
        terms = TermsOfReference(mission=mission, number=latest.number + 1, **copied)
    terms.save()
    _record(mission.event, terms, _("draft"), by=by)
    return terms


@transaction.atomic
def save(event: Event, *, by: User | None, **fields: Any) -> TermsOfReference:
    """Store the draft. fields: those of FIELDS. Raise NoTermsError if there is no draft any more."""
    terms = _open(lock_mission(event), Status.DRAFT)
    for name, value in fields.items():
        if name not in FIELDS:
            raise ValueError(name)
        setattr(terms, name, value)
    terms.save(update_fields=list(fields))
    return terms


@transaction.atomic
def send(event: Event, *, by: User | None) -> int:
    """Send the draft to the institutions of the mission's requests. Return the number of mails.

    Raise NoTermsError, TermsIncompleteError, and NobodyToAgreeError without a request."""
    mission = lock_mission(event)
    terms = _open(mission, Status.DRAFT)
    if problems := problems_of(terms):
        raise TermsIncompleteError(problems)
    requests = list(queries.requests_of(mission))
    if not requests:
        raise NobodyToAgreeError
    _send(terms)
    count = mails.notify_sent(terms, requests, is_amendment=queries.agreed_of(mission) is not None)
    _record(mission.event, terms, _("sent"), history.people_notified(count), by=by)
    return count


@transaction.atomic
def agree_by_link(request: MissionRequest, number: int, *, name: str) -> TermsOfReference:
    """Record that the institution of a request agrees to a version. name: of the person who agrees, as typed.

    Raise NameMissingError, TermsCancelledError, and TermsNotSentError if this version is not open for an answer."""
    mission = _lock_for_answer(request)
    terms = mission.terms.filter(number=number, status=Status.SENT).first()
    if terms is None:
        raise TermsNotSentError
    return _agree(mission, terms, name, BY_LINK, by=None)


@transaction.atomic
def agree_by_letter(event: Event, *, name: str, by: User) -> TermsOfReference:
    """Record an agreement that came by letter, to the version that is a draft or sent.

    Raise NameMissingError, NoTermsError and TermsIncompleteError."""
    mission = lock_mission(event)
    terms = mission.terms.filter(status__in=queries.OPEN).first()
    if terms is None:
        raise NoTermsError
    if terms.status == Status.DRAFT:
        if problems := problems_of(terms):
            raise TermsIncompleteError(problems)
        _send(terms)
    return _agree(mission, terms, name, BY_LETTER, by=by)


@transaction.atomic
def ask_for_changes(request: MissionRequest, number: int, *, wishes: str) -> TermsOfReference:
    """Store what the institution wants to change in a version, and tell the team. The version stays open.

    Raise WishesMissingError, TermsCancelledError and TermsNotSentError."""
    mission = _lock_for_answer(request)
    terms = mission.terms.filter(number=number, status=Status.SENT).first()
    if terms is None:
        raise TermsNotSentError
    if not wishes.strip():
        raise WishesMissingError
    terms.answer, terms.no_comments_at = wishes.strip(), None
    terms.save(update_fields=["answer", "no_comments_at"])
    count = mails.notify_wishes(terms, request)
    _record(mission.event, terms, _("changes wanted"), history.people_notified(count), by=None)
    return terms


@transaction.atomic
def have_no_comments(request: MissionRequest, number: int) -> TermsOfReference:
    """Record that the institution has nothing to change in a version, and tell the team. This is no agreement.

    What it wanted before no longer applies. A second call changes nothing. Raise TermsCancelledError and
    TermsNotSentError."""
    mission = _lock_for_answer(request)
    terms = mission.terms.filter(number=number, status=Status.SENT).first()
    if terms is None:
        raise TermsNotSentError
    if terms.no_comments_at is not None:
        return terms
    terms.answer, terms.no_comments_at = "", now()
    terms.save(update_fields=["answer", "no_comments_at"])
    count = mails.notify_no_comments(terms, request)
    line = _("no comments, by link: %(name)s") % {"name": f"{request.contact_name}, {request.institution}"}
    _record(mission.event, terms, line, history.people_notified(count), by=None)
    return terms


def problems_of(terms: TermsOfReference) -> dict[str, str]:
    """Return a message for each part without which no version can be sent; "" stands for the mission itself."""
    rows = read_rows(terms.deliverables)
    found = {
        "": "" if terms.mission.event.is_dated else _("Set the dates of the mission first."),
        "objective": "" if terms.objective.strip() else _("Write the objective."),
        "tasks": "" if terms.tasks.strip() else _("Write the tasks."),
        "profile": "" if terms.profile.strip() else _("Write which experts work on how many days."),
        "deliverables": ""
        if rows and all(row.title and row.owner for row in rows)
        else _("Enter at least one deliverable; each needs a title and an owner."),
    }
    return {name: text for name, text in found.items() if text}


def _agree(mission: Mission, terms: TermsOfReference, name: str, how: str, *, by: User | None) -> TermsOfReference:
    name = " ".join(name.split())
    if not name:
        raise NameMissingError
    replaced = queries.agreed_of(mission)
    if replaced is not None:  # first: only one version may be agreed
        _step(replaced, "replace")
    terms.status = TERMS.target("agree", terms.status)
    terms.agreed_at, terms.agreed_by, terms.agreed_how = now(), name, how
    terms.save(update_fields=["status", "agreed_at", "agreed_by", "agreed_how"])
    terms.mission = mission
    sync_deliverables(mission, before=replaced)
    count = mails.notify_agreed(terms, list(queries.requests_of(mission)))
    count += ask_to_sign(mission)
    _record(mission.event, terms, _("agreed: %(name)s") % {"name": name}, history.people_notified(count), by=by)
    return terms


def _send(terms: TermsOfReference) -> None:
    terms.status, terms.sent_at = TERMS.target("send", terms.status), now()
    terms.first_day, terms.last_day = terms.mission.event.days
    terms.save(update_fields=["status", "sent_at", "first_day", "last_day"])


def _step(terms: TermsOfReference, step: str) -> None:
    terms.status = TERMS.target(step, terms.status)
    terms.save(update_fields=["status"])


def _open(mission: Mission, status: str) -> TermsOfReference:
    terms = mission.terms.filter(status=status).first()
    if terms is None:
        raise NoTermsError
    terms.mission = mission
    return terms


def _lock_for_answer(request: MissionRequest) -> Mission:
    """Lock the mission of a request. Raise TermsNotSentError without one, and TermsCancelledError if it is cancelled."""
    mission = lock_mission(_mission_of(request).event)
    if mission.event.status == Event.Status.CANCELLED:
        raise TermsCancelledError
    return mission


def _mission_of(request: MissionRequest) -> Mission:
    if request.mission is None:
        raise TermsNotSentError
    return request.mission


def _from_requests(mission: Mission) -> dict[str, str]:
    """Return the first texts, from the requests: the team rewrites them with the institution."""
    requests = list(queries.requests_of(mission))
    contacts = [", ".join(filter(None, [row.contact_name, row.contact_title, row.institution])) for row in requests]
    texts = {
        "background": "\n".join(row.problem for row in requests if row.problem),
        "tasks": "\n".join(line for row in requests for line in row.question_lines),
        "counterpart": "\n".join(contacts),
        "inputs": "\n".join(row.provides for row in requests if row.provides),
        "languages": "; ".join(row.languages for row in requests if row.languages),
        "conduct": "\n".join(row.confidential for row in requests if row.confidential),
    }
    return {name: text[: _limit(name)] for name, text in texts.items()}


def _limit(name: str) -> int | None:
    limit: int | None = TermsOfReference._meta.get_field(name).max_length  # type: ignore[union-attr]
    return limit


def _record(event: Event, terms: TermsOfReference, *lines: str, by: User | None) -> None:
    version = _("Terms of reference, version %(number)d") % {"number": terms.number}
    history.record(event, history.What.TERMS, [version, *lines], by=by)
