from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import SeveralLinesField
from events.attendance.queries import question
from events.models import Evaluation, Event, Session

LONGEST_TEXT = 2000
SCORES = [("1", _("1, poor")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5, very good"))]


class FindForm(forms.Form):
    """Whom the list of those with a place shows."""

    q = forms.CharField(label=_("Name or organisation"), required=False, max_length=100)
    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Where"), required=False, empty_label=_("The event")
    )
    show = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("Everybody with a place")), ("there", _("Who is there")), ("missing", _("Who is not there"))],
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = event.sessions.order_by("starts_at", "pk")  # type: ignore[attr-defined]

    def sought(self) -> dict[str, Any]:
        """Return what queries.expected() takes; what cannot be understood is left out."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "session": found.get("session"),
            "words": found.get("q", ""),
            "there": {"there": True, "missing": False}.get(found.get("show", "")),
        }


class EvaluationForm(forms.Form):
    """The questions of an Evaluation, as its fields ask them; each may be left out, but not all."""

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
        found = super().clean() or {}
        if not self.errors and not any(found.values()):
            raise forms.ValidationError(_("Answer one question at least, please; you may leave the others out."))
        return found
