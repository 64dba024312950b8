"""What every change of a place is made of. The event's row is locked by whoever calls these, with lock() or lock_both(),
first and nothing else, so that no two changes wait for each other in a ring."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Registration, RegistrationChange, Step
from events.registration import states
from events.registration.errors import InvalidModeError, InvalidTransitionError
from events.registration.seat_ledger import SeatBatch, usage_of

Status = Registration.Status
Mode = Registration.Mode
USES_SEATS = Q(status=Status.CONFIRMED) | Q(offer_expires_at__isnull=False)
FEW, BATCH = 10, 500  # of those in line, looked at in one query
OFFERING = (Step.OFFER, Step.SWITCH, Step.MERGE)  # after all other steps there is no offer


def lock_event(event: Event) -> Event:
    """Return the event as it stands now, its row locked. Others wait for it: what the caller has read of its programme
    and venue is not read again."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    for field in (Event._meta.get_field("programme"), Event._meta.get_field("venue")):
        if field.is_cached(event) and field.value_from_object(event) == field.value_from_object(locked):
            field.set_cached_value(locked, field.get_cached_value(event))
    return locked


def lock_registration(registration: Registration) -> Registration:
    """Return the registration as it stands now, its event's row locked. Raises InvalidTransition if it is gone."""
    event = lock_event(registration.event)
    fresh = Registration.objects.select_related("person").filter(pk=registration.pk).first()
    if fresh is None:
        raise InvalidTransitionError
    return with_event(fresh, event)


def with_event(registration: Registration, event: Event) -> Registration:
    registration.event = event  # the locked row, whose counters are true
    return registration


def take_step(
    registration: Registration,
    step: Step,
    after: Status,
    *,
    by: User | None,
    before: str | None = None,
    reason: str = "",
    mode: str = "",
    offer_until: datetime | None = None,
    into: SeatBatch | None = None,
) -> Registration:
    """Take the step: status, mode, counters, history and mail. The event's row is locked by the caller.

    mode is how the person takes part from now on ("" as before); offer_until is for Step.OFFER. into is a round of which
    the step is a part: it is written and told with the others. Without one, that is done at once, and whatever else has
    been changed of the registration is saved."""
    before = registration.status if before is None else before
    states.require(step, before, after)
    weighed = usage_of(registration)
    registration.status = after
    registration.mode = mode or registration.mode
    if step == Step.SEAT or after not in {Status.NOMINATED, Status.PENDING}:
        registration.reserve_rank = None
    if after != Status.WAITLISTED:
        registration.queued_at = None
    elif before != Status.WAITLISTED and step != Step.MERGE:  # who takes over a turn keeps it
        registration.queued_at = now()
    if step not in OFFERING or after != Status.WAITLISTED:
        registration.offer_expires_at = None
    elif offer_until:
        registration.offer_expires_at = offer_until
    if step != Step.MERGE:
        registration.merged_into = None  # who comes again has a registration of their own
    steps = into or SeatBatch(registration.event)
    if into is None:
        registration.save()
    else:
        steps.put(registration)
    steps.count(registration, since=weighed)
    change = RegistrationChange(
        registration=registration, action=step, from_status=before, to_status=after, by=by, reason=reason
    )
    leaves = before in Registration.CHOOSING and after not in Registration.CHOOSING
    steps.note(change, leaves_sessions=leaves)
    if into is None:
        steps.end()
    return registration


def release_usage(registration: Registration, steps: SeatBatch) -> None:
    """Let the registration weigh nothing, so that it may be given another place by its next move in the round."""
    weighed = usage_of(registration)
    registration.status, registration.reserve_rank, registration.offer_expires_at = Status.WITHDRAWN, None, None
    steps.count(registration, since=weighed)


def keep_for_delegations(event: Event, seats: int) -> None:
    """Keep so many places more of the locked event aside for its delegations; fewer, if negative."""
    kept = SeatBatch(event)
    kept.keep(seats)
    kept.write()


def apply_event_mode(event: Event) -> None:
    """Let everybody take part as the locked event, whose mode was just set, takes place; count anew who is where."""
    if event.mode != Event.Mode.HYBRID:
        event.registrations.exclude(mode=event.mode).update(mode=event.mode)
    weights = [usage_of(with_event(one, event)) for one in event.registrations.filter(USES_SEATS)]
    seats = event.delegations.aggregate(seats=Coalesce(Sum("seats"), 0))["seats"]
    event.online_taken = sum(one.online_taken for one in weights)
    event.online_kept = sum(one.online_kept for one in weights)
    event.room_kept = seats + sum(one.room_kept for one in weights)


def resolve_mode(event: Event, wanted: str, standing: str = "") -> Registration.Mode:
    """Return how somebody takes part who has asked for wanted; who has not, as they stand, or as is usual.

    Raises ModeRefused for a way in which one cannot take part in event."""
    if wanted and wanted not in event.modes:
        raise InvalidModeError
    return Mode(wanted or (standing if standing in event.modes else event.modes[0]))


def has_seat(registration: Registration, steps: SeatBatch | None = None) -> bool:
    """Say whether there is a place for them in the event, in the way in which they take part, and in their delegation;
    after the steps that are taken already, if they are not written yet."""
    event = registration.event
    if registration.delegation_id is None:
        left = event.seats_left_in(registration.mode)
        return registration.is_offered or left is None or left > 0
    # The seat of a delegation is kept for it in the room; online it needs a place that nobody keeps.
    if registration.mode == Mode.ONLINE and not has_seat_in_mode(event, Mode.ONLINE):
        return False
    # In a loop over people of one delegation their own copies of it would be out of date.
    return registration.holds_named_seat or (steps or SeatBatch(event)).seats_left(registration.delegation_id) > 0


def has_seat_in_mode(event: Event, mode: str) -> bool:
    """Say whether a place of this kind, in the room or online, is free; whatever the event has in all."""
    left = event.mode_seats_left(mode)
    return left is None or left > 0


def modes_with_seats(event: Event) -> list[str]:
    """Return in which ways somebody without a delegation could take part now."""
    left = {mode: event.seats_left_in(mode) for mode in event.modes}
    return [mode for mode, number in left.items() if number is None or number > 0]


def next_in_queue(steps: SeatBatch, most: int, passed_over: Collection[int] = ()) -> list[Registration]:
    """Return the first of those for whom there is a place, first come first, but for those passed over by key; whose kind
    of place, or delegation, is full lets others pass. One for whom a place is kept already is not among them.

    Of the database, which knows of what the round has written."""
    event = steps.event
    waiting = event.registrations.waiting().not_offered().exclude(pk__in=passed_over).select_related("person")
    # Two questions, each with an index that leads to the first: however many wait for what is full, none of them is read.
    found = [*waiting.filter(delegation=None, mode__in=modes_with_seats(event))[:most]]
    if delegations := steps.delegations_with_room():
        found += waiting.filter(delegation__in=delegations)[:most]
        found.sort(key=lambda one: (one.queued_at, one.pk))
    return found[:most]


def fill_free_seats(event: Event, into: SeatBatch | None = None) -> int:
    """Fill what is free in the locked event: seats of delegations by their reserves, places by the queue.

    Counts anew: who leaves a queue frees nothing. Returns to how many people a place was given, or offered; a part of
    the round into, if that is given."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return 0
    steps = into or SeatBatch(event)
    _seat_reserves(steps)
    given = _promote(steps)
    if into is None:
        steps.end()
    return given


def _seat_reserves(steps: SeatBatch) -> None:
    steps.write()  # who has a seat is asked of the database
    delegations = steps.delegations_with_room()
    if not delegations:
        return
    reserves = steps.event.registrations.filter(delegation__in=delegations, reserve_rank__isnull=False)
    for reserve in reserves.select_related("person", "delegation__country").order_by(
        "delegation", "reserve_rank", "pk"
    ):
        if reserve.delegation_id and steps.seats_left(reserve.delegation_id) > 0:
            take_step(with_event(reserve, steps.event), Step.SEAT, Status(reserve.status), by=None, into=steps)


def _promote(steps: SeatBatch) -> int:
    event, given, passed_over = steps.event, 0, set[int]()
    offer_until = _offer_until(event)
    while batch := _next_in_line(steps, passed_over):
        for registration in batch:
            if not has_seat(with_event(registration, event), steps):
                passed_over.add(registration.pk)
                continue
            if offer_until:
                take_step(registration, Step.OFFER, Status.WAITLISTED, by=None, offer_until=offer_until, into=steps)
            else:
                take_step(registration, Step.PROMOTE, Status.CONFIRMED, by=None, into=steps)
            given += 1
    return given


def _next_in_line(steps: SeatBatch, passed_over: Collection[int]) -> list[Registration]:
    """Return the first in line, about as many as there are places; not those who were passed over."""
    steps.write()
    left = steps.event.seats_left
    return next_in_queue(steps, BATCH if left is None else min(max(left, FEW), BATCH), passed_over)


def _offer_until(event: Event) -> datetime | None:
    """Return until when a place that is free now is offered; None to give it at once."""
    if event.offer_hours is None:
        return None
    until = now() + timedelta(hours=event.offer_hours)
    return min(until, event.starts_at) if event.starts_at and event.starts_at > now() else until
