"""What every change of a place is made of. The event's row is locked by whoever calls these, with lock() or lock_both(),
first and nothing else, so that no two changes wait for each other in a ring."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event, Registration, RegistrationChange, Session
from events.models.registration import RegistrationQuerySet
from events.registration import states, telling
from events.registration.errors import InvalidTransition, ModeRefused
from events.registration.states import Step

Status = Registration.Status
Mode = Registration.Mode
WEIGHS = Q(status=Status.CONFIRMED) | Q(offer_expires_at__isnull=False)
BATCH = 50  # of those in line, looked at in one query
OFFERING = (Step.OFFER, Step.SWITCH)  # after all other steps there is no offer


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


@dataclass(frozen=True)
class Weight:
    """What one registration adds to the counters of its event (all but named) and of its delegation (taken, named)."""

    taken: int
    online_taken: int
    kept: int
    room_kept: int
    online_kept: int
    named: int


def weigh(registration: Registration) -> Weight:
    """Return what the registration weighs as it stands.

    Whoever is confirmed for a seat of a delegation takes it out of what is kept."""
    is_confirmed = registration.status == Status.CONFIRMED
    is_online = registration.mode == Mode.ONLINE
    is_member = registration.delegation_id is not None
    kept = -int(is_confirmed) if is_member else int(registration.is_offered)
    return Weight(
        taken=int(is_confirmed),
        online_taken=int(is_confirmed and is_online),
        kept=kept,
        room_kept=0 if is_online else kept,
        online_kept=kept if is_online and not is_member else 0,
        named=int(registration.holds_named_seat),
    )


def move(
    registration: Registration,
    step: Step,
    after: Status,
    *,
    by: User | None,
    before: str | None = None,
    reason: str = "",
    mode: str = "",
    offer_until: datetime | None = None,
    tell: telling.Teller = telling.tell,
) -> Registration:
    """Take the step: status, mode, counters, history and mail. The event's row is locked by the caller.

    mode is how the person takes part from now on ("" as before); offer_until is for Step.OFFER; tell is given what is to
    be told, where that is not mailed at once."""
    before = registration.status if before is None else before
    states.require(step, before, after)
    weighed = weigh(registration)
    registration.status = after
    registration.mode = mode or registration.mode
    if step == Step.SEAT or after not in {Status.NOMINATED, Status.PENDING}:
        registration.reserve_rank = None
    if after != Status.WAITLISTED:
        registration.queued_at = None
    elif before != Status.WAITLISTED:
        registration.queued_at = now()
    if step not in OFFERING:
        registration.offer_expires_at = None
    elif offer_until:
        registration.offer_expires_at = offer_until
    if after == Status.CONFIRMED:
        registration.partstat = Registration.Partstat.NEEDS_ACTION
    part = telling.calendar_part(registration, before=before)
    registration.save()
    count(registration, since=weighed)
    if before in Registration.CHOOSING and after not in Registration.CHOOSING:
        leave_sessions(registration)
    change = RegistrationChange.objects.create(
        registration=registration, action=step, from_status=before, to_status=after, by=by, reason=reason
    )
    tell(telling.News(registration, change, part))
    return registration


def count(registration: Registration, *, since: Weight) -> None:
    """Let the counters of places follow a registration that weighed something else before; the database refuses more
    than there are (CHECKs event_never_oversold and its neighbours, delegation_never_oversold)."""
    is_now = weigh(registration)
    by = Weight(*(new - old for new, old in zip(astuple(is_now), astuple(since), strict=True)))
    _add_to_event(registration.event, by)
    if registration.delegation_id and (by.taken or by.named):
        Delegation.objects.filter(pk=registration.delegation_id).update(
            seats_taken=F("seats_taken") + by.taken, seats_named=F("seats_named") + by.named
        )


def _add_to_event(event: Event, by: Weight) -> None:
    changes = {
        "seats_taken": by.taken,
        "online_taken": by.online_taken,
        "seats_kept": by.kept,
        "room_kept": by.room_kept,
        "online_kept": by.online_kept,
    }
    changes = {name: number for name, number in changes.items() if number}
    if not changes:
        return
    Event.objects.filter(pk=event.pk).update(**{name: F(name) + number for name, number in changes.items()})
    for name, number in changes.items():
        setattr(event, name, getattr(event, name) + number)


def keep(event: Event, seats: int) -> None:
    """Keep so many places more of the locked event aside for its delegations; fewer, if negative."""
    _add_to_event(event, Weight(taken=0, online_taken=0, kept=seats, room_kept=seats, online_kept=0, named=0))


def resize(event: Event, delegation_id: int | None, by: int) -> None:
    """Give a delegation of the locked event so many seats more, or fewer, and keep places for them."""
    Delegation.objects.filter(pk=delegation_id).update(seats=F("seats") + by)
    keep(event, by)


def follow_mode(event: Event) -> None:
    """Let everybody take part as the locked event, whose mode was just set, takes place; count anew who is where."""
    if event.mode != Event.Mode.HYBRID:
        event.registrations.exclude(mode=event.mode).update(mode=event.mode)
    weights = [weigh(with_event(one, event)) for one in event.registrations.filter(WEIGHS)]
    seats = event.delegations.aggregate(seats=Coalesce(Sum("seats"), 0))["seats"]
    event.online_taken = sum(one.online_taken for one in weights)
    event.online_kept = sum(one.online_kept for one in weights)
    event.room_kept = seats + sum(one.room_kept for one in weights)


def leave_sessions(registration: Registration, sessions: Iterable[int] | None = None) -> None:
    """Give back the person's places in sessions: in these, or in all."""
    found = registration.session_choices.all()
    if sessions is not None:
        found = found.filter(session__in=sessions)
    if keys := list(found.values_list("session", flat=True)):
        found.delete()
        Session.objects.filter(pk__in=keys).update(seats_taken=F("seats_taken") - 1)


def mode_of(event: Event, wanted: str, standing: str = "") -> Registration.Mode:
    """Return how somebody takes part who has asked for wanted; who has not, as they stand, or as is usual.

    Raises ModeRefused for a way in which one cannot take part in event."""
    if wanted and wanted not in event.modes:
        raise ModeRefused
    return Mode(wanted or (standing if standing in event.modes else event.modes[0]))


def has_room(registration: Registration) -> bool:
    """Say whether there is a place for them in the event, in the way in which they take part, and in their delegation."""
    event = registration.event
    if registration.delegation_id is None:
        left = event.left_in(registration.mode)
        return registration.is_offered or left is None or left > 0
    # The seat of a delegation is kept for it in the room; online it needs a place that nobody keeps.
    if registration.mode == Mode.ONLINE and not has_room_in(event, Mode.ONLINE):
        return False
    # Asked of the database: in a loop over people of one delegation their copies of it would be out of date.
    with_room = Delegation.objects.with_room()
    return registration.holds_named_seat or with_room.filter(pk=registration.delegation_id).exists()


def has_room_in(event: Event, mode: str) -> bool:
    """Say whether a place of this kind, in the room or online, is free; whatever the event has in all."""
    left = event.left_of(mode)
    return left is None or left > 0


def modes_with_room(event: Event) -> list[str]:
    """Return in which ways somebody without a delegation could take part now."""
    left = {mode: event.left_in(mode) for mode in event.modes}
    return [mode for mode, number in left.items() if number is None or number > 0]


def in_line(event: Event) -> RegistrationQuerySet:
    """Return those for whom there is a place, first come first; whose kind of place, or delegation, is full lets others
    pass. One for whom a place is kept already is not among them."""
    for_them = Q(delegation=None, mode__in=modes_with_room(event)) | Q(delegation__in=Delegation.objects.with_room())
    return event.registrations.waiting().not_offered().filter(for_them)


def fill(event: Event, tell: telling.Teller = telling.tell) -> int:
    """Fill what is free in the locked event: seats of delegations by their reserves, places by the queue.

    Counts anew: who leaves a queue frees nothing. Returns to how many people a place was given, or offered."""
    if event.status != Event.Status.PUBLISHED or event.is_past:
        return 0
    _seat_reserves(event, tell)
    return _promote(event, tell)


def _seat_reserves(event: Event, tell: telling.Teller) -> None:
    reserves = event.registrations.filter(reserve_rank__isnull=False).select_related("person", "delegation__country")
    in_turn = reserves.order_by("delegation", "reserve_rank", "pk")
    while first := in_turn.filter(delegation__in=Delegation.objects.with_room()).first():
        move(with_event(first, event), Step.SEAT, Status(first.status), by=None, tell=tell)


def _promote(event: Event, tell: telling.Teller) -> int:
    given, passed_over = 0, set[int]()
    while batch := list(in_line(event).exclude(pk__in=passed_over).select_related("person")[:BATCH]):
        for registration in batch:
            if not has_room(with_event(registration, event)):
                passed_over.add(registration.pk)
                continue
            offer_until = _offer_until(event)
            if offer_until:
                move(registration, Step.OFFER, Status.WAITLISTED, by=None, offer_until=offer_until, tell=tell)
            else:
                move(registration, Step.PROMOTE, Status.CONFIRMED, by=None, tell=tell)
            given += 1
    return given


def _offer_until(event: Event) -> datetime | None:
    """Return until when a place that is free now is offered; None to give it at once."""
    if event.offer_hours is None:
        return None
    until = now() + timedelta(hours=event.offer_hours)
    return min(until, event.starts_at) if event.starts_at and event.starts_at > now() else until
