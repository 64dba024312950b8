"""Add people to an event: by hand, from a list, or from another event.

Each service is one transaction that locks the row of the event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.identity import Description
from accounts.models import User
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
from events.registration.people import described_people, described_person
from events.registration.seat_ledger import STEP_COLUMNS, SeatBatch

Status = Registration.Status
COLUMNS = (*STEP_COLUMNS, "remark")  # the columns that change when an invited person is added
STATUSES = (Status.INVITED, Status.PENDING, Status.WAITLISTED, Status.CONFIRMED)


@dataclass(frozen=True)
class Newcomer:
    """A person as organisers describe them. The data that people entered themselves are never replaced."""

    address: str
    name: str = ""
    honorific: str = ""
    position: str = ""
    organisation_name: str = ""
    country: str = ""
    constituency: str = ""
    gender: str = ""
    gender_words: str = ""
    phone: str = ""
    language: str = ""
    # Only for this registration. "" means the value of the event or of the list.
    mode: str = ""
    status: str = ""
    remark: str = ""
    tags: tuple[str, ...] = ()
    # The answer to the question who is meant, if the name differs from the known one: see accounts.identity.
    answer: str = ""

    PERSON_FIELDS = (
        "name", "honorific", "position", "organisation_name", "country", "constituency", "gender", "gender_words",
        "phone", "language",
    )  # fmt: skip

    def person_data(self) -> dict[str, str]:
        """Return the values for the person that are not empty."""
        return {name: value for name in self.PERSON_FIELDS if (value := getattr(self, name))}


@dataclass(frozen=True)
class ImportResult:
    """The number of people who were added, and of those whose registration was not changed."""

    added: int
    kept: int


@transaction.atomic
def add(
    event: Event, newcomer: Newcomer, status: Status, *, by: User, reason: str = "", accepts_open: bool = False
) -> Registration:
    """Register a person with this status and notify them. A person who has withdrawn can be added again.

    accepts_open: whether a person is confirmed although mandatory requirements are open. It needs a reason.

    Raise EventClosedError if the event is over, cancelled or not published; ReasonRequiredError after the end of the
    registration, or with accepts_open; RequirementsOpenError; AlreadyRegisteredError; EventFullError or ModeFullError if a confirmed person gets no seat;
    InvalidModeError; CannotBeInvitedError; CannotBeAddedError for a blocked address; NobodyMeantError for another name
    than the known one at the address, without an answer."""
    event = transitions.lock_event(event)
    _require(event, {status}, reason, accepts_open=accepts_open)
    person = described_person(newcomer.address, answer=newcomer.answer, **newcomer.person_data())
    registration = event.registrations.filter(person=person).first()
    batch = SeatBatch(event, COLUMNS)
    entry, because = ImportEntry(person, newcomer, status), reason if accepts_open else ""
    registration = _save(registration, entry, batch, by=by, reason=reason, because=because)
    batch.finish()
    return registration


def invite(event: Event, newcomers: Sequence[Newcomer], *, by: User) -> ImportResult:
    """Invite people to register. The rules are those of add_many()."""
    return add_many(event, newcomers, Status.INVITED, by=by)


@transaction.atomic
def add_many(
    event: Event,
    newcomers: Sequence[Newcomer],
    status: Status,
    *,
    by: User,
    reason: str = "",
    accepts_open: bool = False,
) -> ImportResult:
    """Register several people with this status, or with the status of their row: all of them, or none.

    Existing registrations are not changed, also if the person has withdrawn or was declined: organisers can add the same
    list again. Only invited people get the new status.

    Raise BulkDecisionError with the problems by the position in the list. Raise the other errors of add()."""
    event = transitions.lock_event(event)
    statuses = [Status(newcomer.status or status) for newcomer in newcomers]
    _require(event, {*statuses}, reason, accepts_open=accepts_open)
    people = described_people(
        [Description(newcomer.address, newcomer.person_data(), newcomer.answer) for newcomer in newcomers]
    )
    entries = [
        ImportEntry(person, newcomer, status)
        for person, newcomer, status in zip(people, newcomers, statuses, strict=True)
    ]
    return _save_all(event, entries, by=by, reason=reason, because=reason if accepts_open else "")


@transaction.atomic
def copy(event: Event, people: Iterable[User], status: Status, *, by: User, reason: str = "") -> ImportResult:
    """Register people of another event. The rules are those of add_many()."""
    event = transitions.lock_event(event)
    _require(event, {status}, reason)
    entries = [ImportEntry(person, Newcomer(person.email), status) for person in people]
    return _save_all(event, entries, by=by, reason=reason)


def advances(registration: Registration, status: str) -> bool:
    """Return True if a list changes the status of an existing registration."""
    return registration.status == Status.INVITED and status != Status.INVITED


def require_addable(event: Event, statuses: set[Status]) -> None:
    """Raise EventClosedError or CannotBeInvitedError if people cannot be added with one of these statuses."""
    if not event.is_ahead:
        raise EventClosedError
    if Status.INVITED in statuses and not may_invite(event):
        raise CannotBeInvitedError


def _require(event: Event, statuses: set[Status], reason: str, *, accepts_open: bool = False) -> None:
    require_addable(event, statuses)
    if accepts_open and not reason:
        raise ReasonRequiredError(_("Write why people are confirmed although requirements are open."))
    if needs_reason(event) and not reason:
        raise ReasonRequiredError(
            _("Registration has ended. Write why you add people now. The reason is saved in the history.")
        )


def needs_reason(event: Event) -> bool:
    """Return True if the registration period has ended."""
    return event.registration_closes_at is not None and event.registration_closes_at <= now()


def may_invite(event: Event) -> bool:
    """Return True if invited people can register, now or later."""
    return event.is_registration_open or event.registration_opens_later


@dataclass(frozen=True)
class ImportEntry:
    """A person to add, with the data of the list and the status of the registration."""

    person: User
    newcomer: Newcomer
    status: Status


def _save_all(event: Event, entries: list[ImportEntry], *, by: User, reason: str, because: str = "") -> ImportResult:
    """Save all registrations, or none, for the locked event. Raise BulkDecisionError."""
    people = [entry.person for entry in entries]
    registrations = {
        registration.person_id: registration for registration in event.registrations.filter(person__in=people)
    }
    tags: dict[int, tuple[str, ...]] = {}
    batch = SeatBatch(event, COLUMNS)
    confirmed = [entry.person for entry in entries if entry.status == Status.CONFIRMED]
    if confirmed:
        known = [registrations.get(one.pk) or Registration(event=event, person=one) for one in confirmed]
        batch.requirements.load(known)
    problems: dict[int, RegistrationError] = {}
    for number, entry in enumerate(entries):
        registration = registrations.get(entry.person.pk)
        if registration and not advances(registration, entry.status):
            continue
        try:
            registration = _save(registration, entry, batch, by=by, reason=reason, because=because)
        except RegistrationError as error:
            problems[number] = error
        else:
            # The list may have one person twice, with two addresses.
            registrations[entry.person.pk] = registration
            tags[entry.person.pk] = entry.newcomer.tags
    if problems:
        raise BulkDecisionError(problems)
    batch.finish()
    give_tags(event.programme, {registrations[person].pk: names for person, names in tags.items()})
    return ImportResult(len(tags), len(entries) - len(tags))


def _save(
    registration: Registration | None, entry: ImportEntry, batch: SeatBatch, *, by: User, reason: str, because: str
) -> Registration:
    event = batch.event
    step = Step.INVITE if entry.status == Status.INVITED else Step.ADD
    before = registration.status if registration else states.NO_STATUS
    if not states.is_allowed(step, before) or (registration and registration.merged_into_id):
        raise AlreadyRegisteredError
    if not entry.person.is_active:
        raise CannotBeAddedError
    registration = transitions.with_event(registration or Registration(event=event), event)
    registration.person = entry.person
    registration.delegation = None  # only focal points fill the seats of delegations
    registration.mode = transitions.resolve_mode(event, entry.newcomer.mode, registration.mode)
    registration.remark = registration.remark or entry.newcomer.remark
    if entry.status == Status.CONFIRMED and not transitions.has_seat(registration, batch):
        raise EventFullError if event.is_full else ModeFullError
    return transitions.apply_step(
        registration, step, entry.status, by=by, before=before, reason=reason, batch=batch, because=because
    )
