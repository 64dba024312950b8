"""Sending once more what was sent: another message with the same words, for the old one stays what people were told."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Message
from notifications.outbox.services import Draft, queue

ENDED = frozenset({Message.Status.SENT, Message.Status.FAILED, Message.Status.DROPPED})


class ResendError(Exception):
    """Raised when a message is not to go out again; advice says why."""

    advice = _("This mail cannot be sent once more.")


class StillQueuedError(ResendError):
    advice = _("This mail is on its way still. Wait until it has arrived, or has failed.")


class OvertakenError(ResendError):
    advice = _(
        "A later mail has told this person's calendar something else. Send that one once more: this one would set the "
        "calendar back."
    )


class UnwantedMailError(ResendError):
    advice = _("This person does not want such mails. Write to them yourself if you must.")


@transaction.atomic
def resend(message: Message, *, by: User, to_email: str = "") -> Message:
    """Queue the words of message once more, to its address or to to_email, and return the new message.

    It has a Message-ID of its own and waits behind what goes to that address about the same topic. Asked twice while
    the first still waits, the first is returned. Raises CannotResend."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    address = (to_email or message.to_email).strip()
    waiting = message.resends.exclude(status__in=ENDED).filter(to_email__iexact=address).first()
    if waiting:
        return waiting
    if message.status not in ENDED:
        raise StillQueuedError
    if message.ics and _is_overtaken(message):
        raise OvertakenError
    key = f"resend:{message.pk}:{message.resends.count() + 1}"
    queue(_again(message, key, address))
    again = Message.objects.get(dedupe_key=key)
    if again.status == Message.Status.DROPPED:
        raise UnwantedMailError
    again.resent_from, again.resent_by = message, by
    again.save(update_fields=["resent_from", "resent_by"])
    return again


def _is_overtaken(message: Message) -> bool:
    """Say whether the person was sent something newer for their calendar about the same."""
    same = Q(recipient=message.recipient_id) if message.recipient_id else Q(to_email=message.to_email)
    later = Message.objects.filter(same, topic=message.topic, pk__gt=message.pk).exclude(ics="")
    return later.exclude(ics=message.ics).exists()


def _again(message: Message, key: str, address: str) -> Draft:
    return Draft(
        dedupe_key=key,
        kind=message.kind,
        topic=message.topic,
        optional=message.optional,
        wording=message.wording_id,
        words_mark=message.words_mark,
        recipient=message.recipient,
        to_email=address,
        to_name=message.to_name,
        from_email=message.from_email,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        ics=message.ics,
        ics_method=message.ics_method,
    )
