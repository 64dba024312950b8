from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

LOCAL = "%Y-%m-%dT%H:%M"


class LocalTimeField(forms.DateTimeField):
    """A time on the clocks of the place, without a zone until the form knows it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
        super().__init__(widget=widget, input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return found.replace(tzinfo=None) if found else None

    def prepare_value(self, value: Any) -> Any:
        return value


def local_clock_time(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the moment as the clocks of the zone show it."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
