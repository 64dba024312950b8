"""Queries of the pages of delegations and nominations. Each function makes a fixed number of queries."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import NullIf
from django.utils.timezone import now

from events.models import Delegation, Event, NominationLink, Registration
from events.models.letter import lacks_letter


def delegations(event: Event) -> QuerySet[Delegation]:
    """Return the delegations of the event, ordered by country and constituency. Those of any country are last."""
    all_delegations = event.delegations.select_related("country", "focal_point", "alternate__person", "letter")
    return all_delegations.order_by(F("country__name").asc(nulls_last=True), "constituency")


def delegations_of(link: NominationLink) -> QuerySet[Delegation]:
    """Return the delegations of the focal point or alternate who has this link."""
    keys = link.event.delegations.filled_by(link.person_id).values("pk")
    return delegations(link.event).filter(pk__in=keys)


def links(event: Event) -> QuerySet[NominationLink]:
    return event.nomination_links.select_related("person").order_by("person__name", "pk")


def links_with_seats_left(event: Event) -> QuerySet[NominationLink]:
    """Return the valid links of focal points with seats left before the deadline, or without their official letter."""
    open_delegations = Delegation.objects.with_room().filter(
        Q(nomination_closes_at__isnull=True) | Q(nomination_closes_at__gt=now()),
        event=event,
    )
    if event.requires_letter:
        open_delegations = open_delegations | event.delegations.filter(lacks_letter())
    open_delegations = open_delegations.filled_by(OuterRef("person"))
    valid_links = event.nomination_links.filter(revoked_at__isnull=True, expires_at__gt=now())
    return valid_links.filter(Exists(open_delegations)).select_related("event__programme", "person").order_by("pk")


def nominees(event: Event, delegation_keys: list[int]) -> QuerySet[Registration]:
    """Return the nominees of these delegations: first those with a seat, then the reserves by rank."""
    registrations = event.registrations.filter(delegation__in=delegation_keys, nomination__isnull=False)
    return in_priority(registrations)


def in_priority(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Return people of one delegation in their order: first those with a seat, then the reserves by rank."""
    return registrations.select_related("nomination").order_by(
        F("reserve_rank").asc(nulls_first=True),
        NullIf(F("nomination__priority"), 0).asc(nulls_last=True),
        F("nomination__created_at").asc(nulls_first=True),
        "pk",
    )


def placed(event: Event, delegation_keys: list[int]) -> QuerySet[Registration]:
    """Return the people whom the organisers put into seats of these delegations, without a nomination."""
    registrations = event.registrations.confirmed().filter(delegation__in=delegation_keys, nomination__isnull=True)
    return registrations.select_related("person").order_by("created_at", "pk")


def nominee_names_by_delegation(event: Event) -> defaultdict[int, list[str]]:
    """Return the names of the active nominees, by the primary key of their delegation."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    active = event.registrations.active().filter(delegation__isnull=False)
    for key, name, address in active.values_list("delegation", "person__name", "person__email"):
        names[key].append(name or address)
    return names
