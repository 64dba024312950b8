"""Add, change and remove contributors. Each function is one transaction that locks the row of the event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from accounts.addresses import canonical
from accounts.identity import Description, find
from accounts.models import User
from accounts.names import is_same
from accounts.services import lock_people
from events import history
from events.calendars.services import revise
from events.contributors import notify as notices
from events.contributors.errors import AlreadyNamedError, BlockedPersonError, ContributorGoneError
from events.contributors.queries import are_notified, contribution_of, contributions
from events.experts import directory
from events.models import Contributor, Event, Expert, ExpertRating, Session, Slides, SlideUpload
from events.registration import reminder_cancellation, transitions
from events.registration.errors import PersonIsLeavingError
from events.registration.people import described_person


@dataclass(frozen=True)
class ContributorEntry:
    """The details of a contributor from the form. A contributor without an address gets no mail."""

    name: str
    role: str
    session: Session
    affiliation: str = ""
    address: str = ""
    # The answer to the question who is meant, if the name differs from the known one: see accounts.identity.
    answer: str = ""
    # The entry of the directory that the user has chosen.
    expert: Expert | None = None


@transaction.atomic
def add(event: Event, entry: ContributorEntry, *, by: User, notify: bool = True) -> Contributor:
    """Add a contributor to a session of event. Without notify, mail nobody: only pages and feeds show the contributor.

    The person is notified only if the event is published.
    Raise AlreadyNamedError if the person has this role in the session, BlockedPersonError for a closed account,
    PersonIsLeavingError for a person whose data is being erased,
    NobodyMeantError for another name than the known one at the address, without an answer, and ContributorGoneError if
    the session no longer exists."""
    event = transitions.lock_event(event)
    contributor = Contributor(person=_person(entry, None))
    earlier = _contributing_people(event, [contributor.person_id])
    _save(event, contributor, entry)
    count = _follow(event, {contributor.person_id}, earlier, notify=notify)
    _record(event, f"+ {_line(contributor)}", count, by=by)
    return contributor


@transaction.atomic
def change(contributor: Contributor, entry: ContributorEntry, *, by: User, notify: bool = True) -> Contributor:
    """Change a contributor. With notify, mail the people concerned if the role, the session or the person changes.

    Somebody else in the place of the contributor does not take over the invitation, the slides or the ratings.
    Raise what add() raises, and ContributorGoneError if the contributor no longer exists."""
    event, contributor = _lock(contributor)
    person = _person(entry, contributor)
    before, line_before = _facts(contributor), _line(contributor)
    concerned = {contributor.person_id, person.pk if person else None}
    earlier = _contributing_people(event, concerned)
    is_other_account = contributor.person != person
    is_other_name = not is_same(contributor.name, entry.name)
    if is_other_account or (person is None and is_other_name):
        contributor.expert = None
        _forget_invitation(contributor)
        if is_other_name:  # the same person may only have got another address
            _forget_work(contributor)
    elif contributor.answered_at and contributor.session_id != entry.session.pk:
        _ask_again(contributor)  # the answer was about another session
    contributor.person = person
    _save(event, contributor, entry)
    count = _follow(event, concerned, earlier, notify=notify) if _facts(contributor) != before else 0
    if line_before != _line(contributor) or count:
        _record(event, f"{line_before} → {_line(contributor)}", count, by=by)
    return contributor


@transaction.atomic
def remove(contributor: Contributor, *, by: User, notify: bool = True) -> int:
    """Remove a contributor. With notify, mail the person if they were notified of the contribution.

    Return the number of mails. Without a mail, an invite that the person has accepted stays in their own calendar.

    Raise ContributorGoneError if the contributor no longer exists."""
    event, contributor = _lock(contributor)
    earlier = _contributing_people(event, [contributor.person_id])
    line = _line(contributor)
    contributor.delete()
    count = _follow(event, {contributor.person_id}, earlier, notify=notify)
    _record(event, f"− {line}", count, by=by)
    return count


@transaction.atomic
def restore(person: User, *, session_id: int, role: str, name: str, affiliation: str) -> Contributor | None:
    """Give a person back their task in a session, and notify them. Return None if the session is gone or it is theirs."""
    session = Session.objects.filter(pk=session_id).select_related("event__programme").first()
    if session is None:
        return None
    event = transitions.lock_event(session.event)
    same = Contributor.objects.filter(session=session_id, person=person, role=role)
    if same.exists() or not event.sessions.filter(pk=session_id).exists():
        return None
    earlier = _contributing_people(event, [person.pk])
    expert = directory.entry_for(event.programme_id, person=person, name=name, affiliation=affiliation)
    contributor = Contributor.objects.create(
        session=session, person=person, role=role, name=name, affiliation=affiliation, expert=expert
    )
    _record(event, f"+ {_line(contributor)}", _follow(event, {person.pk}, earlier), by=person)
    return contributor


def exchange(
    event: Event, *, removed: Sequence[Contributor], added: Sequence[Contributor], by: User
) -> tuple[set[int], int]:
    """Remove contributors of a locked event and save new ones, and notify each person once of all that changes for them.

    Return the keys of these people, and the number of mails."""
    people = {one.person_id for one in (*removed, *added) if one.person_id}
    earlier = _contributing_people(event, people)
    lines = [f"− {_line(contributor)}" for contributor in removed]
    for contributor in removed:
        contributor.delete()
    for contributor in added:
        contributor.save()
    directory.adopt(Contributor.objects.filter(pk__in=[contributor.pk for contributor in added]))
    count = _follow(event, people, earlier)
    if lines := [*lines, *(f"+ {_line(contributor)}" for contributor in added)]:
        history.record(event, history.What.CONTRIBUTORS, [*lines, history.people_notified(count)], by=by)
    return people, count


def notify_all(event: Event) -> int:
    """Notify all contributors of the locked event, which has just been published. Return the number of mails."""
    if not are_notified(event):
        return 0
    rows, occasion = contributions(event), _occasion()
    named = notices.notify_named(event, [row for row in rows if row.contributors], occasion)
    return named + notices.notify_dates(event, [row for row in rows if not row.contributors], occasion)


def _lock(contributor: Contributor) -> tuple[Event, Contributor]:
    event = transitions.lock_event(contributor.session.event)
    fresh = Contributor.objects.select_related("session", "person").filter(pk=contributor.pk).first()
    if fresh is None:
        raise ContributorGoneError
    return event, fresh


def are_of_contributor(address: str, name: str, contributor: Contributor | None) -> bool:
    """Return whether address and name are those of the contributor: it is known who is meant."""
    known = contributor.person if contributor else None
    return bool(contributor and known and name == contributor.name and canonical(address) == canonical(known.email))


def _person(entry: ContributorEntry, contributor: Contributor | None) -> User | None:
    """Return the person of an entry, None without an address. contributor: the one that is changed."""
    if not entry.address:
        return None
    if contributor and are_of_contributor(entry.address, entry.name, contributor):
        return contributor.person
    person = described_person(entry.address, answer=entry.answer, name=entry.name, organisation_name=entry.affiliation)
    if not person.is_active:
        raise BlockedPersonError
    if not lock_people([person.pk]):
        raise PersonIsLeavingError
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
    if contributor.session_id != session.pk or entry.role != Contributor.Role.INTERPRETER:
        contributor.booth = ""  # it belongs to the session
    contributor.session, contributor.role = session, entry.role
    contributor.name, contributor.affiliation = entry.name, entry.affiliation
    contributor.expert = directory.entry_for(
        event.programme_id,
        person=contributor.person,
        name=entry.name,
        affiliation=entry.affiliation,
        chosen=entry.expert or contributor.expert,
    )
    contributor.save()


def _forget_invitation(contributor: Contributor) -> None:
    contributor.invitation, contributor.decline_reason = Contributor.Invitation.NONE, ""
    contributor.invited_at = contributor.answered_at = None
    _forget_condition(contributor)


def _ask_again(contributor: Contributor) -> None:
    contributor.invitation, contributor.decline_reason = Contributor.Invitation.INVITED, ""
    contributor.invited_at, contributor.answered_at = now(), None
    _forget_condition(contributor)


def _forget_condition(contributor: Contributor) -> None:
    contributor.condition = contributor.condition_answer = ""
    contributor.condition_settled_at = None


def _forget_work(contributor: Contributor) -> None:
    """Delete what the earlier person did in this task. The nightly tasks delete the content of the files."""
    Slides.objects.filter(contributor=contributor).delete()
    SlideUpload.objects.filter(contributor=contributor).delete()
    ExpertRating.objects.filter(contributor=contributor).delete()


def _contributing_people(event: Event, people: Iterable[int | None]) -> set[int]:
    """Return the keys of those people who contribute to event."""
    rows = Contributor.objects.filter(session__event=event, person__in=[key for key in people if key]).not_declined()
    return {key for key in rows.order_by().values_list("person", flat=True) if key is not None}


def people_to_notify(event: Event, contributor: Contributor | None, entry: ContributorEntry | None) -> list[User]:
    """Return whom add(), change() or remove() would notify, and save nothing. A new person is not saved.

    contributor: None to add one. entry: the valid entry, or None to remove the contributor."""
    before = contributor.person if contributor else None
    after = _meant(entry, contributor) if entry else None
    if not are_notified(event):
        return []
    if contributor and entry and (after, entry.role, entry.session.pk) == (before, *_facts(contributor)[1:]):
        return []
    if contributor and contributor.has_declined:  # they know that they do not contribute
        stays = entry is not None and after == before and entry.session.pk == contributor.session_id
        before, after = None, None if stays else after
    return [person for person in _distinct(before, after) if person.is_active]


def _distinct(*people: User | None) -> list[User]:
    found: list[User] = []
    for person in people:  # a person who is not saved cannot be a key
        if person is not None and person not in found:
            found.append(person)
    return found


def _meant(entry: ContributorEntry, contributor: Contributor | None) -> User | None:
    """Return the person of an entry, as _person() does, without saving."""
    if not entry.address:
        return None
    if contributor and are_of_contributor(entry.address, entry.name, contributor):
        return contributor.person
    return find(Description(entry.address, {"name": entry.name}, entry.answer)).person


def _follow(event: Event, concerned: Iterable[int | None], earlier: set[int], *, notify: bool = True) -> int:
    """Update feeds and, with notify, mail people their contributions after a change. Return the number of mails.

    `earlier` are the keys of the people who contributed before the change."""
    keys = [key for key in concerned if key]
    if keys and event.status != Event.Status.DRAFT:
        revise(event, significant=False)  # personal feeds show what people contribute to
    if not keys or not are_notified(event):
        return 0
    current, occasion = contributions(event, keys), _occasion()
    named = [row for row in current if row.contributors and row.person.pk not in earlier]
    changed = [row for row in current if row.contributors and row.person.pk in earlier]
    removed = [row for row in current if not row.contributors and row.person.pk in earlier]
    reminder_cancellation.cancel_for_contributors(event, [row.person for row in removed])
    if not notify:
        return 0
    return (
        notices.notify_named(event, named, occasion)
        + notices.notify_changed(event, changed, occasion)
        + notices.notify_removed(event, removed, occasion)
    )


def follow_decline(event: Event, person: User | None) -> int:
    """Update feeds and reminders after a person has declined a task. Mail them if their calendar has to change.

    Return the number of mails. The event is locked."""
    if event.status != Event.Status.DRAFT:
        revise(event, significant=False)
    contribution = contribution_of(event, person)
    if contribution is None or not are_notified(event):
        return 0
    if not contribution.contributors:
        reminder_cancellation.cancel_for_contributors(event, [contribution.person])
    if not notices.changes_calendar(contribution):
        return 0
    notify = notices.notify_changed if contribution.contributors else notices.notify_removed
    return notify(event, [contribution], _occasion())


def _record(event: Event, line: str, count: int, *, by: User) -> None:
    history.record(event, history.What.CONTRIBUTORS, [line, history.people_notified(count)], by=by)


def _occasion() -> str:
    # The key of the mail contains the time: a person can be added, removed and added again.
    return f"{now():%Y%m%d%H%M%S%f}"


def _line(contributor: Contributor) -> str:
    """Return the contributor as a line of the history."""
    facts = [contributor.name, contributor.get_role_display(), contributor.session.title]
    return ", ".join([*facts, contributor.person.email] if contributor.person else facts)
