"""Collect several changes of registrations in one event, and save them with few statements.

Each change counts at once for the changes after it. The number of SQL statements does not depend on the number of people."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.timezone import now

from accounts.services import lock_people
from events.models import Delegation, Event, Registration, RegistrationChange, Session, SessionChoice
from events.registration import notify
from events.registration.errors import PersonIsLeavingError
from events.registration.requirement_checks import RequirementGate

Status = Registration.Status
WRITE_SIZE = 500  # rows in one INSERT or UPDATE statement
# The columns that a step changes, apart from `queued_at`.
STEP_COLUMNS = (
    "status", "mode", "delegation_id", "reserve_rank", "offer_expires_at", "awaits_answer", "merged_into_id",
    "sequence_shift", "left_calendar_at",
)  # fmt: skip
# The state of a registration. A later step raises `sequence_shift`.
STATE_COLUMNS = (
    "status", "mode", "delegation_id", "reserve_rank", "queued_at", "offer_expires_at", "awaits_answer",
    "merged_into_id", "sequence_shift",
)  # fmt: skip
DELEGATION_COUNTERS = ("seats", "seats_taken", "seats_named")


@dataclass(frozen=True)
class SeatUsage:
    """What one registration adds to the seat counters.

    `named` counts for the delegation only, `taken` for the event and the delegation, all others for the event only."""

    taken: int = 0
    online_taken: int = 0
    kept: int = 0
    room_kept: int = 0
    online_kept: int = 0
    named: int = 0

    def __sub__(self, other: "SeatUsage") -> "SeatUsage":
        return SeatUsage(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def usage_of(registration: Registration) -> SeatUsage:
    """Return the seat usage of the registration in its present state.

    The event keeps seats for its delegations. A confirmed member of a delegation takes one of these kept seats, so that
    `kept` is then -1."""
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


def is_joining(before: str, after: str) -> bool:
    """Return True if a person with the status before ("" for none) becomes a participant with the status after."""
    return before in {"", *Registration.ENDED} and after not in Registration.ENDED


class SeatBatch:
    """A batch of changes in one event, whose row the caller has locked.

    write() saves the changes; finish() saves them and sends the notices. The counters of `event` are correct after each
    change. The rows of registrations and delegations in the database are correct after write(). CHECK constraints
    (event_never_oversold, delegation_never_oversold and similar ones) refuse more people than there are seats.

    `columns` are the columns that write() updates in existing registrations. `notices` are the notices that finish()
    will send. `requirements` knows whose mandatory requirements are open. `first_states` are the states of existing registrations before their first step, by key, and
    `added_seats` the numbers of seats that delegations got."""

    def __init__(self, event: Event, columns: Collection[str] = STEP_COLUMNS) -> None:
        self.event = event
        self.moment = now()  # one time for all changes: rows with equal values are one statement
        self.notices: list[notify.StatusNotice] = []
        self.requirements = RequirementGate(event)
        self.first_states: dict[int, dict[str, object]] = {}
        self.added_seats: Counter[int] = Counter()
        self._columns = columns
        self._registrations: dict[int, Registration] = {}  # by id(): new registrations have no primary key yet
        self._changes: list[RegistrationChange] = []
        self._leaving_sessions: list[Registration] = []
        self._event_deltas: Counter[str] = Counter()
        self._delegation_deltas: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._delegations: dict[int, Delegation] | None = None  # loaded at the first use

    def add(self, registration: Registration) -> None:
        """Save the registration with this batch, with the values that it has when write() runs."""
        self._registrations[id(registration)] = registration

    def remember(self, registration: Registration) -> None:
        """Keep the state of a saved registration, before the batch changes it for the first time."""
        if registration.pk and registration.pk not in self.first_states:
            self.first_states[registration.pk] = {name: getattr(registration, name) for name in STATE_COLUMNS}

    def update_counters(self, registration: Registration, *, since: SeatUsage) -> None:
        """Update the seat counters when the seat usage of a registration changes. `since` is its usage before."""
        delta = usage_of(registration) - since
        self._add_to_event(delta)
        if registration.delegation_id is not None:
            self._add_to_delegation(registration.delegation_id, seats_taken=delta.taken, seats_named=delta.named)

    def record_change(self, change: RegistrationChange, *, leaves_sessions: bool) -> None:
        """Save the change with this batch and add its notice. With `leaves_sessions`, also free the seats in sessions."""
        self._changes.append(change)
        self.notices.append(notify.StatusNotice(change.registration, change))
        if leaves_sessions:
            self._leaving_sessions.append(change.registration)

    def keep_seats(self, count: int) -> None:
        """Keep `count` more seats of the event for its delegations. A negative count frees kept seats."""
        self._add_to_event(SeatUsage(kept=count, room_kept=count))

    def resize_delegation(self, delegation_id: int, count: int) -> None:
        """Give a delegation `count` more seats (fewer, if negative) and keep seats of the event for them."""
        self.added_seats[delegation_id] += count
        self._add_to_delegation(delegation_id, seats=count)
        self.keep_seats(count)

    def seats_left(self, delegation_id: int) -> int:
        """Return the number of seats of the delegation without a nominee."""
        return self._load_delegations()[delegation_id].seats_left

    def delegations_with_seats(self) -> list[int]:
        """Return the keys of the delegations that have a seat without a nominee."""
        if not self.event.seats_kept:  # counts the seats of delegations without a confirmed person
            return []
        return [key for key, delegation in self._load_delegations().items() if delegation.seats_left > 0]

    def _load_delegations(self) -> dict[int, Delegation]:
        if self._delegations is None:
            self._delegations = self.event.delegations.in_bulk()
            for key, deltas in self._delegation_deltas.items():
                _increment(self._delegations[key], deltas)
        return self._delegations

    def _add_to_event(self, delta: SeatUsage) -> None:
        deltas = Counter(
            seats_taken=delta.taken,
            online_taken=delta.online_taken,
            seats_kept=delta.kept,
            room_kept=delta.room_kept,
            online_kept=delta.online_kept,
        )
        _increment(self.event, deltas)
        self._event_deltas.update(deltas)

    def _add_to_delegation(self, key: int, **deltas: int) -> None:
        self._delegation_deltas[key].update(deltas)
        if self._delegations is not None:
            _increment(self._delegations[key], deltas)

    def finish(self) -> None:
        """Save the batch and send the notices."""
        self.write()
        notices, self.notices = self.notices, []
        notify.send_notices(notices)

    def write(self) -> None:
        """Save the changes that are not saved yet. Send nothing.

        Raise PersonIsLeavingError if a new participant is a person whose data is being erased."""
        registrations = list(self._registrations.values())
        self._require_open_accounts()
        _update_registrations([row for row in registrations if row.pk], self._columns)
        Registration.objects.bulk_create([row for row in registrations if not row.pk], batch_size=WRITE_SIZE)
        self._write_counters()
        if self._leaving_sessions:
            leave_sessions(SessionChoice.objects.filter(registration__in=self._leaving_sessions))
        RegistrationChange.objects.bulk_create(self._changes, batch_size=WRITE_SIZE)
        self._registrations, self._changes, self._leaving_sessions = {}, [], []

    def _require_open_accounts(self) -> None:
        """Lock the people who are new in the event, so that an erasure either waits or is seen."""
        new = {
            change.registration.person_id
            for change in self._changes
            if is_joining(change.from_status, change.to_status)
        }
        if new and len(lock_people(new)) < len(new):
            raise PersonIsLeavingError

    def _write_counters(self) -> None:
        if deltas := {name: F(name) + delta for name, delta in self._event_deltas.items() if delta}:
            Event.objects.filter(pk=self.event.pk).update(**deltas)
        changed = {key: deltas for key, deltas in self._delegation_deltas.items() if any(deltas.values())}
        if changed:
            sums = {
                name: _add_by_key(name, {key: deltas[name] for key, deltas in changed.items()})
                for name in DELEGATION_COUNTERS
            }
            Delegation.objects.filter(pk__in=changed).update(**sums)
        self._event_deltas.clear()
        self._delegation_deltas.clear()


def leave_sessions(choices: QuerySet[SessionChoice]) -> None:
    """Delete these choices of sessions and free their seats."""
    freed = dict(choices.order_by().values_list("session").annotate(Count("pk")))
    if freed:
        choices.delete()
        Session.objects.filter(pk__in=freed).update(
            seats_taken=_add_by_key("seats_taken", {key: -count for key, count in freed.items()})
        )


def _increment(row: Event | Delegation, deltas: Mapping[str, int]) -> None:
    for name, delta in deltas.items():
        setattr(row, name, getattr(row, name) + delta)


def _add_by_key(column: str, deltas: dict[int, int]) -> Combinable:
    """Return the SQL expression of the column plus the delta for the primary key of each row."""
    return F(column) + Case(*(When(pk=key, then=Value(delta)) for key, delta in deltas.items()), default=Value(0))


def _update_registrations(registrations: list[Registration], columns: Collection[str]) -> None:
    """Update these columns and `queued_at` of existing registrations. Use one statement for all rows with equal values."""
    # `queued_at` differs from row to row. Write it first: a CHECK refuses a waitlisted registration without it.
    queued = [row for row in registrations if row.queued_at]
    Registration.objects.bulk_update(queued, ["queued_at"], batch_size=WRITE_SIZE)
    keys_by_values: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in registrations:
        keys_by_values[row.queued_at is None, *(getattr(row, name) for name in columns)].append(row.pk)
    for (is_unqueued, *values), keys in keys_by_values.items():
        updates = dict(zip(columns, values, strict=True)) | {"updated_at": now()}
        if is_unqueued:
            updates["queued_at"] = None
        Registration.objects.filter(pk__in=keys).update(**updates)
