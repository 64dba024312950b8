"""Contributors named, changed and removed. Each function is one transaction that holds the event's row; people are told
in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from accounts.services import get_or_create_person
from events import history
from events.contributors import notify
from events.contributors.errors import AlreadyNamedError, BlockedPersonError, ContributorGoneError
from events.contributors.queries import are_notified, contributions
from events.models import Contributor, Event, Session
from events.registration import reminder_cancellation, transitions


@dataclass(frozen=True)
class ContributorEntry:
    """A contributor as the team writes them down; without an address nobody is told."""

    name: str
    role: str
    session: Session
    affiliation: str = ""
    address: str = ""


@transaction.atomic
def add(event: Event, entry: ContributorEntry, *, by: User) -> Contributor:
    """Name somebody for a session of event; the person with this address is told, once the event is published.

    Raises NamedAlready for who is named for it in this role, ShutOut for an account that was closed, ContributorGone if
    the session is no more."""
    event = transitions.lock_event(event)
    contributor = Contributor(person=_person(entry))
    had = _with_contributions(event, [contributor.person_id])
    _write(event, contributor, entry)
    count = _tell(event, {contributor.person_id}, had)
    history.record(event, history.What.CONTRIBUTORS, [f"+ {_line(contributor)}", history.people_notified(count)], by=by)
    return contributor


@transaction.atomic
def change(contributor: Contributor, entry: ContributorEntry, *, by: User) -> Contributor:
    """Write down otherwise who contributes what. Whom it concerns is told if role, session or person became another; of
    another spelling nobody is.

    Raises as add() does; ContributorGone also for one who was removed meanwhile."""
    event, contributor = _lock(contributor)
    person = _person(entry) if entry.address else None
    was, line = (contributor.person_id, contributor.role, contributor.session_id), _line(contributor)
    concerned = {contributor.person_id, person.pk if person else None}
    had = _with_contributions(event, concerned)
    contributor.person = person
    _write(event, contributor, entry)
    is_another = was != (contributor.person_id, contributor.role, contributor.session_id)
    count = _tell(event, concerned, had) if is_another else 0
    if line != _line(contributor) or count:
        history.record(
            event, history.What.CONTRIBUTORS, [f"{line} → {_line(contributor)}", history.people_notified(count)], by=by
        )
    return contributor


@transaction.atomic
def remove(contributor: Contributor, *, by: User) -> int:
    """Take somebody off a session; who has been told that they contribute is told that they do no more. Returns how
    many mails there are. Raises ContributorGone for one who was removed meanwhile."""
    event, contributor = _lock(contributor)
    had = _with_contributions(event, [contributor.person_id])
    line = _line(contributor)
    contributor.delete()
    count = _tell(event, {contributor.person_id}, had)
    history.record(event, history.What.CONTRIBUTORS, [f"− {line}", history.people_notified(count)], by=by)
    return count


def notify_all(event: Event) -> int:
    """Tell all who are named for the locked event, which is published now; return how many."""
    return notify.notify_named(event, contributions(event), _occasion()) if are_notified(event) else 0


def _lock(contributor: Contributor) -> tuple[Event, Contributor]:
    event = transitions.lock_event(contributor.session.event)
    fresh = Contributor.objects.select_related("session", "person").filter(pk=contributor.pk).first()
    if fresh is None:
        raise ContributorGoneError
    return event, fresh


def _person(entry: ContributorEntry) -> User | None:
    if not entry.address:
        return None
    person = get_or_create_person(entry.address, name=entry.name, organisation_name=entry.affiliation)
    if not person.is_active:
        raise BlockedPersonError
    return person


def _write(event: Event, contributor: Contributor, entry: ContributorEntry) -> None:
    session = event.sessions.filter(pk=entry.session.pk).first()
    if session is None:
        raise ContributorGoneError
    if contributor.person_id:
        others = Contributor.objects.filter(session=session, person=contributor.person_id, role=entry.role)
        if others.exclude(pk=contributor.pk).exists():
            raise AlreadyNamedError
    contributor.session, contributor.role = session, entry.role
    contributor.name, contributor.affiliation = entry.name, entry.affiliation
    contributor.save()


def _with_contributions(event: Event, people: Iterable[int | None]) -> set[int]:
    """Return which of people (their keys) contribute to event."""
    rows = Contributor.objects.filter(session__event=event, person__in=[key for key in people if key])
    return set(rows.order_by().values_list("person", flat=True))  # type: ignore[arg-type]


def _tell(event: Event, concerned: Iterable[int | None], had: set[int]) -> int:
    """Tell people what they contribute now; had: who did before. Returns how many are told."""
    keys = [key for key in concerned if key]
    if not keys or not are_notified(event):
        return 0
    found, occasion = contributions(event, keys), _occasion()
    left = [one for one in found if not one.contributors and one.person.pk in had]
    reminder_cancellation.cancel_for_contributors(event, [one.person for one in left])
    return (
        notify.notify_named(event, [one for one in found if one.contributors and one.person.pk not in had], occasion)
        + notify.notify_changed(event, [one for one in found if one.contributors and one.person.pk in had], occasion)
        + notify.notify_removed(event, left, occasion)
    )


def _occasion() -> str:
    # The same may happen twice: named, removed, named again.
    return f"{now():%Y%m%d%H%M%S%f}"


def _line(contributor: Contributor) -> str:
    said = [contributor.name, contributor.get_role_display(), contributor.session.title]
    return ", ".join([*said, contributor.person.email] if contributor.person else said)
