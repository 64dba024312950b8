"""The envelope of all mails about an event: sender, reply address and topic."""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from events.calendars import itip
from events.calendars.invites import NO_PART, CalendarPart
from events.mails import rules
from events.models import Event, Programme
from notifications.mail.rendering import Rendered
from notifications.outbox.services import Draft


def topic(event: Event) -> str:
    """Return the topic under which the outbox stores the mails about event."""
    return event.mail_topic


# The topic of each row of a query of events.
TOPIC_OF_EVENT = Concat(Value("event:"), Cast("pk", CharField()))


def programme_topic(programme: Programme) -> str:
    """Return the topic under which the outbox stores the mails about programme that are about no single event."""
    return f"programme:{programme.pk}"


def draft(
    mail: Rendered,
    *,
    kind: str,
    key: str,
    event: Event,
    person: User,
    part: CalendarPart = NO_PART,
    reply_tag: str = "",
    optional: str = "",
    expires_at: datetime | None = None,
    takes_replies: bool = False,
) -> Draft:
    """Return the draft of a mail to person about event, sent by its programme; key names the occasion.

    A person who is not saved has no account: the mail goes to their address.
    reply_tag: of the person's registration or invite. With it the mail comes from the ORGANIZER of the invite, because
    calendars compare the two addresses.
    optional: the refusal that stops the mail, as preferences.optional() writes it; "" for an essential mail.

    The mail is held while the event is a draft, and stopped if it makes no sense for the event (events/mails/rules.py).

    A reply goes to the contact of the event or else of its programme, unless the mail has a calendar part: some calendars would send
    their iTIP reply to that address. With takes_replies, it goes to the address with reply_tag: the inbox reads it."""
    address = itip.organizer_address(reply_tag) if reply_tag else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Draft(
        dedupe_key=key,
        kind=kind,
        topic=topic(event),
        recipient=person if person.pk else None,
        to_email="" if person.pk else person.email,
        to_name="" if person.pk else person.name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        ics=part.ics,
        ics_method=part.method,
        optional=optional,
        expires_at=expires_at,
        is_held=rules.is_held(event, kind),
        stopped="" if rules.is_allowed(event, kind) else rules.NOT_SENT,
        wording=mail.wording,
        words_mark=mail.words_mark,
        from_email=from_header(event.programme, address),
        reply_to="" if part.ics or (reply_tag and takes_replies) else event.contact_address,
    )


def from_header(programme: Programme, address: str) -> str:
    """Return the From header: the name of the programme, cut to the length of an address field, and the address."""
    name = " ".join((programme.short_name or programme.name).split())
    name = name.replace("\\", "").replace('"', "'")[: 240 - len(address)].strip()
    return f'"{name}" <{address}>'
