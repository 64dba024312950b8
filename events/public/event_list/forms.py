from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import AreaOfAction, Country, Event, Programme
from events.slugs import SlugChoiceField

LONGEST_TEXT = 100


class SearchField(forms.CharField):
    """Words to search for. A longer text, such as a pasted one, is cut: without the filter, everything would be found."""

    widget = forms.SearchInput

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())[:LONGEST_TEXT]


class MonthField(forms.Field):
    """A month of the address, such as "2027-02". Its value is the first day of the month, or None."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": _("Write the month as in 2027-02.")}

    def to_python(self, value: str | None) -> date | None:
        try:
            first = datetime.strptime(value, "%Y-%m").replace(tzinfo=UTC).date() if value else None
        except ValueError:
            first = date.min
        if first and not 1900 < first.year < 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return first


class FilterForm(forms.Form):
    """The filters of the list of events. The URL contains them."""

    field_order = ["q", "when", "kind", "country", "mode", "area", "programme", "month", "open"]
    WHEN = [("upcoming", _("Upcoming")), ("past", _("Past")), ("all", _("All"))]

    q = SearchField(label=_("Search"), required=False, max_length=LONGEST_TEXT)
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    kind = forms.ChoiceField(
        label=_("Event type"), required=False, choices=[("", _("Any event type")), *Event.Kind.choices]
    )
    mode = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("Any format")), *Event.Mode.choices])
    month = MonthField(label=_("Month"), required=False)
    open = forms.BooleanField(label=_("Open for registration now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = Country.objects.values_list("pk", "name")
        # By slug: an area of two programmes with the same slug is one choice for both.
        areas = dict(AreaOfAction.objects.order_by("name", "-pk").values_list("slug", "name"))
        programmes = Programme.objects.order_by("name").values_list("slug", "name")
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=[("", _("Any country")), *countries]
        )
        self.fields["area"] = SlugChoiceField(
            rows=AreaOfAction.objects.all(),
            label=_("Area of action"),
            required=False,
            choices=[("", _("Any area")), *areas.items()],
        )
        self.fields["programme"] = SlugChoiceField(
            rows=Programme.objects.all(),
            label=_("Programme"),
            required=False,
            choices=[("", _("Any programme")), *programmes],
        )
