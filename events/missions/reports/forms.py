"""The forms of mission reports. The draft itself is read by editor.py, because its rows and fields are many."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.experts.forms import sorted_languages
from events.models import MissionReport, ReportComment
from events.questions.file_validation import ACCEPT_ATTRIBUTE, ValidatedFile, clean_file

MOST_PUBLIC = 2_000

# NONE is the answer of a button, without a text.
WRITTEN = [choice for choice in ReportComment.Kind.choices if choice[0] != ReportComment.Kind.NONE]


class ReportDecisionForm(forms.Form):
    """The note with which the team returns or accepts a report."""

    note = SeveralLinesField(
        label=_("Note to the authors"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you return the report. The authors get it by email."),
    )


class ReportCommentForm(forms.Form):
    part = forms.ChoiceField(label=_("About"), choices=ReportComment.Part, required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=WRITTEN)
    text = SeveralLinesField(label=_("Comment"), max_length=3_000, widget=forms.Textarea(attrs={"rows": 3}))


class ReportFileForm(forms.Form):
    """A report as a file. It cleans to a ValidatedFile."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE}))

    def clean_file(self) -> ValidatedFile:
        data = self.cleaned_data["file"]
        if not isinstance(data, UploadedFile):
            raise ValidationError(_("Choose a file."), "required")
        return clean_file(data, is_shared=True)


class PublicSummaryForm(forms.Form):
    """The public summary: one field for each language that has a text, and one for another language."""

    new_language = forms.ChoiceField(label=_("Another language"), required=False)
    new_text = SeveralLinesField(label=_("Text"), max_length=MOST_PUBLIC, required=False)

    def __init__(self, *args: Any, report: MissionReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(sorted_languages())
        self.languages = list(dict.fromkeys(["en", *report.public_summary]))
        for language in self.languages:
            self.fields[f"text_{language}"] = SeveralLinesField(
                label=names.get(language, language),
                max_length=MOST_PUBLIC,
                required=False,
                initial=report.public_summary.get(language, ""),
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
            )
        others = [choice for choice in sorted_languages() if choice[0] not in self.languages]
        self.fields["new_language"].choices = [("", "–"), *others]  # type: ignore[attr-defined]  # it is a ChoiceField
        self.order_fields([*(f"text_{language}" for language in self.languages), "new_language", "new_text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new_text") and not cleaned.get("new_language") and "new_language" not in self.errors:
            self.add_error("new_language", _("Choose the language of the text."))
        return cleaned

    def texts(self) -> dict[str, str]:
        cleaned = self.cleaned_data
        texts = {language: cleaned[f"text_{language}"] for language in self.languages}
        if cleaned["new_language"]:
            texts[cleaned["new_language"]] = cleaned["new_text"]
        return texts


class ReleaseForm(forms.Form):
    consent = OneLineField(
        label=_("Consent of the institution"),
        max_length=200,
        required=False,
        help_text=_("Who agreed, and when, such as: Dr Hendra Kusuma by email, 18 June 2027."),
    )
