"""The outbox: written with its cause, delivered by whoever claims it, recorded attempt by attempt."""

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
from notifications.preferences.queries import refused_messages

logger = logging.getLogger(__name__)

UNWANTED = "This person does not want such mails."
# Nobody waits for the queue: with kombu's own values, six seconds for a dead one and for ever for a silent one. Only
# those who wake a worker are so impatient; workers keep their own connection.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 0.3, "socket_timeout": 0.3}


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
    reply_to: str = ""
    ics: str = ""
    ics_method: str = ""
    # What may be refused of it and where, as preferences.optional() writes it; empty for what is essential.
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
    """Put mails into the outbox, in the transaction of their cause, and return how many drafts there were.

    Those already there stay as they are. What is optional, and refused, is written as not sent."""
    messages = [draft.as_message() for draft in drafts]
    unwanted = refused_messages(message for message in messages if message.optional)
    for message in unwanted:
        message.status = Message.Status.DROPPED
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    if unwanted:
        _say_unwanted(unwanted)
    if messages:
        _kick_on_commit()
    return len(messages)


def _say_unwanted(messages: Collection[Message]) -> None:
    # By their Message-IDs: where the dedupe key was taken, that row is another's.
    written = Message.objects.filter(message_id__in=[message.message_id for message in messages])
    Delivery.objects.bulk_create(
        (Delivery(message=one, outcome=Delivery.Outcome.DROPPED, server_said=UNWANTED) for one in written.only("pk")),
        batch_size=500,
    )


def _kick_on_commit() -> None:
    """Wake a worker once this transaction stands; once, however many mails it wrote."""
    if not any(entry[1] is _kick for entry in connection.run_on_commit):
        transaction.on_commit(_kick)


def _kick() -> None:
    from kombu.pools import producers

    from notifications.outbox.tasks import deliver_due

    try:
        queue = deliver_due.app.connection_for_write(transport_options=IMPATIENT)
        with producers[queue].acquire(block=True, timeout=0.3) as producer:
            deliver_due.apply_async(producer=producer, retry=False)
    except Exception:  # whatever a broker raises, the mail is safe in its row
        logger.warning("The queue cannot be reached; the next tick of the beat delivers.", exc_info=True)


def drop(
    *, topic: str, kinds: Collection[str] = (), recipients: Collection[User] = (), keys: Collection[str] = ()
) -> int:
    """Take back what waits under topic (of these kinds, for these people, with these keys, if given); return how many
    are not sent."""
    waiting = Message.objects.filter(topic=topic, status=Message.Status.QUEUED)
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    if recipients:
        waiting = waiting.filter(recipient__in=recipients)
    if keys:
        waiting = waiting.filter(dedupe_key__in=keys)
    return waiting.update(status=Message.Status.DROPPED)
