from datetime import datetime
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.planning.date_fields import PRECISIONS, EventDatesForm, Precision
from events.planning.shown_fields import SHOWN_IF


class NewTimes(TypedDict):
    """The arguments of `services.reschedule`. Times are in UTC."""

    starts_at: datetime
    ends_at: datetime
    timezone: str
    precision: str


class RescheduleForm(EventDatesForm):
    """A new time for an event. Each local time that moves with it and exists twice has a field of its own."""

    precision = forms.ChoiceField(
        label=_("Precision of the date"),
        choices=[(value, label) for value, label in PRECISIONS if value != Precision.TBC],
        required=False,
    )
    field_order = EventDatesForm.DATE_FIELDS

    def __init__(self, data: Any = None, *, event: Event) -> None:
        self.event = event
        initial = self.initial_dates(event)
        if event.precision == Precision.TBC:
            initial["precision"] = Precision.TIME
        super().__init__(data, initial=initial)
        self.set_zone(self.typed_zone())

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Return the fields, with the rule that shows them: JSON for the script of forms, or ""."""
        return [(field, SHOWN_IF.get(field.name, "")) for field in self]

    def clean_precision(self) -> str:
        """Return the choice. A form without one keeps the precision of an event with a date."""
        chosen: str = self.cleaned_data["precision"]
        return chosen or (self.event.precision if self.event.is_dated else Precision.TIME)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_dates()
        return data

    def times(self) -> NewTimes:
        assert self.limits  # noqa: S101 (for the type checker: a valid form has them)
        return NewTimes(
            starts_at=self.limits[0],
            ends_at=self.limits[1],
            timezone=self.cleaned_data["timezone"],
            precision=self.cleaned_data["precision"],
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason: the mails to the recipients contain it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
