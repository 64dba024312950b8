"""A message's row as a mail, with its calendar part as iMIP asks (RFC 6047, 2.4)."""

import uuid
from base64 import encodebytes
from copy import copy
from email import policy as policies
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, parseaddr
from functools import cached_property

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.models import Message
from notifications.preferences import links

# Nothing leaves as 8bit: a server on the way that knows no 8BITMIME would have to encode it anew, or damage it.
WIRE = policies.SMTP.clone(cte_type="7bit")


class Mail(EmailMultiAlternatives):
    """A mail that is put together once, whoever asks for it, and always as it goes out."""

    def message(self, *, policy: Policy = WIRE) -> EmailMessage:  # type: ignore[override]
        return self._wire

    @cached_property
    def _wire(self) -> EmailMessage:
        words = copy(self)
        words.alternatives, words.attachments = [], []
        mail = EmailMultiAlternatives.message(words, policy=WIRE)
        if self.alternatives:
            mail.make_alternative(boundary=_boundary())
        for content, kind in self.alternatives:
            if kind == "text/html":
                mail.add_alternative(str(content), subtype="html")
            else:
                # Python would choose quoted-printable, which breaks lines that iCalendar has folded already. Calendar
                # programs send base64, and nothing on the way touches it.
                mail.attach(_part(kind, str(content).encode()))
        if self.attachments:
            mail.make_mixed(boundary=_boundary())
        for filename, content, kind in self.attachments:
            mail.attach(_part(kind, content, filename))
        return mail


def _boundary() -> str:
    # Python's own is looked for in the whole mail first, and then written into a header that is parsed once more.
    return f"={uuid.uuid4().hex}="


def build(message: Message) -> Mail:
    """Return the mail: mixed[alternative[text, HTML, text/calendar], invite.ics], or without the parts it does not have.

    Clients show their buttons for the calendar part inside the alternative; others open the attached file. The same
    row gives the same Message-ID each time, so that a mail that arrives twice is known as one."""
    mail = Mail(
        subject=message.subject,
        body=message.text,
        from_email=message.from_email or settings.DEFAULT_FROM_EMAIL,
        to=[_mailbox(message.to_email, message.to_name)],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(message.created_at),
            "Auto-Submitted": "auto-generated",  # RFC 3834: out-of-office answers stay away
        },
    )
    if message.optional:
        # RFC 8058: mail programs show a button that posts there; RFC 2369 for those that open it.
        mail.extra_headers |= {
            "List-Unsubscribe": f"<{links.of_message(message)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.ics:
        mail.attach_alternative(message.ics, f"text/calendar; method={message.ics_method}; charset=utf-8")
        mail.attach("invite.ics", message.ics.encode(), "application/ics")
    return mail


def _part(kind: str, content: bytes, filename: str = "") -> EmailMessage:
    # The old policy takes headers as they are written; the new one parses each, which costs more than all the rest.
    part = EmailMessage(policy=policies.compat32)
    part["Content-Type"] = kind
    part["Content-Transfer-Encoding"] = "base64"
    if filename:
        part["Content-Disposition"] = f'attachment; filename="{filename}"'
    part.set_payload(encodebytes(content).decode())
    return part


def _mailbox(address: str, name: str) -> str:
    # A name with a line end in it would be another header.
    return str(Address(display_name=" ".join(name.split()), addr_spec=parseaddr(address)[1] or address))
