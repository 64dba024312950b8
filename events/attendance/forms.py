from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import SeveralLinesField
from events.attendance.queries import AttendanceFilters, question
from events.models import Evaluation, Event, Session

LONGEST_TEXT = 2000
SCORES = [("1", _("1, poor")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5, very good"))]


class AttendanceFilterForm(forms.Form):
    """The filters of the check-in list."""

    q = forms.CharField(label=_("Name or organisation"), required=False, max_length=100)
    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Event or session"), required=False, empty_label=_("The event")
    )
    show = forms.ChoiceField(
        label=_("Attendance"),
        required=False,
        choices=[("", _("All")), ("there", _("Present")), ("missing", _("Not present"))],
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = event.sessions.order_by("starts_at", "pk")  # type: ignore[attr-defined]

    def filters(self) -> AttendanceFilters:
        """Return the filters of the form. Invalid values are ignored."""
        self.is_valid()
        data = self.cleaned_data
        return AttendanceFilters(
            session=data.get("session"),
            search=data.get("q", ""),
            is_present={"there": True, "missing": False}.get(data.get("show", "")),
        )


class EvaluationForm(forms.Form):
    """One field for each question of an Evaluation. At least one answer is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Evaluation.SCORES:
            self.fields[name] = forms.TypedChoiceField(
                label=question(name),
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        for name in Evaluation.TEXTS:
            self.fields[name] = SeveralLinesField(
                label=question(name),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea({"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Please answer at least one question. The other questions are optional."))
        return data
