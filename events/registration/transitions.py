"""Primitives that change a registration. The caller must lock the event first.

Lock the event with lock_event() or lock_registration() before any other row. All changes then lock in the same order, so
that two changes never deadlock."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Registration, RegistrationChange, Step
from events.registration import states
from events.registration.errors import InvalidModeError, InvalidTransitionError, PersonIsLeavingError
from events.registration.seat_ledger import SeatBatch, SeatUsage, is_joining, usage_of

Status = Registration.Status
Mode = Registration.Mode
USES_SEATS = Q(status=Status.CONFIRMED) | Q(offer_expires_at__isnull=False)
MIN_PAGE, MAX_PAGE = 10, 500  # how many people of the waiting list one query reads
STEPS_WITH_OFFER = (Step.OFFER, Step.HOLD, Step.SWITCH, Step.MERGE)  # every other step ends an offer


def lock_event(event: Event) -> Event:
    """Lock the row of the event and return it with its present values.

    Keep the related programme and venue that the caller has loaded, so that they are not read again while other
    transactions wait for the lock."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    for field in (Event._meta.get_field("programme"), Event._meta.get_field("venue")):
        if field.is_cached(event) and field.value_from_object(event) == field.value_from_object(locked):
            field.set_cached_value(locked, field.get_cached_value(event))
    return locked


def lock_registration(registration: Registration) -> Registration:
    """Lock the row of the event and return the registration with its present values.

    Raise InvalidTransitionError if the registration no longer exists."""
    event = lock_event(registration.event)
    fresh = Registration.objects.select_related("person").filter(pk=registration.pk).first()
    if fresh is None:
        raise InvalidTransitionError
    return with_event(fresh, event)


def with_event(registration: Registration, event: Event) -> Registration:
    """Return the registration with `event` as its event. The locked event has the correct counters."""
    registration.event = event
    return registration


def apply_step(
    registration: Registration,
    step: Step,
    after: Status,
    *,
    by: User | None,
    before: str | None = None,
    reason: str = "",
    mode: str = "",
    offer_until: datetime | None = None,
    batch: SeatBatch | None = None,
    because: str | None = "",
) -> Registration:
    """Apply a step to a registration: change its status and the counters, write the history, send a notice.

    `before` is the status before the step (by default the present one). `mode` is the new mode ("" for no change).
    `offer_until` is the end of an offer (aware). With a `batch`, the step is saved and notified with the batch.
    Without one, this function saves the registration with all its fields and sends the notice at once. `because` is why the
    person gets a place although mandatory requirements are open; None does not ask for them, in a preview.

    Raise InvalidTransitionError if the step is not allowed between these statuses; PersonIsLeavingError if a new participant
    is a person whose data is being erased; RequirementsOpenError if a place needs a reason."""
    before = registration.status if before is None else before
    states.require_allowed(step, before, after)
    _require_open_account(registration, before, after)
    is_alone, batch = batch is None, batch or SeatBatch(registration.event)
    reason = batch.requirements.reason(registration, step, before=before, after=after, reason=reason, because=because)
    batch.remember(registration)
    usage_before = usage_of(registration)
    was_in_calendar = registration.is_in_calendar or before == Status.CONFIRMED
    _set_fields(registration, step, after, before=before, mode=mode, offer_until=offer_until)
    follow_in_calendar(registration, batch.moment, was_there=was_in_calendar)
    change = RegistrationChange(
        registration=registration, action=step, from_status=before, to_status=after, by=by, reason=reason
    )
    if is_alone:
        registration.save()
    else:
        batch.add(registration)
    record(batch, change, usage_before)
    if is_alone:
        batch.finish()
    return registration


def _require_open_account(registration: Registration, before: str, after: str) -> None:
    """Raise PersonIsLeavingError for a loaded person who cannot join, so that lists know the row of the person.

    SeatBatch.write() asks again, under the lock of the person."""
    if not is_joining(before, after) or not Registration._meta.get_field("person").is_cached(registration):
        return
    if not registration.person.is_active or registration.person.erase_at:
        raise PersonIsLeavingError


def _set_fields(
    registration: Registration, step: Step, after: Status, *, before: str, mode: str, offer_until: datetime | None
) -> None:
    registration.status = after
    registration.mode = mode or registration.mode
    if step == Step.SEAT or after not in {Status.NOMINATED, Status.PENDING}:
        registration.reserve_rank = None
    if after != Status.WAITLISTED:
        registration.queued_at = None
    elif before != Status.WAITLISTED and step != Step.MERGE:  # a merge copies the position of the other registration
        registration.queued_at = now()
    if step not in STEPS_WITH_OFFER or after != Status.WAITLISTED:
        registration.offer_expires_at = None
    elif offer_until:
        registration.offer_expires_at = offer_until
    if step == Step.HOLD:
        registration.awaits_answer = True
    elif after in {Status.CONFIRMED, Status.NOMINATED} or step in {Step.AGREE, Step.ACCEPT}:
        registration.awaits_answer = False
    if step != Step.MERGE:
        registration.merged_into = None  # a person who registers again has a registration of their own


def follow_in_calendar(registration: Registration, moment: datetime, *, was_there: bool) -> None:
    """Raise the SEQUENCE of the entry in a personal feed, and remember when the event left the person's calendar."""
    if registration.pk:
        registration.sequence_shift += 1
    if registration.is_in_calendar:
        registration.left_calendar_at = None
    elif was_there and registration.pk:
        registration.left_calendar_at = moment


def record(batch: SeatBatch, change: RegistrationChange, usage_before: SeatUsage) -> None:
    """Record a change of a registration in the batch: its counters, its history, its sessions and its notice."""
    batch.update_counters(change.registration, since=usage_before)
    leaves = change.from_status in Registration.CHOOSING and change.to_status not in Registration.CHOOSING
    batch.record_change(change, leaves_sessions=leaves)


def release_usage(registration: Registration, batch: SeatBatch) -> None:
    """Free the seats that the registration uses, before the next step of the batch gives it another seat."""
    usage_before = usage_of(registration)
    registration.status, registration.reserve_rank, registration.offer_expires_at = Status.WITHDRAWN, None, None
    batch.update_counters(registration, since=usage_before)


def keep_seats_for_delegations(event: Event, count: int) -> None:
    """Keep `count` more seats of the locked event for its delegations. A negative count frees kept seats."""
    batch = SeatBatch(event)
    batch.keep_seats(count)
    batch.write()


def apply_event_mode(event: Event) -> None:
    """Give all registrations the mode of the locked event, and count the seats by mode again.

    Change the counters of `event` without saving them."""
    if event.mode != Event.Mode.HYBRID:
        event.registrations.exclude(mode=event.mode).update(mode=event.mode)
    usages = [usage_of(with_event(registration, event)) for registration in event.registrations.filter(USES_SEATS)]
    delegation_seats = event.delegations.aggregate(seats=Coalesce(Sum("seats"), 0))["seats"]
    event.online_taken = sum(usage.online_taken for usage in usages)
    event.online_kept = sum(usage.online_kept for usage in usages)
    event.room_kept = delegation_seats + sum(usage.room_kept for usage in usages)


def resolve_mode(event: Event, requested: str, current: str = "") -> Registration.Mode:
    """Return the mode that was requested; without a request the current mode if the event offers it, else its first mode.

    Raise InvalidModeError if the event does not offer the requested mode."""
    if requested and requested not in event.modes:
        raise InvalidModeError
    return Mode(requested or (current if current in event.modes else event.modes[0]))


def has_seat(registration: Registration, batch: SeatBatch | None = None) -> bool:
    """Return whether the event and the delegation have a seat for this registration in its mode.

    Pass the batch if it has changes that are not written yet."""
    event = registration.event
    if registration.delegation_id is None:
        left = event.seats_left_in(registration.mode)
        return registration.is_offered or left is None or left > 0
    # The seat of a delegation is kept in the room. A member who takes part online needs a seat that is not kept.
    if registration.mode == Mode.ONLINE and not has_seat_in_mode(event, Mode.ONLINE):
        return False
    # registration.delegation may be out of date: each registration of a loop has its own copy.
    return registration.holds_named_seat or (batch or SeatBatch(event)).seats_left(registration.delegation_id) > 0


def has_seat_in_mode(event: Event, mode: str) -> bool:
    """Return whether a seat of this mode is free, without regard to the total of the event."""
    left = event.mode_seats_left(mode)
    return left is None or left > 0


def modes_with_seats(event: Event) -> list[str]:
    """Return the modes in which the event has a free seat for a person without a delegation."""
    left_by_mode = {mode: event.seats_left_in(mode) for mode in event.modes}
    return [mode for mode, left in left_by_mode.items() if left is None or left > 0]


def next_in_queue(batch: SeatBatch, limit: int, skipped: Collection[int] = ()) -> list[Registration]:
    """Return the first people on the waiting list who can get a seat, in the order of the list.

    Leave out people who have an offer, those whose mode or delegation is full, those with open mandatory requirements,
    and the keys in `skipped`. The result comes from the database, which knows only the changes that the batch has written."""
    people = [row for queue in _queues(batch, skipped) for row in queue.select_related("person")[:limit]]
    people.sort(key=lambda registration: (registration.queued_at, registration.pk))
    return people[:limit]


def has_queue(batch: SeatBatch) -> bool:
    """Return whether next_in_queue() would find anybody. Read nobody."""
    return any(queue.exists() for queue in _queues(batch))


def _queues(batch: SeatBatch, skipped: Collection[int] = ()) -> list[QuerySet[Registration]]:
    """Return the people on the waiting list who can get a seat: of the event, and of delegations that have a free one.

    Each of the two queries has an index. It skips people who wait for a full mode or delegation, however many they are."""
    waiting = batch.event.registrations.waiting().not_offered()
    if skipped:
        waiting = waiting.exclude(pk__in=skipped)
    if batch.requirements.requirements:
        waiting = waiting.exclude(batch.requirements.is_open())
    queues: list[QuerySet[Registration]] = [waiting.filter(delegation=None, mode__in=modes_with_seats(batch.event))]
    if delegations := batch.delegations_with_seats():
        queues.append(waiting.filter(delegation__in=delegations))
    return queues


def fill_free_seats(event: Event, batch: SeatBatch | None = None) -> int:
    """Give the free seats of the locked event to reserves of delegations and to the waiting list.

    Return the number of people of the waiting list who got a seat or an offer. With a `batch`, the changes are part of
    it; without one, they are saved and notified at once. The free seats are counted again, because a person who leaves
    the waiting list frees no seat. Do nothing after the last moment of promotion (`event.promotes_until`)."""
    if not event.promotes:
        return 0
    if batch is not None:
        return _fill_free_seats(batch)
    own_batch = SeatBatch(event)
    promoted = _fill_free_seats(own_batch)
    own_batch.finish()
    return promoted


def _fill_free_seats(batch: SeatBatch) -> int:
    _seat_reserves(batch)
    return _promote(batch)


def _seat_reserves(batch: SeatBatch) -> None:
    batch.write()  # the queries below read from the database who has a seat
    delegations = batch.delegations_with_seats()
    if not delegations:
        return
    reserves = batch.event.registrations.filter(delegation__in=delegations, reserve_rank__isnull=False)
    for reserve in reserves.select_related("person", "delegation__country").order_by(
        "delegation", "reserve_rank", "pk"
    ):
        if reserve.delegation_id and batch.seats_left(reserve.delegation_id) > 0:
            apply_step(with_event(reserve, batch.event), Step.SEAT, Status(reserve.status), by=None, batch=batch)


def _promote(batch: SeatBatch) -> int:
    event, promoted, skipped = batch.event, 0, set[int]()
    while candidates := _next_page(batch, skipped):
        batch.requirements.load(candidates)
        for registration in candidates:
            if not has_seat(with_event(registration, event), batch):
                skipped.add(registration.pk)
                continue
            if offer_until := _offer_until(registration, batch.moment):
                apply_step(registration, Step.OFFER, Status.WAITLISTED, by=None, offer_until=offer_until, batch=batch)
            else:
                apply_step(registration, Step.PROMOTE, Status.CONFIRMED, by=None, batch=batch)
            promoted += 1
    return promoted


def _next_page(batch: SeatBatch, skipped: Collection[int]) -> list[Registration]:
    """Return about as many people from the waiting list as there are free seats."""
    batch.write()
    left = batch.event.seats_left
    return next_in_queue(batch, MAX_PAGE if left is None else min(max(left, MIN_PAGE), MAX_PAGE), skipped)


def _offer_until(registration: Registration, moment: datetime) -> datetime | None:
    """Return the end of an offer that is made at moment. None means that the seat is given at once, without an offer.

    A person who has not agreed to take part always gets an offer, which is then their time to answer."""
    event, hours = registration.event, registration.event.offer_hours
    if hours is None and not registration.awaits_answer:
        return None
    until = moment + timedelta(hours=settings.HOLD_HOURS if hours is None else hours)
    return min(until, event.promotes_until) if event.promotes_until else until


def hold_until(event: Event, moment: datetime | None = None) -> datetime:
    """Return the end of a hold that begins at moment, by default now (both aware): settings.HOLD_HOURS, but not after the start of the event.

    During the event it is not after its end."""
    moment = moment or now()
    until = moment + timedelta(hours=settings.HOLD_HOURS)
    limits = [at for at in (event.starts_at, event.ends_at) if event.is_dated and at and at > moment]
    return min([until, *limits])


def shorten_offers(event: Event) -> None:
    """End the offers and holds of the locked event no later than its start, after the event has moved.

    An offer to the waiting list also ends no later than the last moment of promotion, if that is still ahead."""
    start = event.starts_at if event.is_dated else None
    if start and start > now():
        event.registrations.filter(offer_expires_at__gt=start).update(offer_expires_at=start)
    until = event.promotes_until
    if until and until > now():
        event.registrations.filter(offer_expires_at__gt=until, awaits_answer=False).update(offer_expires_at=until)
