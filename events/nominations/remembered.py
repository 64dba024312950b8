"""Focal points who are remembered from the programme's last events, and proposed for the same cells of a new one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event
from events.nominations import queries
from events.nominations.appointments import appoint_person
from events.registration import transitions

VALID_FOR = timedelta(days=365)  # after the end of the event


@dataclass(frozen=True)
class Remembered:
    """Who filled the same delegation at an earlier event. until: the end of the year in which they are proposed."""

    event: Event
    people: list[User]
    until: datetime


def remembered(event: Event, delegations: Iterable[Delegation]) -> dict[int, Remembered]:
    """Return who is proposed for each delegation without focal point, by its primary key.

    The latest event of the programme counts that ended within the last year, or that is still ahead. People who are
    blocked or whose data is being erased are not proposed. One query."""
    earlier = (
        Delegation.objects.filter(
            event__programme=event.programme_id,
            event__ends_at__gt=now() - VALID_FOR,
            focal_point__is_active=True,
            focal_point__erase_at=None,
        )
        .exclude(event=event)
        .exclude(event__status=Event.Status.DRAFT)
        .select_related("event", "focal_point", "alternate__person")
        .defer("event__vevent", "event__description", "event__outcome")
    )
    latest = {(one.country_id, one.constituency): one for one in earlier.order_by("event__ends_at", "pk")}
    found = {}
    for delegation in delegations:
        source = latest.get((delegation.country_id, delegation.constituency))
        if source and source.event.ends_at and not delegation.focal_points:
            people = [person for person in source.focal_points if person.is_active and not person.erase_at]
            found[delegation.pk] = Remembered(source.event, people, source.event.ends_at + VALID_FOR)
    return found


@transaction.atomic
def confirm_remembered(
    event: Event, delegations: Collection[int], *, closes_at: datetime | None = None, by: User | None = None
) -> int:
    """Make the proposed people the focal points and alternates of these delegations. Return the number of people.

    delegations: primary keys. One with a focal point, or without a proposal, stays as it is. closes_at: as in
    appoint_person(), with its errors. Each person gets one mail."""
    event = transitions.lock_event(event)
    chosen = queries.delegations(event).filter(pk__in=delegations)
    first: defaultdict[User, list[int]] = defaultdict(list)
    second: defaultdict[User, list[int]] = defaultdict(list)
    for key, proposal in remembered(event, chosen).items():
        for people, role in zip(proposal.people, (first, second), strict=False):
            role[people].append(key)
    for person, keys in second.items():
        appoint_person(event, keys, person, as_alternate=True, by=by)
    for person, keys in first.items():
        appoint_person(event, keys, person, closes_at=closes_at, by=by)
    return len({*first, *second})
