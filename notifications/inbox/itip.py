"""What a calendar answers (RFC 5546, 3.2.3 and 3.2.7), read out of text that anybody may have written.

Only the lines that are wanted are looked at, each for itself. Nothing is expanded, no time zone is built: a calendar
part of a few lines can keep a whole parser busy for hours. icalendar reads each line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

MAX_CHARACTERS = 256 * 1024
MOST_LINES = 10_000
LONGEST_LINE = 16 * 1024
DEEPEST = 4
MOST_ATTENDEES = 50
LONGEST_COMMENT = 2000
# Of the event, only what an answer is about. Title, place and time are never taken over from one.
WANTED = {
    "UID", "SEQUENCE", "DTSTAMP", "ATTENDEE", "COMMENT", "RECURRENCE-ID", "DTSTART", "DTEND", "LOCATION",
    "X-CALENDARSERVER-PRIVATE-COMMENT", "X-CALENDARSERVER-ATTENDEE-COMMENT",
}  # fmt: skip
# Apple's servers keep a person's comment out of COMMENT, where all attendees would read it.
COMMENTS = ("COMMENT", "X-CALENDARSERVER-PRIVATE-COMMENT", "X-CALENDARSERVER-ATTENDEE-COMMENT")
SEVERAL = {"ATTENDEE", *COMMENTS}
PARAMETER = re.compile(r""";([A-Za-z-]{1,40})=("[^"]*"|[^;:"]*)""")
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Fault(StrEnum):
    """What is wrong with a calendar part; the names are those of InboundMail.Reason."""

    TOO_COMPLEX = "too_complex"
    UNREADABLE = "unreadable"
    NOT_AN_ANSWER = "not_an_answer"


class UnreadableItipError(ValueError):
    """Raised for a calendar part that is no answer that we can read."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(detail)
        self.fault, self.detail = fault, detail


@dataclass(frozen=True)
class ReplyAttendee:
    """Who answers; all as written, but the address in lower case."""

    email: str
    partstat: str = ""
    delegated_to: str = ""
    delegated_from: str = ""


@dataclass(frozen=True)
class ItipReply:
    """What a calendar says; sequence is 0 where none is given (RFC 5545, 3.8.7.4), dtstamp None. starts and ends are
    what a COUNTER proposes: aware, or a day, or a wall time whose zone is named beside it."""

    method: str
    uid: str
    sequence: int = 0
    dtstamp: datetime | None = None
    attendees: tuple[ReplyAttendee, ...] = ()
    comment: str = ""
    is_of_one_date: bool = False
    starts: "Moment | None" = None
    ends: "Moment | None" = None
    location: str = ""


@dataclass(frozen=True)
class Moment:
    at: date | datetime
    tzid: str = ""


@dataclass
class _Part:
    method: str = ""
    events: int = 0
    is_whole: bool = False
    found: dict[str, list[tuple[Any, str]]] = field(default_factory=dict)

    def first(self, name: str) -> tuple[Any, str] | None:
        return next(iter(self.found.get(name, [])), None)

    def text(self, name: str) -> str:
        found = self.first(name)
        return plain(found[1]) if found else ""


def parse_itip(text: str, *, method: str = "") -> ItipReply:
    """Return the answer in a text/calendar part; method is that of its MIME header, for parts that do not say it.

    Raises CannotRead, and nothing else."""
    try:
        return _answer(_scan(text), method.upper())
    except UnreadableItipError:
        raise
    except Exception as error:  # whatever a stranger's text makes of a parser
        raise UnreadableItipError(Fault.UNREADABLE, f"{type(error).__name__}: {error}"[:500]) from error


def _answer(part: _Part, method: str) -> ItipReply:
    if method and part.method and method != part.method:  # RFC 6047, 2.4: they are the same
        raise UnreadableItipError(Fault.NOT_AN_ANSWER, f"{method}, {part.method}")
    method = part.method or method
    if method not in {"REPLY", "COUNTER"}:
        raise UnreadableItipError(Fault.NOT_AN_ANSWER, method)
    if part.events != 1:
        raise UnreadableItipError(Fault.NOT_AN_ANSWER, f"{part.events} VEVENT")
    if not part.is_whole:
        raise UnreadableItipError(Fault.UNREADABLE, "cut off")
    uid = part.text("UID").strip()
    if not uid:
        raise UnreadableItipError(Fault.UNREADABLE, "no UID")
    if len(part.found.get("ATTENDEE", [])) > MOST_ATTENDEES:
        raise UnreadableItipError(Fault.TOO_COMPLEX, "ATTENDEE")
    attendees = tuple(_attendee(params, value) for params, value in part.found.get("ATTENDEE", []))
    stamp = _moment(part.first("DTSTAMP"))
    return ItipReply(
        method=method,
        uid=uid,
        sequence=_sequence(part.text("SEQUENCE")),
        # DTSTAMP is in UTC (RFC 5545, 3.8.7.2); without its Z it is taken for that.
        dtstamp=_aware(stamp.at) if stamp else None,
        attendees=attendees,
        comment=_comment(part),
        is_of_one_date="RECURRENCE-ID" in part.found,
        starts=_moment(part.first("DTSTART")),
        ends=_moment(part.first("DTEND")),
        location=part.text("LOCATION")[:500],
    )


def _scan(text: str) -> _Part:
    part, inside = _Part(), [""]
    for line in _unfolded(text):
        name = re.split("[;:]", line, maxsplit=1)[0].strip().upper()
        if name == "BEGIN":
            inside.append(line.partition(":")[2].strip().upper())
            if len(inside) > DEEPEST + 1:
                raise UnreadableItipError(Fault.TOO_COMPLEX, "components within components")
            part.events += inside[-1] == "VEVENT"
        elif name == "END":
            if len(inside) > 1:
                part.is_whole |= inside.pop() == "VEVENT"
        elif inside[-1] == "VCALENDAR" and name == "METHOD":
            part.method = line.partition(":")[2].strip().upper()[:20]
        elif inside[-1] == "VEVENT" and name in WANTED and (name in SEVERAL or name not in part.found):
            params, value = _split(line)
            part.found.setdefault(name, []).append((params, value))
    return part


def _split(line: str) -> tuple[Any, str]:
    """Return a line's parameters and its value; of one that is not written as RFC 5545 asks, as far as they can be told:
    some programs do not mind the quotes in a name."""
    from icalendar.parser import Contentline  # slow to import

    params: Any
    try:
        _name, params, value = Contentline(line).parts()
    except ValueError:
        params = {name.upper(): given.strip('"') for name, given in PARAMETER.findall(line)}
        start = line.lower().rfind(":mailto:")
        value = line[start + 1 :] if start >= 0 else line.rpartition(":")[2]
    return params, value


def _unfolded(text: str) -> Iterator[str]:
    """Lines as meant, however they are folded (RFC 5545, 3.1): some programs fold with bare LF, some send CR CR LF."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableItipError(Fault.TOO_COMPLEX, f"{len(text)} characters")
    lines = [line.rstrip("\r") for line in text.replace("\r\n", "\n").split("\n")]
    if len(lines) > MOST_LINES:
        raise UnreadableItipError(Fault.TOO_COMPLEX, f"{len(lines)} lines")
    pieces: list[str] = []
    for line in [*lines, ""]:
        if line[:1] in {" ", "\t"} and pieces:
            pieces.append(line[1:])
            continue
        whole = "".join(pieces)
        if len(whole) > LONGEST_LINE:
            raise UnreadableItipError(Fault.TOO_COMPLEX, f"a line of {len(whole)} characters")
        if whole.strip():
            yield whole
        pieces = [line.lstrip("\ufeff")]


def _attendee(params: Any, value: str) -> ReplyAttendee:
    return ReplyAttendee(
        email=_address(value),
        partstat=_one(params, "PARTSTAT").upper(),
        delegated_to=_address(_one(params, "DELEGATED-TO")),
        delegated_from=_address(_one(params, "DELEGATED-FROM")),
    )


def _one(params: Any, name: str) -> str:
    value = params.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def _address(value: str) -> str:
    # Outlook writes MAILTO:, Exchange sometimes 'mailto:...' in quotes; some write the bare address.
    address = re.sub("^mailto:", "", value.strip().strip("\"'"), flags=re.IGNORECASE)
    return (parseaddr(address[:320])[1] or address[:320]).lower()


def _comment(part: _Part) -> str:
    said = [plain(value) for name in COMMENTS for _params, value in part.found.get(name, [])[:10]]
    # Google and some CalDAV servers write it beside the attendee.
    said += [plain(_one(params, "X-RESPONSE-COMMENT")) for params, _value in part.found.get("ATTENDEE", [])[:10]]
    return "\n".join(dict.fromkeys(one.strip() for one in said if one.strip()))[:LONGEST_COMMENT]


def plain(value: str) -> str:
    """Return a value, whose escapes icalendar has undone, without what PostgreSQL and pages cannot hold."""
    return NO_TEXT.sub("", value.replace("\r", "")).encode("utf-8", "replace").decode()


def _sequence(value: str) -> int:
    value = value.strip()
    if not value:
        return 0
    if not re.fullmatch("[0-9]{1,9}", value):
        raise UnreadableItipError(Fault.UNREADABLE, f"SEQUENCE:{value[:40]}")
    return int(value)


def _moment(found: tuple[Any, str] | None) -> Moment | None:
    """Read a time as far as it can be read; one that cannot is as good as none."""
    if found is None:
        return None
    params, value = found
    written = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", value.strip())
    if written is None:
        return None
    try:
        if written[2] is None:
            return Moment(datetime.strptime(written[1], "%Y%m%d").date())  # noqa: DTZ007 (a day)
        at = datetime.strptime(written[1] + written[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 (its zone follows)
        if written[3]:
            return Moment(at.replace(tzinfo=UTC))
        tzid = _one(params, "TZID")
        zone = _zone(tzid)
        return Moment(at.replace(tzinfo=zone)) if zone else Moment(at, plain(tzid)[:80])
    except ValueError:
        return None


def _zone(tzid: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    tzid = WINDOWS_TO_OLSON.get(tzid, tzid)  # Outlook's names
    try:
        return ZoneInfo(tzid) if re.fullmatch(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", tzid) else None
    except (LookupError, OSError, ValueError):
        return None


def _aware(at: date | datetime) -> datetime:
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
