"""Build the MIME mail of a message, with its calendar part as iMIP requires (RFC 6047, 2.4)."""

import re
import uuid
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from email import message_from_bytes
from email import policy as policies
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, parseaddr
from functools import cached_property, lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.mail import encoded_words
from notifications.mail.automatic import automatic_headers
from notifications.models import Message
from notifications.preferences import links

# Never send 8bit: a server on the way without 8BITMIME would have to encode the mail again, or damage it.
WIRE = policies.SMTP.clone(cte_type="7bit")
# The values that a header can contain unchanged: printable ASCII without anything like an encoded word (RFC 2047, 2).
_PLAIN = re.compile(r"(?!.*=\?)[!-~](?:[ -~]*[!-~])?")


class MimeMessage(EmailMultiAlternatives):
    """A mail that is built only once, as the bytes that are sent.

    The email package of Python parses and folds each header of each part. That takes longer than to send the mail."""

    def message(self, *, policy: Policy = WIRE) -> EmailMessage:  # type: ignore[override]
        return self._parsed

    @cached_property
    def _parsed(self) -> EmailMessage:
        return message_from_bytes(self.wire, policy=WIRE)  # type: ignore[return-value]

    @cached_property
    def wire(self) -> bytes:
        """The bytes of the mail, in lines that end with CRLF. Raise ValueError for an invalid header."""
        parts = [_text("plain", str(self.body))]
        for content, kind in self.alternatives:
            is_html = kind == "text/html"
            parts.append(_text("html", str(content)) if is_html else _base64(str(kind), str(content).encode()))
        mail = _multipart("alternative", parts) if len(parts) > 1 else parts[0]
        if self.attachments:
            files = [_base64(kind, content, str(name)) for name, content, kind in self.attachments]
            mail = _multipart("mixed", [mail, *files])
        return b"".join(_header(name, value) for name, value in self._headers()) + b"MIME-Version: 1.0\r\n" + mail

    def _headers(self) -> Iterator[tuple[str, str]]:
        yield "Subject", str(self.subject)
        yield "From", str(self.from_email)
        yield "To", ", ".join(self.to)
        if self.reply_to:
            yield "Reply-To", ", ".join(self.reply_to)
        yield from ((name, str(value)) for name, value in self.extra_headers.items())


@lru_cache(maxsize=1000)
def _header(name: str, value: str) -> bytes:
    """Return the lines of a header. Most headers need no encoding, or are the same in all mails of a batch."""
    if len(name) + len(value) < 76 and _PLAIN.fullmatch(value):
        return f"{name}: {value}\r\n".encode()
    if name == "Subject":
        return encoded_words.text_header(name, value)
    if name in {"From", "To"} and (lines := encoded_words.mailbox_header(name, value)):
        return lines
    holder = EmailMessage(policy=WIRE)
    holder[name] = value
    # The method is private, and missing in the type stubs. The tests of headers fail if Django changes it.
    EmailMultiAlternatives()._idna_encode_address_header_domains(holder)  # type: ignore[attr-defined]
    return WIRE.fold_binary(name, holder[name])


def _text(subtype: str, text: str) -> bytes:
    """Return a part with a text: unencoded if possible, else in the shorter of the two encodings."""
    lines = b"\r\n".join(text.encode().splitlines()) + b"\r\n"
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: '.encode()
    if lines.isascii() and max(map(len, lines.split(b"\r\n"))) <= 78 and b"\0" not in lines:
        return head + b"7bit\r\n\r\n" + lines
    quoted = b2a_qp(lines, istext=True)
    if len(quoted) < len(lines) * 4 // 3:
        return head + b"quoted-printable\r\n\r\n" + quoted
    return head + b"base64\r\n\r\n" + _encoded(lines)


def _base64(kind: str, content: bytes, filename: str = "") -> bytes:
    # Quoted-printable would fold the folded lines of iCalendar again. Calendar programs send base64, and servers on the
    # way do not change it.
    disposition = f'Content-Disposition: attachment; filename="{filename}"\r\n' if filename else ""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{disposition}\r\n"
    return head.encode() + _encoded(content)


def _encoded(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: list[bytes]) -> bytes:
    boundary = f"={uuid.uuid4().hex}="  # no text contains it
    edge = f"\r\n--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n'.encode()
    return head + b"".join(edge + part for part in parts) + f"\r\n--{boundary}--\r\n".encode()


def build_mime(message: Message) -> MimeMessage:
    """Return the mail of a message: mixed[alternative[text, HTML, text/calendar], invite.ics], without missing parts.

    Some mail programs show buttons for the calendar part inside the alternative; others open the attached file. The
    Message-ID is stored, so that mail programs recognise a mail that arrives twice."""
    mail = MimeMessage(
        subject=message.subject,
        body=message.text,
        from_email=message.from_email or settings.DEFAULT_FROM_EMAIL,
        to=[_mailbox(message.to_email, message.to_name)],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(message.created_at),
            **_thread_headers(message),
        },
    )
    if message.optional:
        # RFC 8058: mail programs show a button that posts to the link. RFC 2369: others open it.
        mail.extra_headers |= {
            "List-Unsubscribe": f"<{links.link_of_message(message)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.ics:
        mail.attach_alternative(message.ics, f"text/calendar; method={message.ics_method}; charset=utf-8")
        mail.attach("invite.ics", message.ics.encode(), "application/ics")
    return mail


def _thread_headers(message: Message) -> dict[str, str]:
    """Return the headers of an answer that a person wrote, or those of an automatic mail."""
    if not message.in_reply_to:
        return automatic_headers()
    return {"In-Reply-To": message.in_reply_to, "References": message.in_reply_to}


def _mailbox(address: str, name: str) -> str:
    # A line end in a name would start another header.
    return str(Address(display_name=" ".join(name.split()), addr_spec=parseaddr(address)[1] or address))
