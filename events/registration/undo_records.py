"""Record what a decision changes, so that it can be undone while its emails wait.

A record holds keys, statuses and times, as values that JSON can store."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db.models import Model
from django.utils.timezone import now

from accounts.models import User
from events.calendars.invites import SENT_FIELDS
from events.mails import sender
from events.models import Event, Invite, PendingDecision, Registration, SessionChoice
from events.registration.seat_ledger import STATE_COLUMNS, SeatBatch
from notifications.models import Message
from notifications.outbox.services import Delay

# If the event starts within this time, emails are sent at once: people may be travelling to it.
SOON = timedelta(hours=3)
INVITE_COLUMNS = (*SENT_FIELDS, "registration_id")
QUEUED = (Message.Status.QUEUED, Message.Status.HELD)
Values = dict[str, Any]
Rows = dict[str, Values]  # by the primary key as text, because JSON has no other keys


@dataclass
class DecisionRecord:
    """What a decision has changed."""

    before: Rows = field(default_factory=dict)  # the registrations
    after: Rows = field(default_factory=dict)
    choices: list[tuple[int, int, str]] = field(default_factory=list)  # lost: registration, session, time of the choice
    added_seats: dict[str, int] = field(default_factory=dict)  # by delegation
    invites_before: Rows = field(default_factory=dict)
    invites_after: Rows = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)  # Message-IDs
    withdrawn: dict[str, str] = field(default_factory=dict)  # the former status of each message that was dropped

    @classmethod
    def of(cls, decision: PendingDecision) -> Self:
        return cls(**decision.record)


def held_until(event: Event) -> datetime | None:
    """Return the time until which the emails of a decision wait; None if they are sent at once."""
    moment = now()
    if not settings.UPDATE_DELAY or (event.starts_at and event.starts_at < moment + SOON):
        return None
    return moment + settings.UPDATE_DELAY


class Recorder:
    """Record one decision in the locked event. Call its methods in their order.

    keys: of the registrations that are decided. They are the only ones that can lose their choices of sessions."""

    def __init__(self, event: Event, keys: Collection[int]) -> None:
        self.event, self.record = event, DecisionRecord()
        choices = SessionChoice.objects.filter(registration__event=event, registration__in=keys)
        self._choices = list(choices.values_list("registration", "session", "at"))
        self._people: list[int] = []
        self._queued: dict[int, str] = {}

    def decided(self, batch: SeatBatch) -> None:
        """Record the changes of the batch, which is written. Its notices are not sent yet."""
        found = Registration.objects.filter(pk__in=batch.first_states)
        rows = {row.pk: row for row in found.only("person", *STATE_COLUMNS)}
        self._people = [row.person_id for row in rows.values()]
        self.record.before = {str(pk): _encoded(values) for pk, values in batch.first_states.items()}
        self.record.after = {str(pk): state_of(row, STATE_COLUMNS) for pk, row in rows.items()}
        kept = set(SessionChoice.objects.filter(registration__in=rows).values_list("registration", "session"))
        self.record.choices = [(row, session, at.isoformat()) for row, session, at in self._choices
                               if (row, session) not in kept]  # fmt: skip
        self.record.added_seats = {str(pk): count for pk, count in batch.added_seats.items()}
        self.record.invites_before = self._invites()
        queued = Message.objects.filter(topic=sender.topic(self.event), recipient__in=self._people, status__in=QUEUED)
        self._queued = dict(queued.values_list("pk", "status"))

    def save(self, delay: Delay, *, status: str, count: int, by: User | None) -> PendingDecision:
        """Save the record, after the notices were queued with delay. Delete the records that are no longer needed."""
        self.record.invites_after = self._invites()
        self.record.mails = delay.message_ids
        dropped = Message.objects.filter(pk__in=self._queued, status=Message.Status.DROPPED)
        self.record.withdrawn = {str(pk): self._queued[pk] for pk in dropped.values_list("pk", flat=True)}
        moment = now()
        self.event.pending_decisions.filter(due_at__lte=moment).delete()
        return self.event.pending_decisions.create(
            status=status,
            count=count,
            record=asdict(self.record),
            by=by,
            at=moment,
            due_at=max(delay.until, moment),
        )

    def _invites(self) -> Rows:
        return rows_of(Invite.objects.filter(event=self.event, person__in=self._people), INVITE_COLUMNS)


def rows_of(rows: Iterable[Model], columns: Collection[str]) -> Rows:
    return {str(row.pk): state_of(row, columns) for row in rows}


def state_of(row: Model, columns: Collection[str]) -> Values:
    """Return the values of these columns as JSON can store them."""
    return _encoded({name: getattr(row, name) for name in columns})


def restore_values(row: Model, values: Mapping[str, Any]) -> None:
    """Set the columns of row to values that state_of() has returned. Do not save it."""
    for name, value in values.items():
        is_time = isinstance(value, str) and row._meta.get_field(name).get_internal_type() == "DateTimeField"
        setattr(row, name, datetime.fromisoformat(value) if is_time else value)


def _encoded(values: Mapping[str, Any]) -> Values:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
