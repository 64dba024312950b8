"""The form fields for the time of an event. It is known exactly, or as whole days, a month or a year."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.zone_fields import ZoneField
from events.local_times import LocalDateField, LocalTimeField, set_zone, start_of_day
from events.models import Event

Precision = Event.Precision
PRECISIONS = [
    (Precision.TIME, _("exact, with times")),
    (Precision.DAY, _("whole days")),
    (Precision.MONTH, _("month only")),
    (Precision.YEAR, _("year only")),
    (Precision.TBC, _("to be confirmed")),
]
Limits = tuple[datetime, datetime] | None


class EventDatesForm(forms.Form):
    """The time zone, the precision, and the dates of an event.

    For exact times, starts_local and ends_local are used. For whole days, first_day and last_day are, both included. For
    a month or a year, any day in it is enough. `limits` are then the moments (UTC) that the event stores."""

    precision = forms.ChoiceField(label=_("Precision of the date"), choices=PRECISIONS)
    timezone = ZoneField(label=_("Time zone of the venue"))
    starts_local = LocalTimeField(label=_("Starts"), required=False, help_text=_("For an event with exact times."))
    ends_local = LocalTimeField(label=_("Ends"), required=False, help_text=_("For an event with exact times."))
    first_day = LocalDateField(
        label=_("First day"), required=False, help_text=_("For whole days. For a month or a year: any day in it.")
    )
    last_day = LocalDateField(
        label=_("Last day"), required=False, help_text=_("Leave it empty for one day, one month or one year.")
    )

    DATE_FIELDS = ("precision", "timezone", "starts_local", "ends_local", "first_day", "last_day")
    limits: Limits = None

    def typed_zone(self) -> ZoneInfo | None:
        """Return the zone that is typed, before the form is cleaned; None if there is none or it is unknown."""
        if not self.is_bound or self.fields["timezone"].disabled:
            name = self.get_initial_for_field(self.fields["timezone"], "timezone")
        else:
            try:
                name = self.fields["timezone"].clean(self.data.get(self.add_prefix("timezone")))
            except ValidationError:
                return None
        return ZoneInfo(name) if name else None

    def set_zone(self, zone: ZoneInfo | None) -> None:
        self.zone = zone
        set_zone(self, zone)

    @staticmethod
    def initial_dates(event: Event) -> dict[str, Any]:
        """Return the dates of event as this form shows them. The last day is included."""
        start, end = event.local_starts_at, event.local_ends_at
        initial: dict[str, Any] = {"timezone": event.timezone, "precision": event.precision}
        if start is None or end is None:
            return initial
        if event.precision == Precision.TIME:
            return initial | {"starts_local": event.starts_at, "ends_local": event.ends_at}
        return initial | {"first_day": start.date(), "last_day": event.last_day}

    def clean_dates(self) -> None:
        """Set `limits` from the fields that the precision needs. Add an error to the field that is missing or wrong."""
        data = self.cleaned_data
        precision, zone = data.get("precision"), self.zone
        if precision in {None, Precision.TBC}:
            self._ignore_dates("starts_local", "ends_local", "first_day", "last_day")
        elif precision == Precision.TIME:
            self._ignore_dates("first_day", "last_day")
            self.limits = self._exact_limits()
        else:
            days = self._days()
            self._ignore_dates("starts_local", "ends_local")
            if days and zone:
                self.limits = day_limits(*days, str(precision), zone)

    def _ignore_dates(self, *names: str) -> None:
        """Drop the errors of fields that the precision does not use: their values are not stored."""
        for name in names:
            self.errors.pop(name, None)

    def _exact_limits(self) -> Limits:
        start, end = self._required("starts_local"), self._required("ends_local")
        if start and end and end <= start:
            self.add_error("ends_local", _("The end must come after the start."))
            return None
        return (start, end) if start and end else None

    def _required(self, name: str) -> datetime | None:
        moment: datetime | None = self.cleaned_data.get(name)
        if moment is None and name not in self.errors:
            self.add_error(name, _("Enter a time, or choose another precision of the date."))
        return moment

    def _days(self) -> tuple[date, date] | None:
        """Return the first and the last day. Exact times that are still in the form count if there are no days."""
        data, zone = self.cleaned_data, self.zone
        first, last = data.get("first_day"), data.get("last_day")
        if first is None and zone and "first_day" not in self.errors:
            start, end = data.get("starts_local"), data.get("ends_local")
            first = start.astimezone(zone).date() if start else None
            if end and last is None:
                last = (end.astimezone(zone) - timedelta(microseconds=1)).date()
        if first is None:
            if "first_day" not in self.errors:
                self.add_error("first_day", _("Enter a day, or choose “to be confirmed” as the precision of the date."))
            return None
        if last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first day."))
            return None
        return first, last or first


def day_limits(first: date, last: date, precision: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the limits (UTC) of whole days, months or years in zone, from first to last (both included)."""
    if precision == Precision.DAY:
        following = last + timedelta(days=1)
    elif precision == Precision.MONTH:
        first = first.replace(day=1)
        following = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    else:
        first, following = date(first.year, 1, 1), date(last.year + 1, 1, 1)
    return start_of_day(first, zone), start_of_day(following, zone)
