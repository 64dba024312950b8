"""What all mails about an event have in common: whom they come from, who reads an answer, and what they are about."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings

from accounts.models import User
from events.calendars import itip
from events.models import Event, Programme
from notifications.mail.rendering import Rendered
from notifications.outbox.services import Draft


def topic(event: Event) -> str:
    """Return under which topic the outbox keeps the mails of event."""
    return f"event:{event.pk}"


def programme_topic(programme: Programme) -> str:
    """Return under which topic the outbox keeps the mails of programme that are about no single event."""
    return f"programme:{programme.pk}"


def draft(
    mail: Rendered,
    *,
    kind: str,
    key: str,
    event: Event,
    person: User,
    reply_tag: str = "",
    **fields: Any,
) -> Draft:
    """Return the draft of a mail to person about event, from its programme; key names the occasion.

    reply_tag: of the person's registration or invite. Every mail about it comes from the ORGANIZER: calendars compare the two. Words in answer go
    to whom the programme names as its contact; not from a mail with a calendar part (fields: ics), since some calendars
    would send there what the person says to the invite."""
    address = itip.organizer_address(reply_tag) if reply_tag else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Draft(
        dedupe_key=key,
        kind=kind,
        topic=topic(event),
        recipient=person,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        wording=mail.wording,
        words_mark=mail.words_mark,
        from_email=_sender(event.programme, address),
        reply_to="" if fields.get("ics") else event.programme.contact_email,
        **fields,
    )


def _sender(programme: Programme, address: str) -> str:
    """Return From: the programme's name, cut to what an address field holds, and the address."""
    name = " ".join((programme.short_name or programme.name).split())
    name = name.replace("\\", "").replace('"', "'")[: 240 - len(address)].strip()
    return f'"{name}" <{address}>'
