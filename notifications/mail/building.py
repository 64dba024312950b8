"""A message's row as a mail, with its calendar part as iMIP asks (RFC 6047, 2.4)."""

from email import policy as policies
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, parseaddr
from functools import cached_property

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.models import Message

# Nothing leaves as 8bit: a server on the way that knows no 8BITMIME would have to encode it anew, or damage it.
WIRE = policies.SMTP.clone(cte_type="7bit")


class Mail(EmailMultiAlternatives):
    """A mail that is put together once, whoever asks for it, and always as it goes out."""

    def message(self, *, policy: Policy = WIRE) -> EmailMessage:  # type: ignore[override]
        return self._wire

    @cached_property
    def _wire(self) -> EmailMessage:
        mail = super().message(policy=WIRE)
        for content, kind in self.alternatives:
            if kind.startswith("text/calendar"):
                # Python would choose quoted-printable, which breaks lines that iCalendar has folded already; calendar
                # programs send base64, and nothing on the way touches it.
                part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
                part.set_content(content, subtype="calendar", cte="base64", params=_parameters(kind))
        return mail


def build(message: Message) -> Mail:
    """Return the mail: mixed[alternative[text, HTML, text/calendar], invite.ics], or without the parts it does not have.

    Clients show their buttons for the calendar part inside the alternative; others open the attached file. The same
    row gives the same Message-ID each time, so that a mail that arrives twice is known as one."""
    mail = Mail(
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


def _parameters(kind: str) -> dict[str, str]:
    pairs = (parameter.strip().partition("=") for parameter in kind.split(";")[1:])
    return {name: value for name, _, value in pairs if name != "charset"}
