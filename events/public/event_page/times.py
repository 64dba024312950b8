"""The times of an event on its page: its days, and under them the hours on the clock of the place and of the reader."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.calendars.date_formats import clock_time, date_range, weekday_date
from events.calendars.dates import shown_end, when_text, zone_text
from events.models import Event


@dataclass(frozen=True)
class Clock:
    """The hours of an event in one time zone. label: the name of the zone, with its offset."""

    label: str
    hours: str
    is_yours: bool = False


def days_text(event: Event) -> str:
    """Return the days of event without hours; the text about its date if no exact time is known."""
    start, last = event.local_starts_at, event.last_day
    if event.precision != Event.Precision.TIME or start is None or last is None:
        return when_text(event)
    return date_range(start, last)


def clocks(event: Event, reader: ZoneInfo | None) -> list[Clock]:
    """Return the clock of the place, and that of the reader if it shows another time; [] without an exact time."""
    start, end = event.local_starts_at, event.local_ends_at
    if event.precision != Event.Precision.TIME or start is None or end is None:
        return []
    found = [Clock(zone_text(event.timezone, start, end), _hours(start, end, start, end))]
    if reader is not None:
        own_start, own_end = start.astimezone(reader), end.astimezone(reader)
        if (own_start.utcoffset(), own_end.utcoffset()) != (start.utcoffset(), end.utcoffset()):
            zone = _("{zone}, your time").format(zone=zone_text(reader.key, own_start, own_end))
            found.append(Clock(zone, _hours(own_start, own_end, start, end), is_yours=True))
    return found


def deadline_of_reader(event: Event, reader: ZoneInfo | None) -> str:
    """Return when registration closes on the clock of the reader; "" without a deadline, or if it shows the same time."""
    if reader is None or event.registration_closes_at is None:
        return ""
    local, own = (event.registration_closes_at.astimezone(zone) for zone in (event.zone, reader))
    if local.utcoffset() == own.utcoffset():
        return ""
    return clock_time(own) if own.date() == local.date() else f"{weekday_date(own)}, {clock_time(own)}"


def _hours(start: datetime, end: datetime, local_start: datetime, local_end: datetime) -> str:
    """Return the hours, with the days where they are not those of the place."""
    last, last_time = shown_end(start, end)
    first_time, is_one_day = clock_time(start), start.date() == last
    if start.date() != local_start.date():
        first_time = f"{weekday_date(start)}, {first_time}"
    if last == shown_end(local_start, local_end)[0] or is_one_day:
        return f"{first_time}–{last_time}"
    return f"{first_time} – {weekday_date(last)}, {last_time}"
