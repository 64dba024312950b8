from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import AreaOfAction, Country, Event


class FilterForm(forms.Form):
    """The filters of the list of events. The URL contains them."""

    WHEN = [("upcoming", _("Upcoming")), ("past", _("Past")), ("all", _("All"))]

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    kind = forms.ChoiceField(
        label=_("Event type"), required=False, choices=[("", _("Any event type")), *Event.Kind.choices]
    )
    mode = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("Any format")), *Event.Mode.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = Country.objects.values_list("pk", "name")
        # By slug: an area of two programmes with the same slug is one choice for both.
        areas = dict(AreaOfAction.objects.order_by("name", "-pk").values_list("slug", "name"))
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=[("", _("Any country")), *countries]
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("Area of action"), required=False, choices=[("", _("Any area")), *areas.items()]
        )
        self.fields["q"].widget.input_type = "search"
