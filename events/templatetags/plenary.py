"""What templates need to say dates as exactly as they are known, and to show Markdown safely."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import _json_script_escapes, format_html  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe

from events.calendars import wording
from events.models import Event

register = template.Library()


@register.filter
def when(event: Event) -> str:
    """Say when the event is, on the clocks of its place."""
    return wording.when_text(event)


@register.filter
def in_zone(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment on the clocks of the zone."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


@register.filter
def zone_text(moment: datetime, zone: ZoneInfo) -> str:
    """Name the zone for people, with its offset at the moment."""
    return wording.zone_text(zone.key, moment.astimezone(zone))


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
