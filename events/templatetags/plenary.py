"""Template filters for dates, Markdown and JSON-LD."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import _json_script_escapes, format_html  # type: ignore[attr-defined]  # not in the stubs
from django.utils.safestring import SafeString, mark_safe

from events.calendars import dates
from events.models import Event

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
def days_short(event: Event) -> str:
    """Return the days of the month of a dated event: "11" or "11–12"; "" if they are not known."""
    start, end = event.local_starts_at, event.local_ends_at
    if not event.is_dated or start is None or end is None:
        return ""
    last = end - timedelta(microseconds=1)  # the end is exclusive
    if start.date() == last.date():
        return str(start.day)
    return f"{start.day}–{last.day}" if (start.year, start.month) == (last.year, last.month) else f"{start.day} …"


@register.filter
def utc_minutes(moment: datetime) -> int:
    """Return the offset from UTC of moment (aware), in minutes."""
    return int((moment.utcoffset() or timedelta()).total_seconds() // 60)


@register.filter
def in_zone(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return moment (aware) as the naive local time in zone."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


@register.filter
def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return moment as text in zone, with the name of the zone."""
    return dates.moment_text(moment, zone)


@register.filter
def zone_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return the name of zone, with its offset at moment."""
    return dates.zone_text(zone.key, moment.astimezone(zone))


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as safe HTML."""
    # Slow imports: most pages show no Markdown.
    import nh3  # noqa: PLC0415
    from markdown_it import MarkdownIt  # noqa: PLC0415

    return mark_safe(nh3.clean(MarkdownIt("commonmark").render(text)))  # noqa: S308 (cleaned)


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Return data as a JSON-LD block. The browser does not execute it."""
    text = json.dumps(data, ensure_ascii=False).translate(_json_script_escapes)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped)
