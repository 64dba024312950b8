from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import AreaOfAction, Country, Event, Programme
from events.slugs import SlugMultipleChoiceField


class FeedForm(forms.Form):
    """The filters of a subscription. A filter without a choice includes everything."""

    programme = SlugMultipleChoiceField(
        rows=Programme.objects.all(), label=_("Programmes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.MultipleChoiceField(
        label=_("Event types"), required=False, choices=Event.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    country = forms.MultipleChoiceField(label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple)
    area = SlugMultipleChoiceField(
        rows=AreaOfAction.objects.all(),
        label=_("Areas of action"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mode = forms.MultipleChoiceField(
        label=_("Formats"), required=False, choices=Event.Mode.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_choices("programme", Programme.objects.values_list("slug", "name"))
        self._set_choices("country", Country.objects.values_list("iso2", "name"))
        # By slug: an area of two programmes with the same slug is one choice for both.
        self._set_choices(
            "area", dict(AreaOfAction.objects.order_by("name", "-pk").values_list("slug", "name")).items()
        )

    def _set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
        field.choices = list(choices)
