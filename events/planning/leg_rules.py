"""The rules for the times of legs, for all code that moves them: an arrival is after its departure, and nobody is on two
legs at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime
from itertools import pairwise

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event, Leg, LegTraveller

FIXED = (Leg.Status.DONE, Leg.Status.CANCELLED)  # such legs do not move


def movable(event: Event) -> list[Leg]:
    """Return the legs of event that are neither done nor cancelled."""
    return list(event.legs.exclude(status__in=FIXED))


def overlaps(legs: Sequence[Leg]) -> Iterator[tuple[User, Leg, Leg]]:
    """Yield each person who would be on two of these legs at once, with the two legs. One query.

    Cancelled legs do not count. The times are those of the objects, saved or not."""
    by_key = {leg.pk: leg for leg in legs if leg.takes_place}
    of_person: defaultdict[User, list[Leg]] = defaultdict(list)
    rows = LegTraveller.objects.filter(leg__in=by_key).select_related("person").order_by("person", "pk")
    for row in rows:
        of_person[row.person].append(by_key[row.leg_id])
    for person, own in of_person.items():
        own.sort(key=lambda leg: leg.departs_at)
        # In the order of their departures, two legs overlap only if two neighbours do.
        yield from ((person, leg, later) for leg, later in pairwise(own) if leg.overlaps(later))


def problems_after(moves: Iterable[tuple[Model, str, datetime | None]]) -> list[str]:
    """Return one sentence for each rule that these moves of legs would break. The rows are not changed."""
    legs: dict[int, Leg] = {}
    for row, name, moment in moves:
        if isinstance(row, Leg) and moment is not None:
            setattr(legs.setdefault(row.pk, copy(row)), name, moment)
    problems = [
        _("%(leg)s: the arrival would not be after the departure.") % {"leg": leg}
        for leg in legs.values()
        if leg.arrives_at <= leg.departs_at
    ]
    if problems or not legs:
        return problems
    event = next(iter(legs.values())).event_id
    others = Leg.objects.filter(event=event).exclude(pk__in=legs)
    found = overlaps([*legs.values(), *others])
    return [
        _("%(name)s would be on two legs at once: %(one)s and %(other)s.")
        % {"name": person.full_name, "one": one, "other": other}
        for person, one, other in found
    ]
