"""When an event takes place, as text in the active language.

A text is as exact as the date is known. Times are in the time zone of the event unless another zone is given."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.timezones import city_name, offset_text
from events.calendars.date_formats import (
    clock_time,
    date_range,
    full_date,
    month_range,
    short_month,
    short_range,
    year_range,
)
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
        return moment_range_text(start, end, event.zone)
    return _days_text(event, start, end - timedelta(microseconds=1))  # the end is exclusive


def short_text(event: Event) -> str:
    """Return when event takes place, for lists: "11 to 12 January 2027, from 09:00, Bangkok time (UTC+7)"."""
    if event.precision != Event.Precision.TIME or event.local_starts_at is None or event.local_ends_at is None:
        return when_text(event)
    start, end = event.local_starts_at, event.local_ends_at
    if start.date() == shown_end(start, end)[0]:
        return when_text(event)
    return _("{days}, from {start}, {zone}").format(
        days=days_text(event), start=clock_time(start), zone=zone_text(event.timezone, start, end)
    )


def days_text(event: Event) -> str:
    """Return the days of event without times, for what is over: "11 to 12 January 2027"."""
    if event.precision != Event.Precision.TIME or event.local_starts_at is None or event.local_ends_at is None:
        return when_text(event)
    return date_range(event.local_starts_at, shown_end(event.local_starts_at, event.local_ends_at)[0])


def list_text(event: Event, today: date) -> str:
    """Return the days of event for dense lists: "12–13 Jan", with its year if that is not the year of today.

    If only the month or year is known: "May 2027", "2027", or the text of the source. Without a date: "To be confirmed"."""
    start, end = event.local_starts_at, event.local_ends_at
    if event.precision == Event.Precision.TBC or start is None or end is None:
        return event.date_text or _("To be confirmed")
    last = end - timedelta(microseconds=1)  # the end is exclusive
    if event.is_dated:
        return short_range(start, last, year=last.year != today.year)
    if event.precision == Event.Precision.MONTH:
        return (
            short_month(start, year=True)
            if (start.year, start.month) == (last.year, last.month)
            else month_range(start, last)
        )
    return event.date_text or year_range(start, last)


def moment_range_text(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return a time (aware, the end exclusive) in zone: "Tuesday 9 March 2027, 09:00 to 17:00, Bangkok time (UTC+7)".

    If the clocks change in between, each time has its own offset: "Friday 26 March 2027, 09:00 (UTC+1) to Monday 29 March
    2027, 17:00 (UTC+2), Berlin time"."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if start.utcoffset() == end.utcoffset():
        return _("{when}, {zone}").format(when=_time_range(start, end), zone=zone_text(zone.key, start))
    first, last = (f" ({offset_text(moment.utcoffset())})" for moment in (start, end))
    when = _time_range(start, end, first, last)
    city = city_name(zone.key, get_language() or "en")
    return _("{when}, {zone}").format(when=when, zone=_("{city} time").format(city=city)) if city else when


def shown_end(start: datetime, end: datetime) -> tuple[date, str]:
    """Return the day and the time of an exclusive end as people read them.

    start, end: aware, in one zone. An end at midnight belongs to the day before it, at 24:00."""
    if end.time() == time() and end.date() > start.date():
        return end.date() - timedelta(days=1), "24:00"
    return end.date(), clock_time(end)


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


def zone_text(tzid: str, moment: datetime, end: datetime | None = None) -> str:
    """Return the name of a time zone: "Yangon time (UTC+6:30)".

    tzid: the IANA name. moment: an aware time in that zone, whose offset is shown. end: another such time; if its offset
    is another one, both are shown. A zone without a city, such as "UTC", is only the offset."""
    offset = offset_text(moment.utcoffset())
    if end is not None and end.utcoffset() != moment.utcoffset():
        offset = _("{first} at the start, {last} at the end").format(first=offset, last=offset_text(end.utcoffset()))
    city = city_name(tzid, get_language() or "en")
    return _("{city} time ({offset})").format(city=city, offset=offset) if city else offset


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
    return moment_range_text(start, end, zone)


def _time_range(start: datetime, end: datetime, start_note: str = "", end_note: str = "") -> str:
    """Return the days and the times. The notes follow the times."""
    last_day, last_time = shown_end(start, end)
    first_time, last_time = clock_time(start) + start_note, last_time + end_note
    if start.date() == last_day:
        return _("{day}, {start} to {end}").format(day=full_date(start), start=first_time, end=last_time)
    return _("{first}, {start} to {last}, {end}").format(
        first=full_date(start), start=first_time, last=full_date(last_day), end=last_time
    )
