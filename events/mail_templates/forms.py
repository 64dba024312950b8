from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from notifications.wording.defaults import MailSource


class WordingForm(forms.Form):
    """Subject, heading and text of one mail, and as whom to look at it."""

    subject = OneLineField(label=_("Subject"), max_length=250)
    heading = OneLineField(label=_("Heading"), max_length=200)
    body = SeveralLinesField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown: an empty line begins a new paragraph, **two stars** make bold, - makes a list."),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reader = OneLineField(
        label=_("Look at it as"),
        required=False,
        max_length=254,
        help_text=_("Name or address of somebody who is registered; empty for a sample."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off"}),
    )

    def words(self) -> MailSource:
        cleaned = self.cleaned_data
        return MailSource(cleaned.get("subject", ""), cleaned.get("heading", ""), cleaned.get("body", ""))

    def typed(self) -> MailSource:
        """Return the text as it was typed, whether it is valid or not."""
        subject, heading, body = (str(self[part].value() or "") for part in ("subject", "heading", "body"))
        return MailSource(subject, heading, body)

    def blame(self, problems: Mapping[str, list[str]]) -> None:
        """Show what is wrong beside its field."""
        for part, found in problems.items():
            for problem in found:
                self.add_error(part or None, problem)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of mails"), required=False)

    def __init__(self, *args: Any, otherwise: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", otherwise), *settings.MAIL_LANGUAGES]  # type: ignore[attr-defined]
        self.fields["language"].help_text = _("For people who have not chosen theirs.")
