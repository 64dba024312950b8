"""What several moves in one event have in common: each counts at once for those after it, and all are written and told
together, in as many statements for a thousand people as for ten."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.timezone import now

from events.models import Delegation, Event, Registration, RegistrationChange, Session, SessionChoice
from events.registration import notify

Status = Registration.Status
BATCH = 500
# What a move changes of a registration, but for its turn in the queue.
MOVED = (
    "status", "mode", "delegation_id", "reserve_rank", "offer_expires_at", "merged_into_id",
)  # fmt: skip
OF_DELEGATION = ("seats", "seats_taken", "seats_named")


@dataclass(frozen=True)
class SeatUsage:
    """What one registration adds to the counters of its event (all but named) and of its delegation (taken, named)."""

    taken: int = 0
    online_taken: int = 0
    kept: int = 0
    room_kept: int = 0
    online_kept: int = 0
    named: int = 0

    def __sub__(self, other: "SeatUsage") -> "SeatUsage":
        return SeatUsage(*(one - two for one, two in zip(astuple(self), astuple(other), strict=True)))


def usage_of(registration: Registration) -> SeatUsage:
    """Return what the registration weighs as it stands.

    Whoever is confirmed for a seat of a delegation takes it out of what is kept."""
    is_confirmed = registration.status == Status.CONFIRMED
    is_online = registration.mode == Registration.Mode.ONLINE
    is_member = registration.delegation_id is not None
    kept = -int(is_confirmed) if is_member else int(registration.is_offered)
    return SeatUsage(
        taken=int(is_confirmed),
        online_taken=int(is_confirmed and is_online),
        kept=kept,
        room_kept=0 if is_online else kept,
        online_kept=kept if is_online and not is_member else 0,
        named=int(registration.holds_named_seat),
    )


class SeatBatch:
    """Moves in the locked event that are written together, with write(), and told together, with end().

    What the event has left is true at any time; what the database says of registrations and delegations, once the round
    is written. The database refuses more than there is (CHECKs event_never_oversold and its neighbours,
    delegation_never_oversold). columns: what is written of registrations that are there already."""

    def __init__(self, event: Event, columns: Collection[str] = MOVED) -> None:
        self.event = event
        self.told: list[notify.StatusNotice] = []
        self._columns = columns
        self._rows: dict[int, Registration] = {}  # by identity: new ones have no key yet
        self._changes: list[RegistrationChange] = []
        self._leaving: list[Registration] = []
        self._of_event: Counter[str] = Counter()
        self._of_delegations: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def put(self, registration: Registration) -> None:
        """Write the registration, as it will stand by then, with the round."""
        self._rows[id(registration)] = registration

    def count(self, registration: Registration, *, since: SeatUsage) -> None:
        """Let the counters of places follow a registration that weighed something else before."""
        by = usage_of(registration) - since
        self._add_to_event(by)
        if registration.delegation_id is not None:
            self._add_to_delegation(registration.delegation_id, seats_taken=by.taken, seats_named=by.named)

    def note(self, change: RegistrationChange, *, leaves_sessions: bool) -> None:
        """Write the change down with the round and tell it at its end."""
        self._changes.append(change)
        self.told.append(notify.StatusNotice(change.registration, change))
        if leaves_sessions:
            self._leaving.append(change.registration)

    def keep(self, seats: int) -> None:
        """Keep so many places more of the event aside for its delegations; fewer, if negative."""
        self._add_to_event(SeatUsage(kept=seats, room_kept=seats))

    def resize(self, delegation_id: int, by: int) -> None:
        """Give a delegation so many seats more, or fewer, and keep places for them."""
        self._add_to_delegation(delegation_id, seats=by)
        self.keep(by)

    def seats_left(self, delegation_id: int) -> int:
        """Return for how many seats of the delegation nobody is named."""
        return self._delegations[delegation_id].seats_left

    def delegations_with_room(self) -> list[int]:
        """Return the keys of the delegations that have a seat for which nobody is named."""
        if not self.event.seats_kept:  # there the seats are counted for which nobody is confirmed
            return []
        return [key for key, delegation in self._delegations.items() if delegation.seats_left > 0]

    @cached_property
    def _delegations(self) -> dict[int, Delegation]:
        found = self.event.delegations.in_bulk()
        for key, by in self._of_delegations.items():
            _grow(found[key], by)
        return found

    def _add_to_event(self, by: SeatUsage) -> None:
        grown = Counter(
            seats_taken=by.taken,
            online_taken=by.online_taken,
            seats_kept=by.kept,
            room_kept=by.room_kept,
            online_kept=by.online_kept,
        )
        _grow(self.event, grown)
        self._of_event.update(grown)

    def _add_to_delegation(self, key: int, **by: int) -> None:
        self._of_delegations[key].update(by)
        if "_delegations" in self.__dict__:
            _grow(self._delegations[key], by)

    def end(self) -> None:
        """Write the round and mail everybody what has become of them."""
        self.write()
        told, self.told = self.told, []
        notify.send_notices(told)

    def write(self) -> None:
        """Write what is not written yet; nothing is told."""
        rows = list(self._rows.values())
        _update([row for row in rows if row.pk], self._columns)
        Registration.objects.bulk_create([row for row in rows if not row.pk], batch_size=BATCH)
        if changes := {name: F(name) + number for name, number in self._of_event.items() if number}:
            Event.objects.filter(pk=self.event.pk).update(**changes)
        by_delegation = {key: by for key, by in self._of_delegations.items() if any(by.values())}
        if by_delegation:
            grown = {name: _plus(name, {key: by[name] for key, by in by_delegation.items()}) for name in OF_DELEGATION}
            Delegation.objects.filter(pk__in=by_delegation).update(**grown)
        if self._leaving:
            leave_sessions(SessionChoice.objects.filter(registration__in=self._leaving))
        RegistrationChange.objects.bulk_create(self._changes, batch_size=BATCH)
        self._rows, self._changes, self._leaving = {}, [], []
        self._of_event.clear()
        self._of_delegations.clear()


def leave_sessions(choices: QuerySet[SessionChoice]) -> None:
    """Give back the places in sessions that these choices hold."""
    left = dict(choices.order_by().values_list("session").annotate(Count("pk")))
    if left:
        choices.delete()
        Session.objects.filter(pk__in=left).update(
            seats_taken=_plus("seats_taken", {key: -number for key, number in left.items()})
        )


def _grow(row: Event | Delegation, by: Mapping[str, int]) -> None:
    for name, number in by.items():
        setattr(row, name, getattr(row, name) + number)


def _plus(name: str, by: dict[int, int]) -> Combinable:
    """Return the column plus what is given for the row with each key."""
    return F(name) + Case(*(When(pk=key, then=Value(number)) for key, number in by.items()), default=Value(0))


def _update(rows: list[Registration], columns: Collection[str]) -> None:
    """Write these columns and the turn of registrations that are there: one statement for all that stand alike."""
    # Turns differ from one to the next. They go first: nobody may wait without one.
    Registration.objects.bulk_update([row for row in rows if row.queued_at], ["queued_at"], batch_size=BATCH)
    alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[row.queued_at is None, *(getattr(row, name) for name in columns)].append(row.pk)
    for (has_no_turn, *values), keys in alike.items():
        written = dict(zip(columns, values, strict=True)) | {"updated_at": now()}
        if has_no_turn:
            written["queued_at"] = None
        Registration.objects.filter(pk__in=keys).update(**written)
