"""The forms of the overview of a mission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import SeveralLinesField


class MissionEmergencyForm(forms.Form):
    emergency = SeveralLinesField(
        label=_("Emergency contacts of the mission"),
        required=False,
        max_length=1_000,
        help_text=_("One on each line: office, insurance, police, ambulance, meeting point. The experts see them."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
