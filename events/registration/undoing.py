"""Undo a decision whose emails still wait."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Invite, PendingDecision, Registration, RegistrationChange, Session, SessionChoice
from events.registration import reminder_cancellation, transitions
from events.registration.errors import DecisionSentError, EventClosedError, InvalidTransitionError, SeatGoneError
from events.registration.seat_ledger import STATE_COLUMNS, SeatBatch, usage_of
from events.registration.undo_records import (
    INVITE_COLUMNS,
    DecisionRecord,
    restore_values,
    rows_of,
    state_of,
)
from notifications.outbox import services as outbox

UNDONE = "undone"  # not a step: it restores the state before one
SHIFT = "sequence_shift"


def pending_decisions(event: Event) -> QuerySet[PendingDecision]:
    """Return the decisions of event that can still be undone, the latest first."""
    return event.pending_decisions.filter(due_at__gt=now()).defer("record")


def can_be_undone_since(event: Event, moment: datetime) -> bool:
    """Return whether a decision that was made at or after moment (aware) can be undone. An earlier one does not count."""
    return pending_decisions(event).filter(at__gte=moment).exists()


@transaction.atomic
def undo_decision(event: Event, key: int, *, by: User | None) -> PendingDecision:
    """Restore the registrations, seats, waiting list, sessions and reminders as they were before a decision.

    key: of the PendingDecision. Its emails are dropped. Nobody gets an email, except people who joined the waiting list
    meanwhile and now get a seat. The SEQUENCE of feeds does not go back: they may have shown the decision already.

    Raise DecisionSentError if an email was sent, SeatGoneError if somebody else got the seat, InvalidTransitionError if
    a registration has changed again, EventClosedError if the event is over or does not take place, and
    PersonIsLeavingError."""
    event = transitions.lock_event(event)
    decision = event.pending_decisions.filter(pk=key, due_at__gt=now()).first()
    if decision is None:
        raise DecisionSentError
    if not event.is_ahead:
        raise EventClosedError
    record = DecisionRecord.of(decision)
    rows = _unchanged(event, record)
    batch = SeatBatch(event)
    for row in rows:
        _restore(row, record.before[str(row.pk)], batch, by=by)
    for delegation, count in record.added_seats.items():
        batch.resize_delegation(int(delegation), -count)
    _require_seats(batch, rows)
    batch.write()
    if not outbox.take_back(record.mails):
        raise DecisionSentError
    _restore_choices(record)
    _restore_invites(event, record)
    reminder_cancellation.restore_withdrawn(record.withdrawn)
    _keep_others_possible(decision, record, rows)
    PendingDecision.objects.filter(pk=decision.pk).delete()
    _fill_for_newcomers(event, decision.at)
    return decision


def _unchanged(event: Event, record: DecisionRecord) -> list[Registration]:
    """Return the registrations of the record. Raise InvalidTransitionError if one has changed after the decision."""
    rows = list(event.registrations.filter(pk__in=record.after).select_related("person").order_by("pk"))
    if rows_of(rows, STATE_COLUMNS) != record.after:
        raise InvalidTransitionError
    return [transitions.with_event(row, event) for row in rows]


def _restore(row: Registration, before: Mapping[str, object], batch: SeatBatch, *, by: User | None) -> None:
    usage, was_in_calendar, after = usage_of(row), row.is_in_calendar, row.status
    restore_values(row, {name: value for name, value in before.items() if name != SHIFT})
    transitions.follow_in_calendar(row, batch.moment, was_there=was_in_calendar)
    batch.add(row)
    change = RegistrationChange(registration=row, action=UNDONE, from_status=after, to_status=row.status, by=by)
    transitions.record(batch, change, usage)


def _require_seats(batch: SeatBatch, rows: list[Registration]) -> None:
    """Raise SeatGoneError if the restored registrations use more seats than there are, or a rank that is taken."""
    event = batch.event
    left = [event.seats_left_in(mode) for mode in event.modes]
    delegations = {row.delegation_id for row in rows if row.delegation_id}
    left += [batch.seats_left(delegation) for delegation in delegations]
    if any(number is not None and number < 0 for number in left):
        raise SeatGoneError
    ranks = Q(pk__in=())
    for row in rows:
        if row.reserve_rank is not None:
            ranks |= Q(delegation=row.delegation_id, reserve_rank=row.reserve_rank)
    if event.registrations.filter(ranks).exclude(pk__in=[row.pk for row in rows]).exists():
        raise SeatGoneError


def _restore_choices(record: DecisionRecord) -> None:
    seats: dict[int, int] = {}
    choices = []
    for registration, session, at in record.choices:
        seats[session] = seats.get(session, 0) + 1
        choices.append((SessionChoice(registration_id=registration, session_id=session), at))
    for session, count in seats.items():
        free = Session.objects.filter(Q(seats=None) | Q(seats__gte=F("seats_taken") + count), pk=session)
        if not free.update(seats_taken=F("seats_taken") + count):
            raise SeatGoneError
    SessionChoice.objects.bulk_create([choice for choice, _at in choices])
    for choice, at in choices:
        choice.at = datetime.fromisoformat(at)
    SessionChoice.objects.bulk_update([choice for choice, _at in choices], ["at"])


def _restore_invites(event: Event, record: DecisionRecord) -> None:
    """Restore what calendars were sent last. Raise DecisionSentError if a later message builds on the decision."""
    rows = list(Invite.objects.filter(event=event, pk__in=record.invites_after))
    if rows_of(rows, INVITE_COLUMNS) != record.invites_after:
        raise DecisionSentError
    old = [row for row in rows if str(row.pk) in record.invites_before]
    for row in old:
        restore_values(row, record.invites_before[str(row.pk)])
    Invite.objects.bulk_update(old, INVITE_COLUMNS, batch_size=500)
    Invite.objects.filter(pk__in=record.invites_after.keys() - record.invites_before.keys()).delete()


def _keep_others_possible(decision: PendingDecision, record: DecisionRecord, rows: list[Registration]) -> None:
    """Let an earlier decision on the same registrations be undone too: this undo is no change after it."""
    for other in decision.event.pending_decisions.exclude(pk=decision.pk):
        states = other.record["after"]
        found = [row for row in rows if states.get(str(row.pk), {}).get(SHIFT) == record.before[str(row.pk)][SHIFT]]
        for row in found:
            states[str(row.pk)] = state_of(row, STATE_COLUMNS)
        if found:
            other.save(update_fields=["record"])


def _fill_for_newcomers(event: Event, since: datetime) -> None:
    """Give free seats to people who joined the waiting list after the decision, if nobody waited before it.

    Otherwise the waiting list stays as it was: its people did not get these seats before the decision either."""
    waiting = event.registrations.waiting().not_offered()
    if waiting.filter(queued_at__gt=since).exists() and not waiting.filter(queued_at__lte=since).exists():
        transitions.fill_free_seats(event)
