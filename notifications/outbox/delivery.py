"""Deliver the messages of the outbox: claim rows, send them, and record the answers of the mail server."""

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

# A worker that holds a claim longer than this, without renewing it, counts as dead. All workers use the clock of the
# database: if the clocks of two machines differ, one worker could take a message that the other is sending.
LEASE = timedelta(minutes=5)
# The delays after the first, second, ... temporary failure. After the last one, the message has failed.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
BOUNCED = "Not sent: an earlier email to this address was returned. Clear the address to send to it again."
TOO_LATE = "The expiry time passed before this could be sent: it is too late."
# Update the message and insert its delivery in one statement and transaction. This saves four round trips per message.
_RECORD_SENT = """
    WITH held AS (
        UPDATE notifications_message SET status = 'sent', sent_at = %s
        WHERE id = %s AND status = 'sending' AND claimed_by = %s
    )
    INSERT INTO notifications_delivery (message_id, outcome, smtp_code, server_said, at)
    VALUES (%s, 'sent', %s, %s, %s)
"""


def claim(limit: int = 100, worker: str = "") -> list[Message]:
    """Claim and return up to limit due messages, oldest first. Other workers cannot claim them during the lease."""
    # The name is unique for each claim, so that rows of an earlier claim of the same process are not included.
    claim_name = f"{worker[:19]}{uuid.uuid4().hex[:12]}"
    with transaction.atomic():
        due = _lock(Message.objects.due().in_turn().order_by("due_at", "pk"))
        keys = list(due.values_list("pk", flat=True)[:limit])
        if not keys:
            return []
        # SQLite cannot lock rows. There, the condition on the status lets only one of two workers claim each row.
        Message.objects.filter(pk__in=keys, status=Message.Status.QUEUED).update(
            status=Message.Status.SENDING, claimed_at=Now(), claimed_by=claim_name, attempts=F("attempts") + 1
        )
    return list(Message.objects.filter(pk__in=keys, claimed_by=claim_name).order_by("due_at", "pk"))


def _lock(messages: QuerySet[Message]) -> QuerySet[Message]:
    if connection.features.has_select_for_update_skip_locked:
        return messages.select_for_update(skip_locked=True)
    return messages


@transaction.atomic
def sweep() -> int:
    """Release the messages of dead or disconnected workers and return their number. Drop expired messages.

    The first row of a claim was being sent: it may have been delivered, and it may have killed the worker. So only this
    row has used an attempt, and it waits for its retry."""
    _drop_expired()
    abandoned = list(
        _lock(Message.objects.filter(status=Message.Status.SENDING, claimed_at__lt=Now() - LEASE))
        .order_by("due_at", "pk")
        .only("pk", "claimed_by", "attempts")
    )
    started: dict[str, Message] = {}
    for message in abandoned:
        started.setdefault(message.claimed_by, message)
    for message in started.values():
        record(message, ServerResponse(Delivery.Outcome.RETRY, text="The worker stopped while it was sending this."))
    release([message for message in abandoned if started[message.claimed_by] is not message])
    return len(abandoned)


def _drop_expired() -> None:
    expired = list(_lock(Message.objects.expired().only("pk")))
    if expired:
        Message.objects.filter(pk__in=[message.pk for message in expired]).update(status=Message.Status.DROPPED)
        Delivery.objects.bulk_create(
            Delivery(message=message, outcome=Delivery.Outcome.DROPPED, server_said=TOO_LATE) for message in expired
        )


def deliver_due(limit: int = 100) -> int:
    """Send the due messages, each batch over one connection, and return the number of accepted messages.

    Any number of workers can run this at once. It ends early if the mail server is not reachable."""
    sweep()
    accepted = 0
    while batch := claim(limit):
        with MailConnection() as server:
            accepted += send(batch, server)
        if server.is_down:
            break
    return accepted


def send(batch: list[Message], server: MailConnection) -> int:
    """Send a claimed batch and return the number of messages that the mail server accepted.

    Each row ends as sent, queued for another attempt, or failed, with a Delivery. It is saved before the next message
    is sent, so that a worker that dies leaves only one message in doubt."""
    accepted, held, renewed_at = 0, {message.pk for message in batch}, batch[0].claimed_at or now()
    bounced = _bounced_addresses(batch)
    for number, message in enumerate(batch):
        if server.is_down:
            release(batch[number:], after=retry_delay(1))
            break
        # The server is slow, or the clock was changed.
        if abs(now() - renewed_at) > LEASE / 3:
            held, renewed_at = _renew(batch[number:]), now()
        if message.pk not in held:
            continue
        response = _refuse(message, bounced)
        if response:
            record(message, response)
            continue
        response = server.deliver(message)
        _record_fast(message, response)
        accepted += response.outcome == Delivery.Outcome.SENT
    return accepted


def _refuse(message: Message, bounced: set[str]) -> ServerResponse | None:
    """Return the response to record for a message that must not be sent, or None."""
    if message.expires_at and message.expires_at <= now():
        return ServerResponse(Delivery.Outcome.DROPPED, text=TOO_LATE)
    if message.to_email.lower() in bounced:
        return ServerResponse(Delivery.Outcome.FAILED, text=BOUNCED)
    return None


def _bounced_addresses(batch: list[Message]) -> set[str]:
    """Return the bounced addresses of a batch, in lower case. Sign-in codes do not pass through the outbox."""
    bounced = BouncedAddress.objects.alias(lower=Lower("address"))
    addresses = {message.to_email.lower() for message in batch}
    return {address.lower() for address in bounced.filter(lower__in=addresses).values_list("address", flat=True)}


def _held(batch: list[Message]) -> QuerySet[Message]:
    """Return the messages of batch that its worker still holds."""
    return Message.objects.filter(
        pk__in=[message.pk for message in batch],
        status=Message.Status.SENDING,
        claimed_by__in={message.claimed_by for message in batch},
    )


def _renew(batch: list[Message]) -> set[int]:
    """Renew the lease of these messages, and return the keys of those that the worker still holds."""
    held = _held(batch)
    held.update(claimed_at=Now())
    return set(held.values_list("pk", flat=True))


def release(batch: list[Message], after: timedelta | None = None) -> None:
    """Return claimed messages to the queue without counting an attempt. Delay them by `after`, if given."""
    values: dict[str, Any] = {
        "status": Message.Status.QUEUED,
        "claimed_at": None,
        "claimed_by": "",
        "attempts": F("attempts") - 1,
    }
    if after:
        values["due_at"] = now() + after
    _held(batch).update(**values)


@transaction.atomic
def record(message: Message, response: ServerResponse) -> None:
    """Record the result of an attempt. The message itself changes only if the worker still holds it."""
    held = _held([message])
    outcome = response.outcome
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
    Delivery.objects.create(message=message, outcome=outcome, smtp_code=response.code, server_said=response.text)


def _record_fast(message: Message, response: ServerResponse) -> None:
    """Record like record(). On PostgreSQL, an accepted message takes one round trip."""
    if response.outcome != Delivery.Outcome.SENT or connection.vendor != "postgresql":
        record(message, response)
        return
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_SENT, [at, message.pk, message.claimed_by, message.pk, response.code, response.text, at])


def retry_delay(attempts: int) -> timedelta:
    """Return the delay before the next attempt. It grows with each attempt, and is random by 20 % so that messages that
    failed together are not retried together."""
    return BACKOFF[attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 (not a secret)
