"""VTIMEZONE components from rules: one fixed text for each time zone (RFC 5545, 3.6.5).

The rule is the POSIX TZ text at the end of the TZif file of the zone (RFC 8536, 3.3). The zone follows it after its last
recorded change. If no rule describes the zone, or the zone followed another rule at the time of an event, the times of
the event are in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

# A rule is used only if it agrees with the zone in all these years.
CHECKED_YEARS = range(2024, 2041)
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


def _footer(tzid: str) -> str:
    """Return the POSIX TZ text of the zone from the data that zoneinfo reads."""
    for folder in TZPATH:
        path = Path(folder, tzid)
        if path.is_file():
            data = path.read_bytes()
            break
    else:
        data = resources.files("tzdata").joinpath("zoneinfo", *tzid.split("/")).read_bytes()
    return data.rsplit(b"\n", 2)[1].decode("ascii") if data.endswith(b"\n") else ""


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


@cache
def timezone_rule(tzid: str) -> TimezoneRule | None:
    """Return the rule of an IANA zone; None if no rule describes the zone in all CHECKED_YEARS."""
    if tzid not in available_timezones():
        return None
    try:
        rule = parse(_footer(tzid))
        for change in (rule.begins, rule.ends):
            if change:
                change.rrule()
    except NotExpressibleError:
        return None
    return rule if _agrees(rule, ZoneInfo(tzid)) else None


def _agrees(rule: TimezoneRule, zone: ZoneInfo) -> bool:
    moments = []
    for year in CHECKED_YEARS:
        moments += [datetime(year, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(53)]
        for change, before in ((rule.begins, rule.offset), (rule.ends, rule.summer_offset)):
            if change:
                at = (change.local(year) - timedelta(seconds=before)).replace(tzinfo=UTC)
                moments += [at, at - timedelta(seconds=1)]
    return all(_offset(zone, moment) == rule.offset_at(moment) for moment in moments)


def _offset(zone: ZoneInfo, moment: datetime) -> float:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 (a ZoneInfo always has one)
    return offset.total_seconds()


def is_expressible(tzid: str, *moments: datetime) -> bool:
    """Return whether a calendar can give these moments (aware) in the zone, and programs read them correctly.

    It is False for UTC, which has another form; for a zone without a rule; for a moment at which the zone followed
    another rule; and for the second occurrence of an hour that exists twice (RFC 5545, 3.3.5, means the first)."""
    if tzid in UTC_NAMES:
        return False
    rule = timezone_rule(tzid)
    if rule is None:
        return False
    zone = ZoneInfo(tzid)
    return all(
        _offset(zone, moment) == rule.offset_at(moment) and not moment.astimezone(zone).fold for moment in moments
    )


@cache
def vtimezone(tzid: str) -> str:
    """Return the VTIMEZONE of an IANA zone, with CRLF line ends; "" for UTC and for a zone without a rule."""
    if tzid in UTC_NAMES:
        return ""
    rule = timezone_rule(tzid)
    if rule is None:
        return ""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    if rule.begins is None or rule.ends is None:
        lines += _observance("STANDARD", rule.name, rule.offset, rule.offset, None)
    else:
        # In the rule of Dublin, winter time is the exception. For calendars, DAYLIGHT is always the larger offset.
        forward = rule.summer_offset > rule.offset
        lines += _observance(
            "DAYLIGHT" if forward else "STANDARD", rule.summer_name, rule.offset, rule.summer_offset, rule.begins
        )
        lines += _observance(
            "STANDARD" if forward else "DAYLIGHT", rule.name, rule.summer_offset, rule.offset, rule.ends
        )
    lines += ["END:VTIMEZONE", ""]
    return "\r\n".join(lines)


def _observance(kind: str, name: str, before: int, after: int, change: ClockChange | None) -> list[str]:
    lines = [f"BEGIN:{kind}"]
    if change is None:
        lines += ["DTSTART:19700101T000000"]
    else:
        lines += [f"DTSTART:{change.local(1970):%Y%m%dT%H%M%S}", f"RRULE:{change.rrule()}"]
    return [
        *lines,
        f"TZNAME:{name}",
        f"TZOFFSETFROM:{_utc_offset(before)}",
        f"TZOFFSETTO:{_utc_offset(after)}",
        f"END:{kind}",
    ]


def _utc_offset(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    minutes, remainder = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}" + (f"{remainder:02d}" if remainder else "")
