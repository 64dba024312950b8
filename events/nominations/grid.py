"""Save the seats of all delegations of an event."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import history
from events.models import Delegation, Event
from events.nominations import notify, queries
from events.nominations.deadlines import deadline_of_new
from events.registration import transitions
from events.registration.errors import InvalidGridError

type CellKey = tuple[str, str]  # country and constituency
type Numbers = tuple[int, int]  # seats and reserves


@dataclass(frozen=True)
class GridCell:
    """The seats of one delegation.

    country: an ISO 3166 code, or "" for any country. constituency: "" for any constituency."""

    country: str
    constituency: str
    seats: int
    reserve_seats: int = 0


@dataclass(frozen=True)
class SeatSum:
    """The seats that a form would give, before it is saved.

    delegations, seats: of the form. total: the seats of all delegations of the event afterwards. capacity: the places of
    the event; None for no limit. problem: the sentence with which saving would be refused; "" if it would not."""

    delegations: int
    seats: int
    total: int
    capacity: int | None
    problem: str


@transaction.atomic
def set_delegations(event: Event, cells: Iterable[GridCell], *, by: User | None = None) -> None:
    """Replace the delegations of the event by these cells. A cell without seats and reserves removes its delegation.

    Lock the row of the event. Notify the focal points whose seats change. Raise InvalidGridError if people would lose their seats, or if the event has fewer places
    than all the seats."""
    event = transitions.lock_event(event)
    present = {_key(delegation): delegation for delegation in queries.delegations(event)}
    wanted = {(cell.country, cell.constituency): cell for cell in cells if cell.seats or cell.reserve_seats}
    before = {key: (delegation.seats, delegation.reserve_seats) for key, delegation in present.items()}
    removed = [delegation for key, delegation in present.items() if key not in wanted]
    saved = [_resized(event, present.get(key), cell) for key, cell in wanted.items()]
    added_seats = sum(cell.seats for cell in wanted.values()) - sum(seats for seats, _reserves in before.values())
    reasons = [*_lost_seats(event, removed, saved), *_missing_places(event, added_seats)]
    if reasons:
        raise InvalidGridError(reasons)
    terms = notify.terms_of(event)
    Delegation.objects.filter(pk__in=[delegation.pk for delegation in removed]).delete()
    changes = _describe_changes(before, removed, saved)
    Delegation.objects.bulk_update([delegation for delegation in saved if delegation.pk], ["seats", "reserve_seats"])
    Delegation.objects.bulk_create([delegation for delegation in saved if not delegation.pk])
    transitions.keep_seats_for_delegations(event, added_seats)
    count = notify.notify_differences(event, terms)
    if changes:
        history.record(event, history.What.SEATS, [*changes, history.people_notified(count)], by=by)
    transitions.fill_free_seats(event)


@transaction.atomic
def change_delegations(event: Event, cells: Iterable[GridCell], *, by: User | None = None) -> None:
    """Give the delegations of these cells their numbers. The other delegations keep theirs.

    The others are read under the lock of the event, so that no change of another person is lost. Errors: see
    set_delegations()."""
    event = transitions.lock_event(event)
    wanted = {_key(one): GridCell(*_key(one), one.seats, one.reserve_seats) for one in queries.delegations(event)}
    wanted |= {(cell.country, cell.constituency): cell for cell in cells}
    set_delegations(event, wanted.values(), by=by)


def sum_of(event: Event, cells: Iterable[GridCell]) -> SeatSum:
    """Return what change_delegations() would give with these cells. Nothing is saved. Two queries at most."""
    wanted = {(cell.country, cell.constituency): cell.seats for cell in cells}
    before = {_key(one): one.seats for one in queries.delegations(event)}
    total = sum((before | wanted).values())
    capacity = event.seats if event.seats is not None else event.room_seats
    missing = _missing_places(event, total - sum(before.values()))
    return SeatSum(len(wanted), sum(wanted.values()), total, capacity, missing[0] if missing else "")


def resize(event: Event, delegation: Delegation, numbers: Numbers, *, by: User | None = None) -> None:
    """Give one delegation these seats and reserves. Errors: see set_delegations()."""
    change_delegations(event, [GridCell(*_key(delegation), *numbers)], by=by)


def _key(delegation: Delegation) -> CellKey:
    return delegation.country_id or "", delegation.constituency


def _resized(event: Event, delegation: Delegation | None, cell: GridCell) -> Delegation:
    """Return the unsaved delegation of a cell: the present one with new numbers, or a new one."""
    if delegation is None:
        name = event.programme.constituencies.own_name(cell.constituency)
        delegation = Delegation(
            event=event,
            country_id=cell.country or None,
            constituency=cell.constituency,
            constituency_name=name,
            nomination_closes_at=deadline_of_new(event),
        )
    delegation.seats, delegation.reserve_seats = cell.seats, cell.reserve_seats
    return delegation


def _lost_seats(event: Event, removed: list[Delegation], saved: list[Delegation]) -> list[str]:
    """Return a sentence for each delegation whose people would lose their seats."""
    names = queries.nominee_names_by_delegation(event)
    too_small = [delegation for delegation in removed if names[delegation.pk]]
    too_small += [delegation for delegation in saved if delegation.seats_left < 0]
    return [
        _("%(delegation)s: these people would lose their seat: %(names)s.")
        % {"delegation": delegation, "names": ", ".join(names[delegation.pk])}
        for delegation in too_small
    ]


def _missing_places(event: Event, added_seats: int) -> list[str]:
    """Return a sentence if the event has no places for so many more seats, else an empty list."""
    left = event.seats_left_in(Event.Mode.IN_PERSON)
    if left is None or added_seats <= left:
        return []
    problem = ngettext(
        "The delegations would need %(more)d more seats, but the event has only %(left)d free place.",
        "The delegations would need %(more)d more seats, but the event has only %(left)d free places.",
        max(left, 0),
    )
    return [problem % {"more": added_seats, "left": max(left, 0)}]


def _describe_changes(before: dict[CellKey, Numbers], removed: list[Delegation], saved: list[Delegation]) -> list[str]:
    """Return the lines of the history: the removed delegations, then the changed ones, then the new ones."""
    changes = [history.describe_change(delegation, _seats_text(before[_key(delegation)]), "") for delegation in removed]
    for delegation in sorted(saved, key=lambda delegation: delegation.pk is None):
        old, new = before.get(_key(delegation)), (delegation.seats, delegation.reserve_seats)
        if old != new:
            changes.append(history.describe_change(delegation, _seats_text(old), _seats_text(new)))
    return changes


def _seats_text(numbers: Numbers | None) -> str:
    if numbers is None:
        return ""
    seats, reserves = numbers
    seats_text = ngettext("%(count)d seat", "%(count)d seats", seats) % {"count": seats}
    reserves_text = ngettext("%(count)d reserve", "%(count)d reserves", reserves) % {"count": reserves}
    return f"{seats_text}, {reserves_text}" if reserves else seats_text
