"""Forms in the details of one delegation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Delegation
from events.nominations.forms import MOST_SEATS


class CellSeatsForm(forms.Form):
    """The seats and reserves of one delegation."""

    seats = forms.IntegerField(label=_("Seats"), required=False, min_value=0, max_value=MOST_SEATS)
    reserves = forms.IntegerField(label=_("Reserves"), required=False, min_value=0, max_value=MOST_SEATS)

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "cell_%s"}
        kwargs.setdefault("initial", {"seats": delegation.seats, "reserves": delegation.reserve_seats})
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            form_field.widget.attrs |= {"class": "seats-input", "inputmode": "numeric"}

    @property
    def numbers(self) -> tuple[int, int]:
        return self.cleaned_data["seats"] or 0, self.cleaned_data["reserves"] or 0
