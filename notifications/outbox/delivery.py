"""Deliver the messages of the outbox: claim rows, send them, record what the server answered."""

import logging
import random
import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower, Now
from django.utils.timezone import now

from notifications.mail.transport import MailConnection, ServerResponse
from notifications.models import BouncedAddress, Delivery, Message

logger = logging.getLogger(__name__)

# A worker that holds a row longer than this, and has not renewed it, is taken for dead. The database's clock says so, for
# all of them: by those of two machines a worker could take from the other what that is just sending.
LEASE = timedelta(minutes=5)


# What to wait after the first, second, ... temporary refusal; after the last the message has failed.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]


BOUNCED = "Not sent: mail to this address came back before. It is sent again once somebody clears the address."


TOO_LATE = "It could not be sent before it was too late."


# The row's end and its Delivery in one statement, which is a transaction of its own: four round trips less a mail.
_RECORD_SENT = """
    WITH held AS (
        UPDATE notifications_message SET status = 'sent', sent_at = %s
        WHERE id = %s AND status = 'sending' AND claimed_by = %s
    )
    INSERT INTO notifications_delivery (message_id, outcome, smtp_code, server_said, at)
    VALUES (%s, 'sent', %s, %s, %s)
"""


def claim(limit: int = 100, worker: str = "") -> list[Message]:
    """Take up to limit due messages, oldest first; no other worker gets them while the lease lasts."""
    # A name for this claim alone: what an earlier one of the same process left behind is not taken up by it.
    claim_name = f"{worker[:19]}{uuid.uuid4().hex[:12]}"
    with transaction.atomic():
        due = _lock(Message.objects.due().in_turn().order_by("due_at", "pk"))
        chosen = list(due.values_list("pk", flat=True)[:limit])
        if not chosen:
            return []
        # Where rows cannot be locked (SQLite), the condition lets only one of two workers have each.
        Message.objects.filter(pk__in=chosen, status=Message.Status.QUEUED).update(
            status=Message.Status.SENDING, claimed_at=Now(), claimed_by=claim_name, attempts=F("attempts") + 1
        )
    return list(Message.objects.filter(pk__in=chosen, claimed_by=claim_name).order_by("due_at", "pk"))


def _lock(messages: QuerySet[Message]) -> QuerySet[Message]:
    if connection.features.has_select_for_update_skip_locked:
        return messages.select_for_update(skip_locked=True)
    return messages


@transaction.atomic
def sweep() -> int:
    """Give back what a worker claimed and, dead or cut off, did not finish; return how many. Drop what is too late.

    The first row of a claim is the one that was being sent: it may have gone out, and it may be what killed the worker.
    So it alone has used an attempt, and waits behind the others."""
    _drop_expired()
    lost = list(
        _lock(Message.objects.filter(status=Message.Status.SENDING, claimed_at__lt=Now() - LEASE))
        .order_by("due_at", "pk")
        .only("pk", "claimed_by", "attempts")
    )
    begun: dict[str, Message] = {}
    for message in lost:
        begun.setdefault(message.claimed_by, message)
    for message in begun.values():
        record(message, ServerResponse(Delivery.Outcome.RETRY, said="The worker stopped while it was sending this."))
    release([message for message in lost if begun[message.claimed_by] is not message])
    return len(lost)


def _drop_expired() -> None:
    late = list(_lock(Message.objects.expired().only("pk")))
    if late:
        Message.objects.filter(pk__in=[message.pk for message in late]).update(status=Message.Status.DROPPED)
        Delivery.objects.bulk_create(
            Delivery(message=message, outcome=Delivery.Outcome.DROPPED, server_said=TOO_LATE) for message in late
        )


def deliver_due(limit: int = 100) -> int:
    """Send what is due, a batch over one connection; return how many mails the server accepted.

    Any number of workers may run this at once. It ends early when the mail server cannot be reached."""
    sweep()
    accepted = 0
    while batch := claim(limit):
        with MailConnection() as line:
            accepted += send(batch, line)
        if line.is_down:
            break
    return accepted


def send(batch: list[Message], line: MailConnection) -> int:
    """Hand a claimed batch to the mail server; return how many mails it accepted.

    Each row ends sent, waiting for another attempt, or failed, with what the server said in a Delivery. It is written
    before the next mail goes out: a worker that dies leaves one mail in doubt, not a batch."""
    accepted, ours, renewed_at = 0, {message.pk for message in batch}, batch[0].claimed_at or now()
    bounced = _bounced(batch)
    for number, message in enumerate(batch):
        if line.is_down:
            release(batch[number:], after=retry_delay(1))
            break
        # A slow server, or a clock that was set; what is asked once in a batch costs nothing.
        if abs(now() - renewed_at) > LEASE / 3:
            ours, renewed_at = _renew(batch[number:]), now()
        if message.pk not in ours:
            continue
        if message.expires_at and message.expires_at <= now():
            record(message, ServerResponse(Delivery.Outcome.DROPPED, said=TOO_LATE))
            continue
        if message.to_email.lower() in bounced:
            record(message, ServerResponse(Delivery.Outcome.FAILED, said=BOUNCED))
            continue
        answer = line.deliver(message)
        _record_at_once(message, answer)
        accepted += answer.outcome == Delivery.Outcome.SENT
    return accepted


def _bounced(batch: list[Message]) -> set[str]:
    """The addresses in batch to which nothing goes, since mail came back from there. Codes to sign in come another way."""
    found = BouncedAddress.objects.alias(lower=Lower("address"))
    wanted = {message.to_email.lower() for message in batch}
    return {address.lower() for address in found.filter(lower__in=wanted).values_list("address", flat=True)}


def _held(batch: list[Message]) -> QuerySet[Message]:
    """What of batch its worker still has."""
    return Message.objects.filter(
        pk__in=[message.pk for message in batch],
        status=Message.Status.SENDING,
        claimed_by__in={message.claimed_by for message in batch},
    )


def _renew(batch: list[Message]) -> set[int]:
    """Begin the lease of what is left anew, and return what of it has not gone to another worker."""
    held = _held(batch)
    held.update(claimed_at=Now())
    return set(held.values_list("pk", flat=True))


def release(batch: list[Message], after: timedelta | None = None) -> None:
    """Return claimed rows untried: it counts as no attempt, and they keep their place unless they are to wait."""
    untried: dict[str, Any] = {
        "status": Message.Status.QUEUED,
        "claimed_at": None,
        "claimed_by": "",
        "attempts": F("attempts") - 1,
    }
    if after:
        untried["due_at"] = now() + after
    _held(batch).update(**untried)


@transaction.atomic
def record(message: Message, answer: ServerResponse) -> None:
    """Write down what became of an attempt, unless the row has meanwhile gone to another worker."""
    held = _held([message])
    outcome = answer.outcome
    if outcome == Delivery.Outcome.SENT:
        held.update(status=Message.Status.SENT, sent_at=now())
    elif outcome == Delivery.Outcome.DROPPED:
        held.update(status=Message.Status.DROPPED)
    elif outcome == Delivery.Outcome.RETRY and message.attempts <= len(BACKOFF):
        held.update(
            status=Message.Status.QUEUED, claimed_at=None, claimed_by="", due_at=now() + retry_delay(message.attempts)
        )
    else:
        outcome = Delivery.Outcome.FAILED
        held.update(status=Message.Status.FAILED)
    Delivery.objects.create(message=message, outcome=outcome, smtp_code=answer.code, server_said=answer.said)


def _record_at_once(message: Message, answer: ServerResponse) -> None:
    """Record as `record` does: in one round trip where the mail was accepted, as nearly all are, and the database can."""
    if answer.outcome != Delivery.Outcome.SENT or connection.vendor != "postgresql":
        record(message, answer)
        return
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD_SENT, [moment, message.pk, message.claimed_by, message.pk, answer.code, answer.said, moment]
        )


def retry_delay(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: longer each time, and not the same for all that failed together."""
    return BACKOFF[attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 (not a secret)
