"""What every change of a place is made of. The event's row is locked by whoever calls these, with lock() or lock_both(),
first and nothing else, so that no two changes wait for each other in a ring."""

from django.db.models import F
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event, Registration, RegistrationChange
from events.registration import states, telling
from events.registration.errors import InvalidTransition
from events.registration.states import Step

Status = Registration.Status


def lock(event: Event) -> Event:
    """Return the event as it stands now, its row locked. Others wait for it: what the caller has read of its programme
    and venue is not read again."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    for field in (Event._meta.get_field("programme"), Event._meta.get_field("venue")):
        if field.is_cached(event) and field.value_from_object(event) == field.value_from_object(locked):
            field.set_cached_value(locked, field.get_cached_value(event))
    return locked


def lock_both(registration: Registration) -> Registration:
    """Return the registration as it stands now, its event's row locked. Raises InvalidTransition if it is gone."""
    event = lock(registration.event)
    fresh = Registration.objects.select_related("person").filter(pk=registration.pk).first()
    if fresh is None:
        raise InvalidTransition
    return with_event(fresh, event)


def with_event(registration: Registration, event: Event) -> Registration:
    registration.event = event  # the locked row, whose counters are true
    return registration


def move(
    registration: Registration,
    step: Step,
    after: Status,
    *,
    by: User | None,
    before: str | None = None,
    reason: str = "",
) -> Registration:
    """Take the step: status, counters, history and mail. The event's row is locked by the caller."""
    before = registration.status if before is None else before
    states.require(step, before, after)
    held = registration.holds_named_seat
    registration.status = after
    if step == Step.SEAT or after not in {Status.NOMINATED, Status.PENDING}:
        registration.reserve_rank = None
    registration.queued_at = now() if after == Status.WAITLISTED else None
    if after == Status.CONFIRMED:
        registration.partstat = Registration.Partstat.NEEDS_ACTION
    part = telling.calendar_part(registration, before=before)
    registration.save()
    count(
        registration,
        taken=(after == Status.CONFIRMED) - (before == Status.CONFIRMED),
        named=registration.holds_named_seat - held,
    )
    change = RegistrationChange.objects.create(
        registration=registration, action=step, from_status=before, to_status=after, by=by, reason=reason
    )
    telling.tell(registration, change, part)
    return registration


def count(registration: Registration, *, taken: int, named: int) -> None:
    """Change the counters of places; the database refuses more than there are (CHECKs event_never_oversold and
    delegation_never_oversold)."""
    event = registration.event
    if taken:
        Event.objects.filter(pk=event.pk).update(seats_taken=F("seats_taken") + taken)
        event.seats_taken += taken
    if registration.delegation_id and (taken or named):
        Delegation.objects.filter(pk=registration.delegation_id).update(
            seats_taken=F("seats_taken") + taken, seats_named=F("seats_named") + named
        )


def one_seat_more(registration: Registration) -> None:
    """Give the person's delegation a seat beyond those it had; the event's places still hold."""
    Delegation.objects.filter(pk=registration.delegation_id).update(seats=F("seats") + 1)


def has_room(registration: Registration) -> bool:
    """Say whether the event, and the person's delegation, have a place for them."""
    if registration.event.is_full:
        return False
    if registration.delegation_id is None or registration.holds_named_seat:
        return True
    # Asked of the database: in a loop over people of one delegation their copies of it would be out of date.
    return Delegation.objects.with_room().filter(pk=registration.delegation_id).exists()


def fill(event: Event) -> int:
    """Fill what is free in the locked event: seats of delegations by their reserves, places by the queue.

    Counts anew: who leaves a queue frees nothing. Returns how many people were given a place."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return 0
    _seat_reserves(event)
    return _promote(event)


def _seat_reserves(event: Event) -> None:
    reserves = event.registrations.filter(reserve_rank__isnull=False).select_related("person", "delegation__country")
    in_turn = reserves.order_by("delegation", "reserve_rank", "pk")
    while first := in_turn.filter(delegation__in=Delegation.objects.with_room()).first():
        move(with_event(first, event), Step.SEAT, Status(first.status), by=None)


def _promote(event: Event) -> int:
    given, passed_over = 0, set[int]()
    while not event.is_full:
        waiting = event.registrations.waiting().exclude(pk__in=passed_over).select_related("person")
        batch = list(waiting[: event.seats_left])
        if not batch:
            break
        for registration in batch:
            # Whoever's delegation is full lets those behind them pass.
            if has_room(with_event(registration, event)):
                move(registration, Step.PROMOTE, Status.CONFIRMED, by=None)
                given += 1
            else:
                passed_over.add(registration.pk)
    return given
