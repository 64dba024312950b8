"""Release the unused seats of delegations after their deadline: what would happen, and the release itself."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Gender, User
from events import history
from events.balance.queries import balance
from events.models import Delegation, Event, Registration, Step, Target
from events.nominations import notify
from events.registration import transitions
from events.registration.errors import EventClosedError, RegistrationError
from events.registration.requirement_checks import RequirementGate
from events.registration.seat_ledger import SeatBatch

Status = Registration.Status
IN_PERSON = Registration.Mode.IN_PERSON


class ReleaseChangedError(RegistrationError):
    advice = gettext_lazy("Nothing is released yet. Look at what changes, then release the seats.")


class ReleaseTo(models.TextChoices):
    """Who gets the released seats."""

    ANYONE = "anyone", gettext_lazy("Reserves, then the waiting list")
    RESERVES = "reserves", gettext_lazy("Only reserves, in the order of their rank")
    WAITING = "waiting", gettext_lazy("Only the waiting list of the event")
    NOBODY = "nobody", gettext_lazy("Nobody: the seats go back to the event")


_RESERVES = Q(reserve_rank__isnull=False)
_WAITING = Q(status=Status.WAITLISTED, delegation__isnull=True)
CANDIDATES: dict[ReleaseTo, Q] = {
    ReleaseTo.ANYONE: _RESERVES | _WAITING,
    ReleaseTo.RESERVES: _RESERVES,
    ReleaseTo.WAITING: _WAITING,
    ReleaseTo.NOBODY: Q(pk__in=()),
}


@dataclass(frozen=True)
class ReleaseChoice:
    """delegations: the primary keys of those that give back their unused seats; None for all of them."""

    delegations: frozenset[int] | None = None
    to: ReleaseTo = ReleaseTo.ANYONE


EVERYTHING = ReleaseChoice()


@dataclass(frozen=True)
class ReleasedSeat:
    """An unused seat of a delegation after the deadline.

    registration: the reserve or the person on the waiting list who gets the seat, or None if the seat goes back to the
    event."""

    delegation: Delegation
    registration: Registration | None

    @property
    def taken_by(self) -> int | None:
        """The key of the delegation of the reserve who gets the seat; None for other people."""
        reserve = self.registration
        return reserve.delegation_id if reserve and reserve.reserve_rank is not None else None


def releasable(event: Event, choice: ReleaseChoice = EVERYTHING) -> list[Delegation]:
    """Return the delegations in choice with unused seats whose deadline has passed."""
    rows = event.delegations.with_room().filter(nomination_closes_at__lte=now())
    if choice.delegations is not None:
        rows = rows.filter(pk__in=choice.delegations)
    return list(rows.select_related("country", "focal_point", "alternate__person").order_by("pk"))


def fingerprint(plan: Iterable[ReleasedSeat]) -> str:
    """Return a hash of the released seats and of who gets them."""
    pairs = [(seat.delegation.pk, seat.registration.pk if seat.registration else 0) for seat in plan]
    return sha256(repr(pairs).encode()).hexdigest()[:24]


def seat_changes(plan: Iterable[ReleasedSeat]) -> dict[int, int]:
    """Return how many seats more or fewer each delegation gets, by its key. Those without a change are left out.

    plan: as plan_release() returns it, not released yet. A reserve takes the seat into their own delegation. If that is
    the one that gives the seat back, its number stays."""
    changes: Counter[int] = Counter()
    for seat in plan:
        changes[seat.delegation.pk] -= 1
        if seat.taken_by is not None:
            changes[seat.taken_by] += 1
    return {key: change for key, change in changes.items() if change}


def plan_release(
    event: Event, choice: ReleaseChoice = EVERYTHING, gate: RequirementGate | None = None
) -> list[ReleasedSeat]:
    """Choose the person who gets each unused seat whose deadline has passed, of the delegations in choice.

    Reserves come before the waiting list. In both groups, people of the constituency of the delegation come first, then
    people of its country, then women while their share is below the target of the event, then those who have waited
    longest. gate: of the event, from a caller that has one. After the last moment of promotion, each seat goes back to the event."""
    candidates = list(_candidates(event, choice.to, gate or RequirementGate(event))) if event.promotes else []
    free_seats = _FreeSeats(event)
    wants_women = bool(candidates) and _wants_women(event)
    plan = []
    for delegation in releasable(event, choice):
        for _seat in range(delegation.seats_left):
            free_seats.add(1, IN_PERSON)
            fitting = [
                candidate
                for candidate in candidates
                if candidate.reserve_rank is not None or free_seats.fits(candidate.mode)
            ]
            chosen = min(fitting, key=lambda candidate: _priority(candidate, delegation, wants_women), default=None)
            if chosen is not None:
                candidates.remove(chosen)
                # A reserve takes the seat into their own delegation, and its seats are in-person seats.
                free_seats.add(-1, chosen.mode if chosen.reserve_rank is None else IN_PERSON)
            plan.append(ReleasedSeat(delegation, chosen))
    return plan


def _candidates(event: Event, to: str, gate: RequirementGate) -> Iterator[Registration]:
    """Yield the reserves by rank, then the people of the waiting list, the longest wait first; of those in `to`.

    Leave out people on the waiting list with open mandatory requirements."""
    waiting = CANDIDATES[ReleaseTo(to)]
    registrations = event.registrations.not_offered().filter(waiting).select_related("person", "delegation")
    if gate.requirements:  # a reserve gets a seat without a decision, and still awaits one
        registrations = registrations.exclude(gate.is_open(), reserve_rank=None)
    yield from registrations.order_by("reserve_rank", "queued_at", "pk")


class _FreeSeats:
    """The free seats of an event while the release is planned. None means no limit.

    total: the free seats of all modes. by_mode: the free seats of each mode."""

    def __init__(self, event: Event) -> None:
        self.total = None if event.seats is None else event.seats - event.seats_taken - event.seats_kept
        self.by_mode = {mode: event.mode_seats_left(mode) for mode in event.modes}

    def add(self, number: int, mode: str) -> None:
        self.total = None if self.total is None else self.total + number
        left = self.by_mode.get(mode)
        if left is not None:
            self.by_mode[mode] = left + number

    def fits(self, mode: str) -> bool:
        """Return True if a person who takes part in this mode gets a seat."""
        left = self.by_mode.get(mode)
        return (self.total is None or self.total > 0) and (left is None or left > 0)


def _wants_women(event: Event) -> bool:
    """Return True if the event has a target for women and does not meet it."""
    women = next((share for share in balance(event).shares if share.measure == Target.Measure.WOMEN), None)
    return women is not None and women.target is not None and not women.meets_target


def _priority(registration: Registration, delegation: Delegation, wants_women: bool) -> tuple[bool, bool, bool, bool]:
    """Return the sort key of a candidate for a seat of the delegation. The lowest key comes first."""
    person = registration.person
    return (
        registration.reserve_rank is None,
        bool(delegation.constituency) and person.constituency != delegation.constituency,
        delegation.country_id is not None and person.country != delegation.country_id,
        wants_women and person.gender != Gender.WOMAN,
    )


@transaction.atomic
def release(
    event: Event, *, by: User | None, choice: ReleaseChoice = EVERYTHING, shown: str = ""
) -> list[ReleasedSeat]:
    """Release the unused seats after the deadline, and give them to the people that plan_release() chooses.

    choice: of which delegations, and who gets them. shown: the fingerprint() of the plan that the user has seen; "" for
    none. Return the released seats. A seat that no one can take goes back to the event.

    Raise EventClosedError if the event is over, cancelled or not published, and ReleaseChangedError if the plan is not the
    one that was shown."""
    event = transitions.lock_event(event)
    if not event.is_ahead:
        raise EventClosedError
    batch = SeatBatch(event)
    plan = plan_release(event, choice, batch.requirements)
    if shown and shown != fingerprint(plan):
        raise ReleaseChangedError
    before = notify.terms_of(event)
    batch.requirements.load([seat.registration for seat in plan if seat.registration])
    for key, change in seat_changes(plan).items():
        batch.resize_delegation(key, change)
    for seat in plan:
        registration = seat.registration
        if registration is None:
            continue
        transitions.with_event(registration, event)
        if seat.taken_by is not None:
            transitions.apply_step(registration, Step.SEAT, Status(registration.status), by=by, batch=batch)
        elif registration.awaits_answer:
            until = transitions.hold_until(event, batch.moment)
            transitions.apply_step(registration, Step.HOLD, Status.WAITLISTED, by=by, offer_until=until, batch=batch)
        else:
            transitions.apply_step(registration, Step.PROMOTE, Status.CONFIRMED, by=by, batch=batch)
    batch.finish()
    notify.notify_differences(event, before)
    if plan:
        history.record(event, history.What.RELEASED, [_describe_release(seat) for seat in plan], by=by)
    return plan


def _describe_release(seat: ReleasedSeat) -> str:
    recipient = seat.registration.person.full_name if seat.registration else _("the event")
    return _("%(delegation)s: a seat to %(to)s") % {"delegation": seat.delegation, "to": recipient}
