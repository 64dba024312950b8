"""The forms on the page of an expert of a mission."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.local_times import LocalDateField
from events.models import Declaration

ROWS = forms.Textarea(attrs={"rows": 2})


class AvailabilityForm(forms.Form):
    """The condition of an expert who can come, or the reason of one who cannot."""

    note = SeveralLinesField(
        label=_("Condition or reason"),
        max_length=500,
        required=False,
        widget=ROWS,
        help_text=_("A condition, if you can come; or why you cannot."),
    )


class WithdrawalForm(forms.Form):
    reason = SeveralLinesField(label=_("Reason"), max_length=500, required=False, widget=ROWS)


def _interest(label: Any, help_text: Any) -> SeveralLinesField:
    return SeveralLinesField(label=label, max_length=500, required=False, widget=ROWS, help_text=help_text)


class DeclarationForm(forms.Form):
    """The six questions of the declaration of interests. An empty field means: none."""

    employment = _interest(
        _("Employment"), _("Work for an organisation that has an interest in the subject, in the last four years.")
    )
    consulting = _interest(_("Consulting"), _("Paid advice to such an organisation, in the last four years."))
    investments = _interest(_("Investments"), _("Shares, or a part of a business, that the mission could affect."))
    research = _interest(_("Money for research"), _("Money or other support for your research."))
    family = _interest(_("Interests of the family"), _("The same, for your partner, children or parents."))
    statements = _interest(_("Public statements"), _("A position on the subject that you have repeated in public."))

    def __init__(self, *args: Any, declaration: Declaration | None = None, **kwargs: Any) -> None:
        if declaration is not None:
            kwargs["initial"] = {name: getattr(declaration, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class NotesForm(forms.Form):
    """The notes of one meeting. revision: of the notes that the page has shown."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    notes = SeveralLinesField(
        label=_("Notes"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    met_names = SeveralLinesField(
        label=_("People met"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name on each line, with the job title."),
    )
    met_people = forms.IntegerField(label=_("Number of people"), min_value=0, max_value=10_000, required=False)
    met_women = forms.IntegerField(label=_("Of whom women"), min_value=0, max_value=10_000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "met_people" in cleaned and (cleaned.get("met_women") or 0) > (cleaned["met_people"] or 0):
            self.add_error("met_women", gettext("The women are among the people met. Check both numbers."))
        return cleaned


class NextStepForm(forms.Form):
    """A next step that was agreed in a meeting: who does what by when."""

    text = OneLineField(label=_("Next step"), max_length=500, help_text=_("Who does what."))
    owner_name = OneLineField(label=_("Who"), max_length=150, required=False)
    due_on = LocalDateField(label=_("By when"), required=False)
