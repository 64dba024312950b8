"""Template filters for dates, Markdown and JSON-LD."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import _json_script_escapes, format_html  # type: ignore[attr-defined]  # not in the stubs
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, now
from django.utils.translation import get_language

from accounts import timezones
from events.calendars import date_formats, dates, entry_text, registration_labels
from events.models import Event, Registration

register = template.Library()


@register.filter
def when(event: Event) -> str:
    """Return when the event takes place, in its own time zone."""
    return dates.when_text(event)


@register.filter
def hours_text(hours: int) -> str:
    """Return a duration in hours as text, in days where possible."""
    return dates.hours_text(hours)


@register.filter
def when_short(event: Event) -> str:
    """Return when the event takes place, in one short line."""
    return dates.short_text(event)


@register.filter
def when_long(event: Event) -> str:
    """Return when the event takes place, with its hours and time zone."""
    return dates.when_text(event)


@register.filter
def when_days(event: Event) -> str:
    """Return the days of the event, without its hours and its time zone."""
    return dates.days_text(event)


@register.filter
def when_in_list(event: Event) -> str:
    """Return the days of the event for dense lists: "12–13 Jan"."""
    return dates.list_text(event, now().astimezone(event.zone).date())


@register.filter
def when_with_year(event: Event) -> str:
    """Return the days of the event for dense lists, always with the year: "12–13 Jan 2027"."""
    return dates.list_text(event, date.min)


@register.filter
def entry_title(event: Event) -> str:
    """Return the title of the event as calendars show it: "Postponed: ...", "Cancelled: ..."."""
    return entry_text.title(event.title, event.status)


@register.filter
def days_short(event: Event) -> str:
    """Return the days of the month of a dated event: "11" or "11–12"; "" if they are not known."""
    start, last = event.local_starts_at, event.last_day
    if not event.is_dated or start is None or last is None:
        return ""
    if start.date() == last:
        return str(start.day)
    return f"{start.day}–{last.day}" if (start.year, start.month) == (last.year, last.month) else f"{start.day} …"


@register.filter
def month_short(event: Event) -> str:
    """Return the short name of the month in which the event begins: "Jan"; "" if it is not known."""
    return date_formats.short_month(event.local_starts_at) if event.local_starts_at else ""


@register.filter
def utc_minutes(moment: datetime) -> int:
    """Return the offset from UTC of moment (aware), in minutes."""
    return int((moment.utcoffset() or timedelta()).total_seconds() // 60)


@register.filter
def local_minutes(moment: datetime, zone: ZoneInfo) -> int:
    """Return the offset from UTC of zone at moment (aware), in minutes."""
    return utc_minutes(moment.astimezone(zone))


@register.filter
def in_zone(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return moment (aware) as the naive local time in zone."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


@register.filter
def has_passed(moment: datetime | None) -> bool:
    """Return whether moment (aware) is over; False without one."""
    return moment is not None and moment <= now()


@register.filter
def end_text(ends_at: datetime, starts_at: datetime) -> str:
    """Return the time of an exclusive end (both times local, or in one zone): "17:00", "24:00" for a midnight."""
    return dates.shown_end(starts_at, ends_at)[1]


@register.filter
def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return moment as text in zone, with the name of the zone."""
    return dates.moment_text(moment, zone)


@register.filter
def status_text(registration: Registration, zone: ZoneInfo) -> str:
    """Return the status of a registration for organisers; a held seat with the end of the hold in zone."""
    return registration_labels.status_text(registration, zone)


@register.filter
def zone_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return the name of zone, with its offset at moment."""
    return dates.zone_text(zone.key, moment.astimezone(zone))


@register.filter
def zone_name(name: str) -> str:
    """Return the IANA name of a zone as a person reads it: "Yangon, Myanmar (UTC+6:30)"."""
    return timezones.zone_label(name, get_language() or "en", localdate())


@register.filter
def markdown(text: str, pictures: Mapping[int, Any] | None = None) -> SafeString:
    """Return Markdown as safe HTML.

    pictures: what the text may show, by the keys in its addresses ("picture:12"). Other pictures are left out: a picture on
    another site would tell that site who reads the page."""
    from events.markdown_html import to_html  # noqa: PLC0415 (slow to import: most pages have no Markdown)

    return to_html(text, pictures or {})


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Return data as a JSON-LD block. The browser does not execute it."""
    text = json.dumps(data, ensure_ascii=False).translate(_json_script_escapes)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped)
