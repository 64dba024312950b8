"""What the pages of delegations and nominations read; each function a fixed number of queries."""

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
class Released:
    """A seat that nobody was named for, and who gets it: a reserve, somebody who waits, or (None) whoever comes."""

    delegation: Delegation
    seats_then: int
    registration: Registration | None


def delegations(event: Event) -> QuerySet[Delegation]:
    """Return the delegations of event by country and constituency, any country last."""
    found = event.delegations.select_related("country", "focal_point")
    return found.order_by(F("country__name").asc(nulls_last=True), "constituency")


def delegations_of(link: NominationLink) -> QuerySet[Delegation]:
    """Return the delegations that the holder of link may fill."""
    return delegations(link.event).filter(focal_point=link.person_id)


def links(event: Event) -> QuerySet[NominationLink]:
    return event.nomination_links.select_related("person").order_by("person__name", "pk")


def links_with_seats_left(event: Event) -> QuerySet[NominationLink]:
    """Return the working links whose holders have seats left and time to fill them."""
    open_ones = Delegation.objects.with_room().filter(
        Q(nomination_closes_at__isnull=True) | Q(nomination_closes_at__gt=now()),
        event=event,
        focal_point=OuterRef("person"),
    )
    working = event.nomination_links.filter(revoked_at__isnull=True, expires_at__gt=now())
    return working.filter(Exists(open_ones)).select_related("event__programme", "person").order_by("pk")


def nominees(event: Event, delegation_keys: list[int]) -> QuerySet[Registration]:
    """Return who was named for these delegations: those with a seat first, then reserves by rank, then who left."""
    found = event.registrations.filter(delegation__in=delegation_keys, nomination__isnull=False)
    return found.select_related("nomination").order_by(
        F("reserve_rank").asc(nulls_first=True), "nomination__created_at"
    )


def named_by_delegation(event: Event) -> defaultdict[int, list[str]]:
    """Return the names of those who hold or wait for a seat, by the key of their delegation."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    active = event.registrations.active().filter(delegation__isnull=False)
    for key, name, address in active.values_list("delegation", "person__name", "person__email"):
        found[key].append(name or address)
    return found


def plan_release(event: Event) -> list[Released]:
    """Choose who gets each seat that nobody was named for and whose deadline has passed.

    Reserves come before those who wait. Among each, who is of the delegation's constituency comes first, then who is
    of its country, then women while the event has fewer than it aims at, then who has waited longest."""
    past = event.delegations.with_room().filter(nomination_closes_at__lte=now()).select_related("country")
    waiting = list(_candidates(event))
    free = _Free(event)
    wants_women = _wants_women(event)
    plan = []
    for delegation in past.order_by("pk"):
        for number in range(delegation.seats_left):
            free.add(1, IN_PERSON)
            fitting = [one for one in waiting if one.reserve_rank is not None or free.fits(one.mode)]
            chosen = min(fitting, key=lambda one: _turn(one, delegation, wants_women), default=None)
            if chosen is not None:
                waiting.remove(chosen)
                # A reserve takes the place back into their own delegation, in the room.
                free.add(-1, chosen.mode if chosen.reserve_rank is None else IN_PERSON)
            plan.append(Released(delegation, delegation.seats - number - 1, chosen))
    return plan


def _candidates(event: Event) -> Iterator[Registration]:
    reserves = Q(reserve_rank__isnull=False) | Q(status=Status.WAITLISTED, delegation__isnull=True)
    found = event.registrations.not_offered().filter(reserves).select_related("person", "delegation")
    yield from found.order_by("reserve_rank", "queued_at", "pk")


class _Free:
    """How many places are free, in all and of each kind; None for no limit."""

    def __init__(self, event: Event) -> None:
        self.whole = None if event.seats is None else event.seats - event.seats_taken - event.seats_kept
        self.of = {mode: event.mode_seats_left(mode) for mode in event.modes}

    def add(self, number: int, mode: str) -> None:
        self.whole = None if self.whole is None else self.whole + number
        left = self.of.get(mode)
        if left is not None:
            self.of[mode] = left + number

    def fits(self, mode: str) -> bool:
        left = self.of.get(mode)
        return (self.whole is None or self.whole > 0) and (left is None or left > 0)


def _wants_women(event: Event) -> bool:
    women = next((share for share in balance(event).shares if share.measure == Target.Measure.WOMEN), None)
    return women is not None and women.target is not None and not women.meets_target


def _turn(registration: Registration, delegation: Delegation, wants_women: bool) -> tuple[bool, bool, bool, bool]:
    person = registration.person
    return (
        registration.reserve_rank is None,
        bool(delegation.constituency) and person.constituency != delegation.constituency,
        delegation.country_id is not None and person.country != delegation.country_id,
        wants_women and person.gender.strip().casefold() not in WOMEN,
    )
