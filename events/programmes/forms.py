from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import AreaOfAction, Country, Event


class FilterForm(forms.Form):
    """The filters of the event list, as the address keeps them."""

    WHEN = [("upcoming", _("Upcoming")), ("past", _("Past")), ("all", _("All"))]

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Event.Kind.choices])
    mode = forms.ChoiceField(label=_("Mode"), required=False, choices=[("", _("Any mode")), *Event.Mode.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Evaluated once for the choices and the check of what was chosen alike.
        self.countries = {country.pk: country for country in Country.objects.all()}
        self.areas = {area.slug: area for area in AreaOfAction.objects.order_by("name")}
        self.fields["country"] = forms.TypedChoiceField(
            label=_("Country"),
            required=False,
            choices=[("", _("Any country")), *((key, country.name) for key, country in self.countries.items())],
            coerce=self.countries.get,
            empty_value=None,
        )
        self.fields["area"] = forms.TypedChoiceField(
            label=_("Area of action"),
            required=False,
            choices=[("", _("Any area")), *((key, area.name) for key, area in self.areas.items())],
            coerce=self.areas.get,
            empty_value=None,
        )
        self.fields["q"].widget.input_type = "search"
