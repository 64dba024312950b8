"""Places in an event: taken, waited for, given back. Each function is one transaction that holds the event's row.

Whoever changes a place, a delegation's counter or a registration locks the event's row first and nothing else, so
that no two of these functions wait for each other in a ring."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event, Registration, RegistrationChange
from events.registration import states, telling
from events.registration.errors import (
    EventFull,
    InvalidTransition,
    NotAll,
    PlacesFixed,
    RegistrationClosed,
    RegistrationError,
)
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
    """Give the person a place.

    Raises EventFull when none is free, InvalidTransition for one confirmed already, PlacesFixed when the event is
    over or does not take place."""
    return _take(Step.CONFIRM, _lock_both(registration), by=by)


@transaction.atomic
def waitlist(registration: Registration, *, by: User | None) -> Registration:
    """Put somebody who awaits a decision at the end of the queue. Raises InvalidTransition, PlacesFixed."""
    return _take(Step.WAITLIST, _lock_both(registration), by=by)


@transaction.atomic
def decline(registration: Registration, *, by: User | None) -> Registration:
    """Tell the person that there is no place for them; the next in the queue gets one that becomes free.

    Raises InvalidTransition for one that has ended, PlacesFixed."""
    registration = _take(Step.DECLINE, _lock_both(registration), by=by)
    _promote(registration.event)
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by: User | None) -> Registration:
    """Give the person's place back; the next in the queue gets it.

    Raises InvalidTransition when it was given back before, or declined; PlacesFixed when the event is over."""
    registration = _take(Step.WITHDRAW, _lock_both(registration), by=by)
    _promote(registration.event)
    return registration


@transaction.atomic
def decide(event: Event, keys: Iterable[int], step: Step, *, by: User | None) -> int:
    """Take one step for several registrations of event, all of them or none; return how many.

    Places that become free go to the queue once all are done, so that nobody is promoted who is then withdrawn.

    Raises NotAll, which says for whom it cannot be done and why."""
    event = _lock(event)
    chosen = event.registrations.filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    problems: dict[int, str] = {}
    count = 0
    for registration in chosen:
        try:
            _take(step, _with_event(registration, event), by=by)
        except RegistrationError as error:
            problems[registration.pk] = str(error.advice)
        count += 1
    if problems:
        raise NotAll(problems)
    if step in {Step.DECLINE, Step.WITHDRAW}:
        _promote(event)
    return count


@transaction.atomic
def promote(event: Event) -> int:
    """Fill free places from the queue, first come first; return how many people were given one.

    For when the number of places was raised; withdrawals promote by themselves."""
    return _promote(_lock(event))


def _promote(event: Event) -> int:
    """Fill free places of the locked event. Counts them anew: who leaves a queue frees nothing."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return 0
    count, passed_over = 0, set[int]()
    while not event.is_full:
        waiting = event.registrations.waiting().exclude(pk__in=passed_over).select_related("person")
        batch = list(waiting[: event.seats_left])
        if not batch:
            break
        for registration in batch:
            # Whoever's delegation is full lets those behind them pass.
            if _has_room(_with_event(registration, event)):
                _move(registration, Step.PROMOTE, Status.CONFIRMED, by=None)
                count += 1
            else:
                passed_over.add(registration.pk)
    return count


def _first_status(event: Event) -> Status:
    if event.policy == Event.Policy.APPROVAL:
        return Status.PENDING
    # Whoever comes while others wait, waits behind them, though a place be free for a moment.
    if event.seats is None or (not event.is_full and not event.registrations.waiting().exists()):
        return Status.CONFIRMED
    return Status.WAITLISTED


def _has_room(registration: Registration) -> bool:
    if registration.event.is_full:
        return False
    # Asked of the database: in a loop over people of one delegation their copies of it would be out of date.
    return (
        registration.delegation_id is None
        or Delegation.objects.filter(pk=registration.delegation_id, seats_taken__lt=F("seats")).exists()
    )


OUTCOME = {
    Step.CONFIRM: Status.CONFIRMED,
    Step.WAITLIST: Status.WAITLISTED,
    Step.DECLINE: Status.DECLINED,
    Step.WITHDRAW: Status.WITHDRAWN,
}


def _take(step: Step, registration: Registration, *, by: User | None) -> Registration:
    """Take a step that people decide on, for a registration of the locked event."""
    event, after = registration.event, OUTCOME[step]
    states.require(step, registration.status, after)
    if not event.is_ahead:
        raise PlacesFixed
    if step == Step.CONFIRM and not _has_room(registration):
        raise EventFull
    return _move(registration, step, after, by=by)


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
    part = telling.calendar_part(registration, before=before)
    registration.save()
    _count(registration, (after == Status.CONFIRMED) - (before == Status.CONFIRMED))
    change = RegistrationChange.objects.create(
        registration=registration, action=step, from_status=before, to_status=after, by=by
    )
    telling.tell(registration, change, part)
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
    """Return the event as it stands now, its row locked. Others wait for it: what the caller has read of its programme
    and venue is not read again."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    for field in (Event._meta.get_field("programme"), Event._meta.get_field("venue")):
        if field.is_cached(event) and field.value_from_object(event) == field.value_from_object(locked):
            field.set_cached_value(locked, field.get_cached_value(event))
    return locked


def _lock_both(registration: Registration) -> Registration:
    """Return the registration as it stands now, its event's row locked. Raises InvalidTransition if it is gone."""
    event = _lock(registration.event)
    fresh = Registration.objects.select_related("person").filter(pk=registration.pk).first()
    if fresh is None:
        raise InvalidTransition
    return _with_event(fresh, event)


def _with_event(registration: Registration, event: Event) -> Registration:
    registration.event = event  # the locked row, whose counters are true
    return registration
