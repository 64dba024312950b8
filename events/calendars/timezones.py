"""VTIMEZONE components by rule: one fixed text a zone (RFC 5545, 3.6.5).

The rule is the POSIX TZ text at the end of the zone's TZif file (RFC 8536, 3.3), which is what the zone
follows after its last recorded change. A zone that the rule does not describe, and a time at which the zone still
followed another one, cannot be named in a calendar; such an event is given in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

# A zone's rule is trusted only if it agrees with the zone itself over these years.
CHECKED_YEARS = range(2024, 2041)
UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # POSIX counts from Sunday
DAY = 24 * 60 * 60

NAME = r"(?:<[^>]+>|[A-Za-z]{3,})"
OFFSET = r"[+-]?\d{1,3}(?::\d{2}){0,2}"
CHANGE = rf"M(\d{{1,2}})\.(\d)\.(\d)(?:/({OFFSET}))?"
POSIX_TZ = re.compile(rf"({NAME})({OFFSET})(?:({NAME})({OFFSET})?,{CHANGE},{CHANGE})?")


class NotExpressibleError(Exception):
    """The zone has no rule that a VTIMEZONE with one RRULE for each observance can say."""


@dataclass(frozen=True)
class Change:
    """When clocks change each year: the week-th weekday of month, seconds after its local midnight.

    week is 1 to 5, 5 for the last; weekday 0 is Sunday; seconds may lie outside the day (RFC 8536, 3.3.1)."""

    month: int
    week: int
    weekday: int
    seconds: int

    def local(self, year: int) -> datetime:
        """Return the moment in year on the clocks as they stand before the change, without a zone."""
        first = date(year, self.month, 1)
        day = 1 + (self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)
        while day > _days_in(year, self.month):
            day -= 7
        return datetime(year, self.month, day) + timedelta(seconds=self.seconds)  # noqa: DTZ001 (clock time)

    def rrule(self) -> str:
        """Return the RRULE value (RFC 5545, 3.3.10). Raises NotExpressible if the day may fall into another month."""
        shift = self.seconds // DAY
        if not shift:
            ordinal = -1 if self.week == 5 else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={ordinal}{WEEKDAYS[self.weekday]}"
        # "Two in the morning after the fourth Thursday" is a Friday, but not always the fourth: name the days.
        length = _days_in(2023, self.month)
        first = length - 6 if self.week == 5 else 7 * self.week - 6
        days = range(first + shift, first + shift + 7)
        if days[0] < 1 or days[-1] > length or (self.month == 2 and self.week == 5):
            raise NotExpressibleError
        weekday = WEEKDAYS[(self.weekday + shift) % 7]
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={','.join(map(str, days))};BYDAY={weekday}"


@dataclass(frozen=True)
class Rule:
    """What a zone does from its last recorded change on; offsets are seconds east of UTC."""

    name: str
    offset: int
    summer_name: str = ""
    summer_offset: int = 0
    begins: Change | None = None
    ends: Change | None = None

    def offset_at(self, moment: datetime) -> int:
        """Return the offset, in seconds east of UTC, at moment (aware)."""
        if self.begins is None or self.ends is None:
            return self.offset
        clock = moment.astimezone(UTC).replace(tzinfo=None)
        offset = self.offset
        changes = []
        for year in (clock.year - 1, clock.year, clock.year + 1):
            changes.append((self.begins.local(year) - timedelta(seconds=self.offset), self.summer_offset))
            changes.append((self.ends.local(year) - timedelta(seconds=self.summer_offset), self.offset))
        for at, following in sorted(changes):
            if at <= clock:
                offset = following
        return offset


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _footer(tzid: str) -> str:
    """Return the POSIX TZ text of the zone, from the same data that zoneinfo reads."""
    for folder in TZPATH:
        path = Path(folder, tzid)
        if path.is_file():
            data = path.read_bytes()
            break
    else:
        data = resources.files("tzdata").joinpath("zoneinfo", *tzid.split("/")).read_bytes()
    return data.rsplit(b"\n", 2)[1].decode("ascii") if data.endswith(b"\n") else ""


def parse(text: str) -> Rule:
    """Read a POSIX TZ text such as "CET-1CEST,M3.5.0,M10.5.0/3". Raises NotExpressible for what is not of that form."""
    found = POSIX_TZ.fullmatch(text)
    if not found:
        raise NotExpressibleError(text)
    name, offset, summer_name, summer_offset, *changes = found.groups()
    standard = -_seconds(offset)  # POSIX counts west of Greenwich
    if not summer_name:
        return Rule(name.strip("<>"), standard)
    begins, ends = (
        Change(int(month), int(week), int(weekday), _seconds(at) if at else 7200)
        for month, week, weekday, at in (changes[:4], changes[4:])
    )
    summer = -_seconds(summer_offset) if summer_offset else standard + 3600
    return Rule(name.strip("<>"), standard, summer_name.strip("<>"), summer, begins, ends)


@cache
def timezone_rule(tzid: str) -> Rule | None:
    """Return the rule of an IANA zone, or None when none describes it over CHECKED_YEARS."""
    if tzid not in available_timezones():
        return None
    try:
        found = parse(_footer(tzid))
        for change in (found.begins, found.ends):
            if change:
                change.rrule()
    except NotExpressibleError:
        return None
    return found if _agrees(found, ZoneInfo(tzid)) else None


def _agrees(found: Rule, zone: ZoneInfo) -> bool:
    moments = []
    for year in CHECKED_YEARS:
        moments += [datetime(year, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(53)]
        for change, before in ((found.begins, found.offset), (found.ends, found.summer_offset)):
            if change:
                at = (change.local(year) - timedelta(seconds=before)).replace(tzinfo=UTC)
                moments += [at, at - timedelta(seconds=1)]
    return all(_offset(zone, moment) == found.offset_at(moment) for moment in moments)


def _offset(zone: ZoneInfo, moment: datetime) -> float:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 (a ZoneInfo always has one)
    return offset.total_seconds()


def is_expressible(tzid: str, *moments: datetime) -> bool:
    """Say whether a calendar may give these moments (aware) in the zone and be read correctly.

    False for UTC itself (which has a form of its own), for a zone without a rule, for a moment at which the zone
    followed another rule than today's, and for the second pass of an hour that clocks run through twice (RFC 5545,
    3.3.5, takes such a time to be the first)."""
    if tzid in UTC_NAMES:
        return False
    found = timezone_rule(tzid)
    if found is None:
        return False
    zone = ZoneInfo(tzid)
    return all(
        _offset(zone, moment) == found.offset_at(moment) and not moment.astimezone(zone).fold for moment in moments
    )


@cache
def vtimezone(tzid: str) -> str:
    """Return the VTIMEZONE component of an IANA zone, with CRLF; "" for UTC and for a zone without a rule."""
    if tzid in UTC_NAMES:
        return ""
    found = timezone_rule(tzid)
    if found is None:
        return ""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    if found.begins is None or found.ends is None:
        lines += _observance("STANDARD", found.name, found.offset, found.offset, None)
    else:
        # In Dublin the rule says that winter is the exception; calendars know only the greater offset as daylight.
        forward = found.summer_offset > found.offset
        lines += _observance(
            "DAYLIGHT" if forward else "STANDARD", found.summer_name, found.offset, found.summer_offset, found.begins
        )
        lines += _observance(
            "STANDARD" if forward else "DAYLIGHT", found.name, found.summer_offset, found.offset, found.ends
        )
    lines += ["END:VTIMEZONE", ""]
    return "\r\n".join(lines)


def _observance(kind: str, name: str, before: int, after: int, change: Change | None) -> list[str]:
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
    minutes, rest = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}" + (f"{rest:02d}" if rest else "")
