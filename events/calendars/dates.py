"""When an event takes place, as text in the active language.

A text is as exact as the date is known. Times are in the time zone of the event unless another zone is given."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calendars.date_formats import clock_time, date_range, full_date, month_range, year_range
from events.models import Event


def when_text(event: Event, zone: ZoneInfo | None = None) -> str:
    """Return when event takes place: "Tuesday 9 March 2027, 09:00 to 17:00, Bangkok time (UTC+7)".

    For whole days: "9 to 11 March 2027". If only the month or year is known: the text of the source, or the month or
    year. Without a date: "Date to be confirmed".

    zone: the reader's time zone. With it, return the exact time in that zone; "" if the clocks there show the same
    time, or if no exact time is known."""
    if zone is not None:
        return _reader_text(event, zone)
    if event.precision == Event.Precision.TBC or event.local_starts_at is None or event.local_ends_at is None:
        return event.date_text or _("Date to be confirmed")
    start, end = event.local_starts_at, event.local_ends_at
    if event.precision == Event.Precision.TIME:
        return _("{when}, {zone}").format(when=_time_range(start, end), zone=zone_text(event.timezone, start))
    return _days_text(event, start, end - timedelta(microseconds=1))  # the end is exclusive


def short_text(event: Event) -> str:
    """Return when event takes place, for lists: "11 to 12 January 2027, from 09:00, Bangkok time (UTC+7)"."""
    if event.precision != Event.Precision.TIME or event.local_starts_at is None or event.local_ends_at is None:
        return when_text(event)
    start, end = event.local_starts_at, event.local_ends_at
    if start.date() == end.date():
        return when_text(event)
    return _("{days}, from {start}, {zone}").format(
        days=date_range(start, end), start=clock_time(start), zone=zone_text(event.timezone, start)
    )


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return moment (aware) in zone: "Friday 5 March 2027, 17:00, Bangkok time (UTC+7)"."""
    local = moment.astimezone(zone)
    return _("{day}, {time}, {zone}").format(
        day=full_date(local), time=clock_time(local), zone=zone_text(zone.key, local)
    )


def hours_text(hours: int) -> str:
    """Return a duration in hours as text: "36 hours". Two or more whole days are given in days: "7 days"."""
    days, remainder = divmod(hours, 24)
    if days > 1 and not remainder:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}


def zone_text(tzid: str, moment: datetime) -> str:
    """Return the name of a time zone: "Yangon time (UTC+6:30)".

    tzid: the IANA name. moment: an aware time in that zone, whose offset is shown. A zone without a city, such as
    "UTC", is only the offset."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    hours, remainder = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{remainder:02d}" if remainder else "")
    if not minutes:
        offset = "UTC"
    if "/" not in tzid or tzid.startswith("Etc/"):
        return offset
    city = tzid.rsplit("/", 1)[-1].replace("_", " ")
    return _("{city} time ({offset})").format(city=city, offset=offset)


def _days_text(event: Event, first: datetime, last: datetime) -> str:
    if event.precision == Event.Precision.DAY:
        return date_range(first, last)
    if event.date_text:
        return event.date_text
    return month_range(first, last) if event.precision == Event.Precision.MONTH else year_range(first, last)


def _reader_text(event: Event, zone: ZoneInfo) -> str:
    if event.precision != Event.Precision.TIME or event.local_starts_at is None or event.local_ends_at is None:
        return ""
    start, end = event.local_starts_at.astimezone(zone), event.local_ends_at.astimezone(zone)
    if start.utcoffset() == event.local_starts_at.utcoffset() and end.utcoffset() == event.local_ends_at.utcoffset():
        return ""
    return _("{when}, {zone}").format(when=_time_range(start, end), zone=zone_text(zone.key, start))


def _time_range(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return _("{day}, {start} to {end}").format(day=full_date(start), start=clock_time(start), end=clock_time(end))
    return _("{first}, {start} to {last}, {end}").format(
        first=full_date(start), start=clock_time(start), last=full_date(end), end=clock_time(end)
    )
