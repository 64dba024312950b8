"""The order of priority of the nominees of a delegation. Those with a seat have a priority, reserves have their rank."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from events import history
from events.models import Delegation, Nomination, Registration
from events.nominations import queries
from events.nominations.services import rank
from events.ordering import moved
from events.registration import transitions
from events.registration.errors import EventClosedError, InvalidTransitionError


@transaction.atomic
def move(registration: Registration, offset: int, *, by: User | None) -> None:
    """Move a nominee up or down: among the reserves, or among those with a seat. The team sees the order.

    offset: the number of places to move down, negative to move up. Raise EventClosedError if the event is over, and
    InvalidTransitionError if the person is no longer nominated."""
    registration = transitions.lock_registration(registration)
    if registration.reserve_rank is not None:
        rank(registration, offset, by=by)
        return
    if not registration.event.is_ahead:
        raise EventClosedError
    if registration.delegation is None:
        raise InvalidTransitionError
    rows = _seated(registration.delegation)
    if registration not in rows:
        raise InvalidTransitionError
    before = rows.index(registration)
    rows = moved(rows, registration, offset)
    after = rows.index(registration)
    _save_order(rows)
    if after != before:
        _record(registration.delegation, [history.describe_change(_name(registration), before + 1, after + 1)], by)


@transaction.atomic
def reorder(delegation: Delegation, keys: Sequence[int], *, by: User | None) -> None:
    """Put the nominees of a delegation into the order of keys, the primary keys of their registrations.

    A reserve stays a reserve: the order holds among those with a seat, and among the reserves. Nominees who are not in keys
    follow in their present order. Raise EventClosedError if the event is over."""
    event = transitions.lock_event(delegation.event)
    if not event.is_ahead:
        raise EventClosedError
    wanted = {key: place for place, key in enumerate(keys)}
    last = len(wanted)
    seated, reserves = _seated(delegation), _reserves(delegation)
    lines = []
    for rows, save in ((seated, _save_order), (reserves, _save_ranks)):
        ordered = sorted(rows, key=lambda row: wanted.get(row.pk, last))
        if ordered != rows:
            save(ordered)
            lines.append(f"{_names(rows)} → {_names(ordered)}")
    if lines:
        _record(delegation, lines, by)


def _seated(delegation: Delegation) -> list[Registration]:
    """Return the nominees of a delegation with a seat, in their order."""
    nominees = Registration.objects.active().filter(delegation=delegation, nomination__isnull=False, reserve_rank=None)
    return list(queries.in_priority(nominees).select_related("person"))


def _reserves(delegation: Delegation) -> list[Registration]:
    rows = Registration.objects.active().filter(delegation=delegation, reserve_rank__isnull=False)
    return list(rows.select_related("person").order_by("reserve_rank", "pk"))


def _save_order(rows: Sequence[Registration]) -> None:
    for number, row in enumerate(rows, start=1):
        row.nomination.priority = number
    Nomination.objects.bulk_update([row.nomination for row in rows], ["priority"])


def _save_ranks(rows: Sequence[Registration]) -> None:
    for number, row in enumerate(rows, start=1):
        row.reserve_rank = number
    Registration.objects.bulk_update(rows, ["reserve_rank"])


def _name(registration: Registration) -> str:
    return registration.person.full_name


def _names(rows: Sequence[Registration]) -> str:
    return ", ".join(map(_name, rows))


def _record(delegation: Delegation, lines: Sequence[str], by: User | None) -> None:
    history.record(delegation.event, history.What.RESERVES, [str(delegation), *lines], by=by)
