"""Resend a message: queue a copy of it. The original message stays unchanged, as a record."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.addresses import canonical
from accounts.errors import DomainError
from accounts.models import User
from notifications.models import Message
from notifications.outbox.services import Draft, queue

ENDED = frozenset({Message.Status.SENT, Message.Status.FAILED, Message.Status.DROPPED})


class ResendError(DomainError):
    """A message cannot be resent. `advice` gives the reason, and what the user can do."""

    advice = _("This email cannot be resent.")


class StillQueuedError(ResendError):
    advice = _("This email has not been sent yet. Wait until it is sent or has failed.")


class OvertakenError(ResendError):
    advice = _(
        "A later email has changed the calendar of this person. Resend the later email: this one would change the "
        "calendar back."
    )


class ContentDeletedError(ResendError):
    advice = _("The text of this email has been deleted, because it is old. Write a new email.")


class OtherPersonError(ResendError):
    advice = _(
        "This is not an address of the recipient. The links in this email let its reader act for the recipient, so it can "
        "only be resent to their own addresses. If the address of the person has changed, correct it first."
    )


class UnwantedMailError(ResendError):
    advice = _("This person does not want such emails. Write to them personally if it is necessary.")


@transaction.atomic
def resend(message: Message, *, by: User, to_email: str = "") -> Message:
    """Queue a copy of message to an address of its recipient, by default to their present one, and return the copy.

    The copy has a new Message-ID. It is sent after older messages to that address about the same topic. If a copy to
    that address is still queued, return it. Raise ResendError if the message cannot be resent."""
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=message.pk)
    own = addresses_of(message)
    address = canonical(to_email) or own[0]
    if address not in own:
        raise OtherPersonError
    queued = message.resends.exclude(status__in=ENDED).filter(to_email__iexact=address).first()
    if queued:
        return queued
    if message.status not in ENDED:
        raise StillQueuedError
    if not message.text:
        raise ContentDeletedError
    if message.ics and _is_overtaken(message):
        raise OvertakenError
    key = f"resend:{message.pk}:{message.resends.count() + 1}"
    queue(_copy(message, key, address))
    copy = Message.objects.get(dedupe_key=key)
    if copy.status == Message.Status.DROPPED:
        raise UnwantedMailError
    copy.resent_from, copy.resent_by = message, by
    copy.save(update_fields=["resent_from", "resent_by"])
    return copy


def addresses_of(message: Message) -> list[str]:
    """Return the addresses to which a message may be resent: those of its recipient, the primary one first.

    A former address of the person is not among them: another person may read that mailbox now."""
    person = message.recipient
    if person is None:
        return [canonical(message.to_email)]
    verified = EmailAddress.objects.filter(user=person, verified=True).order_by("pk").values_list("email", flat=True)
    return list(dict.fromkeys([person.mail_address, *map(canonical, verified)]))


def _is_overtaken(message: Message) -> bool:
    """Return whether a later message about the same topic has changed the calendar of this person."""
    same_person = Q(recipient=message.recipient_id) if message.recipient_id else Q(to_email=message.to_email)
    later = Message.objects.filter(same_person, topic=message.topic, pk__gt=message.pk).exclude(ics="")
    return later.exclude(ics=message.ics).exists()


def _copy(message: Message, key: str, address: str) -> Draft:
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
