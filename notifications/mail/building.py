"""A message's row as a mail, with its calendar part as iMIP asks (RFC 6047, 2.4)."""

from email.headerregistry import Address
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.models import Message


def build(message: Message) -> EmailMultiAlternatives:
    """Return the mail: mixed[alternative[text, HTML, text/calendar], invite.ics], or without the parts it does not have.

    Clients show their buttons for the calendar part inside the alternative; others open the attached file. The same
    row gives the same Message-ID each time, so that a mail that arrives twice is known as one."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.from_email or settings.DEFAULT_FROM_EMAIL,
        to=[_mailbox(message.to_email, message.to_name)],
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(message.created_at),
            "Auto-Submitted": "auto-generated",  # RFC 3834: out-of-office answers stay away
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.ics:
        mail.attach_alternative(message.ics, f"text/calendar; method={message.ics_method}; charset=utf-8")
        mail.attach("invite.ics", message.ics.encode(), "application/ics")
    return mail


def _mailbox(address: str, name: str) -> str:
    # A name with a line end in it would be another header.
    return str(Address(display_name=" ".join(name.split()), addr_spec=parseaddr(address)[1] or address))
