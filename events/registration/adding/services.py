"""People whom organisers write down: by hand, from a list, from another event. Each function is one transaction that
holds the event's row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import introduce
from events.models import Event, Registration, Tag
from events.registration import moves, states
from events.registration.adding.errors import CannotBeAdded, CannotBeInvited, RegisteredAlready
from events.registration.errors import (
    EventFull,
    ModeFull,
    ModeRefused,
    NotAll,
    PlacesFixed,
    ReasonNeeded,
    RegistrationError,
)
from events.registration.states import Step

Status = Registration.Status
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
class Added:
    """How many were added, and how many were left as they stand."""

    added: int
    kept: int


@transaction.atomic
def add(event: Event, newcomer: Newcomer, status: Status, *, by: User, reason: str = "") -> Registration:
    """Write somebody down for event, as they stand, and mail it to them. Whoever had withdrawn comes back.

    Raises PlacesFixed unless the event is ahead, ReasonNeeded once its window is over, RegisteredAlready, EventFull and
    ModeFull where there is no place to confirm, ModeRefused, CannotBeInvited, CannotBeAdded."""
    event = moves.lock(event)
    require(event, {status}, reason)
    person = introduce(newcomer.address, **newcomer.facts())
    registration = event.registrations.filter(person=person).first()
    return _write_down(event, registration, person, newcomer, status, by=by, reason=reason)


def invite(event: Event, newcomers: Sequence[Newcomer], *, by: User) -> Added:
    """Invite people to register for event, as add_many() adds them."""
    return add_many(event, newcomers, Status.INVITED, by=by)


@transaction.atomic
def add_many(event: Event, newcomers: Sequence[Newcomer], status: Status, *, by: User, reason: str = "") -> Added:
    """Write several people down, each as their row says, or else with status: all of them, or none.

    Whoever stands in the event's list already is left as they stand, also if they have withdrawn or were declined: the
    same list may come again. Only who was invited is taken further.

    Raises NotAll, which says by the position in the list what is wrong; otherwise as add()."""
    event = moves.lock(event)
    wanted = [Status(newcomer.status or status) for newcomer in newcomers]
    require(event, set(wanted), reason)

    def write(number: int) -> Registration | None:
        newcomer = newcomers[number]
        person = introduce(newcomer.address, **newcomer.facts())
        registration = event.registrations.filter(person=person).first()
        if registration and not is_taken_further(registration, wanted[number]):
            return None
        return _write_down(event, registration, person, newcomer, wanted[number], by=by, reason=reason)

    added = _all_or_none(len(newcomers), write)
    _tag(event, {registration.pk: newcomers[number].tags for number, registration in added.items()})
    return Added(len(added), len(newcomers) - len(added))


@transaction.atomic
def copy(event: Event, people: Iterable[User], status: Status, *, by: User, reason: str = "") -> Added:
    """Write down people who are known from another event, as add_many() does."""
    event = moves.lock(event)
    require(event, {status}, reason)
    people = list(people)
    standing = {found.person_id: found for found in event.registrations.filter(person__in=people)}

    def write(number: int) -> Registration | None:
        person = people[number]
        registration = standing.get(person.pk)
        if registration and not is_taken_further(registration, status):
            return None
        return _write_down(event, registration, person, Newcomer(person.email), status, by=by, reason=reason)

    added = _all_or_none(len(people), write)
    return Added(len(added), len(people) - len(added))


def is_taken_further(registration: Registration, status: str) -> bool:
    """Say whether a list changes how somebody stands who is in the event's list already."""
    return registration.status == Status.INVITED and status != Status.INVITED


def require(event: Event, statuses: set[Status], reason: str) -> None:
    """Raise what stands in the way of adding anybody in these ways: PlacesFixed, CannotBeInvited, ReasonNeeded."""
    if not event.is_ahead:
        raise PlacesFixed
    if Status.INVITED in statuses and not may_invite(event):
        raise CannotBeInvited
    if needs_reason(event) and not reason:
        raise ReasonNeeded(_("The time to register is over. Say why somebody is added: the history keeps it."))


def needs_reason(event: Event) -> bool:
    """Say whether whoever is added now comes after the time to register."""
    return event.registration_closes_at is not None and event.registration_closes_at <= now()


def may_invite(event: Event) -> bool:
    """Say whether whoever is invited finds the door open, now or later."""
    return event.is_registration_open or event.opens_later


def _all_or_none(count: int, write: Callable[[int], Registration | None]) -> dict[int, Registration]:
    """Return what was written, by position; None was left as it stands. Raises NotAll."""
    added: dict[int, Registration] = {}
    problems: dict[int, str] = {}
    for number in range(count):
        try:
            registration = write(number)
        except RegistrationError as error:
            problems[number] = str(error.advice)
        else:
            if registration:
                added[number] = registration
    if problems:
        raise NotAll(problems)
    return added


def _write_down(
    event: Event,
    registration: Registration | None,
    person: User,
    newcomer: Newcomer,
    status: Status,
    *,
    by: User,
    reason: str,
) -> Registration:
    step = Step.INVITE if status == Status.INVITED else Step.ADD
    before = registration.status if registration else states.NOTHING
    if not states.may(step, before) or (registration and registration.merged_into_id):
        raise RegisteredAlready
    if not person.is_active:
        raise CannotBeAdded
    registration = registration or Registration(event=event, person=person)
    moves.with_event(registration, event)
    registration.person = person
    registration.delegation = None  # seats of delegations are for those whom their focal points name
    registration.mode = _mode(event, registration, newcomer.mode)
    registration.remark = registration.remark or newcomer.remark
    if status == Status.CONFIRMED and not moves.has_room(registration):
        raise _full(registration)
    return moves.move(registration, step, status, by=by, before=before, reason=reason)


def _mode(event: Event, registration: Registration, wanted: str) -> str:
    if wanted and wanted not in event.modes:
        raise ModeRefused
    if wanted or registration.mode not in event.modes:
        return wanted or event.modes[0]
    return registration.mode


def _full(registration: Registration) -> RegistrationError:
    return EventFull() if registration.event.is_full else ModeFull()


def _tag(event: Event, tags: dict[int, tuple[str, ...]]) -> None:
    """Tag registrations; a tag that the programme does not know yet becomes one, in whatever case it is written."""
    wanted = {name.lower(): name for names in tags.values() for name in names}
    if not wanted:
        return
    known = {tag.name.lower(): tag for tag in event.programme.tags.all()}
    new = [Tag(programme=event.programme, name=name) for key, name in wanted.items() if key not in known]
    # Another import may make the same one at this moment, for another event: that is no trouble.
    Tag.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        known = {tag.name.lower(): tag for tag in event.programme.tags.all()}
    through = Registration.tags.through
    through.objects.bulk_create(
        (
            through(registration_id=pk, tag_id=known[name.lower()].pk)
            for pk, names in tags.items()
            for name in {name.lower() for name in names}
        ),
        ignore_conflicts=True,
    )
