"""Places in an event: taken, waited for, given back. Each function is one transaction that holds the event's row."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from accounts.models import User
from events.models import Event, InvitationCode, Registration
from events.registration import moves, states
from events.registration.errors import (
    CodeRefused,
    DelegationFull,
    EventFull,
    NotAll,
    PlacesFixed,
    ReasonNeeded,
    RegistrationClosed,
    RegistrationError,
)
from events.registration.states import Step

Status = Registration.Status


@transaction.atomic
def register(event: Event, person: User, *, needs: str = "", remark: str = "", code: str = "") -> Registration:
    """Give person a place in event, a place in its queue when it is full, or a decision to wait for.

    Whoever has a registration already keeps it as it stands: a second click changes nothing.

    Raises RegistrationClosed outside the registration window, CodeRefused where a code is asked for and this one does
    not work."""
    event = moves.lock(event)
    registration = event.registrations.filter(person=person).first()
    if registration and not states.may(Step.REGISTER, registration.status):
        return moves.with_event(registration, event)
    if not event.is_registration_open:
        raise RegistrationClosed
    before = registration.status if registration else states.NOTHING
    after = _first_status(event)
    registration = registration or Registration(event=event, person=person)
    registration.delegation = None  # who comes back by themselves has no seat of a delegation
    if event.policy == Event.Policy.INVITATION and not registration.is_let_in:
        registration.invitation = _use(event, code)
    registration.needs, registration.remark = needs, remark
    moves.with_event(registration, event)
    return moves.move(registration, Step.REGISTER, after, by=person, before=before)


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
    event: Event, keys: Iterable[int], step: Step, *, by: User | None, reason: str = "", over_seats: bool = False
) -> int:
    """Take one step for several registrations of event, all of them or none; return how many.

    reason is written into the history of each, and told to those who lose their place. over_seats confirms people whose
    delegation is full, within the places of the event, and needs a reason.

    Places that become free go to the queue once all are done, so that nobody is promoted who is then withdrawn.

    Raises NotAll, which says for whom it cannot be done and why."""
    event = moves.lock(event)
    chosen = event.registrations.filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    problems: dict[int, str] = {}
    count = 0
    for registration in chosen:
        try:
            _take(step, moves.with_event(registration, event), by=by, reason=reason, over_seats=over_seats)
        except RegistrationError as error:
            problems[registration.pk] = str(error.advice)
        count += 1
    if problems:
        raise NotAll(problems)
    if step in {Step.DECLINE, Step.WITHDRAW}:
        moves.fill(event)
    return count


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


def _first_status(event: Event) -> Status:
    if event.policy == Event.Policy.APPROVAL:
        return Status.PENDING
    # Whoever comes while others wait, waits behind them, though a place be free for a moment.
    if event.seats is None or (not event.is_full and not event.registrations.waiting().exists()):
        return Status.CONFIRMED
    return Status.WAITLISTED


OUTCOME = {
    Step.CONFIRM: Status.CONFIRMED,
    Step.WAITLIST: Status.WAITLISTED,
    Step.DECLINE: Status.DECLINED,
    Step.WITHDRAW: Status.WITHDRAWN,
}


def _take(
    step: Step, registration: Registration, *, by: User | None, reason: str = "", over_seats: bool = False
) -> Registration:
    """Take a step that people decide on, for a registration of the locked event."""
    event, after = registration.event, OUTCOME[step]
    states.require(step, registration.status, after)
    if not event.is_ahead:
        raise PlacesFixed
    if step == Step.CONFIRM and not moves.has_room(registration):
        if event.is_full:
            raise EventFull
        if not over_seats:
            raise DelegationFull
        if not reason:
            raise ReasonNeeded
        moves.one_seat_more(registration)
    return moves.move(registration, step, after, by=by, reason=reason)
