"""Queue messages in the outbox, in the transaction of the change that they report, and drop queued messages."""

import logging
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.addresses import canonical
from accounts.models import User
from notifications.models import Delivery, Message
from notifications.outbox import celery_internals
from notifications.preferences.queries import refused_messages

logger = logging.getLogger(__name__)

UNWANTED = "This person does not want such emails."


@dataclass
class Delay:
    """The time before which no message of a block is sent, and the Message-IDs of the messages queued in it."""

    until: datetime
    message_ids: list[str] = field(default_factory=list)


_delay: ContextVar[Delay | None] = ContextVar("delay", default=None)


@contextmanager
def delayed(until: datetime) -> Iterator[Delay]:
    """Send no message that is queued inside this block before until (aware). Yield the Delay that names them.

    This holds for all messages, also for those of the functions that the block calls."""
    token = _delay.set(delay := Delay(until))
    try:
        yield delay
    finally:
        _delay.reset(token)


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
    in_reply_to: str = ""
    ics: str = ""
    ics_method: str = ""
    # The value of preferences.queries.optional_key(), by which people can refuse it. Empty for an essential mail.
    optional: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    wording: int | None = None
    words_mark: str = ""
    # A held mail waits for release(). A stopped mail is only recorded, with the reason.
    is_held: bool = False
    stopped: str = ""

    def as_message(self) -> Message:
        person = self.recipient
        return Message(
            dedupe_key=self.dedupe_key,
            kind=self.kind,
            topic=self.topic,
            recipient=person,
            to_email=canonical(self.to_email) if self.to_email else (person.mail_address if person else ""),
            to_name=self.to_name or (person.name if person else ""),
            from_email=self.from_email,
            reply_to=self.reply_to,
            in_reply_to=self.in_reply_to,
            message_id=f"<{uuid.uuid4()}@{settings.UID_DOMAIN}>",
            status=Message.Status.HELD if self.is_held else Message.Status.QUEUED,
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

    A draft whose dedupe_key exists already, or to a person whose data was erased, is ignored. A stopped mail, and an
    optional mail that its recipient has refused, are stored as dropped, with the reason. Stopped mails do not count. Wake
    a worker when the transaction commits."""
    drafts = tuple(draft for draft in drafts if not (draft.recipient and draft.recipient.is_erased))
    messages = [draft.as_message() for draft in drafts]
    if delay := _delay.get():
        delay.message_ids += [message.message_id for message in messages]
        for message in messages:
            message.due_at = max(message.due_at, delay.until)
    reasons = {
        message.message_id: draft.stopped for message, draft in zip(messages, drafts, strict=True) if draft.stopped
    }
    stopped = len(reasons)
    for message in refused_messages(message for message in messages if message.optional):
        reasons.setdefault(message.message_id, UNWANTED)
    for message in messages:
        if message.message_id in reasons:
            message.status = Message.Status.DROPPED
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    if reasons:
        _record_dropped(reasons)
    if messages:
        _wake_worker_on_commit()
    return len(messages) - stopped


def _record_dropped(reasons: Mapping[str, str]) -> None:
    """Record why messages are dropped. reasons: by Message-ID."""
    # With a dedupe_key that existed before, the row belongs to another message, with another Message-ID.
    stored = Message.objects.filter(message_id__in=reasons).only("pk", "message_id")
    Delivery.objects.bulk_create(
        (
            Delivery(message=message, outcome=Delivery.Outcome.DROPPED, server_said=reasons[message.message_id])
            for message in stored
        ),
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
    """Drop the queued and the held messages about topic and return their number.

    Limit them to these kinds, recipients and dedupe keys, if given."""
    queued = Message.objects.filter(topic=topic, status__in=[Message.Status.QUEUED, Message.Status.HELD])
    if kinds:
        queued = queued.filter(kind__in=kinds)
    if recipients:
        queued = queued.filter(recipient__in=recipients)
    if keys:
        queued = queued.filter(dedupe_key__in=keys)
    return queued.update(status=Message.Status.DROPPED)


def hold(*, topic: str, kinds: Collection[str]) -> int:
    """Hold the queued messages of these kinds about topic until release() or drop(). Return their number.

    A message with a calendar part is not held: later ones build on it."""
    queued = Message.objects.filter(topic=topic, status=Message.Status.QUEUED, kind__in=kinds, ics="")
    return queued.update(status=Message.Status.HELD)


def take_back(message_ids: Collection[str]) -> bool:
    """Drop these messages. Return whether none of them was sent, or is being sent at this moment.

    The caller rolls back if one was."""
    messages = Message.objects.filter(message_id__in=message_ids)
    messages.filter(status__in=[Message.Status.QUEUED, Message.Status.HELD]).update(status=Message.Status.DROPPED)
    return not messages.exclude(status=Message.Status.DROPPED).exists()


@transaction.atomic(savepoint=False)
def release(*, topic: str) -> int:
    """Return the held messages about topic to the queue, and return their number. They are due now."""
    count = held(topic=topic).update(status=Message.Status.QUEUED, due_at=now())
    if count:
        _wake_worker_on_commit()
    return count


def held(*, topic: str, kinds: Collection[str] = ()) -> QuerySet[Message]:
    """Return the held messages about topic, of these kinds if given."""
    messages = Message.objects.filter(topic=topic, status=Message.Status.HELD)
    return messages.filter(kind__in=kinds) if kinds else messages
