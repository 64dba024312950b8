"""Places in an event: taken, waited for, given back. Each function is one transaction that holds the event's row.

The event's row is always locked before any of its delegations' and registrations', so that no two of these
functions wait for each other in a ring."""

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event, Registration, RegistrationChange
from events.registration import states, telling
from events.registration.errors import EventFull, InvalidTransition, RegistrationClosed
from events.registration.states import Step

Status = Registration.Status


@transaction.atomic
def register(event: Event, person: User, *, needs: str = "", remark: str = "") -> Registration:
    """Give person a place in event, a place in its queue when it is full, or a decision to wait for.

    Whoever has a registration already keeps it as it stands: a second click changes nothing.

    Raises RegistrationClosed outside the registration window."""
    event = _lock(event)
    registration = event.registrations.filter(person=person).first()
    if registration and not states.may(Step.REGISTER, registration.status):
        return _with_event(registration, event)
    if not event.is_registration_open:
        raise RegistrationClosed
    before = registration.status if registration else states.NOTHING
    after = _first_status(event)
    registration = registration or Registration(event=event, person=person)
    registration.needs, registration.remark = needs, remark
    _with_event(registration, event)
    return _move(registration, Step.REGISTER, after, by=person, before=before)


@transaction.atomic
def confirm(registration: Registration, *, by: User | None) -> Registration:
    """Give the person a place. Raises EventFull when none is free, InvalidTransition for one confirmed already."""
    registration = _lock_both(registration)
    states.require(Step.CONFIRM, registration.status, Status.CONFIRMED)
    if not _has_room(registration):
        raise EventFull
    return _move(registration, Step.CONFIRM, Status.CONFIRMED, by=by)


@transaction.atomic
def decline(registration: Registration, *, by: User | None) -> Registration:
    """Tell the person that there is no place for them; the next in the queue gets one that becomes free."""
    registration = _move(_lock_both(registration), Step.DECLINE, Status.DECLINED, by=by)
    _promote(registration.event)
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by: User | None) -> Registration:
    """Give the person's place back; the next in the queue gets it.

    Raises InvalidTransition when it was given back before, or declined."""
    registration = _move(_lock_both(registration), Step.WITHDRAW, Status.WITHDRAWN, by=by)
    _promote(registration.event)
    return registration


@transaction.atomic
def promote(event: Event) -> int:
    """Fill free places from the queue, first come first; return how many people were given one.

    For when the number of places was raised; withdrawals promote by themselves."""
    return _promote(_lock(event))


def _promote(event: Event) -> int:
    """Fill free places of the locked event. Counts them anew: who leaves a queue frees nothing."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return 0
    count = 0
    waiting = event.registrations.waiting().select_related("person", "delegation")
    if event.seats is not None:
        waiting = waiting[: max(event.seats_left or 0, 0)]
    for registration in waiting:
        if _has_room(_with_event(registration, event)):
            _move(registration, Step.PROMOTE, Status.CONFIRMED, by=None)
            count += 1
    return count


def _first_status(event: Event) -> Status:
    if event.policy == Event.Policy.APPROVAL:
        return Status.PENDING
    # Whoever comes while others wait, waits behind them, though a place be free for a moment.
    if event.seats is None or (not event.is_full and not event.registrations.waiting().exists()):
        return Status.CONFIRMED
    return Status.WAITLISTED


def _has_room(registration: Registration) -> bool:
    delegation = registration.delegation
    return not registration.event.is_full and (delegation is None or delegation.seats_taken < delegation.seats)


def _move(
    registration: Registration, step: Step, after: Status, *, by: User | None, before: str | None = None
) -> Registration:
    """Take the step: status, counters, history and mail. The event's row is locked by the caller."""
    before = registration.status if before is None else before
    states.require(step, before, after)
    registration.status = after
    registration.queued_at = now() if after == Status.WAITLISTED else None
    if after == Status.CONFIRMED:
        registration.partstat = Registration.Partstat.NEEDS_ACTION
    registration.save()
    _count(registration, (after == Status.CONFIRMED) - (before == Status.CONFIRMED))
    change = RegistrationChange.objects.create(
        registration=registration, action=step, from_status=before, to_status=after, by=by
    )
    telling.tell(registration, change)
    return registration


def _count(registration: Registration, difference: int) -> None:
    """Change the counters of places taken; the database refuses more than there are (CHECK event_never_oversold)."""
    if not difference:
        return
    event = registration.event
    Event.objects.filter(pk=event.pk).update(seats_taken=F("seats_taken") + difference)
    event.seats_taken += difference
    if registration.delegation_id:
        Delegation.objects.filter(pk=registration.delegation_id).update(seats_taken=F("seats_taken") + difference)


def _lock(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("programme", "venue__country").get(pk=event.pk)


def _lock_both(registration: Registration) -> Registration:
    """Return the registration as it stands now, its event's row locked. Raises InvalidTransition if it is gone."""
    event = _lock(registration.event)
    fresh = Registration.objects.select_related("person", "delegation").filter(pk=registration.pk).first()
    if fresh is None:
        raise InvalidTransition
    return _with_event(fresh, event)


def _with_event(registration: Registration, event: Event) -> Registration:
    registration.event = event  # the locked row, whose counters are true
    return registration
