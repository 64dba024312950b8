from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


class LocalTimeField(forms.DateTimeField):
    """A form field for a local time. The value is naive: the form adds the time zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT)
        super().__init__(widget=widget, input_formats=[LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None

    def prepare_value(self, value: Any) -> Any:
        return value


def local_clock_time(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return moment (aware) as the naive local time in zone."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


def zone_choices() -> list[tuple[str, str]]:
    """Return the IANA time zones as choices of a form field."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]
