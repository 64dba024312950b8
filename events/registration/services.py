"""Places in an event: taken, waited for, given back. Each function is one transaction that holds the event's row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from accounts.models import User
from accounts.services import introduce
from events.models import Event, InvitationCode, Registration
from events.registration import moves, states, telling
from events.registration.errors import (
    CodeRefused,
    DelegationFull,
    EventFull,
    InvalidTransition,
    ModeFull,
    NoOffer,
    NotAll,
    OthersNow,
    PlacesFixed,
    ReasonNeeded,
    RegistrationClosed,
    RegistrationError,
)
from events.registration.states import Step
from events.registration.telling import AllWords, News, Words

Status = Registration.Status


@dataclass(frozen=True)
class Told:
    """A mail that somebody would get: which one, its subject and words, and the step that causes it."""

    registration: Registration
    mail: str
    subject: str
    words: str
    action: Step


@transaction.atomic
def register(
    event: Event,
    person: User,
    *,
    mode: str = "",
    needs: str = "",
    remark: str = "",
    code: str = "",
    by: User | None = None,
) -> Registration:
    """Give person a place in event, a place in its queue when it is full, or a decision to wait for.

    mode is how they take part in a hybrid event ("" in person). by is who registers somebody else. Whoever has a
    registration already keeps it as it stands: a second click changes nothing.

    Raises RegistrationClosed outside the registration window, ModeRefused, CodeRefused where a code is asked for and
    this one does not work."""
    event = moves.lock(event)
    registration = event.registrations.filter(person=person).first()
    if registration and not states.may(Step.REGISTER, registration.status):
        return moves.with_event(registration, event)
    if not event.is_registration_open:
        raise RegistrationClosed
    before = registration.status if registration else states.NOTHING
    registration = registration or Registration(event=event, person=person)
    registration.delegation = None  # who comes back by themselves has no seat of a delegation
    registration.registered_by = by if by and by.pk != person.pk else None
    registration.mode = moves.mode_of(event, mode)
    after = _first_status(event, registration.mode)
    if event.policy == Event.Policy.INVITATION and not registration.is_let_in:
        registration.invitation = _use(event, code)
    registration.needs, registration.remark = needs, remark
    moves.with_event(registration, event)
    return moves.move(registration, Step.REGISTER, after, by=by or person, before=before)


@transaction.atomic
def register_others(event: Event, people: Iterable[Mapping[str, str]], *, by: User, code: str = "") -> int:
    """Register people for whom somebody else fills in the form; return how many those are.

    Each is {"email": ..., "name": ..., ...} and, if it is hybrid, "mode". Whoever has a registration already is mailed
    the link to it and nothing is said here: nobody learns so who is registered. Nor who was shut out of the site, and is
    neither registered nor mailed.

    All of them, or none. Raises what register() raises."""
    event = moves.lock(event)
    count = 0
    for row in people:
        facts = {name: value for name, value in row.items() if name not in {"email", "mode"}}
        mode = row.get("mode", "")
        person = introduce(row["email"], **facts)
        count += 1
        if not person.is_active:
            continue
        standing = event.registrations.filter(person=person).select_related("person").first()
        if standing and not states.may(Step.REGISTER, standing.status):
            telling.tell_where_registered(moves.with_event(standing, event))
        else:
            register(event, person, mode=mode, code=code, by=by)
    return count


@transaction.atomic
def switch(registration: Registration, mode: str, *, by: User | None) -> Registration:
    """Let the person take part online instead of in person, or the other way round, while there are places.

    Who waits keeps their turn. A place that becomes free goes to the queue.

    Raises ModeRefused for an event that is not hybrid, ModeFull, InvalidTransition for a registration that has ended,
    PlacesFixed."""
    registration = moves.lock_both(registration)
    event = registration.event
    if not registration.is_active:
        raise InvalidTransition
    if not event.is_ahead:
        raise PlacesFixed
    mode = moves.mode_of(event, mode)
    if mode == registration.mode:
        return registration
    if registration.status == Status.CONFIRMED or registration.is_offered:
        keeps_seat_in_room = registration.delegation_id is not None and mode == Registration.Mode.IN_PERSON
        if not keeps_seat_in_room and not moves.has_room_in(event, mode):
            raise ModeFull
    moves.move(registration, Step.SWITCH, Status(registration.status), by=by, mode=mode)
    moves.fill(event)
    return registration


@transaction.atomic
def take_offer(registration: Registration, *, by: User | None) -> Registration:
    """Take the place that is kept for somebody on the waiting list. Raises NoOffer, ModeFull, PlacesFixed."""
    registration = moves.lock_both(registration)
    if registration.status == Status.CONFIRMED:
        return registration  # a second click
    if registration.offer_expires_at is None or registration.offer_expires_at <= now():
        raise NoOffer
    if not registration.event.is_ahead:
        raise PlacesFixed
    if not moves.has_room(registration):
        raise ModeFull
    return moves.move(registration, Step.TAKE, Status.CONFIRMED, by=by)


def lapse_offers() -> int:
    """Pass on the places that nobody took in time; return how many. One transaction for each event."""
    late = Registration.objects.filter(offer_expires_at__lte=now()).order_by().values_list("event", flat=True)
    return sum(_lapse(event) for event in Event.objects.filter(pk__in=late.distinct()).select_related("programme"))


@transaction.atomic
def _lapse(event: Event) -> int:
    event = moves.lock(event)
    late = event.registrations.filter(offer_expires_at__lte=now()).select_related("person").order_by("queued_at", "pk")
    count = 0
    for registration in late:
        moves.move(moves.with_event(registration, event), Step.LAPSE, Status.WITHDRAWN, by=None)
        count += 1
    moves.fill(event)
    return count


@transaction.atomic
def confirm(registration: Registration, *, by: User | None) -> Registration:
    """Give the person a place.

    Raises EventFull when none is free, DelegationFull when their delegation has none, InvalidTransition for one confirmed already, PlacesFixed when the event is
    over or does not take place."""
    return _take(Step.CONFIRM, moves.lock_both(registration), by=by)


@transaction.atomic
def waitlist(registration: Registration, *, by: User | None) -> Registration:
    """Put somebody who awaits a decision at the end of the queue. Raises InvalidTransition, PlacesFixed."""
    return _take(Step.WAITLIST, moves.lock_both(registration), by=by)


@transaction.atomic
def decline(registration: Registration, *, by: User | None) -> Registration:
    """Tell the person that there is no place for them; the next in the queue gets one that becomes free.

    Raises InvalidTransition for one that has ended, PlacesFixed."""
    registration = _take(Step.DECLINE, moves.lock_both(registration), by=by)
    moves.fill(registration.event)
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by: User | None) -> Registration:
    """Give the person's place back; the next in the queue gets it.

    Raises InvalidTransition when it was given back before, or declined; PlacesFixed when the event is over."""
    registration = _take(Step.WITHDRAW, moves.lock_both(registration), by=by)
    moves.fill(registration.event)
    return registration


@transaction.atomic
def decide(
    event: Event,
    keys: Iterable[int],
    step: Step,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    words: AllWords | None = None,
    as_shown: str = "",
) -> int:
    """Take one step for several registrations of event, all of them or none; return how many.

    reason is written into the history of each, and told to those who lose their place. over_seats confirms people whose
    delegation is full, within the places of the event, and needs a reason. words stand in place of a mail's own.
    as_shown is the sign of what would_decide() has shown.

    Places that become free go to the queue once all are done, so that nobody is promoted who is then withdrawn.

    Raises NotAll, which says for whom it cannot be done and why; OthersNow if others would be told than were shown."""
    count, told = _decide(event, keys, step, by=by, reason=reason, over_seats=over_seats)
    if as_shown and as_shown != sign_of(told):
        raise OthersNow
    telling.tell_all(told, words)
    return count


class _Undone(Exception):
    pass


def would_decide(
    event: Event, keys: Iterable[int], step: Step, *, by: User | None, reason: str = "", over_seats: bool = False
) -> list[Told]:
    """Return who would be told what if decide() were called so: nothing is done. Raises NotAll as it does."""
    told: list[News] = []
    try:
        with transaction.atomic():
            _count, told = _decide(event, keys, step, by=by, reason=reason, over_seats=over_seats)
            first: dict[str, Words] = {}
            for news in told:
                if news.mail and news.mail not in first:
                    first[news.mail] = telling.words_of(news)
            raise _Undone
    except _Undone:
        pass
    return [
        Told(news.registration, news.mail, first[news.mail].subject, first[news.mail].text, Step(news.change.action))
        for news in told
        if news.mail
    ]


def sign_of(told: Iterable[News | Told]) -> str:
    """Return a sign that is another one if others are told, or something else."""
    pairs = sorted((one.registration.pk, one.mail) for one in told if one.mail)
    return sha256(repr(pairs).encode()).hexdigest()[:24]


def _decide(
    event: Event, keys: Iterable[int], step: Step, *, by: User | None, reason: str, over_seats: bool
) -> tuple[int, list[News]]:
    event = moves.lock(event)
    chosen = event.registrations.filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    told: list[News] = []
    problems: dict[int, str] = {}
    count = 0
    for registration in chosen:
        moves.with_event(registration, event)
        try:
            _take(step, registration, by=by, reason=reason, over_seats=over_seats, tell=told.append)
        except RegistrationError as error:
            problems[registration.pk] = str(error.advice)
        count += 1
    if problems:
        raise NotAll(problems)
    if step in {Step.DECLINE, Step.WITHDRAW}:
        moves.fill(event, told.append)
    return count, told


@transaction.atomic
def remind(event: Event, keys: Iterable[int], words: Words, *, by: User | None) -> int:
    """Mail what the organisers have written to the chosen, as far as their registration stands; return to how many."""
    event = moves.lock(event)
    chosen = event.registrations.active().filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    return telling.write_to([moves.with_event(registration, event) for registration in chosen], words)


@transaction.atomic
def promote(event: Event) -> int:
    """Fill free places from the queue, first come first; return how many people were given one.

    For when the number of places was raised; withdrawals promote by themselves."""
    return moves.fill(moves.lock(event))


def _use(event: Event, code: str) -> InvitationCode:
    """Use up the code for one person; the event's row is locked."""
    found = event.invitation_codes.filter(code__iexact=code.strip()).first()
    if found is None or not found.works:
        raise CodeRefused
    event.invitation_codes.filter(pk=found.pk).update(used=F("used") + 1)
    return found


def _first_status(event: Event, mode: str) -> Status:
    if event.policy == Event.Policy.APPROVAL:
        return Status.PENDING
    left = event.left_in(mode)
    # Whoever comes while others wait, waits behind them, though a place be free for a moment.
    if left is None or (left > 0 and not moves.in_line(event).exists()):
        return Status.CONFIRMED
    return Status.WAITLISTED


OUTCOME = {
    Step.CONFIRM: Status.CONFIRMED,
    Step.WAITLIST: Status.WAITLISTED,
    Step.DECLINE: Status.DECLINED,
    Step.WITHDRAW: Status.WITHDRAWN,
}


def _take(
    step: Step,
    registration: Registration,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    tell: telling.Teller = telling.tell,
) -> Registration:
    """Take a step that people decide on, for a registration of the locked event."""
    event, after = registration.event, OUTCOME[step]
    states.require(step, registration.status, after)
    if not event.is_ahead:
        raise PlacesFixed
    if step == Step.CONFIRM and not moves.has_room(registration):
        _make_room(registration, over_seats=over_seats, reason=reason)
    return moves.move(registration, step, after, by=by, reason=reason, tell=tell)


def _make_room(registration: Registration, *, over_seats: bool, reason: str) -> None:
    """Give the delegation one seat more for them, if the event has a place and there is a reason."""
    event = registration.event
    if not moves.has_room_in(event, registration.mode):
        raise ModeFull
    left = event.left_in(registration.mode)
    if left is not None and left <= 0:
        raise EventFull
    if not over_seats:
        raise DelegationFull
    if not reason:
        raise ReasonNeeded
    moves.resize(event, registration.delegation_id, 1)
