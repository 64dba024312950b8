"""Add, change and remove contributors. Each function is one transaction that locks the row of the event."""

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
    """The details of a contributor from the form. A contributor without an address gets no mail."""

    name: str
    role: str
    session: Session
    affiliation: str = ""
    address: str = ""


@transaction.atomic
def add(event: Event, entry: ContributorEntry, *, by: User) -> Contributor:
    """Add a contributor to a session of event, and notify the person if the event is published.

    Raise AlreadyNamedError if the person has this role in the session, BlockedPersonError for a closed account,
    ContributorGoneError if the session no longer exists."""
    event = transitions.lock_event(event)
    contributor = Contributor(person=_person(entry))
    earlier = _contributing_people(event, [contributor.person_id])
    _save(event, contributor, entry)
    count = _notify(event, {contributor.person_id}, earlier)
    _record(event, f"+ {_line(contributor)}", count, by=by)
    return contributor


@transaction.atomic
def change(contributor: Contributor, entry: ContributorEntry, *, by: User) -> Contributor:
    """Change a contributor. Notify the people concerned if the role, the session or the person changes.

    Raise what add() raises, and ContributorGoneError if the contributor no longer exists."""
    event, contributor = _lock(contributor)
    person = _person(entry) if entry.address else None
    before, line_before = _facts(contributor), _line(contributor)
    concerned = {contributor.person_id, person.pk if person else None}
    earlier = _contributing_people(event, concerned)
    contributor.person = person
    _save(event, contributor, entry)
    count = _notify(event, concerned, earlier) if _facts(contributor) != before else 0
    if line_before != _line(contributor) or count:
        _record(event, f"{line_before} → {_line(contributor)}", count, by=by)
    return contributor


@transaction.atomic
def remove(contributor: Contributor, *, by: User) -> int:
    """Remove a contributor, and notify the person if they were notified of the contribution. Return the number of mails.

    Raise ContributorGoneError if the contributor no longer exists."""
    event, contributor = _lock(contributor)
    earlier = _contributing_people(event, [contributor.person_id])
    line = _line(contributor)
    contributor.delete()
    count = _notify(event, {contributor.person_id}, earlier)
    _record(event, f"− {line}", count, by=by)
    return count


def notify_all(event: Event) -> int:
    """Notify all contributors of the locked event, which has just been published. Return the number of mails."""
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


def _facts(contributor: Contributor) -> tuple[int | None, str, int]:
    """Return the values whose change is notified."""
    return contributor.person_id, contributor.role, contributor.session_id


def _save(event: Event, contributor: Contributor, entry: ContributorEntry) -> None:
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


def _contributing_people(event: Event, people: Iterable[int | None]) -> set[int]:
    """Return the keys of those people who contribute to event."""
    rows = Contributor.objects.filter(session__event=event, person__in=[key for key in people if key])
    return {key for key in rows.order_by().values_list("person", flat=True) if key is not None}


def _notify(event: Event, concerned: Iterable[int | None], earlier: set[int]) -> int:
    """Notify people of their contributions after a change. Return the number of mails.

    `earlier` are the keys of the people who contributed before the change."""
    keys = [key for key in concerned if key]
    if not keys or not are_notified(event):
        return 0
    current, occasion = contributions(event, keys), _occasion()
    named = [row for row in current if row.contributors and row.person.pk not in earlier]
    changed = [row for row in current if row.contributors and row.person.pk in earlier]
    removed = [row for row in current if not row.contributors and row.person.pk in earlier]
    reminder_cancellation.cancel_for_contributors(event, [row.person for row in removed])
    return (
        notify.notify_named(event, named, occasion)
        + notify.notify_changed(event, changed, occasion)
        + notify.notify_removed(event, removed, occasion)
    )


def _record(event: Event, line: str, count: int, *, by: User) -> None:
    history.record(event, history.What.CONTRIBUTORS, [line, history.people_notified(count)], by=by)


def _occasion() -> str:
    # The key of the mail contains the time: a person can be added, removed and added again.
    return f"{now():%Y%m%d%H%M%S%f}"


def _line(contributor: Contributor) -> str:
    """Return the contributor as a line of the history."""
    facts = [contributor.name, contributor.get_role_display(), contributor.session.title]
    return ", ".join([*facts, contributor.person.email] if contributor.person else facts)
