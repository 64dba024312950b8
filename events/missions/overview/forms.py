"""The forms of the overview of a mission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import SeveralLinesField
from events.missions import public


class PublicPartsForm(forms.Form):
    public_fields = forms.MultipleChoiceField(
        label=_("What the public sees"),
        choices=list(public.FIELDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Without title, dates and country, the mission is in no public list or feed, and only the team can open its "
            "page. Meetings are never public."
        ),
    )


class MissionEmergencyForm(forms.Form):
    emergency = SeveralLinesField(
        label=_("Emergency contacts of the mission"),
        required=False,
        max_length=1_000,
        help_text=_("One on each line: office, insurance, police, ambulance, meeting point. The experts see them."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
