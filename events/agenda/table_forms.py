from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Constituency
from events.models import Event, Registration
from events.registration import table
from events.registration.forms import country_choices
from events.registration.table import ALWAYS, COLUMNS, NOT_SAID, SORTS, USUAL, USUAL_SORT, View


class TableForm(forms.Form):
    """The view of the table as the address keeps it. What makes no sense is named beside its field and left out."""

    FILTERS = ("q", "status", "country", "constituency", "gender")

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *Registration.Status.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    constituency = forms.ChoiceField(
        label=_("Constituency"),
        required=False,
        choices=[("", _("Any constituency")), *Constituency.choices, (NOT_SAID, _("Not said"))],
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False)
    sort = forms.ChoiceField(
        label=_("Sorted by"),
        required=False,
        choices=[
            *((key, COLUMNS[key].label) for key in SORTS),
            *((f"-{key}", format_lazy(_("{column}, backwards"), column=COLUMNS[key].label)) for key in SORTS),
        ],
    )
    column = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, query: QueryDict, *, event: Event, may_decide: bool) -> None:
        data = query.copy()
        data.setdefault("sort", USUAL_SORT)
        if not data.getlist("column"):
            data.setlist("column", list(USUAL if may_decide else (key for key in USUAL if not COLUMNS[key].is_private)))
        super().__init__(data)
        self.allowed = table.columns_for(may_decide=may_decide)
        self.countries = dict(country_choices())
        self.genders = table.genders(event)
        self.fields["q"].widget.input_type = "search"
        not_said = (NOT_SAID, _("Not said"))
        self._offer("country", [("", _("Any country")), *self.countries.items(), not_said])
        said = [(key, ways[0]) for key, ways in self.genders.items() if key != NOT_SAID]
        self._offer("gender", [("", _("Any gender")), *said, not_said])
        self._offer("column", [(key, column.label) for key, column in self.allowed.items() if key != ALWAYS])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def filters_make_sense(self) -> bool:
        """Whether each filter in the address is one, so that "all that fit" is what was meant."""
        return not any(name in self.errors for name in self.FILTERS)

    def view(self) -> View:
        self.full_clean()
        good = self.cleaned_data
        wanted = set(self.data.getlist("column")) & set(self.allowed)  # type: ignore[attr-defined]
        wanted = wanted or set(USUAL)
        return View(
            status=good.get("status", ""),
            country=good.get("country", ""),
            constituency=good.get("constituency", ""),
            genders=tuple(self.genders.get(good["gender"], [""])) if good.get("gender") else (),
            q=good.get("q", ""),
            sort=good.get("sort") or USUAL_SORT,
            columns={key: column for key, column in self.allowed.items() if key in wanted or key == ALWAYS},
        )
