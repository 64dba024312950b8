"""The forms of the team's page of experts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.missions.experts.services import Review
from events.models import Assignment, Declaration


class AssignmentForm(forms.Form):
    """What the team enters about an expert of the mission."""

    role = forms.ChoiceField(label=_("Role"), choices=Assignment.Role)
    days = OneLineField(
        label=_("Days of work"),
        max_length=60,
        required=False,
        help_text=_("Days of preparation, mission and report, such as: 2 + 5 + 3."),
    )
    release_letter = OneLineField(
        label=_("Letter of the employer"),
        max_length=100,
        required=False,
        help_text=_("Its reference and date, if the employer has released the person."),
    )


class ProposalForm(forms.Form):
    expert = forms.IntegerField(min_value=1)
    role = forms.ChoiceField(choices=Assignment.Role)


class ExpertNoticeForm(forms.Form):
    note = SeveralLinesField(
        label=_("Note to the expert"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is part of the email."),
    )


class ReviewForm(forms.Form):
    """A manager's decision about a declaration of interests."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=[choice for choice in Declaration.Result.choices if choice[0]],
        widget=forms.RadioSelect(attrs={"class": "field-choices"}),
    )
    condition = OneLineField(
        label=_("Condition"),
        max_length=500,
        required=False,
        help_text=_("Needed for “Cleared with conditions”. The expert and the team see it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") == Declaration.Result.CONDITIONS and not cleaned.get("condition"):
            self.add_error("condition", _("Write the condition under which the declaration is cleared."))
        return cleaned

    def decision(self) -> Review:
        return Review(self.cleaned_data["result"], self.cleaned_data["condition"])
