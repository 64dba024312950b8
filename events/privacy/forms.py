from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField


class NoticeForm(forms.Form):
    """The text of a privacy notice."""

    text = forms.CharField(
        label=_("Text (Markdown)"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto"}),
        help_text=_("Saving makes a new version. Earlier versions stay readable, and consents keep their version."),
    )


class ProgrammeNoticeForm(NoticeForm):
    """The notice of a programme, and what the law requires it to keep."""

    ground = OneLineField(
        label=_("Legal ground to keep who took part"),
        max_length=300,
        required=False,
        help_text=_(
            "What the law requires the programme to keep after an erasure, and which law. Empty if there is none."
        ),
    )
    years = forms.IntegerField(
        label=_("Years after the event for which it must be kept"), min_value=1, max_value=30, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ground") and not cleaned.get("years") and "years" not in self.errors:
            self.add_error("years", _("Enter for how many years the law requires it."))
        if cleaned.get("years") and not cleaned.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Enter the law that requires it, or leave the years empty."))
        return cleaned
