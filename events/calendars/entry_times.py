"""The lines of a calendar entry that say when it takes place, and whether people are busy at that time."""

from datetime import date, datetime, timedelta

from events.calendars import timezones
from events.calendars.content_lines import stamp
from events.models import Event

WHOLE_DAYS = (Event.DaysAs.FREE, Event.DaysAs.BUSY)
# The properties that say when an entry takes place.
TIME_PROPERTIES = ("DTSTART", "DTEND", "RRULE")


def whole_days(event: Event) -> tuple[date, date]:
    """Return the first day of a dated event and the day after its last day, in the time zone of the event.

    The end is exclusive, as DTEND is (RFC 5545, 3.6.1). If the event ends within a day, that whole day counts."""
    assert event.local_starts_at  # noqa: S101 (for the type checker: a dated event has both times)
    assert event.last_day  # noqa: S101 (same reason)
    return event.local_starts_at.date(), event.last_day + timedelta(days=1)


def form_of(event: Event) -> str:
    """Return the calendar form of event (decision 0012).

    The same hours on each day need a time zone that a VTIMEZONE can describe at all of these times; otherwise FREE."""
    form = event.calendar_form
    if form != Event.DaysAs.HOURS:
        return form
    moments = [moment for pair in _daily_hours(event) for moment in pair]
    return form if timezones.is_expressible(event.timezone, *moments) else Event.DaysAs.FREE


def shows_whole_days(event: Event) -> bool:
    """Return whether the entry has whole days although the event has hours."""
    return form_of(event) in WHOLE_DAYS and not event.is_all_day


def is_busy(event: Event) -> bool:
    """Return whether the entry of event takes the time of people, on all of it."""
    return event.status == Event.Status.PUBLISHED and form_of(event) != Event.DaysAs.FREE


def event_times(event: Event) -> dict[str, str]:
    """Return the lines of DTSTART, DTEND and RRULE of a dated event. All calendars show the same form."""
    form = form_of(event)
    if form == Event.DaysAs.HOURS:
        return _daily_lines(event)
    if form in WHOLE_DAYS or event.is_all_day:
        first, end = whole_days(event)
        return day_lines(first, end)
    assert event.starts_at  # noqa: S101 (for the type checker: a dated event has both times)
    assert event.ends_at  # noqa: S101 (same reason)
    return moment_lines(event.starts_at, event.ends_at, event.timezone)


def day_lines(first: date, end: date) -> dict[str, str]:
    """Return the lines of whole days. end is exclusive."""
    return {
        "DTSTART": f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\n",
        "DTEND": f"DTEND;VALUE=DATE:{end:%Y%m%d}\r\n",
    }


def moment_lines(starts_at: datetime, ends_at: datetime, tzid: str) -> dict[str, str]:
    """Return the lines of two moments (aware): both in the zone, or both in UTC. Some programs cannot read a mixture."""
    if timezones.is_expressible(tzid, starts_at, ends_at):
        zone = timezones.ZoneInfo(tzid)
        return {
            name: f"{name};TZID={tzid}:{moment.astimezone(zone):%Y%m%dT%H%M%S}\r\n"
            for name, moment in (("DTSTART", starts_at), ("DTEND", ends_at))
        }
    return {"DTSTART": f"DTSTART:{stamp(starts_at)}\r\n", "DTEND": f"DTEND:{stamp(ends_at)}\r\n"}


def busy_lines(*, status: str, is_busy: bool, is_all_day: bool = False) -> dict[str, str]:
    """Return the lines that say whether the time is free.

    status: of the entry, as in STATUS (RFC 5545, 3.8.1.11). Only a confirmed entry can be busy."""
    opaque = is_busy and status == "CONFIRMED"
    busy = "TENTATIVE" if status == "TENTATIVE" else "BUSY" if opaque else "FREE"
    return {
        "TRANSP": f"TRANSP:{'OPAQUE' if opaque else 'TRANSPARENT'}\r\n",
        # [MS-OXCICAL] 2.1.3.1.1.20: how Outlook shows the time, before and after the person accepts.
        "X-MICROSOFT-CDO-BUSYSTATUS": f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n",
        "X-MICROSOFT-CDO-INTENDEDSTATUS": f"X-MICROSOFT-CDO-INTENDEDSTATUS:{busy}\r\n",
        "X-MICROSOFT-CDO-ALLDAYEVENT": f"X-MICROSOFT-CDO-ALLDAYEVENT:{'TRUE' if is_all_day else 'FALSE'}\r\n",
    }


def _daily_lines(event: Event) -> dict[str, str]:
    """Return the lines of an entry that repeats each day (RFC 5545, 3.8.5.3)."""
    days = _daily_hours(event)
    lines = moment_lines(*days[0], event.timezone)
    return lines | {"RRULE": f"RRULE:FREQ=DAILY;COUNT={len(days)}\r\n"}


def _daily_hours(event: Event) -> list[tuple[datetime, datetime]]:
    """Return the start and the end of each day of an event with the same hours on each day, on its clocks."""
    start, end = event.local_starts_at, event.local_ends_at
    assert start  # noqa: S101 (for the type checker: the form needs both times)
    assert end  # noqa: S101 (same reason)
    count = (end.date() - start.date()).days + 1
    first_end = datetime.combine(start.date(), end.time(), tzinfo=event.zone)
    return [(start + timedelta(days=day), first_end + timedelta(days=day)) for day in range(count)]
