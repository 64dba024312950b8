"""Queue messages in the outbox, in the transaction of the change that they report, and drop queued messages."""

import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.models import User
from notifications.models import Delivery, Message
from notifications.outbox import celery_internals
from notifications.preferences.queries import refused_messages

logger = logging.getLogger(__name__)

UNWANTED = "This person does not want such emails."


@dataclass(frozen=True)
class Draft:
    """A mail for one person. Two drafts with the same dedupe_key are the same mail: the outbox keeps the first."""

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
    reply_to: str = ""
    ics: str = ""
    ics_method: str = ""
    # The value of preferences.queries.optional_key(), by which people can refuse it. Empty for an essential mail.
    optional: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    wording: int | None = None
    words_mark: str = ""

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
            reply_to=self.reply_to,
            message_id=f"<{uuid.uuid4()}@{settings.UID_DOMAIN}>",
            subject=self.subject,
            text=self.text,
            html=self.html,
            ics=self.ics,
            ics_method=self.ics_method,
            optional=self.optional,
            due_at=self.due_at or now(),
            expires_at=self.expires_at,
            wording_id=self.wording,
            words_mark=self.words_mark,
        )


@transaction.atomic(savepoint=False)
def queue(*drafts: Draft) -> int:
    """Queue drafts in the outbox and return their number.

    A draft whose dedupe_key exists already is ignored. An optional mail that its recipient has refused is stored as
    dropped. Wake a worker when the transaction commits."""
    messages = [draft.as_message() for draft in drafts]
    unwanted = refused_messages(message for message in messages if message.optional)
    for message in unwanted:
        message.status = Message.Status.DROPPED
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    if unwanted:
        _record_unwanted(unwanted)
    if messages:
        _wake_worker_on_commit()
    return len(messages)


def _record_unwanted(messages: Collection[Message]) -> None:
    # Find the rows by Message-ID: with a dedupe_key that existed before, the row belongs to another message.
    stored = Message.objects.filter(message_id__in=[message.message_id for message in messages]).only("pk")
    Delivery.objects.bulk_create(
        (Delivery(message=message, outcome=Delivery.Outcome.DROPPED, server_said=UNWANTED) for message in stored),
        batch_size=500,
    )


def _wake_worker_on_commit() -> None:
    """Wake a worker when this transaction commits: once, whatever the number of messages."""
    if not any(entry[1] is _wake_worker for entry in connection.run_on_commit):
        transaction.on_commit(_wake_worker)


def _wake_worker() -> None:
    from notifications.outbox.tasks import deliver_due  # noqa: PLC0415 (the task imports the outbox)

    try:
        celery_internals.send_impatiently(deliver_due)
    except Exception:  # any error of a broker: the message is safe in its row
        logger.warning("The queue is not reachable; the next run of the beat delivers.", exc_info=True)


def drop(
    *, topic: str, kinds: Collection[str] = (), recipients: Collection[User] = (), keys: Collection[str] = ()
) -> int:
    """Drop the queued messages about topic and return their number.

    Limit them to these kinds, recipients and dedupe keys, if given."""
    queued = Message.objects.filter(topic=topic, status=Message.Status.QUEUED)
    if kinds:
        queued = queued.filter(kind__in=kinds)
    if recipients:
        queued = queued.filter(recipient__in=recipients)
    if keys:
        queued = queued.filter(dedupe_key__in=keys)
    return queued.update(status=Message.Status.DROPPED)
