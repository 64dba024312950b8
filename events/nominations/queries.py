"""Queries of the pages of delegations and nominations. Each function makes a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import now

from events.balance.queries import WOMEN, balance
from events.models import Delegation, Event, NominationLink, Registration, Target

Status = Registration.Status
IN_PERSON = Registration.Mode.IN_PERSON


@dataclass(frozen=True)
class ReleasedSeat:
    """An unused seat of a delegation after the deadline.

    registration: the reserve or the person on the waiting list who gets the seat, or None if the seat goes back to the
    event."""

    delegation: Delegation
    registration: Registration | None


def delegations(event: Event) -> QuerySet[Delegation]:
    """Return the delegations of the event, ordered by country and constituency. Those of any country are last."""
    all_delegations = event.delegations.select_related("country", "focal_point")
    return all_delegations.order_by(F("country__name").asc(nulls_last=True), "constituency")


def delegations_of(link: NominationLink) -> QuerySet[Delegation]:
    """Return the delegations of the focal point who has this link."""
    return delegations(link.event).filter(focal_point=link.person_id)


def links(event: Event) -> QuerySet[NominationLink]:
    return event.nomination_links.select_related("person").order_by("person__name", "pk")


def links_with_seats_left(event: Event) -> QuerySet[NominationLink]:
    """Return the valid links of focal points with seats left before the deadline."""
    open_delegations = Delegation.objects.with_room().filter(
        Q(nomination_closes_at__isnull=True) | Q(nomination_closes_at__gt=now()),
        event=event,
        focal_point=OuterRef("person"),
    )
    valid_links = event.nomination_links.filter(revoked_at__isnull=True, expires_at__gt=now())
    return valid_links.filter(Exists(open_delegations)).select_related("event__programme", "person").order_by("pk")


def nominees(event: Event, delegation_keys: list[int]) -> QuerySet[Registration]:
    """Return the nominees of these delegations: first those with a seat, then the reserves by rank."""
    registrations = event.registrations.filter(delegation__in=delegation_keys, nomination__isnull=False)
    return registrations.select_related("nomination").order_by(
        F("reserve_rank").asc(nulls_first=True), "nomination__created_at"
    )


def nominee_names_by_delegation(event: Event) -> defaultdict[int, list[str]]:
    """Return the names of the active nominees, by the primary key of their delegation."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    active = event.registrations.active().filter(delegation__isnull=False)
    for key, name, address in active.values_list("delegation", "person__name", "person__email"):
        names[key].append(name or address)
    return names


def plan_release(event: Event) -> list[ReleasedSeat]:
    """Choose the person who gets each unused seat whose deadline has passed.

    Reserves come before the waiting list. In both groups, people of the constituency of the delegation come first, then
    people of its country, then women while their share is below the target of the event, then those who have waited
    longest."""
    expired = event.delegations.with_room().filter(nomination_closes_at__lte=now()).select_related("country")
    candidates = list(_candidates(event))
    free_seats = _FreeSeats(event)
    wants_women = _wants_women(event)
    plan = []
    for delegation in expired.order_by("pk"):
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


def _candidates(event: Event) -> Iterator[Registration]:
    """Yield the reserves by rank, then the people of the waiting list, the longest wait first."""
    waiting = Q(reserve_rank__isnull=False) | Q(status=Status.WAITLISTED, delegation__isnull=True)
    registrations = event.registrations.not_offered().filter(waiting).select_related("person", "delegation")
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
        wants_women and person.gender.strip().casefold() not in WOMEN,
    )
