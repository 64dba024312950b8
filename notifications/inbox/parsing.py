"""Parse an incoming mail: a calendar reply, a bounce, an automatic reply, or a text by a person.

The mail comes from a stranger. Parsing never raises an exception: the result gives the reason why a mail is
unreadable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import policy
from email.header import decode_header
from email.message import Message as Part
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

from accounts.addresses import canonical
from notifications.inbox import automatic, bounces, itip
from notifications.inbox.bounces import Bounce
from notifications.inbox.itip import ItipReply, UnreadableItipError
from notifications.models import InboundMail

Kind, Reason = InboundMail.Kind, InboundMail.Reason

MAX_BYTES = 1024 * 1024  # bytes
# Only a mail to the address of one person, who may send files, is parsed up to this size: a file of 20 MB in base64.
MAX_BYTES_WITH_FILES = 32 * 1024 * 1024
MAX_PARTS = 50
MAX_DEPTH = 8
MAX_HEADER = 8 * 1024  # characters, unfolded
MAX_HEADERS = 500
MAX_RECIPIENT_TEXT = 16 * 1024  # characters in all headers with recipients
MAX_EXCERPT = 4000
MAX_RECIPIENTS = 40
FOLDS = re.compile(rb"(?:\r\r|\r)?\n[ \t]")
# While the standard library parses a mail, its time for the parameters of such a header grows with the square of their
# length. It also makes a part of each line that looks like a boundary.
CONTENT_HEADER = re.compile(rb"^content-[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
MAX_BOUNDARY_LINES = 2000
MAX_HEADER_BLOCK = 64 * 1024  # bytes
HEADER = re.compile(rb"^[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.MULTILINE)
ENCRYPTED = {
    "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "multipart/encrypted",
}  # fmt: skip
# Attachments that are no file for the reader: signatures and business cards.
NO_FILES = {
    "application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "text/vcard", "text/x-vcard", "text/directory",
}  # fmt: skip
ADDRESS = re.compile(r"[^\s<>\"'(),:;@]{1,64}@[^\s<>\"'(),:;@]{1,255}")
# Servers write the address of the recipient into different headers. To may be a list, or missing.
RECIPIENT_HEADERS = (
    "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "X-Forwarded-To", "X-Delivered-To", "To", "Cc",
    "Resent-To", "Apparently-To",
)  # fmt: skip


@dataclass(frozen=True)
class Envelope:
    """The sender and the recipients in the SMTP envelope (RFC 5321), if the server passes them on."""

    sender: str = ""
    recipients: tuple[str, ...] = ()


NO_ENVELOPE = Envelope()


@dataclass(frozen=True)
class AttachedFile:
    """A file that a person has attached. name: as they wrote it; "" without one."""

    name: str
    part: Part = field(repr=False, compare=False)

    @property
    def content(self) -> bytes:
        content = self.part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""


@dataclass(frozen=True)
class ParsedMail:
    """The content of a mail. `reason` is the value of InboundMail.Reason that explains why there is no reply."""

    kind: InboundMail.Kind = Kind.OTHER
    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    excerpt: str = ""
    reply: ItipReply | None = None
    bounce: Bounce | None = None
    files: tuple[AttachedFile, ...] = ()
    reason: str = ""
    detail: str = ""


@dataclass
class _Parts:
    """The parts of a mail by their purpose. The parts of a returned or forwarded mail do not count."""

    calendars: list[Part] = field(default_factory=list)
    texts: list[Part] = field(default_factory=list)
    files: list[AttachedFile] = field(default_factory=list)
    has_tnef: bool = False
    is_encrypted: bool = False


def parse_mail(raw: bytes, envelope: Envelope = NO_ENVELOPE, *, most: int = MAX_BYTES) -> ParsedMail:
    """Return the content of a mail of at most `most` bytes; of a larger one the headers. Never raise an exception."""
    parsed = ParsedMail(recipients=envelope.recipients[:MAX_RECIPIENTS], sender=envelope.sender[:254])
    try:
        headers = BytesParser(policy=policy.compat32).parsebytes(_header_block(raw), headersonly=True)
        parsed = _parse_headers(headers, envelope)
        if len(raw) > most:
            return replace(parsed, reason=Reason.TOO_LARGE, detail=f"{len(raw)} bytes")
        if danger := find_danger(raw):
            return replace(parsed, reason=Reason.TOO_COMPLEX, detail=danger)
        return _classify(BytesParser(policy=policy.compat32).parsebytes(raw), parsed)
    except _TooComplexError as error:
        return replace(parsed, reason=Reason.TOO_COMPLEX, detail=str(error))
    except Exception as error:  # the mail of a stranger can break any parser: it is kept, and a person looks at it
        return replace(parsed, reason=Reason.UNREADABLE, detail=f"{type(error).__name__}: {error}"[:500])


class _TooComplexError(ValueError):
    pass


def find_danger(raw: bytes) -> str:
    """Return why a parser must not read this mail, or "" if it may."""
    if any(len(header[0]) > MAX_HEADER for header in CONTENT_HEADER.finditer(raw)):
        return "a header that is too long"
    return f"more than {MAX_PARTS} parts" if raw.count(b"\n--") + raw.count(b"\r--") > MAX_BOUNDARY_LINES else ""


def find_long_headers(raw: bytes) -> str:
    """Return why a parser that reads all headers of this mail would take too long, or "" if it would not.

    The time of `email.policy.default`, which anymail uses, grows with the square of the length of a list of addresses."""
    block = _header_block(raw)
    if len(block) >= MAX_HEADER_BLOCK:
        return f"more than {MAX_HEADER_BLOCK // 1024} KB of headers"
    lengths = [len(header[0]) for header in HEADER.finditer(block)]
    if len(lengths) > MAX_HEADERS:
        return f"more than {MAX_HEADERS} headers"
    return "a header that is too long" if any(length > MAX_HEADER for length in lengths) else ""


def _header_block(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw[:MAX_HEADER_BLOCK], maxsplit=1)[0]


def _parse_headers(mail: Part, envelope: Envelope) -> ParsedMail:
    addresses, left = list(envelope.recipients), MAX_RECIPIENT_TEXT
    for name in RECIPIENT_HEADERS:
        values = [str(value)[: min(MAX_HEADER, left)] for value in mail.get_all(name, [])[:10]]
        left = max(0, left - sum(map(len, values)))
        parsed = [address for _name, address in getaddresses(values) if address]
        addresses += parsed or [address for value in values for address in ADDRESS.findall(value)]
    recipients = dict.fromkeys(address.strip("<> ").lower() for address in addresses if "@" in address)
    sender = parseaddr(header_text(mail, "From"))[1] or envelope.sender
    return ParsedMail(
        sender=canonical(clean(sender))[:254],
        recipients=tuple(clean(address)[:254] for address in recipients)[:MAX_RECIPIENTS],
        subject=" ".join(header_text(mail, "Subject").split())[:250],
        message_id=" ".join(header_text(mail, "Message-ID").split())[:200],
    )


def _classify(mail: Part, parsed: ParsedMail) -> ParsedMail:
    parts = _sort_parts(mail)
    texts = [part_text(part) for part in parts.texts[:10]]
    parsed = replace(parsed, excerpt="\n".join(texts).strip()[:MAX_EXCERPT], files=tuple(parts.files))
    problem: UnreadableItipError | None = None
    # Calendar replies come first: Google marks the replies of people as automatic.
    for part in parts.calendars:
        try:
            reply = itip.parse_itip(_calendar_text(part), method=_method(part))
        except UnreadableItipError as error:
            problem = problem or error
        else:
            return replace(parsed, kind=Kind(reply.method.lower()), reply=reply)
    bounce = bounces.find_bounce(mail, texts)
    if bounce:
        return replace(parsed, kind=Kind.BOUNCE, bounce=bounce)
    marks = {name: header_text(mail, name) for name in automatic.MARKS if name in mail}
    # A mail that may hide the reply of a calendar is for a person, even if a program has sent it.
    may_be_reply = (
        (problem is not None and problem.may_be_reply)
        or parts.has_tnef
        or parts.is_encrypted
        or automatic.may_be_reply(header_text(mail, "Sender"), parsed.subject)
    )
    if not may_be_reply and automatic.is_automatic(marks, parsed.subject):
        return replace(parsed, kind=Kind.AUTO_REPLY, reason=Reason.AUTOMATIC)
    if problem:
        return replace(parsed, reason=Reason(problem.fault), detail=clean(problem.detail)[:500])
    if parts.is_encrypted:
        return replace(parsed, reason=Reason.ENCRYPTED)
    return replace(parsed, reason=Reason.TNEF if parts.has_tnef else Reason.WORDS)


def _sort_parts(mail: Part) -> _Parts:
    parts = _Parts()
    for part in _walk(mail):
        kind, name = part.get_content_type(), str(part.get_filename() or "").lower()
        if kind in {"text/calendar", "application/ics"} or name.endswith(".ics"):
            parts.calendars.append(part)
        elif kind == "text/plain":
            parts.texts.append(part)
        elif kind in {"application/ms-tnef", "application/vnd.ms-tnef"}:
            parts.has_tnef = True
        parts.is_encrypted |= kind in ENCRYPTED
        if _is_file(part) and part not in parts.calendars:
            parts.files.append(AttachedFile(_file_name(part), part))
    # The part that calendar programs act on comes before its copy as a file.
    parts.calendars.sort(key=lambda part: part.get_content_type() != "text/calendar")
    return parts


def _is_file(part: Part) -> bool:
    """Return whether a part is a file that the writer has attached, not a picture within the text or a signature."""
    is_attached, kind = part.get_content_disposition() == "attachment", part.get_content_type()
    if kind in NO_FILES or (part.get_content_maintype() == "image" and not is_attached):
        return False
    return is_attached or bool(part.get_filename())


def _file_name(part: Part) -> str:
    """Return the name of a file. RFC 2231 encodes it; many programs encode it as RFC 2047 says for other headers."""
    name = str(part.get_filename() or "")[:MAX_HEADER]
    try:
        return clean("".join(_decoded(piece, charset) for piece, charset in decode_header(name)))
    except Exception:  # as in header_text()
        return clean(name)


def _walk(mail: Part) -> Iterator[Part]:
    """Yield the parts with content, in order, without the parts of a returned or forwarded mail.

    Raise _TooComplexError for a mail with too many parts, or too many levels of parts."""
    pending, count = [(mail, 0)], 0
    while pending:
        part, depth = pending.pop()
        count += 1
        if count > MAX_PARTS or depth > MAX_DEPTH:
            raise _TooComplexError(f"more than {MAX_PARTS} parts" if count > MAX_PARTS else "parts within parts")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            children = part.get_payload()
            if isinstance(children, list):
                pending += [(child, depth + 1) for child in reversed(children) if isinstance(child, Part)]
        elif part.get_content_maintype() != "message":
            yield part


def _calendar_text(part: Part) -> str:
    """Return the text of a calendar. A fold can split a letter (RFC 5545, 3.1), so unfold before decoding."""
    return part_text(part, limit=itip.MAX_CHARACTERS + 1, folds=FOLDS)


def _method(part: Part) -> str:
    value = part.get_param("method", "")
    return re.sub("[^A-Za-z-]", "", value) if isinstance(value, str) else ""


def part_text(part: Part, *, limit: int = 20_000, folds: re.Pattern[bytes] | None = None) -> str:
    """Return the text of a part, without `folds`, and at most `limit` characters long.

    Any encoding and any name of a charset is accepted."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    if b"\n" not in raw.strip():  # a program that ends its lines with CR
        raw = raw.replace(b"\r", b"\n")
    raw = folds.sub(b"", raw) if folds else raw
    charset = part.get_content_charset() or "utf-8"
    for name in ("utf-8", charset, "latin-1"):  # some UTF-8 texts have the name of another charset
        try:
            return clean(raw.decode(name))[:limit]
        except (LookupError, UnicodeError, ValueError):
            continue
    return ""


def header_text(mail: Part, name: str) -> str:
    """Return the decoded and shortened text of the first header with this name."""
    value = str(mail.get(name, ""))[:MAX_HEADER]
    try:
        pieces = decode_header(value)
    except Exception:  # it breaks the rules of RFC 2047: return it as written
        return clean(value)
    return clean("".join(_decoded(piece, charset) for piece, charset in pieces))


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "ascii", "replace")
    except (LookupError, UnicodeError):
        return piece.decode("latin-1")


def clean(text: str) -> str:
    """Return text without the characters that PostgreSQL and pages do not accept."""
    return itip.CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode()
