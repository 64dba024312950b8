"""What comes back becomes a row. A bounce is acted on here; answers wait for whoever knows what they are about."""

from datetime import timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.models import User
from notifications.inbox import parsing
from notifications.inbox.bounces import Bounce
from notifications.inbox.parsing import NO_ENVELOPE, Envelope, ParsedMail
from notifications.models import BouncedAddress, Delivery, InboundMail, Message

Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State

# How long the mail itself is kept, to be looked at when an answer was not understood.
KEPT_FOR = timedelta(days=30)


def receive(raw: bytes, envelope: Envelope = NO_ENVELOPE, *, via: str = InboundMail.Via.IMAP) -> InboundMail:
    """Keep a mail that came in and return its row; one that was kept before is that row again.

    A bounce is settled at once. Everything else is waiting: for settle(), by whoever knows what it is about.
    One transaction; safe to run twice, and by two at once."""
    digest = sha256(raw).hexdigest()
    known = InboundMail.objects.filter(digest=digest).first()
    if known:
        return known
    found = parsing.parse_mail(raw, envelope)
    try:
        with transaction.atomic():
            mail = InboundMail.objects.create(
                digest=digest,
                message_id=found.message_id,
                via=via,
                sender=found.sender,
                recipients=" ".join(found.recipients),
                subject=found.subject,
                excerpt=found.excerpt,
                raw=raw if len(raw) <= parsing.MAX_BYTES else None,
                kind=found.kind,
                reason=found.reason,
                detail=found.detail,
            )
            if found.bounce:
                _take_bounce(mail, found.bounce, found)
    except IntegrityError:  # another process was quicker
        return InboundMail.objects.get(digest=digest)
    return mail


def reprocess(mail: InboundMail) -> ParsedMail:
    """Return what the mail is; its raw text is still kept."""
    return parsing.parse_mail(bytes(mail.raw or b""), Envelope(recipients=tuple(mail.recipients.split())))


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
    """Say what became of a mail; what is not given stays as it was."""
    mail.state, mail.settled_at = state, now()
    mail.reason, mail.detail = reason or mail.reason, (detail or mail.detail)[:4000]
    mail.topic, mail.person, mail.settled_by = topic or mail.topic, person or mail.person, by
    mail.save(update_fields=["state", "settled_at", "reason", "detail", "topic", "person", "settled_by"])


@transaction.atomic
def process(mail: InboundMail, *, by: User) -> bool:
    """Say that by has done what mail asks for; return whether nobody had before."""
    mail = InboundMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state != State.QUARANTINED:
        return False
    settle(mail, State.DONE, by=by)
    return True


def _take_bounce(mail: InboundMail, bounce: Bounce, found: ParsedMail) -> None:
    mail.detail = " ".join(part for part in (bounce.status, bounce.server_said) if part)
    message = _message_of(bounce, found.recipients)
    if message is None:
        settle(mail, State.QUARANTINED, reason=Reason.UNKNOWN_BOUNCE)
        return
    mail.bounced = message
    mail.save(update_fields=["bounced"])
    _note(message, bounce)
    settle(mail, State.DONE, reason=_reason(bounce), topic=message.topic, person=message.recipient)


def _message_of(bounce: Bounce, recipients: tuple[str, ...]) -> Message | None:
    """Return our mail that came back: by its Message-ID, which nobody guesses; else the last one from an address of one
    person's own, to which this came, if it went to the one who is named. A bounce that names neither marks nobody."""
    found = Message.objects.filter(message_id__in=bounce.message_ids).order_by("-pk").first()
    if found or not bounce.address:
        return found
    to_them = Message.objects.filter(to_email__iexact=bounce.address, status=Message.Status.SENT).order_by("-pk")[:50]
    tagged = [f"<{one}>" for one in recipients if "+" in one]
    return next((one for one in to_them if any(one.from_email.lower().endswith(tag) for tag in tagged)), None)


def _reason(bounce: Bounce) -> str:
    if bounce.is_of_wrong_address:
        return Reason.BOUNCED
    if bounce.is_failure:
        return Reason.REFUSED
    return Reason.DELAYED if bounce.status.startswith("4") or bounce.action == "delayed" else Reason.DELIVERED


def _note(message: Message, bounce: Bounce) -> None:
    """Write into the delivery log what the other server said, and mark an address that takes no mail."""
    reason = _reason(bounce)
    if reason == Reason.DELIVERED:
        return
    is_lost = reason != Reason.DELAYED or bounce.action == "failed"
    said = f"{bounce.status} {bounce.server_said}".strip()
    Delivery.objects.create(
        message=message,
        outcome=Delivery.Outcome.BOUNCED if is_lost else Delivery.Outcome.DELAYED,
        server_said=said,
    )
    if is_lost:
        # What was resent meanwhile is another attempt, which may still arrive.
        Message.objects.filter(pk=message.pk, status=Message.Status.SENT).update(
            status=Message.Status.FAILED, sent_at=None
        )
    if reason == Reason.BOUNCED:
        mark_bounced(message.to_email, status=bounce.status, said=said, message=message)


def mark_bounced(address: str, *, status: str = "", said: str = "", message: Message | None = None) -> None:
    """Remember that address takes no mail."""
    values = {"at": now(), "status": status, "server_said": said, "message": message}
    if not BouncedAddress.objects.filter(address__iexact=address).update(**values):
        BouncedAddress.objects.bulk_create([BouncedAddress(address=address.lower(), **values)], ignore_conflicts=True)


def clear_bounce(address: str) -> int:
    """Write to address again; return whether it was marked, as 1 or 0. Mails that failed meanwhile stay so."""
    return BouncedAddress.objects.filter(address__iexact=address).delete()[0]


def delete_raw_mail() -> int:
    """Drop mails as they came once they were kept long enough; what was understood of them stays. Return how many."""
    return InboundMail.objects.filter(received_at__lt=now() - KEPT_FOR, raw__isnull=False).update(raw=None, excerpt="")
