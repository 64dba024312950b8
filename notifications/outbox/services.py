"""The outbox: written with its cause, delivered by whoever claims it, recorded attempt by attempt."""

import logging
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import now

from accounts.models import User
from notifications.mail.transport import Answer, Line
from notifications.models import Delivery, Message

logger = logging.getLogger(__name__)

# A worker that holds a row longer than this, and has not renewed it, is taken for dead.
LEASE = timedelta(minutes=5)
# What to wait after the first, second, ... temporary refusal; after the last the message has failed.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]


@dataclass(frozen=True)
class Draft:
    """What is to be told to one person. dedupe_key names the occasion: a second draft with it is the same mail."""

    dedupe_key: str
    kind: str
    subject: str
    text: str
    html: str = ""
    recipient: User | None = None
    to_email: str = ""
    to_name: str = ""
    topic: str = ""
    from_email: str = ""
    ics: str = ""
    ics_method: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None

    def as_message(self) -> Message:
        person = self.recipient
        return Message(
            dedupe_key=self.dedupe_key,
            kind=self.kind,
            topic=self.topic,
            recipient=person,
            to_email=self.to_email or (person.email if person else ""),
            to_name=self.to_name or (person.name if person else ""),
            from_email=self.from_email,
            message_id=f"<{uuid.uuid4()}@{settings.UID_DOMAIN}>",
            subject=self.subject,
            text=self.text,
            html=self.html,
            ics=self.ics,
            ics_method=self.ics_method,
            due_at=self.due_at or now(),
            expires_at=self.expires_at,
        )


@transaction.atomic
def queue(draft: Draft) -> Message:
    """Put a mail into the outbox, in the transaction of its cause; return its row, or the one already there."""
    queue_many([draft])
    return Message.objects.get(dedupe_key=draft.dedupe_key)


@transaction.atomic
def queue_many(drafts: Iterable[Draft]) -> int:
    """Put mails into the outbox and return how many drafts there were; those already there stay as they are."""
    messages = [draft.as_message() for draft in drafts]
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    if messages:
        _kick_on_commit()
    return len(messages)


def _kick_on_commit() -> None:
    """Wake a worker once this transaction stands; once, however many mails it wrote."""
    if not any(entry[1] is _kick for entry in connection.run_on_commit):
        transaction.on_commit(_kick)


def _kick() -> None:
    from notifications.outbox.tasks import deliver_due

    try:
        deliver_due.apply_async(retry=False)
    except Exception:  # whatever a broker raises, the mail is safe in its row
        logger.warning("The queue cannot be reached; the next tick of the beat delivers.", exc_info=True)


def drop(*, topic: str, kind: str = "", recipient: User | None = None) -> int:
    """Take back what waits under topic (of that kind, for that person, if given); return how many are not sent."""
    waiting = Message.objects.filter(topic=topic, status=Message.Status.QUEUED)
    if kind:
        waiting = waiting.filter(kind=kind)
    if recipient:
        waiting = waiting.filter(recipient=recipient)
    return waiting.update(status=Message.Status.DROPPED)


def claim(limit: int = 100, worker: str = "") -> list[Message]:
    """Take up to limit due messages, oldest first; no other worker gets them while the lease lasts."""
    # A name for this claim alone: what an earlier one of the same process left behind is not taken up by it.
    claim_name = f"{worker[:19]}{uuid.uuid4().hex[:12]}"
    with transaction.atomic():
        due = Message.objects.due().order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        chosen = list(due.values_list("pk", flat=True)[:limit])
        if not chosen:
            return []
        # Where rows cannot be locked (SQLite), the condition lets only one of two workers have each.
        Message.objects.filter(pk__in=chosen, status=Message.Status.QUEUED).update(
            status=Message.Status.SENDING, claimed_at=now(), claimed_by=claim_name, attempts=F("attempts") + 1
        )
    return list(Message.objects.filter(pk__in=chosen, claimed_by=claim_name).order_by("due_at", "pk"))


@transaction.atomic
def sweep() -> int:
    """Give back what a worker claimed and, dead or cut off, did not finish; return how many.

    What has been given back too often fails, and what came too late is dropped, each with a delivery that says so."""
    lost = Message.objects.filter(status=Message.Status.SENDING, claimed_at__lt=now() - LEASE)
    worn_out = lost.filter(attempts__gt=len(BACKOFF))
    _end(worn_out, Message.Status.FAILED, Delivery.Outcome.FAILED, "Each worker that tried to send this has died.")
    late = Message.objects.filter(status=Message.Status.QUEUED, expires_at__lte=now())
    _end(late, Message.Status.DROPPED, Delivery.Outcome.DROPPED, "It could not be sent before it was too late.")
    return lost.update(status=Message.Status.QUEUED, claimed_at=None, claimed_by="", due_at=now())


def _end(messages: QuerySet[Message], status: Message.Status, outcome: Delivery.Outcome, why: str) -> None:
    for message in messages.only("pk"):
        # Another worker may sweep at the same time: the condition lets one of them write it down.
        if messages.filter(pk=message.pk).update(status=status):
            Delivery.objects.create(message=message, outcome=outcome, server_said=why)


def deliver_due(limit: int = 100) -> int:
    """Send what is due, batch by batch over one connection; return how many mails the server accepted.

    Any number of workers may run this at once. It ends early when the mail server cannot be reached."""
    sweep()
    accepted = 0
    with Line() as line:
        while not line.is_down and (batch := claim(limit)):
            accepted += send(batch, line)
    return accepted


def send(batch: list[Message], line: Line) -> int:
    """Hand a claimed batch to the mail server; return how many mails it accepted.

    Each row ends sent, waiting for another attempt, or failed, with what the server said in a Delivery. It is written
    before the next mail goes out: a worker that dies leaves one mail in doubt, not a batch."""
    accepted = 0
    for number, message in enumerate(batch):
        if line.is_down:
            give_back(batch[number:])
            break
        if not _still_holds(message):
            continue
        answer = line.deliver(message)
        record(message, answer)
        accepted += answer.outcome == Delivery.Outcome.SENT
    return accepted


def _still_holds(message: Message) -> bool:
    """Say whether the row is still this worker's, and renew the lease once a third of it is gone."""
    assert message.claimed_at is not None  # noqa: S101 (claimed rows have it)
    if now() - message.claimed_at < LEASE / 3:
        return True
    held = Message.objects.filter(pk=message.pk, status=Message.Status.SENDING, claimed_by=message.claimed_by)
    return bool(held.update(claimed_at=now()))


def give_back(batch: list[Message]) -> int:
    """Return claimed rows untried, to be taken up again in a minute; it counts as no attempt."""
    if not batch:
        return 0
    held = Message.objects.filter(
        pk__in=[message.pk for message in batch], status=Message.Status.SENDING, claimed_by=batch[0].claimed_by
    )
    return held.update(
        status=Message.Status.QUEUED, claimed_at=None, claimed_by="", attempts=F("attempts") - 1, due_at=now() + wait(1)
    )


@transaction.atomic
def record(message: Message, answer: Answer) -> None:
    """Write down what became of an attempt, unless the row has meanwhile gone to another worker."""
    held = Message.objects.filter(pk=message.pk, status=Message.Status.SENDING, claimed_by=message.claimed_by)
    outcome = answer.outcome
    if outcome == Delivery.Outcome.SENT:
        held.update(status=Message.Status.SENT, sent_at=now())
    elif outcome == Delivery.Outcome.RETRY and message.attempts <= len(BACKOFF):
        held.update(status=Message.Status.QUEUED, claimed_at=None, claimed_by="", due_at=now() + wait(message.attempts))
    else:
        outcome = Delivery.Outcome.FAILED
        held.update(status=Message.Status.FAILED)
    Delivery.objects.create(message=message, outcome=outcome, smtp_code=answer.code, server_said=answer.said)


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: longer each time, and not the same for all that failed together."""
    return BACKOFF[attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 (not a secret)
