"""What templates need to say dates as exactly as they are known, and to show Markdown safely."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import _json_script_escapes, format_html  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe

from events.calendars import dates
from events.models import Event

register = template.Library()


@register.filter
def when(event: Event) -> str:
    """Say when the event is, on the clocks of its place."""
    return dates.when_text(event)


@register.filter
def hours_text(hours: int) -> str:
    """Say how long that is: whole days as days."""
    return dates.hours_text(hours)


@register.filter
def when_short(event: Event) -> str:
    """Say when the event is in one line."""
    return dates.short_text(event)


@register.filter
def days_short(event: Event) -> str:
    """Return the days of the month on which a dated event takes place, "11" or "11–12"; "" if they are not known."""
    start, end = event.local_starts_at, event.local_ends_at
    if not event.is_dated or start is None or end is None:
        return ""
    last = end - timedelta(microseconds=1)  # the end is exclusive
    if start.date() == last.date():
        return str(start.day)
    return f"{start.day}–{last.day}" if (start.year, start.month) == (last.year, last.month) else f"{start.day} …"


@register.filter
def utc_minutes(moment: datetime) -> int:
    """Return how many minutes the moment's clock is ahead of UTC."""
    return int((moment.utcoffset() or timedelta()).total_seconds() // 60)


@register.filter
def in_zone(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment on the clocks of the zone."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


@register.filter
def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Say a moment on the clocks of the zone, and name the zone."""
    return dates.moment_text(moment, zone)


@register.filter
def zone_text(moment: datetime, zone: ZoneInfo) -> str:
    """Name the zone for people, with its offset at the moment."""
    return dates.zone_text(zone.key, moment.astimezone(zone))


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML that can do no harm."""
    import nh3
    from markdown_it import MarkdownIt

    return mark_safe(nh3.clean(MarkdownIt("commonmark").render(text)))  # noqa: S308 (cleaned)


@register.filter
def json_ld(data: dict) -> SafeString:
    """Return data as a JSON-LD block; a browser takes it for data, never for a script to run."""
    text = json.dumps(data, ensure_ascii=False).translate(_json_script_escapes)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped)
