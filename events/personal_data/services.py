"""Erase the data of a person: ask, withdraw, undo, and finish after the days in which it can be undone.

The steps are separate transactions. The request is saved first: from then on nobody can register the person. A step that
was interrupted is repeated by the nightly job."""

import logging
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from accounts.links.services import end_links
from accounts.models import User
from accounts.security_log import SecurityEvent, record
from events import history
from events.calendars.services import revoke_token
from events.contributors import services as contributors
from events.models import (
    AlternateFocalPoint,
    Delegation,
    Erasure,
    Event,
    NominationLink,
    Programme,
    Registration,
    TeamMember,
)
from events.nominations import services as nominations
from events.permissions import Action, programmes_where
from events.personal_data import notify
from events.personal_data.detachment import contributions_ahead, detach, registrations_ahead
from events.personal_data.errors import (
    ChangedMeanwhileError,
    ErasureFinishedError,
    LastAdministratorError,
    LastManagerError,
    NotOwnPersonError,
)
from events.personal_data.redaction import delete_login_sessions
from events.personal_data.traces import Traces
from events.personal_data.unused_accounts import is_still_unused
from events.registration import transitions
from events.registration.errors import RegistrationError
from events.registration.services import withdraw

logger = logging.getLogger(__name__)
Cause = Erasure.Cause
ATTEMPTS = 5  # of a detachment, while others register the person


def erase(
    person: User, *, by: User | None, cause: Cause = Cause.PERSON, reference: str = "", at_once: bool = False
) -> Erasure:
    """Ask for the erasure of a person's data, and withdraw the person from everything that lies ahead.

    The erasure can be undone for `settings.ERASURE_DAYS`; with at_once it is finished now. A second request returns the
    first one. Raise LastManagerError or LastAdministratorError; nothing is changed then."""
    erasure = _request(person, by=by, cause=cause, reference=reference, at_once=at_once)
    withdraw_from_everything(erasure)
    if at_once:
        finish(erasure)
    return erasure


@transaction.atomic
def _request(person: User, *, by: User | None, cause: Cause, reference: str, at_once: bool) -> Erasure:
    """Save the request and close the account for everything but the undo."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    moment = now()
    due_at = moment if at_once else moment + timedelta(days=settings.ERASURE_DAYS)
    erasure, is_new = Erasure.objects.get_or_create(
        person=person, defaults={"cause": cause, "by": by, "reference": reference, "due_at": due_at}
    )
    if erasure.finished_at:
        return erasure
    _require_replaceable(person)
    if not is_new and (at_once or erasure.cause == Cause.UNUSED):
        # The account would have been deleted later because it was not used, or the team erases at once.
        erasure.due_at, erasure.cause, erasure.by, erasure.reference = due_at, cause, by, reference
        erasure.save(update_fields=["due_at", "cause", "by", "reference"])
    person.erase_at = erasure.due_at
    person.save(update_fields=["erase_at"])
    end_links(person)
    if not at_once:
        notify.erasure_requested(erasure)
    record(SecurityEvent.PERSONAL_DATA_ERASED, actor=by, subject=person, step="requested", cause=cause)
    return erasure


def _require_replaceable(person: User) -> None:
    """Raise an error if somebody must take over from person first."""
    managed = TeamMember.objects.filter(person=person, role=TeamMember.Role.MANAGER).values("programme")
    others = TeamMember.objects.active_managers().exclude(person=person)
    alone = Programme.objects.filter(pk__in=managed).exclude(pk__in=others.values("programme"))
    if names := list(alone.values_list("name", flat=True)):
        raise LastManagerError(names)
    administrators = User.objects.filter(is_superuser=True, is_active=True, erase_at=None).exclude(pk=person.pk)
    if person.is_superuser and not administrators.exists():
        raise LastAdministratorError


def require_own_person(person: User, manager: User) -> None:
    """Raise NotOwnPersonError unless manager may erase person: all their events are of programmes that manager manages."""
    if manager.is_superuser:
        return
    managed = programmes_where(manager, Action.ERASE_PEOPLE)
    elsewhere = Registration.objects.of(person).exclude(event__programme__in=managed).exists()
    tasks = person.contributions.exclude(session__event__programme__in=managed).exists()
    teams = person.team_roles.exclude(programme__in=managed).exists()
    if elsewhere or tasks or teams or person.is_staff or person.is_superuser:
        raise NotOwnPersonError


def withdraw_from_everything(erasure: Erasure) -> None:
    """Withdraw the person from what lies ahead, with the usual mails, and end what lets them in. Safe to run twice.

    Each event is one transaction. What an undo gives back is stored in `Erasure.taken`."""
    person = erasure.person
    _end_access(erasure)
    for registration in registrations_ahead(person).select_related("event__programme", "person"):
        try:
            withdraw(registration, by=erasure.by or person)
        except RegistrationError:  # it has ended, or the event has, in the meantime
            continue
        _remember(erasure, "events", registration.event_id)
    for contributor in contributions_ahead(person).select_related("session__event__programme", "person"):
        task = [contributor.session_id, contributor.role, contributor.name, contributor.affiliation]
        contributors.remove(contributor, by=erasure.by or person)
        _remember(erasure, "tasks", task)
    _leave_delegations(erasure)
    Erasure.objects.filter(pk=erasure.pk, withdrawn_at=None).update(withdrawn_at=now())


@transaction.atomic
def _end_access(erasure: Erasure) -> None:
    """Sign the person out everywhere, end their feed and links, and take them off the teams."""
    person = erasure.person
    for member in TeamMember.objects.filter(person=person):
        _remember(erasure, "team", [member.programme_id, member.role])
    TeamMember.objects.filter(person=person).delete()
    revoke_token(person)
    for session in UserSession.objects.filter(user=person):
        session.end()
    delete_login_sessions(person.pk, Traces())  # also those that have no record


def _leave_delegations(erasure: Erasure) -> None:
    person = erasure.person
    ahead = Q(person=person, revoked_at=None, event__ahead_until__gte=now())
    for link in NominationLink.objects.filter(ahead).select_related("event", "person"):
        nominations.revoke(link, by=erasure.by or person)
    filled = Delegation.objects.filled_by(person).filter(event__ahead_until__gte=now())
    keys = filled.values_list("event", flat=True)
    for event in Event.objects.filter(pk__in=set(keys)):
        _leave_delegations_of(event, erasure)


@transaction.atomic
def _leave_delegations_of(event: Event, erasure: Erasure) -> None:
    event = transitions.lock_event(event)
    delegations = list(event.delegations.filter(focal_point=erasure.person).select_related("country"))
    event.delegations.filter(pk__in=[delegation.pk for delegation in delegations]).update(focal_point=None)
    for delegation in delegations:
        _remember(erasure, "delegations", delegation.pk)
    alternates = AlternateFocalPoint.objects.filter(delegation__event=event, person=erasure.person)
    for alternate in alternates.select_related("delegation__country"):
        _remember(erasure, "alternates", alternate.delegation_id)
        delegations.append(alternate.delegation)
    alternates.delete()
    lines = [f"− {delegation}" for delegation in delegations]
    history.record(event, history.What.FOCAL_POINT, lines, by=erasure.by or erasure.person)


@transaction.atomic
def _remember(erasure: Erasure, kind: str, item: object) -> None:
    """Add an item to what an undo gives back."""
    fresh = Erasure.objects.select_for_update().get(pk=erasure.pk)
    items = fresh.taken.setdefault(kind, [])
    if item not in items:
        items.append(item)
        fresh.save(update_fields=["taken"])
    erasure.taken = fresh.taken


@transaction.atomic
def undo(erasure: Erasure, *, by: User | None) -> list[Event]:
    """Undo an erasure that is not finished; return the events from which the person was withdrawn.

    Roles in teams, tasks in sessions and delegations come back if nobody has taken them. Places do not: somebody else may
    have them. Raise ErasureFinishedError."""
    fresh = Erasure.objects.select_for_update(of=("self",)).filter(pk=erasure.pk).select_related("person").first()
    if fresh is None:
        return []  # undone in another window
    if fresh.finished_at or fresh.due_at <= now():
        raise ErasureFinishedError
    person, taken = fresh.person, fresh.taken
    fresh.delete()
    User.objects.filter(pk=person.pk).update(erase_at=None)
    for programme, role in taken.get("team", []):
        if Programme.objects.filter(pk=programme).exists():
            TeamMember.objects.get_or_create(programme_id=programme, person=person, defaults={"role": role})
    # After the commit: each event is a transaction of its own, and its lock comes before all others.
    transaction.on_commit(lambda: _give_back(person, taken), robust=True)
    record(SecurityEvent.CHANGE_UNDONE, actor=by or person, subject=person, change="erasure")
    return list(Event.objects.filter(pk__in=taken.get("events", [])).order_by("starts_at", "pk"))


def _give_back(person: User, taken: dict[str, Any]) -> None:
    for session_id, role, name, affiliation in taken.get("tasks", []):
        contributors.restore(person, session_id=session_id, role=role, name=name, affiliation=affiliation)
    for delegation in Delegation.objects.filter(pk__in=taken.get("delegations", [])).select_related("event"):
        with transaction.atomic():
            transitions.lock_event(delegation.event)
            Delegation.objects.filter(pk=delegation.pk, focal_point=None).update(focal_point=person)
    for delegation in Delegation.objects.filter(pk__in=taken.get("alternates", [])).select_related("event"):
        with transaction.atomic():
            transitions.lock_event(delegation.event)
            AlternateFocalPoint.objects.get_or_create(delegation=delegation, defaults={"person": person})


def finish(erasure: Erasure) -> bool:
    """Detach the person of a due erasure from their rows; return False if it was undone in the meantime."""
    if erasure.cause == Cause.UNUSED and not is_still_unused(erasure):
        erasure.delete()
        return False
    for _attempt in range(ATTEMPTS):
        withdraw_from_everything(erasure)
        try:
            return detach(erasure.pk)
        except ChangedMeanwhileError:
            continue
    raise ChangedMeanwhileError


def finish_due() -> int:
    """Finish the erasures that can no longer be undone; return how many. One that fails does not stop the others."""
    count, failed = 0, 0
    due = Erasure.objects.filter(finished_at=None, due_at__lte=now())
    for erasure in due.select_related("person", "by"):
        try:
            count += finish(erasure)
        except Exception:
            logger.exception("The erasure %s has failed", erasure.pk)
            failed += 1
    for erasure in Erasure.objects.filter(finished_at=None, withdrawn_at=None).exclude(cause=Cause.UNUSED):
        withdraw_from_everything(erasure)
    if failed:
        raise ErasuresFailedError(failed)
    return count


class ErasuresFailedError(Exception):
    """Raised at the end of finish_due() if some erasures have failed."""
