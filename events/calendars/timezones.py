"""VTIMEZONE components: one fixed text for each time zone (RFC 5545, 3.6.5; decision 0002).

A zone is described by the POSIX TZ text at the end of its TZif file (RFC 8536, 3.3), which the zone follows after its
last recorded change. Changes before that time are listed one by one. A zone whose changes follow no rule has only such a
list. Times at which a calendar program could read another moment are in UTC."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

# The years in which each VTIMEZONE agrees with its zone. Outside of them, other offsets are possible.
CHECKED_YEARS = range(2024, 2041)
# Between two looks at a zone, its offset changes at most once.
STEP = timedelta(days=3)
UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # POSIX counts from Sunday
DAY = 24 * 60 * 60

NAME = r"(?:<[^>]+>|[A-Za-z]{3,})"
OFFSET = r"[+-]?\d{1,3}(?::\d{2}){0,2}"
CHANGE = rf"M(\d{{1,2}})\.(\d)\.(\d)(?:/({OFFSET}))?"
POSIX_TZ = re.compile(rf"({NAME})({OFFSET})(?:({NAME})({OFFSET})?,{CHANGE},{CHANGE})?")


class NotExpressibleError(Exception):
    """Raised for a rule that a VTIMEZONE with one RRULE for each observance cannot express."""


@dataclass(frozen=True)
class ClockChange:
    """The yearly time at which clocks change: a weekday of a month, and the seconds after local midnight.

    week: 1 to 5; 5 means the last one. weekday: 0 is Sunday. seconds: may be outside the day (RFC 8536, 3.3.1)."""

    month: int
    week: int
    weekday: int
    seconds: int

    def local(self, year: int) -> datetime:
        """Return the local time of the change in year, on the clock before the change (naive)."""
        first = date(year, self.month, 1)
        day = 1 + (self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)
        while day > _days_in(year, self.month):
            day -= 7
        return datetime(year, self.month, day) + timedelta(seconds=self.seconds)  # noqa: DTZ001 (clock time)

    def rrule(self) -> str:
        """Return the RRULE value (RFC 5545, 3.3.10).

        Raise NotExpressibleError if the day can be in another month."""
        shift = self.seconds // DAY
        if not shift:
            ordinal = -1 if self.week == 5 else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={ordinal}{WEEKDAYS[self.weekday]}"
        # 02:00 on the day after the fourth Thursday is a Friday, but not always the fourth. So list the days.
        length = _days_in(2023, self.month)
        first = length - 6 if self.week == 5 else 7 * self.week - 6
        days = range(first + shift, first + shift + 7)
        if days[0] < 1 or days[-1] > length or (self.month == 2 and self.week == 5):
            raise NotExpressibleError
        weekday = WEEKDAYS[(self.weekday + shift) % 7]
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={','.join(map(str, days))};BYDAY={weekday}"


@dataclass(frozen=True)
class TimezoneRule:
    """The rule of a zone after its last recorded change. Offsets are in seconds east of UTC."""

    name: str
    offset: int
    summer_name: str = ""
    summer_offset: int = 0
    begins: ClockChange | None = None
    ends: ClockChange | None = None

    def offset_at(self, moment: datetime) -> int:
        """Return the offset at moment (aware), in seconds east of UTC."""
        if self.begins is None or self.ends is None:
            return self.offset
        clock = moment.astimezone(UTC).replace(tzinfo=None)
        offset = self.offset
        changes = []
        for year in (clock.year - 1, clock.year, clock.year + 1):
            changes.append((self.begins.local(year) - timedelta(seconds=self.offset), self.summer_offset))
            changes.append((self.ends.local(year) - timedelta(seconds=self.summer_offset), self.offset))
        for at, new_offset in sorted(changes):
            if at <= clock:
                offset = new_offset
        return offset


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _tzif(tzid: str) -> bytes:
    """Return the TZif file of the zone. zoneinfo reads the same one (config/__init__.py)."""
    return resources.files("tzdata").joinpath("zoneinfo", *tzid.split("/")).read_bytes()


def _footer(tzid: str) -> str:
    """Return the POSIX TZ text of the zone."""
    data = _tzif(tzid)
    return data.rsplit(b"\n", 2)[1].decode("ascii") if data.endswith(b"\n") else ""


@cache
def version() -> str:
    """Return a digest of the time zone data. It is part of the ETag of a feed, because a VTIMEZONE changes with it."""
    digest = blake2b(f"{CHECKED_YEARS}".encode(), digest_size=12)
    for tzid in sorted(available_timezones()):
        digest.update(tzid.encode() + _tzif(tzid))
    return digest.hexdigest()


def parse(text: str) -> TimezoneRule:
    """Parse a POSIX TZ text such as "CET-1CEST,M3.5.0,M10.5.0/3".

    Raise NotExpressibleError for any other form."""
    match = POSIX_TZ.fullmatch(text)
    if not match:
        raise NotExpressibleError(text)
    name, offset, summer_name, summer_offset, *changes = match.groups()
    standard = -_seconds(offset)  # POSIX counts west of Greenwich
    if not summer_name:
        return TimezoneRule(name.strip("<>"), standard)
    begins, ends = (
        ClockChange(int(month), int(week), int(weekday), _seconds(at) if at else 7200)
        for month, week, weekday, at in (changes[:4], changes[4:])
    )
    summer = -_seconds(summer_offset) if summer_offset else standard + 3600
    return TimezoneRule(name.strip("<>"), standard, summer_name.strip("<>"), summer, begins, ends)


@dataclass(frozen=True)
class OffsetChange:
    """One change of the offset of a zone: the moment (UTC), and the offsets before and after in seconds."""

    at: datetime
    before: int
    after: int
    name: str


@dataclass(frozen=True)
class TimezoneDescription:
    """What a VTIMEZONE says about a zone: the changes one by one, and then a rule, or the last offset.

    rule_from: the moment (UTC) from which the rule holds; None if it holds at all times."""

    first_name: str
    first_offset: int
    changes: tuple[OffsetChange, ...] = ()
    rule: TimezoneRule | None = None
    rule_from: datetime | None = None

    def offset_at(self, moment: datetime) -> int:
        """Return the offset at moment (aware), in seconds east of UTC."""
        if self.rule and (self.rule_from is None or moment >= self.rule_from):
            return self.rule.offset_at(moment)
        return next((change.after for change in reversed(self.changes) if change.at <= moment), self.first_offset)


@cache
def describe(tzid: str) -> TimezoneDescription | None:
    """Return the description of an IANA zone; None for an unknown name."""
    if tzid not in available_timezones():
        return None
    zone, rule = ZoneInfo(tzid), _rule(tzid)
    begin = datetime(CHECKED_YEARS.start, 1, 1, tzinfo=UTC)
    rule_from = _rule_from(rule, zone)
    first_offset = _offset(zone, begin)
    if rule and rule_from == begin:
        return TimezoneDescription(rule.name, rule.offset, rule=rule)
    end = rule_from or datetime(CHECKED_YEARS.stop, 1, 1, tzinfo=UTC)
    changes = tuple(_changes(zone, begin, end))
    return TimezoneDescription(_name(zone, begin), first_offset, changes, rule if rule_from else None, rule_from)


def _rule(tzid: str) -> TimezoneRule | None:
    """Return the rule of a zone after its last recorded change, if an RRULE can express it."""
    try:
        rule = parse(_footer(tzid))
        for change in (rule.begins, rule.ends):
            if change:
                change.rrule()
    except NotExpressibleError:
        return None
    return rule


def _rule_from(rule: TimezoneRule | None, zone: ZoneInfo) -> datetime | None:
    """Return the start of the first year from which the rule agrees with the zone; None if it does not."""
    found = None
    for year in reversed(CHECKED_YEARS):
        if rule is None or not _agrees(rule, zone, year):
            break
        found = datetime(year, 1, 1, tzinfo=UTC)
    return found


def _agrees(rule: TimezoneRule, zone: ZoneInfo, year: int) -> bool:
    moments = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(53)]
    for change, before in ((rule.begins, rule.offset), (rule.ends, rule.summer_offset)):
        if change:
            at = (change.local(year) - timedelta(seconds=before)).replace(tzinfo=UTC)
            moments += [at, at - timedelta(seconds=1)]
    return all(_offset(zone, moment) == rule.offset_at(moment) for moment in moments)


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[OffsetChange]:
    """Yield the changes of the offset of zone from begin to end."""
    moment = begin
    while moment < end:
        later = min(moment + STEP, end)
        before, after = _offset(zone, moment), _offset(zone, later)
        if before != after:
            at = moment_of_change(zone, moment, later)
            yield OffsetChange(at, before, after, _name(zone, at))
        moment = later


def moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second with the new offset of zone. The offset changes once, between before and after (aware)."""
    offset = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 (a ZoneInfo always has one)
    return int(offset.total_seconds())


def _name(zone: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(zone).tzname() or ""


def is_expressible(tzid: str, *moments: datetime) -> bool:
    """Return whether a calendar can give these moments (aware) in the zone, and all programs read them correctly.

    It is False for UTC, which has another form; for a moment at which the VTIMEZONE gives another offset than the zone;
    and for both passes of an hour that exists twice: many programs read the first one as the second."""
    if tzid in UTC_NAMES:
        return False
    description = describe(tzid)
    if description is None:
        return False
    zone = ZoneInfo(tzid)
    return all(
        _offset(zone, moment) == description.offset_at(moment) and not _is_repeated(moment.astimezone(zone))
        for moment in moments
    )


def _is_repeated(local: datetime) -> bool:
    """Return whether the clock of this zone shows this time twice."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@cache
def vtimezone(tzid: str) -> str:
    """Return the VTIMEZONE of an IANA zone, with CRLF line ends; "" for UTC and for an unknown name."""
    description = None if tzid in UTC_NAMES else describe(tzid)
    if description is None:
        return ""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    if description.rule_from or description.rule is None:
        offset = description.first_offset
        lines += _observance("STANDARD", description.first_name, (offset, offset), "19700101T000000")
        for change in description.changes:
            kind = "DAYLIGHT" if change.after > change.before and _is_summer(tzid, change.at) else "STANDARD"
            onset = change.at + timedelta(seconds=change.before)  # on the clock before the change
            lines += _observance(kind, change.name, (change.before, change.after), f"{onset:%Y%m%dT%H%M%S}")
    if description.rule:
        lines += _rule_observances(description.rule, description.rule_from)
    lines += ["END:VTIMEZONE", ""]
    return "\r\n".join(lines)


def _is_summer(tzid: str, moment: datetime) -> bool:
    """Return whether the larger offset at moment is one of two that alternate."""
    zone = ZoneInfo(tzid)
    return any(
        moment.astimezone(zone).dst() != (moment + timedelta(days=days)).astimezone(zone).dst() for days in (-1, 340)
    )


def _rule_observances(rule: TimezoneRule, since: datetime | None) -> list[str]:
    """Return the observances of a rule from the year of `since`, or at all times."""
    if rule.begins is None or rule.ends is None:
        # After listed changes, the last of them gives the offset of the rule.
        return [] if since else _observance("STANDARD", rule.name, (rule.offset, rule.offset), "19700101T000000")
    year = since.year if since else 1970
    # In the rule of Dublin, winter time is the exception. For calendars, DAYLIGHT is always the larger offset.
    first, second = ("DAYLIGHT", "STANDARD") if rule.summer_offset > rule.offset else ("STANDARD", "DAYLIGHT")
    begins, ends = (f"{change.local(year):%Y%m%dT%H%M%S}" for change in (rule.begins, rule.ends))
    return _observance(
        first, rule.summer_name, (rule.offset, rule.summer_offset), begins, rule.begins.rrule()
    ) + _observance(second, rule.name, (rule.summer_offset, rule.offset), ends, rule.ends.rrule())


def _observance(kind: str, name: str, offsets: tuple[int, int], onset: str, rrule: str = "") -> list[str]:
    """Return an observance that begins at onset, a time on the clock before the change (RFC 5545, 3.6.5).

    offsets: before and after the change, in seconds."""
    before, after = offsets
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{onset}",
        *([f"RRULE:{rrule}"] if rrule else []),
        f"TZNAME:{name}",
        f"TZOFFSETFROM:{_utc_offset(before)}",
        f"TZOFFSETTO:{_utc_offset(after)}",
        f"END:{kind}",
    ]


def _utc_offset(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    minutes, remainder = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}" + (f"{remainder:02d}" if remainder else "")
