"""How many seats of an event are whose. One transaction that holds the event's row."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import history
from events.models import Delegation, Event
from events.nominations import queries
from events.registration import transitions
from events.registration.errors import InvalidGridError


@dataclass(frozen=True)
class GridCell:
    """The seats of one delegation: country is an ISO 3166 code or "" for any, constituency "" for any."""

    country: str
    constituency: str
    seats: int
    reserve_seats: int = 0


@transaction.atomic
def set_delegations(event: Event, cells: Iterable[GridCell], *, by: User | None = None) -> None:
    """Let event have these delegations and no others.

    Raises GridRefused when people would lose a seat that they hold, or the event has fewer places than all the seats."""
    event = transitions.lock_event(event)
    standing = {(found.country_id or "", found.constituency): found for found in queries.delegations(event)}
    wanted = {(cell.country, cell.constituency): cell for cell in cells if cell.seats or cell.reserve_seats}
    before = {key: (found.seats, found.reserve_seats) for key, found in standing.items()}
    named = queries.named_by_delegation(event)
    gone = [found for key, found in standing.items() if key not in wanted]
    reasons = [_stranded(found, named[found.pk]) for found in gone if named[found.pk]]
    new, kept = [], []
    for key, cell in wanted.items():
        delegation = standing.get(key)
        if delegation is None:
            delegation = Delegation(event=event, country_id=cell.country or None, constituency=cell.constituency)
            new.append(delegation)
        else:
            kept.append(delegation)
        delegation.seats, delegation.reserve_seats = cell.seats, cell.reserve_seats
        if delegation.seats_left < 0:
            reasons.append(_stranded(delegation, named[delegation.pk]))
    more = sum(cell.seats for cell in wanted.values()) - sum(seats for seats, _reserves in before.values())
    left = event.seats_left_in(Event.Mode.IN_PERSON)
    if left is not None and more > left:
        reasons.append(
            ngettext(
                "The seats of the delegations would be %(more)d more, but the event has only %(left)d place free.",
                "The seats of the delegations would be %(more)d more, but the event has only %(left)d places free.",
                max(left, 0),
            )
            % {"more": more, "left": max(left, 0)}
        )
    if reasons:
        raise InvalidGridError(reasons)
    Delegation.objects.filter(pk__in=[found.pk for found in gone]).delete()
    Delegation.objects.bulk_update(kept, ["seats", "reserve_seats"])
    Delegation.objects.bulk_create(new)
    transitions.keep_seats_for_delegations(event, more)
    changes = [
        history.describe_change(found, _pair(before[key]), "") for key, found in standing.items() if key not in wanted
    ]
    for delegation in [*kept, *new]:
        was = before.get((delegation.country_id or "", delegation.constituency))
        if was != (delegation.seats, delegation.reserve_seats):
            changes.append(
                history.describe_change(delegation, _pair(was), _pair((delegation.seats, delegation.reserve_seats)))
            )
    if changes:
        history.record(event, history.What.SEATS, changes, by=by)
    transitions.fill_free_seats(event)


def _pair(seats: tuple[int, int] | None) -> str:
    if seats is None:
        return ""
    words = ngettext("%(count)d seat", "%(count)d seats", seats[0]) % {"count": seats[0]}
    more = ngettext("%(count)d reserve", "%(count)d reserves", seats[1]) % {"count": seats[1]}
    return f"{words}, {more}" if seats[1] else words


def _stranded(delegation: Delegation, names: list[str]) -> str:
    return _("%(delegation)s: these people would lose their seat: %(names)s.") % {
        "delegation": delegation,
        "names": ", ".join(names),
    }
