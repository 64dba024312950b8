"""What the pages of delegations and nominations read; each function a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import now

from events.models import Delegation, Event, NominationLink, Registration

Status = Registration.Status


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
    of its country, then who has waited longest."""
    past = event.delegations.with_room().filter(nomination_closes_at__lte=now()).select_related("country")
    waiting = list(_candidates(event))
    free_places = None if event.seats is None else event.seats - event.seats_taken
    plan = []
    for delegation in past.order_by("pk"):
        for number in range(delegation.seats_left):
            chosen = min(waiting, key=lambda one: _turn(one, delegation), default=None) if waiting else None
            if chosen is not None and chosen.reserve_rank is None and free_places is not None:
                if free_places < 1:
                    chosen = None
                else:
                    free_places -= 1
            if chosen is not None:
                waiting.remove(chosen)
            plan.append(Released(delegation, delegation.seats - number - 1, chosen))
    return plan


def _candidates(event: Event) -> Iterator[Registration]:
    reserves = Q(reserve_rank__isnull=False) | Q(status=Status.WAITLISTED, delegation__isnull=True)
    found = event.registrations.filter(reserves).select_related("person", "delegation")
    yield from found.order_by("reserve_rank", "queued_at", "pk")


def _turn(registration: Registration, delegation: Delegation) -> tuple[bool, bool, bool]:
    person = registration.person
    return (
        registration.reserve_rank is None,
        bool(delegation.constituency) and person.constituency != delegation.constituency,
        delegation.country_id is not None and person.country != delegation.country_id,
    )
