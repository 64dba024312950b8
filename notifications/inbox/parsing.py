"""A mail that came back, told apart: a calendar's answer, a bounce, a machine's automatic answer, or words.

Nothing here trusts the mail, and nothing raises: what cannot be read says why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import policy
from email.header import decode_header
from email.message import Message as Part
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

from notifications.inbox import automatic, bounces, itip
from notifications.inbox.bounces import Bounce
from notifications.inbox.itip import ItipReply, UnreadableItipError
from notifications.models import InboundMail

Kind, Reason = InboundMail.Kind, InboundMail.Reason

MAX_BYTES = 1024 * 1024  # bytes
MOST_PARTS = 50
DEEPEST = 8
LONGEST_HEADER = 8 * 1024
LONGEST_EXCERPT = 4000
MOST_RECIPIENTS = 40
FOLDS = re.compile(rb"(?:\r\r|\r)?\n[ \t]")
# The standard library reads the parameters of such a header in a time that grows with the square of its length, while it
# parses the mail, and makes a part of each line that looks like a border.
CONTENT_HEADER = re.compile(rb"^content-[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
MOST_BORDERS = 2000
ENCRYPTED = {
    "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "multipart/encrypted",
}  # fmt: skip
ADDRESS = re.compile(r"[^\s<>\"'(),:;@]{1,64}@[^\s<>\"'(),:;@]{1,255}")
# Where servers write the address that a mail came to: they differ, and To may be a list or nothing at all.
CAME_TO = (
    "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "X-Forwarded-To", "X-Delivered-To", "To", "Cc",
    "Resent-To", "Apparently-To",
)  # fmt: skip


@dataclass(frozen=True)
class Envelope:
    """What the server that took the mail says of it (RFC 5321), if it does."""

    sender: str = ""
    recipients: tuple[str, ...] = ()


NO_ENVELOPE = Envelope()


@dataclass(frozen=True)
class ParsedMail:
    """What a mail is. reason: why it cannot be taken for more, a value of InboundMail.Reason."""

    kind: InboundMail.Kind = Kind.OTHER
    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    excerpt: str = ""
    answer: ItipReply | None = None
    bounce: Bounce | None = None
    reason: str = ""
    detail: str = ""


@dataclass
class _Parts:
    """The parts of a mail by what they are good for; a returned mail is never looked into as if it were this one."""

    calendars: list[Part] = field(default_factory=list)
    texts: list[Part] = field(default_factory=list)
    has_tnef: bool = False
    is_encrypted: bool = False


def parse_mail(raw: bytes, envelope: Envelope = NO_ENVELOPE) -> ParsedMail:
    """Return what the mail is; never raises."""
    found = ParsedMail(recipients=envelope.recipients[:MOST_RECIPIENTS], sender=envelope.sender[:254])
    try:
        head = BytesParser(policy=policy.compat32).parsebytes(_head(raw), headersonly=True)
        found = _addressed(head, envelope)
        if len(raw) > MAX_BYTES:
            return replace(found, reason=Reason.TOO_LARGE, detail=f"{len(raw)} bytes")
        if find_danger(raw):
            return replace(found, reason=Reason.TOO_COMPLEX, detail=find_danger(raw))
        return _told_apart(BytesParser(policy=policy.compat32).parsebytes(raw), found)
    except _TooComplexError as error:
        return replace(found, reason=Reason.TOO_COMPLEX, detail=str(error))
    except Exception as error:  # a stranger's mail may break any parser: it is kept, and somebody looks at it
        return replace(found, reason=Reason.UNREADABLE, detail=f"{type(error).__name__}: {error}"[:500])


class _TooComplexError(ValueError):
    pass


def find_danger(raw: bytes) -> str:
    """Say why no parser should be given this mail; "" if any may have it."""
    if any(len(header[0]) > LONGEST_HEADER for header in CONTENT_HEADER.finditer(raw)):
        return "a header that is too long"
    return f"more than {MOST_PARTS} parts" if raw.count(b"\n--") > MOST_BORDERS else ""


def _head(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw[: 64 * 1024], maxsplit=1)[0]


def _addressed(mail: Part, envelope: Envelope) -> ParsedMail:
    came_to = list(envelope.recipients)
    for name in CAME_TO:
        written = [str(value)[:LONGEST_HEADER] for value in mail.get_all(name, [])[:10]]
        addresses = [address for _name, address in getaddresses(written) if address]
        came_to += addresses or [found for value in written for found in ADDRESS.findall(value)]
    recipients = dict.fromkeys(address.strip("<> ").lower() for address in came_to if "@" in address)
    sender = parseaddr(header_text(mail, "From"))[1] or envelope.sender
    return ParsedMail(
        sender=clean(sender).lower()[:254],
        recipients=tuple(clean(one)[:254] for one in recipients)[:MOST_RECIPIENTS],
        subject=" ".join(header_text(mail, "Subject").split())[:250],
        message_id=" ".join(header_text(mail, "Message-ID").split())[:200],
    )


def _told_apart(mail: Part, found: ParsedMail) -> ParsedMail:
    parts = _sorted_out(mail)
    texts = [part_text(part) for part in parts.texts[:10]]
    found = replace(found, excerpt="\n".join(texts).strip()[:LONGEST_EXCERPT])
    wrong: UnreadableItipError | None = None
    # A calendar's answer first: Google marks those of people as made by a machine.
    for part in parts.calendars:
        try:
            answer = itip.parse_itip(_calendar(part), method=_method(part))
        except UnreadableItipError as error:
            wrong = wrong or error
        else:
            return replace(found, kind=Kind(answer.method.lower()), answer=answer)
    bounce = bounces.find_bounce(mail, texts)
    if bounce:
        return replace(found, kind=Kind.BOUNCE, bounce=bounce)
    marks = {name: header_text(mail, name) for name in automatic.MARKS if name in mail}
    if automatic.is_automatic(marks, found.subject):
        return replace(found, kind=Kind.AUTO_REPLY, reason=Reason.AUTOMATIC)
    if wrong:
        return replace(found, reason=Reason(wrong.fault), detail=clean(wrong.detail)[:500])
    if parts.is_encrypted:
        return replace(found, reason=Reason.ENCRYPTED)
    return replace(found, reason=Reason.TNEF if parts.has_tnef else Reason.WORDS)


def _sorted_out(mail: Part) -> _Parts:
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
    # The part that clients act on before its copy as a file.
    parts.calendars.sort(key=lambda part: part.get_content_type() != "text/calendar")
    return parts


def _walk(mail: Part) -> Iterator[Part]:
    """Each part that holds something, in order; those of a returned or forwarded mail are no parts of this one."""
    waiting, count = [(mail, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise _TooComplexError(f"more than {MOST_PARTS} parts" if count > MOST_PARTS else "parts within parts")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            inner = part.get_payload()
            waiting += [(one, depth + 1) for one in reversed(inner) if isinstance(one, Part)]  # type: ignore[arg-type]
        elif part.get_content_maintype() != "message":
            yield part


def _calendar(part: Part) -> str:
    """Return a calendar's text: lines may be folded in the middle of a letter (RFC 5545, 3.1), so before it is decoded."""
    return part_text(part, limit=itip.MAX_CHARACTERS + 1, folds=FOLDS)


def _method(part: Part) -> str:
    value = part.get_param("method", "")
    return re.sub("[^A-Za-z-]", "", value) if isinstance(value, str) else ""


def part_text(part: Part, *, limit: int = 20_000, folds: re.Pattern[bytes] | None = None) -> str:
    """Return a part's text, in whatever it is encoded, and whatever its charset is called; without folds."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    raw = folds.sub(b"", raw) if folds else raw
    charset = part.get_content_charset() or "utf-8"
    for name in ("utf-8", charset, "latin-1"):  # what says another charset and is UTF-8 all the same is UTF-8
        try:
            return clean(raw.decode(name))[:limit]
        except (LookupError, UnicodeError, ValueError):
            continue
    return ""


def header_text(mail: Part, name: str) -> str:
    """Return a header in words, shortened; the first, if there are several."""
    value = str(mail.get(name, ""))[:LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except Exception:  # not as RFC 2047 asks: as it is written
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
    """Return text without what PostgreSQL, or a page, cannot hold."""
    return itip.NO_TEXT.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode()
