"""Bounces: what a server says of a mail of ours that it could not deliver (RFC 3464), in the forms that they really take."""

import re
from dataclasses import dataclass
from email.message import Message as Part
from email.utils import parseaddr

from notifications.inbox.itip import NO_TEXT

MOST_RECIPIENTS = 20
LONGEST_SAID = 1000
# Whether an address is wrong, and not its owner's mailbox full or our mail disliked, by RFC 3463: 5.0.0 (nothing more is
# said), 5.1.x (addressing), 5.2.0 and 5.2.1 (mailbox disabled), 5.4.4 (no such host), 5.5.0 and 5.5.1 (what old servers
# answer to RCPT).
WRONG_ADDRESS = re.compile(r"5\.(0\.0|1\.(?!8$)\d{1,3}|2\.[01]|4\.4|5\.[01])$")
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s-])")
MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]{3,190}>)", re.IGNORECASE | re.MULTILINE)
# Who writes bounces that are no multipart/report: qmail, old Exim and Postfix, gateways.
DAEMONS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon|double-bounce)@", re.IGNORECASE)
OLD_STYLE = re.compile(
    r"qmail-send program|could not be delivered|delivery (has )?failed|undeliver(able|ed)|returned mail"
    r"|permanent (fatal )?error|failure notice|delivery status notification",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bounce:
    """What came back. action is RFC 3464's (failed, delayed, delivered, relayed, expanded), status RFC 3463's."""

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
        """Whether the address will not take mail tomorrow either."""
        return self.is_failure and bool(WRONG_ADDRESS.match(self.status))


def find_bounce(mail: Part, texts: list[str]) -> Bounce | None:
    """Return what the mail gives back, None if it is no bounce; texts are those of its plain parts."""
    report = mail.get_content_type() == "multipart/report"
    kind = str(mail.get_param("report-type", "") or "").lower()
    if report and kind in {"", "delivery-status"}:
        found = _report(mail)
        if found:
            return found
    return _old_style(mail, texts)


def _report(mail: Part) -> Bounce | None:
    inner = mail.get_payload()
    parts = [one for one in inner if isinstance(one, Part)][:10] if isinstance(inner, list) else []
    fields = next((_fields(one) for one in parts if one.get_content_type() == "message/delivery-status"), None)
    if fields is None:
        return None
    status, said = STATUS.search(fields.get("status", "")), STATUS.search(fields.get("diagnostic-code", ""))
    if said and (status is None or status[0].endswith(".0.0")):  # Exim says 5.0.0 whatever the other server said
        status = said
    address = fields.get("original-recipient") or fields.get("final-recipient") or ""
    return Bounce(
        action=(fields.get("action") or "failed").strip().lower()[:20],
        status=status[0] if status else "",
        address=_address(address.partition(";")[2] or address),
        server_said=_short(fields.get("diagnostic-code", "").partition(";")[2] or fields.get("diagnostic-code", "")),
        message_ids=tuple(dict.fromkeys(found for one in parts for found in _ids(one))),
    )


def _fields(part: Part) -> dict[str, str]:
    """The fields of the first recipient that failed, or of the first: a mail of ours goes to one person."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):  # Some servers encode it, which RFC 3464 forbids.
        return _lines(str(blocks or ""))
    found = [
        {name.lower(): str(value) for name, value in one.items()}
        for one in blocks[:MOST_RECIPIENTS]
        if isinstance(one, Part)
    ]
    people = [one for one in found if "final-recipient" in one or "action" in one]
    failed = [one for one in people if one.get("action", "").strip().lower() == "failed"]
    return next(iter(failed or people), {})


def _lines(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines()[:200])
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def _ids(part: Part) -> list[str]:
    """Message-IDs of the mail that a part gives back, whole or its head."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Part):
            return [str(inner[0].get("Message-ID", "")).strip()[:200]]
    if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers", "message/rfc822", "text/plain"}:
        content = part.get_payload(decode=True)
        written = content if isinstance(content, bytes) else str(part.get_payload() or "").encode("utf-8", "replace")
        return MESSAGE_ID.findall(written[:200_000].decode("utf-8", "replace"))[:5]
    return []


def _old_style(mail: Part, texts: list[str]) -> Bounce | None:
    failed = str(mail.get("X-Failed-Recipients", ""))[:1000]
    sender, path = parseaddr(str(mail.get("From", ""))[:1000])[1], str(mail.get("Return-Path", "x")).strip()
    text = "\n".join(texts)[:200_000]
    is_daemons = bool(failed) or path == "<>" or bool(DAEMONS.match(sender))
    if not is_daemons or not (failed or OLD_STYLE.search(text) or OLD_STYLE.search(str(mail.get("Subject", ""))[:500])):
        return None
    before, ids = _split(text), [found for one in _inner(mail) for found in _ids(one)]
    status, code = STATUS.search(before), CODE.search(before)
    address = failed.split(",")[0] or next(iter(re.findall(r"<([^<>\s@]{1,250}@[^<>\s@]{1,250})>", before)), "")
    return Bounce(
        status=status[0] if status else (_status_of(code[1]) if code else ""),
        address=_address(address),
        server_said=_short(
            " ".join(line.strip() for line in before.splitlines() if CODE.search(line) or STATUS.search(line))
        ),
        message_ids=tuple(dict.fromkeys([*ids, *MESSAGE_ID.findall(text)])),
    )


def _status_of(code: str) -> str:
    """Return what an SMTP answer without an enhanced status means (RFC 5321, 4.2.3), as carefully as it can be read."""
    if code.startswith("4"):
        return "4.0.0"
    return {"550": "5.1.1", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3"}.get(code, "5.7.0")


def _split(text: str) -> str:
    """Return what the server says, without the copy of our mail below it."""
    return re.split(r"^--.{0,80}?(copy of|original) (the|your)? ?message", text, maxsplit=1, flags=re.I | re.M)[0]


def _inner(mail: Part) -> list[Part]:
    inner = mail.get_payload()
    return [one for one in inner[:10] if isinstance(one, Part)] if isinstance(inner, list) else []


def _address(value: str) -> str:
    return NO_TEXT.sub("", parseaddr(value.strip()[:320])[1]).lower()[:254]


def _short(value: str) -> str:
    return NO_TEXT.sub("", " ".join(value.split()))[:LONGEST_SAID]
