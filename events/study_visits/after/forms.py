"""The forms of the report of a delegation."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from accounts.models import User
from events.local_times import LocalDateField
from events.models import DelegationReport, FollowUp
from events.questions.file_validation import ACCEPT_ATTRIBUTE, ValidatedFile, clean_file, limits_text
from events.study_visits.after.queries import NOT_BEGUN
from events.study_visits.after.services import MOST_ACTIONS, PlannedAction


class ReportForm(forms.Form):
    saw = SeveralLinesField(label=_("What we saw"), required=False, max_length=10_000)
    differs = SeveralLinesField(label=_("What differs from our country"), required=False, max_length=10_000)
    will_do = SeveralLinesField(label=_("What we will do"), required=False, max_length=10_000)
    need = SeveralLinesField(label=_("What we need"), required=False, max_length=10_000)
    file = forms.FileField(label=_("Or upload the report as a file"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        report: DelegationReport,
    ) -> None:
        texts = {name: getattr(report, name) for name in ("saw", "differs", "will_do", "need")}
        super().__init__(data, files, initial=texts)
        self.fields["file"].help_text = limits_text()
        self.fields["file"].widget.attrs |= {"accept": ACCEPT_ATTRIBUTE}

    def clean_file(self) -> ValidatedFile | None:
        uploaded = self.cleaned_data.get("file")
        return clean_file(uploaded, is_shared=True) if uploaded else None

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("saw", "differs", "will_do", "need")}


class ActionForm(forms.Form):
    text = OneLineField(label=_("Action"), required=False, max_length=500, help_text=_("One verb: what you will do."))
    first_step = OneLineField(label=_("First step"), required=False, max_length=300)
    owner_name = OneLineField(label=_("Owner"), required=False, max_length=150)
    due_on = LocalDateField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, after: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after = after

    def clean_due_on(self) -> date | None:
        """Refuse a new day before the end of the visit: the year is mistyped."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and self.after and due_on <= self.after and "due_on" in self.changed_data:
            raise ValidationError(_("This day is before the end of the visit."), "early")
        return due_on

    def planned(self) -> PlannedAction:
        return PlannedAction(**self.cleaned_data)


def action_forms(data: QueryDict | None, actions: Iterable[FollowUp], *, after: date | None) -> list[ActionForm]:
    """Return a form for each action that a delegation can have, filled with those that it has.

    after: the last day of the visit, after which the actions are due."""
    found = [*actions][:MOST_ACTIONS]
    existing: list[FollowUp | None] = [*found, *[None] * (MOST_ACTIONS - len(found))]
    names = ("text", "first_step", "owner_name", "due_on")
    return [
        ActionForm(
            data,
            prefix=f"action{number}",
            initial={name: getattr(one, name) for name in names} if one else {},
            after=after,
        )
        for number, one in enumerate(existing, 1)
    ]


class AnswerActionForm(forms.Form):
    """How far an action is."""

    state = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[("done", _("Done")), ("partly", _("Partly done")), (NOT_BEGUN, _("Not begun"))],
        widget=forms.RadioSelect,
    )
    why = OneLineField(
        label=_("What shows it, or why it is not done"),
        max_length=500,
        help_text=_("For example: circular 14 of May; printing in January; no trainer."),
    )


class OwnerForm(forms.Form):
    owner = forms.TypedChoiceField(label=_("Who writes the report"), coerce=int)
    days_after_end = forms.IntegerField(label=_("Due, in days after the end of the visit"), min_value=1, max_value=365)

    def __init__(self, data: QueryDict | None = None, *, report: DelegationReport, people: Iterable[User]) -> None:
        super().__init__(data, initial={"owner": report.owner_id, "days_after_end": report.days_after_end})
        choices = [(person.pk, person.full_name) for person in people]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]  # of a choice field
