"""Store incoming mails. Bounces are processed here; replies wait for the app that knows what they are about."""

from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.addresses import canonical
from accounts.links.masking import mask
from accounts.models import User
from notifications.inbox import parsing
from notifications.inbox.bounces import Bounce
from notifications.inbox.parsing import NO_ENVELOPE, Envelope, ParsedMail
from notifications.models import BouncedAddress, Delivery, InboundMail, Message

Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State


def receive(raw: bytes, envelope: Envelope = NO_ENVELOPE, *, via: str = InboundMail.Via.IMAP) -> InboundMail:
    """Store an incoming mail and return its row. If the same mail is stored already, return the existing row.

    A bounce is processed at once. All other mails wait until an app calls settle() with the result. This is one
    transaction, and safe to run twice or by two processes at the same time."""
    digest = sha256(raw).hexdigest()
    known = InboundMail.objects.filter(digest=digest).first()
    if known:
        return known
    parsed = parsing.parse_mail(raw, envelope)
    try:
        with transaction.atomic():
            mail = _create(raw, digest, parsed, via)
            if parsed.bounce:
                _process_bounce(mail, parsed.bounce, parsed)
    except IntegrityError:  # another process has stored the same mail
        return InboundMail.objects.get(digest=digest)
    return mail


def _create(raw: bytes, digest: str, parsed: ParsedMail, via: str) -> InboundMail:
    return InboundMail.objects.create(
        digest=digest,
        message_id=parsed.message_id,
        via=via,
        sender=parsed.sender,
        recipients=" ".join(parsed.recipients),
        subject=mask(parsed.subject),
        # People quote our mails when they reply. The team reads the reply, and must not act by the links of the person.
        excerpt=mask(parsed.excerpt),
        raw=raw if len(raw) <= parsing.MAX_BYTES_WITH_FILES else None,  # settle() drops a large one
        kind=parsed.kind,
        reason=parsed.reason,
        detail=mask(parsed.detail),
    )


def reprocess(mail: InboundMail, *, most: int = parsing.MAX_BYTES) -> ParsedMail:
    """Parse a stored mail again, of at most `most` bytes. Its raw content must still be stored."""
    return parsing.parse_mail(bytes(mail.raw or b""), Envelope(recipients=tuple(mail.recipients.split())), most=most)


def settle(
    mail: InboundMail,
    state: str,
    *,
    reason: str = "",
    detail: str = "",
    topic: str = "",
    person: User | None = None,
    by: User | None = None,
) -> None:
    """Record the result of a mail. An empty argument leaves its field unchanged. A large raw content is deleted."""
    mail.state, mail.settled_at = state, now()
    mail.reason, mail.detail = reason or mail.reason, mask(detail or mail.detail)[:4000]
    mail.topic, mail.person, mail.settled_by = topic or mail.topic, person or mail.person, by
    changed = ["state", "settled_at", "reason", "detail", "topic", "person", "settled_by"]
    if mail.raw is not None and len(mail.raw) > parsing.MAX_BYTES:
        mail.raw = None
        changed.append("raw")
    mail.save(update_fields=changed)


@transaction.atomic
def process(mail: InboundMail, *, by: User) -> bool:
    """Mark a quarantined mail as done by a person. Return False if it was not in quarantine any more."""
    mail = InboundMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state != State.QUARANTINED:
        return False
    settle(mail, State.DONE, by=by)
    return True


def _process_bounce(mail: InboundMail, bounce: Bounce, parsed: ParsedMail) -> None:
    mail.detail = " ".join(part for part in (bounce.status, bounce.server_said) if part)
    message = _bounced_message(bounce, parsed.recipients)
    if message is None:
        settle(mail, State.QUARANTINED, reason=Reason.UNKNOWN_BOUNCE)
        return
    mail.bounced = message
    mail.save(update_fields=["bounced"])
    _record_bounce(message, bounce)
    settle(mail, State.DONE, reason=_reason(bounce), topic=message.topic, person=message.recipient)


def _bounced_message(bounce: Bounce, recipients: tuple[str, ...]) -> Message | None:
    """Return our message that has bounced, or None.

    The proof is its Message-ID, which a stranger cannot guess. Otherwise it is the latest message to the address in the
    bounce, if the bounce went to the personal sender address of that message. Other bounces may be forged."""
    message = Message.objects.filter(message_id__in=bounce.message_ids).order_by("-pk").first()
    if message or not bounce.address:
        return message
    candidates = Message.objects.filter(to_email__iexact=bounce.address, status=Message.Status.SENT).order_by("-pk")[
        :50
    ]
    senders = [f"<{address}>" for address in recipients if "+" in address]
    return next(
        (message for message in candidates if any(message.from_email.lower().endswith(sender) for sender in senders)),
        None,
    )


def _reason(bounce: Bounce) -> str:
    if bounce.is_of_wrong_address:
        return Reason.BOUNCED
    if bounce.is_failure:
        return Reason.REFUSED
    return Reason.DELAYED if bounce.status.startswith("4") or bounce.action == "delayed" else Reason.DELIVERED


def _record_bounce(message: Message, bounce: Bounce) -> None:
    """Record the answer of the other server as a delivery, and mark an address that does not accept mail."""
    reason = _reason(bounce)
    if reason == Reason.DELIVERED:
        return
    is_lost = reason != Reason.DELAYED or bounce.action == "failed"
    server_text = f"{bounce.status} {bounce.server_said}".strip()
    Delivery.objects.create(
        message=message,
        outcome=Delivery.Outcome.BOUNCED if is_lost else Delivery.Outcome.DELAYED,
        server_said=server_text,
    )
    if is_lost:
        # A message that was queued again meanwhile is another attempt, which may still arrive.
        Message.objects.filter(pk=message.pk, status=Message.Status.SENT).update(
            status=Message.Status.FAILED, sent_at=None
        )
    if reason == Reason.BOUNCED:
        mark_bounced(message.to_email, status=bounce.status, server_text=server_text, message=message)


def mark_bounced(address: str, *, status: str = "", server_text: str = "", message: Message | None = None) -> None:
    """Record that an address does not accept mail."""
    values = {"at": now(), "status": status, "server_said": server_text, "message": message}
    if not BouncedAddress.objects.filter(address__iexact=canonical(address)).update(**values):
        BouncedAddress.objects.bulk_create(
            [BouncedAddress(address=canonical(address), **values)], ignore_conflicts=True
        )


def clear_bounce(address: str) -> int:
    """Allow mail to an address again. Return 1 if it was marked as bounced, else 0.

    Messages that have failed meanwhile stay failed."""
    return BouncedAddress.objects.filter(address__iexact=canonical(address)).delete()[0]
