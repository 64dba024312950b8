from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, local_clock_time, zone_choices
from events.models import Event


class NewTimes(TypedDict):
    """The arguments of `services.reschedule`."""

    starts_at: datetime
    ends_at: datetime
    timezone: str


class RescheduleForm(forms.Form):
    starts_local = LocalTimeField(label=_("Starts"))
    ends_local = LocalTimeField(label=_("Ends"))
    timezone = forms.ChoiceField(label=_("Time zone of the venue"), choices=zone_choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_local"), data.get("ends_local")
        if start and end and end <= start:
            self.add_error("ends_local", _("The end must come after the start."))
        return data

    @staticmethod
    def initial_of(event: Event) -> dict[str, datetime | str | None]:
        return {
            "starts_local": local_clock_time(event.starts_at, event.zone),
            "ends_local": local_clock_time(event.ends_at, event.zone),
            "timezone": event.timezone,
        }

    def times(self) -> NewTimes:
        data, zone = self.cleaned_data, ZoneInfo(self.cleaned_data["timezone"])
        return NewTimes(
            starts_at=data["starts_local"].replace(tzinfo=zone),
            ends_at=data["ends_local"].replace(tzinfo=zone),
            timezone=zone.key,
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason: the mails to the recipients contain it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
