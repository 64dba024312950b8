"""People whom organisers write down: by hand, from a list, from another event. Each function is one transaction that
holds the event's row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import get_or_create_people, get_or_create_person
from events.imports.errors import AlreadyRegisteredError, CannotBeAddedError, CannotBeInvitedError
from events.models import Event, Registration, Step
from events.notes.services import give_tags
from events.registration import states, transitions
from events.registration.errors import (
    BulkDecisionError,
    EventClosedError,
    EventFullError,
    ModeFullError,
    ReasonRequiredError,
    RegistrationError,
)
from events.registration.seat_ledger import STEP_COLUMNS, SeatBatch

Status = Registration.Status
COLUMNS = (*STEP_COLUMNS, "remark")  # of an invited person who is taken further
STATUSES = (Status.INVITED, Status.PENDING, Status.WAITLISTED, Status.CONFIRMED)


@dataclass(frozen=True)
class Newcomer:
    """A person as organisers write them down. What they have said of themselves is never written over."""

    address: str
    name: str = ""
    honorific: str = ""
    position: str = ""
    organisation_name: str = ""
    country: str = ""
    constituency: str = ""
    gender: str = ""
    phone: str = ""
    language: str = ""
    # Of this registration alone; "" for what the event or the list has.
    mode: str = ""
    status: str = ""
    remark: str = ""
    tags: tuple[str, ...] = ()

    FACTS = (
        "name", "honorific", "position", "organisation_name", "country", "constituency", "gender", "phone", "language",
    )  # fmt: skip

    def facts(self) -> dict[str, str]:
        return {fact: said for fact in self.FACTS if (said := getattr(self, fact))}


@dataclass(frozen=True)
class ImportResult:
    """How many were added, and how many were left as they stand."""

    added: int
    kept: int


@transaction.atomic
def add(event: Event, newcomer: Newcomer, status: Status, *, by: User, reason: str = "") -> Registration:
    """Write somebody down for event, as they stand, and mail it to them. Whoever had withdrawn comes back.

    Raises PlacesFixed unless the event is ahead, ReasonNeeded once its window is over, RegisteredAlready, EventFull and
    ModeFull where there is no place to confirm, ModeRefused, CannotBeInvited, CannotBeAdded."""
    event = transitions.lock_event(event)
    require(event, {status}, reason)
    person = get_or_create_person(newcomer.address, **newcomer.facts())
    registration = event.registrations.filter(person=person).first()
    batch = SeatBatch(event, COLUMNS)
    registration = _write(registration, ImportEntry(person, newcomer, status), batch, by=by, reason=reason)
    batch.finish()
    return registration


def invite(event: Event, newcomers: Sequence[Newcomer], *, by: User) -> ImportResult:
    """Invite people to register for event, as add_many() adds them."""
    return add_many(event, newcomers, Status.INVITED, by=by)


@transaction.atomic
def add_many(
    event: Event, newcomers: Sequence[Newcomer], status: Status, *, by: User, reason: str = ""
) -> ImportResult:
    """Write several people down, each as their row says, or else with status: all of them, or none.

    Whoever stands in the event's list already is left as they stand, also if they have withdrawn or were declined: the
    same list may come again. Only who was invited is taken further.

    Raises NotAll, which says by the position in the list what is wrong; otherwise as add()."""
    event = transitions.lock_event(event)
    wanted = [Status(newcomer.status or status) for newcomer in newcomers]
    require(event, set(wanted), reason)
    people = get_or_create_people({newcomer.address: newcomer.facts() for newcomer in newcomers})
    entries = [
        ImportEntry(people[newcomer.address.lower()], newcomer, after)
        for newcomer, after in zip(newcomers, wanted, strict=True)
    ]
    return _write_all(event, entries, by=by, reason=reason)


@transaction.atomic
def copy(event: Event, people: Iterable[User], status: Status, *, by: User, reason: str = "") -> ImportResult:
    """Write down people who are known from another event, as add_many() does."""
    event = transitions.lock_event(event)
    require(event, {status}, reason)
    entries = [ImportEntry(person, Newcomer(person.email), status) for person in people]
    return _write_all(event, entries, by=by, reason=reason)


def advances(registration: Registration, status: str) -> bool:
    """Say whether a list changes how somebody stands who is in the event's list already."""
    return registration.status == Status.INVITED and status != Status.INVITED


def require(event: Event, statuses: set[Status], reason: str) -> None:
    """Raise what stands in the way of adding anybody in these ways: PlacesFixed, CannotBeInvited, ReasonNeeded."""
    if not event.is_ahead:
        raise EventClosedError
    if Status.INVITED in statuses and not may_invite(event):
        raise CannotBeInvitedError
    if needs_reason(event) and not reason:
        raise ReasonRequiredError(_("The time to register is over. Say why somebody is added: the history keeps it."))


def needs_reason(event: Event) -> bool:
    """Say whether whoever is added now comes after the time to register."""
    return event.registration_closes_at is not None and event.registration_closes_at <= now()


def may_invite(event: Event) -> bool:
    """Say whether whoever is invited finds the door open, now or later."""
    return event.is_registration_open or event.registration_opens_later


@dataclass(frozen=True)
class ImportEntry:
    """Somebody who is to be written down: who they are, what the list says of them, how they are to stand."""

    person: User
    newcomer: Newcomer
    after: Status


def _write_all(event: Event, entries: list[ImportEntry], *, by: User, reason: str) -> ImportResult:
    """Write all down, or none, in the locked event. Raises NotAll."""
    people = [entry.person for entry in entries]
    standing = {found.person_id: found for found in event.registrations.filter(person__in=people)}
    tags: dict[int, tuple[str, ...]] = {}
    batch = SeatBatch(event, COLUMNS)
    problems: dict[int, RegistrationError] = {}
    for number, entry in enumerate(entries):
        registration = standing.get(entry.person.pk)
        if registration and not advances(registration, entry.after):
            continue
        try:
            registration = _write(registration, entry, batch, by=by, reason=reason)
        except RegistrationError as error:
            problems[number] = error
        else:
            # One person may stand in the list under two addresses.
            standing[entry.person.pk] = registration
            tags[entry.person.pk] = entry.newcomer.tags
    if problems:
        raise BulkDecisionError(problems)
    batch.finish()
    give_tags(event.programme, {standing[person].pk: names for person, names in tags.items()})
    return ImportResult(len(tags), len(entries) - len(tags))


def _write(
    registration: Registration | None, entry: ImportEntry, batch: SeatBatch, *, by: User, reason: str
) -> Registration:
    event = batch.event
    step = Step.INVITE if entry.after == Status.INVITED else Step.ADD
    before = registration.status if registration else states.NO_STATUS
    if not states.is_allowed(step, before) or (registration and registration.merged_into_id):
        raise AlreadyRegisteredError
    if not entry.person.is_active:
        raise CannotBeAddedError
    registration = transitions.with_event(registration or Registration(event=event), event)
    registration.person = entry.person
    registration.delegation = None  # seats of delegations are for those whom their focal points name
    registration.mode = transitions.resolve_mode(event, entry.newcomer.mode, registration.mode)
    registration.remark = registration.remark or entry.newcomer.remark
    if entry.after == Status.CONFIRMED and not transitions.has_seat(registration, batch):
        raise EventFullError if event.is_full else ModeFullError
    return transitions.apply_step(registration, step, entry.after, by=by, before=before, reason=reason, batch=batch)
