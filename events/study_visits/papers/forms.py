"""The form of a visa."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from events.local_times import LocalDateField
from events.models import TravellerFile
from events.study_visits.papers.states import STEP_LABELS, VISA


class VisaForm(forms.Form):
    step = forms.ChoiceField(label=_("What has happened"), widget=forms.RadioSelect)
    on = LocalDateField(label=_("On"), required=False, help_text=_("Empty for today."))
    note = OneLineField(
        label=_("Note on the visa"),
        required=False,
        max_length=200,
        help_text=_("For example, the number of the letter."),
    )

    def __init__(self, data: QueryDict | None = None, *, file: TravellerFile) -> None:
        super().__init__(data)
        # All steps: the service refuses one that is no longer possible, and says why.
        shown = VISA.steps_from(file.visa) if data is None else list(STEP_LABELS)
        self.fields["step"].choices = [(step, STEP_LABELS[step]) for step in shown]  # type: ignore[attr-defined]  # of a choice field
