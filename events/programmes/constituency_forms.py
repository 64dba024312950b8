"""The form of the constituencies of a programme: a row for each key, with its name, order and group."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from accounts.models import Constituency
from events.models import Programme
from events.models.constituency import TRIPARTITE
from events.programmes.constituencies import ConstituencyInUseError, require_unused

PARTS = ("used", "order", "name", "group")
GROUPS = [("", _("None of the three")), *((key.value, key.label) for key in TRIPARTITE)]


@dataclass(frozen=True)
class ConstituencyRow:
    label: Any
    fields: list[forms.BoundField]


class ConstituenciesForm(forms.Form):
    """A constituency that is not ticked is no choice in forms. Its key stays, so that no profile loses it."""

    def __init__(self, *args: Any, instance: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = instance
        own = instance.constituencies
        used = [key for key, _name in own.choices()]
        self.keys = [*used, *(key for key in Constituency.values if key not in used)]
        for number, key in enumerate(self.keys, 1):
            usual = Constituency(key).label
            self.fields[f"used_{key}"] = forms.BooleanField(label=usual, required=False, initial=key in used)
            self.fields[f"order_{key}"] = forms.IntegerField(
                label=_("Order"), required=False, min_value=1, max_value=99, initial=number
            )
            self.fields[f"name_{key}"] = OneLineField(
                label=_("Name in this programme"),
                max_length=60,
                required=False,
                initial=own.own.get(key, {}).get("name", ""),
            )
            self.fields[f"group_{key}"] = forms.ChoiceField(
                label=_("Counts in statistics as"), required=False, choices=GROUPS, initial=own.group(key)
            )

    @property
    def rows(self) -> list[ConstituencyRow]:
        return [
            ConstituencyRow(Constituency(key).label, [self[f"{part}_{key}"] for part in PARTS]) for key in self.keys
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = [key for key in self.keys if data.get(f"used_{key}")]
        if not wanted:
            self.add_error(None, _("Choose at least one constituency."))
        names = [(data.get(f"name_{key}") or str(Constituency(key).label)).casefold() for key in wanted]
        for key, name in zip(wanted, names, strict=True):
            if names.count(name) > 1:
                self.add_error(f"name_{key}", _("Two constituencies have this name."))
        try:
            require_unused(self.programme, kept=wanted)
        except ConstituencyInUseError as error:
            self.add_error(f"used_{error.key}", str(error.advice))
        return data

    def own_rows(self) -> list[dict[str, str]]:
        """Return the ticked rows of a valid form, in the typed order."""
        data = self.cleaned_data
        wanted = [key for key in self.keys if data[f"used_{key}"]]
        wanted.sort(key=lambda key: data[f"order_{key}"] or 99)
        return [{"key": key, "name": data[f"name_{key}"], "group": data[f"group_{key}"]} for key in wanted]
