"""Read the reply of a calendar (RFC 5546, 3.2.3 and 3.2.7) from text that comes from strangers.

Only the lines of a few properties are read, one by one, with icalendar. Recurrences and time zones are not built: a
calendar of a few lines can keep a complete parser busy for hours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from accounts.addresses import canonical

MAX_CHARACTERS = 256 * 1024
MAX_LINES = 10_000
MAX_LINE_LENGTH = 16 * 1024
MAX_DEPTH = 4
MAX_EVENTS = 60  # an event of many days, and one reply for each of them
MAX_ATTENDEES = 50
MAX_COMMENT = 2000
# The properties of a reply. Its title, location and time never change our event.
PROPERTIES = {
    "UID", "SEQUENCE", "DTSTAMP", "ATTENDEE", "COMMENT", "RECURRENCE-ID", "DTSTART", "DTEND", "LOCATION",
    "X-CALENDARSERVER-PRIVATE-COMMENT", "X-CALENDARSERVER-ATTENDEE-COMMENT",
}  # fmt: skip
# All attendees can read COMMENT, so Apple's servers write the comment of a person into properties of their own.
COMMENTS = ("COMMENT", "X-CALENDARSERVER-PRIVATE-COMMENT", "X-CALENDARSERVER-ATTENDEE-COMMENT")
REPEATED_PROPERTIES = {"ATTENDEE", *COMMENTS}
Parameters = Mapping[str, Any]  # icalendar's, or strings
PARAMETER = re.compile(r""";([A-Za-z-]{1,40})=("[^"]*"|[^;:"]*)""")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Fault(StrEnum):
    """What is wrong with a calendar part. The values are those of InboundMail.Reason."""

    TOO_COMPLEX = "too_complex"
    UNREADABLE = "unreadable"
    NOT_AN_ANSWER = "not_an_answer"


class UnreadableItipError(ValueError):
    """The calendar part is not a readable reply.

    may_be_reply: False if it names another method, such as REQUEST, and so is certainly no reply."""

    def __init__(self, fault: Fault, detail: str = "", *, may_be_reply: bool = True) -> None:
        super().__init__(detail)
        self.fault, self.detail, self.may_be_reply = fault, detail, may_be_reply


@dataclass(frozen=True)
class ReplyAttendee:
    """An attendee of a reply, as written in it. The address is in lower case."""

    email: str
    partstat: str = ""
    delegated_to: str = ""
    delegated_from: str = ""


@dataclass(frozen=True)
class DayReply:
    """The reply for one day of an event that repeats each day. `day` is None if it is unreadable."""

    day: "Moment | None"
    attendees: tuple[ReplyAttendee, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class ItipReply:
    """The reply of a calendar.

    `sequence` is 0 if the reply has none (RFC 5545, 3.8.7.4). `dtstamp` is in UTC. `starts`, `ends` and `location`
    are the proposal of a COUNTER. `days` are the replies for single days; with `is_for_days_only`, there is no reply to
    the whole event beside them."""

    method: str
    uid: str
    sequence: int = 0
    dtstamp: datetime | None = None
    attendees: tuple[ReplyAttendee, ...] = ()
    comment: str = ""
    days: tuple[DayReply, ...] = ()
    is_for_days_only: bool = False
    starts: "Moment | None" = None
    ends: "Moment | None" = None
    location: str = ""


@dataclass(frozen=True)
class Moment:
    """A day, an aware time, or a naive local time in the zone `tzid`, which we do not know."""

    at: date | datetime
    tzid: str = ""


@dataclass
class _ScannedEvent:
    """The properties of a VEVENT. A property has parameters and a value."""

    is_complete: bool = False
    properties: dict[str, list[tuple[Parameters, str]]] = field(default_factory=dict)

    def first(self, name: str) -> tuple[Parameters, str] | None:
        return next(iter(self.properties.get(name, [])), None)

    def text(self, name: str) -> str:
        first = self.first(name)
        return plain(first[1]) if first else ""

    @property
    def is_for_one_day(self) -> bool:
        return "RECURRENCE-ID" in self.properties


@dataclass
class _ScannedCalendar:
    """The method and the events of a calendar."""

    method: str = ""
    events: list[_ScannedEvent] = field(default_factory=list)


def parse_itip(text: str, *, method: str = "") -> ItipReply:
    """Return the reply in a text/calendar part. `method` is the method in its MIME header, for parts that have none.

    Raise UnreadableItipError, and no other exception."""
    try:
        return _build_reply(_scan(text), method.upper())
    except UnreadableItipError:
        raise
    except Exception as error:  # the text of a stranger can cause any error in a parser
        raise UnreadableItipError(Fault.UNREADABLE, f"{type(error).__name__}: {error}"[:500]) from error


def _build_reply(part: _ScannedCalendar, method: str) -> ItipReply:
    if method and part.method and method != part.method:  # RFC 6047, 2.4: they are the same
        raise UnreadableItipError(Fault.NOT_AN_ANSWER, f"{method}, {part.method}")
    method = part.method or method
    if method not in {"REPLY", "COUNTER"}:
        raise UnreadableItipError(Fault.NOT_AN_ANSWER, method, may_be_reply=not method)
    whole = [event for event in part.events if not event.is_for_one_day]
    days = [event for event in part.events if event.is_for_one_day]
    uids = {event.text("UID").strip() for event in part.events}
    # A reply is about one UID: the whole event, some of its days, or both (RFC 5546, 3.2.3).
    if not part.events or len(whole) > 1 or len(uids - {""}) > 1:
        raise UnreadableItipError(Fault.NOT_AN_ANSWER, f"{len(part.events)} VEVENT")
    if not all(event.is_complete for event in part.events):
        raise UnreadableItipError(Fault.UNREADABLE, "cut off")
    if "" in uids:
        raise UnreadableItipError(Fault.UNREADABLE, "no UID")
    main = (whole or days)[0]
    stamp = _parse_moment(main.first("DTSTAMP"))
    return ItipReply(
        method=method,
        uid=main.text("UID").strip(),
        sequence=_sequence(main.text("SEQUENCE")),
        # DTSTAMP is in UTC (RFC 5545, 3.8.7.2), even if its Z is missing.
        dtstamp=_aware(stamp.at) if stamp else None,
        attendees=_attendees(main),
        comment=_comment(main),
        days=tuple(DayReply(_parse_moment(day.first("RECURRENCE-ID")), _attendees(day), _comment(day)) for day in days),
        is_for_days_only=not whole,
        starts=_parse_moment(main.first("DTSTART")),
        ends=_parse_moment(main.first("DTEND")),
        location=main.text("LOCATION")[:500],
    )


def _scan(text: str) -> _ScannedCalendar:
    part, inside = _ScannedCalendar(), [""]
    for line in _unfold(text):
        name = re.split("[;:]", line, maxsplit=1)[0].strip().upper()
        if name == "BEGIN":
            inside.append(line.partition(":")[2].strip().upper())
            if len(inside) > MAX_DEPTH + 1:
                raise UnreadableItipError(Fault.TOO_COMPLEX, "components within components")
            if inside[-1] == "VEVENT":
                part.events.append(_ScannedEvent())
            if len(part.events) > MAX_EVENTS:
                raise UnreadableItipError(Fault.TOO_COMPLEX, "VEVENT")
        elif name == "END":
            if len(inside) > 1 and inside.pop() == "VEVENT":
                part.events[-1].is_complete = True
        elif inside[-1] == "VCALENDAR" and name == "METHOD":
            part.method = line.partition(":")[2].strip().upper()[:20]
        elif (
            inside[-1] == "VEVENT"
            and name in PROPERTIES
            and (name in REPEATED_PROPERTIES or name not in part.events[-1].properties)
        ):
            params, value = _split_line(line)
            part.events[-1].properties.setdefault(name, []).append((params, value))
    return part


def _split_line(line: str) -> tuple[Parameters, str]:
    """Return the parameters and the value of a line.

    If the line breaks the rules of RFC 5545, return what can be recognised: some programs do not escape quotation marks
    in names."""
    from icalendar.parser import Contentline  # noqa: PLC0415 (slow to import)

    params: Parameters
    try:
        _name, params, value = Contentline(line).parts()
    except ValueError:
        params = {name.upper(): written.strip('"') for name, written in PARAMETER.findall(line)}
        start = line.lower().rfind(":mailto:")
        value = line[start + 1 :] if start >= 0 else line.rpartition(":")[2]
    return params, value


def _unfold(text: str) -> Iterator[str]:
    """Yield the unfolded lines (RFC 5545, 3.1). Some programs fold with a bare LF, some send CR CR LF."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableItipError(Fault.TOO_COMPLEX, f"{len(text)} characters")
    lines = [line.rstrip("\r") for line in text.replace("\r\n", "\n").split("\n")]
    if len(lines) > MAX_LINES:
        raise UnreadableItipError(Fault.TOO_COMPLEX, f"{len(lines)} lines")
    pieces: list[str] = []
    for line in [*lines, ""]:
        if line[:1] in {" ", "\t"} and pieces:
            pieces.append(line[1:])
            continue
        whole = "".join(pieces)
        if len(whole) > MAX_LINE_LENGTH:
            raise UnreadableItipError(Fault.TOO_COMPLEX, f"a line of {len(whole)} characters")
        if whole.strip():
            yield whole
        pieces = [line.lstrip("\ufeff")]


def _attendees(event: _ScannedEvent) -> tuple[ReplyAttendee, ...]:
    lines = event.properties.get("ATTENDEE", [])
    if len(lines) > MAX_ATTENDEES:
        raise UnreadableItipError(Fault.TOO_COMPLEX, "ATTENDEE")
    return tuple(_attendee(params, value) for params, value in lines)


def _attendee(params: Parameters, value: str) -> ReplyAttendee:
    return ReplyAttendee(
        email=_address(value),
        partstat=_parameter(params, "PARTSTAT").upper(),
        delegated_to=_address(_parameter(params, "DELEGATED-TO")),
        delegated_from=_address(_parameter(params, "DELEGATED-FROM")),
    )


def _parameter(params: Parameters, name: str) -> str:
    value = params.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def _address(value: str) -> str:
    # Outlook writes MAILTO:, Exchange sometimes 'mailto:...' in quotes. Some programs write the address alone.
    address = value.strip().strip("\"'")
    if address[:7].lower() == "mailto:":  # a URI (RFC 6068): some programs write %2B for the plus of an address
        address = unquote(address[7:327])
    return canonical(parseaddr(address[:320])[1] or address[:320])


def _comment(part: _ScannedEvent) -> str:
    comments = [plain(value) for name in COMMENTS for _params, value in part.properties.get(name, [])[:10]]
    # Google and some CalDAV servers write the comment into a parameter of the attendee.
    attendees = part.properties.get("ATTENDEE", [])[:10]
    comments += [plain(_parameter(params, "X-RESPONSE-COMMENT")) for params, _value in attendees]
    return "\n".join(dict.fromkeys(comment.strip() for comment in comments if comment.strip()))[:MAX_COMMENT]


def plain(value: str) -> str:
    """Return an unescaped value without the characters that PostgreSQL and pages do not accept."""
    return CONTROL_CHARACTERS.sub("", value.replace("\r", "")).encode("utf-8", "replace").decode()


def _sequence(value: str) -> int:
    value = value.strip()
    if not value:
        return 0
    if not re.fullmatch("[0-9]{1,9}", value):
        raise UnreadableItipError(Fault.UNREADABLE, f"SEQUENCE:{value[:40]}")
    return int(value)


def moment_of_line(line: str) -> Moment | None:
    """Return the time in a content line such as "DTSTART;TZID=Asia/Bangkok:20310304T090000"; None if it is unreadable."""
    return _parse_moment(_split_line(line.strip())) if line else None


def _parse_moment(line: tuple[Parameters, str] | None) -> Moment | None:
    """Return the time in a property, or None if it is missing or unreadable."""
    if line is None:
        return None
    params, value = line
    written = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", value.strip())
    if written is None:
        return None
    try:
        if written[2] is None:
            return Moment(datetime.strptime(written[1], "%Y%m%d").date())  # noqa: DTZ007 (a day has no zone)
        at = datetime.strptime(written[1] + written[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 (the zone is added below)
        if written[3]:
            return Moment(at.replace(tzinfo=UTC))
        tzid = _parameter(params, "TZID")
        zone = _zone(tzid)
        return Moment(at.replace(tzinfo=zone)) if zone else Moment(at, plain(tzid)[:80])
    except ValueError:
        return None


def _zone(tzid: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 (slow to import)

    tzid = WINDOWS_TO_OLSON.get(tzid, tzid)  # Outlook uses the names of Windows
    try:
        return ZoneInfo(tzid) if re.fullmatch(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", tzid) else None
    except (LookupError, OSError, ValueError):
        return None


def _aware(at: date | datetime) -> datetime:
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
