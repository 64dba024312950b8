"""Read bounces: what a mail server says about a mail of ours that it could not deliver.

The standard library reads delivery status notifications (RFC 3464). flufl.bounce finds the recipients in older formats.
The status, the text of the server and the Message-ID of our mail are read here."""

import re
from dataclasses import dataclass
from email.message import Message as Part
from email.utils import parseaddr

from accounts.addresses import canonical
from notifications.inbox.itip import CONTROL_CHARACTERS

MAX_RECIPIENTS = 20
MAX_SERVER_TEXT = 1000
# flufl.bounce searches each line with patterns whose time grows with the square of the length of the line. It gets
# only the beginning of each text, in lines that are not much longer than an address.
MAX_LEGACY_TEXT, MAX_LEGACY_LINE = 16_000, 320
# The enhanced status codes (RFC 3463) that mean that the address is wrong: 5.0.0 (no other information), 5.1.x
# (addressing), 5.2.0 and 5.2.1 (mailbox disabled), 5.4.4 (no such host), 5.5.0 and 5.5.1 (the answer of old servers to
# RCPT). A full mailbox and a refused content do not mean that.
WRONG_ADDRESS = re.compile(r"5\.(0\.0|1\.(?!8$)\d{1,3}|2\.[01]|4\.4|5\.[01])$")
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s-])")
MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{3,190}>)", re.IGNORECASE | re.MULTILINE)
# The senders of bounces that are not multipart/report: qmail, old Exim and Postfix, gateways.
DAEMONS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon|double-bounce)@", re.IGNORECASE)
FULL_MAILBOX = re.compile(r"over ?quota|quota (is )?exceeded|exceeded .{0,40}quota|mailbox (is )?full", re.IGNORECASE)
# Old formats that flufl.bounce does not know. Our mail is then found by its Message-ID alone.
UNKNOWN_FORMAT = re.compile(
    r"could not be delivered|delivery (has )?failed|undeliver(able|ed)|returned mail|permanent (fatal )?error"
    r"|failure notice|delivery status notification",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bounce:
    """The content of a bounce. `action` is an action of RFC 3464 (failed, delayed, delivered, relayed, expanded),
    `status` an enhanced status code of RFC 3463 or ""."""

    action: str = "failed"
    status: str = ""
    address: str = ""
    server_said: str = ""
    message_ids: tuple[str, ...] = ()

    @property
    def is_failure(self) -> bool:
        return self.action == "failed" and not self.status.startswith(("2", "4"))

    @property
    def is_of_wrong_address(self) -> bool:
        """Whether a later mail to the address would fail too."""
        return self.is_failure and bool(WRONG_ADDRESS.match(self.status))


def find_bounce(mail: Part, texts: list[str]) -> Bounce | None:
    """Return the bounce in mail, or None if it is not a bounce. `texts` are the texts of its plain parts."""
    report_type = str(mail.get_param("report-type", "") or "").lower()
    if mail.get_content_type() == "multipart/report" and report_type in {"", "delivery-status"}:
        bounce = _read_report(mail)
        if bounce:
            return bounce
    return _read_legacy_format(mail, texts)


def _read_report(mail: Part) -> Bounce | None:
    """Read a delivery status notification (RFC 3464)."""
    parts = _children(mail)
    fields = next((_status_fields(part) for part in parts if _is_delivery_status(part)), None)
    if fields is None:
        return None
    diagnostic = fields.get("diagnostic-code", "")
    status, diagnostic_status = STATUS.search(fields.get("status", "")), STATUS.search(diagnostic)
    # Exim writes the status 5.0.0, whatever the other server has answered.
    if diagnostic_status and (status is None or status[0].endswith(".0.0")):
        status = diagnostic_status
    address = fields.get("original-recipient") or fields.get("final-recipient") or ""
    return Bounce(
        action=(fields.get("action") or "failed").strip().lower()[:20],
        status=status[0] if status else "",
        address=_clean_address(address.partition(";")[2] or address),
        server_said=_clean_text(diagnostic.partition(";")[2] or diagnostic),
        message_ids=tuple(dict.fromkeys(message_id for part in parts for message_id in _message_ids(part))),
    )


def _is_delivery_status(part: Part) -> bool:
    return part.get_content_type() == "message/delivery-status"


def _status_fields(part: Part) -> dict[str, str]:
    """Return the fields of the first failed recipient, else of the first recipient: our mails have only one."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):  # Some servers encode this part, which RFC 3464 forbids.
        return _parse_fields(str(blocks or ""))
    parsed = [
        {name.lower(): str(value) for name, value in block.items()}
        for block in blocks[:MAX_RECIPIENTS]
        if isinstance(block, Part)
    ]
    recipients = [fields for fields in parsed if "final-recipient" in fields or "action" in fields]
    failed = [fields for fields in recipients if fields.get("action", "").strip().lower() == "failed"]
    return next(iter(failed or recipients), {})


def _parse_fields(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines()[:200])
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _message_ids(part: Part) -> list[str]:
    """Return the Message-IDs of the mail that a part returns, complete or its headers only."""
    if part.get_content_type() == "message/rfc822":
        returned = part.get_payload()
        if isinstance(returned, list) and returned and isinstance(returned[0], Part):
            return [str(returned[0].get("Message-ID", "")).strip()[:200]]
    if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers", "message/rfc822", "text/plain"}:
        content = part.get_payload(decode=True)
        text = content if isinstance(content, bytes) else str(part.get_payload() or "").encode("utf-8", "replace")
        return MESSAGE_ID.findall(text[:200_000].decode("utf-8", "replace"))[:5]
    return []


def _read_legacy_format(mail: Part, texts: list[str]) -> Bounce | None:
    """Read a bounce in a format from before RFC 3464."""
    text = "\n".join(texts)[:200_000]
    if not _is_from_daemon(mail):
        return None
    explanation = _without_returned_mail(text)
    temporary, permanent = _failed_recipients(mail, explanation)
    is_named = bool(temporary or permanent or mail.get("X-Failed-Recipients"))
    subject = str(mail.get("Subject", ""))[:500]
    if not (is_named or UNKNOWN_FORMAT.search(text) or UNKNOWN_FORMAT.search(subject)):
        return None
    ids = [message_id for part in _children(mail) for message_id in _message_ids(part)]
    lines = (line.strip() for line in explanation.splitlines() if CODE.search(line) or STATUS.search(line))
    return Bounce(
        action="delayed" if temporary and not permanent else "failed",
        status=_legacy_status(explanation),
        address=_clean_address(next(iter(permanent or temporary), "")),
        server_said=_clean_text(" ".join(lines)),
        message_ids=tuple(dict.fromkeys([*ids, *MESSAGE_ID.findall(text)])),
    )


def _is_from_daemon(mail: Part) -> bool:
    sender = parseaddr(str(mail.get("From", ""))[:1000])[1]
    return_path = str(mail.get("Return-Path", "x")).strip()
    return "X-Failed-Recipients" in mail or return_path == "<>" or bool(DAEMONS.match(sender))


def _failed_recipients(mail: Part, explanation: str) -> tuple[list[str], list[str]]:
    """Return the recipients with a temporary and those with a permanent failure, as flufl.bounce finds them."""
    from flufl.bounce import all_failures  # noqa: PLC0415 (slow to import, and only needed for old bounces)

    temporary, permanent = all_failures(_shortened(mail, explanation))
    return sorted(map(bytes.decode, temporary)), sorted(map(bytes.decode, permanent))


def _shortened(mail: Part, explanation: str) -> Part:
    """Return the shape of mail with short texts: what flufl.bounce may read."""
    short = Part()
    for name in ("From", "Subject", "X-Failed-Recipients", "X-Mailer"):
        if name in mail:
            short[name] = str(mail[name])[:1000]
    leaves = [part for part in _children(mail) if not part.is_multipart()]
    short["Content-Type"] = mail.get_content_type() if leaves else "text/plain"
    if not leaves:
        short.set_payload(_short_lines(explanation))
    for leaf in leaves:
        part = Part()
        part["Content-Type"] = leaf.get_content_type()
        if "Content-Description" in leaf:
            part["Content-Description"] = str(leaf["Content-Description"])[:100]
        content = leaf.get_payload(decode=True)
        part.set_payload(_short_lines(content.decode("ascii", "replace") if isinstance(content, bytes) else ""))
        short.attach(part)
    return short


def _short_lines(text: str) -> str:
    return "\n".join(line[:MAX_LEGACY_LINE] for line in text[:MAX_LEGACY_TEXT].splitlines()) + "\n"


def _legacy_status(explanation: str) -> str:
    """Return the enhanced status code in a text, or the one that its SMTP code stands for."""
    status, code = STATUS.search(explanation), CODE.search(explanation)
    if status:
        return status[0]
    if FULL_MAILBOX.search(explanation):  # often with the code 550, which means no such mailbox elsewhere
        return "5.2.2"
    return _status_of_code(code[1]) if code else ""


def _status_of_code(code: str) -> str:
    """Return the enhanced status code for an SMTP code (RFC 5321, 4.2.3). In doubt, the address is right."""
    if code.startswith("4"):
        return "4.0.0"
    return {"550": "5.1.1", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3"}.get(code, "5.7.0")


def _without_returned_mail(text: str) -> str:
    """Return the text of the server, without the copy of our mail below it."""
    return re.split(r"^--.{0,80}?(copy of|original) (the|your)? ?message", text, maxsplit=1, flags=re.I | re.M)[0]


def _children(mail: Part) -> list[Part]:
    payload = mail.get_payload()
    return [part for part in payload[:10] if isinstance(part, Part)] if isinstance(payload, list) else []


def _clean_address(value: str) -> str:
    return canonical(CONTROL_CHARACTERS.sub("", parseaddr(value.strip()[:320])[1]))[:254]


def _clean_text(value: str) -> str:
    return CONTROL_CHARACTERS.sub("", " ".join(value.split()))[:MAX_SERVER_TEXT]
