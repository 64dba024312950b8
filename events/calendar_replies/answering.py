"""Answer an incoming mail: the team writes to its sender, in the thread of that mail."""

from dataclasses import replace
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from events import history
from events.calendars.dates import moment_text
from events.errors import DomainError
from events.mails import sender
from events.mails.context import language_of
from events.models import Event, Invite
from events.registration import transitions
from notifications.inbox import services as inbox
from notifications.mail.rendering import Rendered
from notifications.models import InboundMail, Message
from notifications.outbox import services as outbox

KIND = "answer"
SUBJECT_LENGTH = 250


class UnanswerableError(DomainError):
    advice = _("This email has no sender who can be answered.")


def address_of(mail: InboundMail) -> str:
    """Return the address to which an answer goes: that of the sender; "" for a mail that no person can be answered."""
    if mail.kind in {InboundMail.Kind.BOUNCE, InboundMail.Kind.AUTO_REPLY}:
        return ""
    address = parseaddr(mail.sender)[1]
    return address if "@" in address else ""


def answers_to(event: Event, mail: InboundMail) -> list[Message]:
    """Return the answers to mail, the first one first."""
    keys = Message.objects.filter(topic=sender.topic(event), kind=KIND, dedupe_key__startswith=f"{KIND}:{mail.pk}:")
    return list(keys.order_by("pk"))


@transaction.atomic
def answer(event: Event, mail: InboundMail, text: str, *, by: User) -> Message:
    """Queue an answer to the sender of mail, with the mail quoted below, and mark the mail as reviewed.

    The same text is sent once. Raise UnanswerableError if the mail has no sender who can be answered."""
    event = transitions.lock_event(event)
    address = address_of(mail)
    if not address:
        raise UnanswerableError
    key = f"{KIND}:{mail.pk}:{sha256(text.encode()).hexdigest()[:16]}"
    outbox.queue(_draft(event, mail, text, address, key, by=by))
    history.record(event, history.What.WRITTEN, [_subject(mail, event), address], by=by)
    if mail.state == mail.State.QUARANTINED:
        inbox.process(mail, by=by)
    return Message.objects.get(dedupe_key=key)


def _draft(event: Event, mail: InboundMail, text: str, address: str, key: str, *, by: User) -> outbox.Draft:
    person = mail.person
    invite = Invite.objects.filter(event=event, person=person).order_by("pk").first() if person else None
    with override(language_of(event, person or by)):
        parts = [text.strip(), _quote(mail, event), _privacy_line(event)]
        rendered = Rendered(_subject(mail, event), "\n\n".join(filter(None, parts)) + "\n", "")
    draft = sender.draft(
        rendered,
        kind=KIND,
        key=key,
        event=event,
        person=person or by,
        reply_tag=invite.reply_tag if invite else "",
    )
    name = parseaddr(mail.sender)[0] or (person.name if person else "")
    return replace(draft, recipient=person, to_email=address, to_name=name, in_reply_to=mail.message_id)


def _subject(mail: InboundMail, event: Event) -> str:
    subject = " ".join(mail.subject.split()) or _("Answer to your email about %(event)s") % {"event": event.title}
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    return subject[:SUBJECT_LENGTH]


def _quote(mail: InboundMail, event: Event) -> str:
    """Return the text of the mail, marked as quoted; "" if it has none."""
    if not mail.excerpt.strip():
        return ""
    lines = [f"{moment_text(mail.received_at, event.zone)}, {mail.sender}:"]
    return "\n".join([*lines, *(f"> {line}".rstrip() for line in mail.excerpt.strip().splitlines())])


def _privacy_line(event: Event) -> str:
    notice = settings.BASE_URL + reverse("privacy:programme", args=[event.programme.slug])
    return f"{_('What we do with your data:')} {notice}"
