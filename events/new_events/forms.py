from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import AreaOfAction, Country, Event


class AlertForm(forms.Form):
    """Which new events a person wants to hear of. A list without a choice includes everything."""

    kinds = forms.MultipleChoiceField(
        label=_("Event types"), required=False, choices=Event.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple)
    areas = forms.MultipleChoiceField(label=_("Areas of action"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By slug: an area of two programmes with the same slug is one choice for both.
        areas = dict(AreaOfAction.objects.order_by("name", "-pk").values_list("slug", "name"))
        for name, choices in (("countries", Country.objects.values_list("iso2", "name")), ("areas", areas.items())):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
            field.choices = list(choices)
