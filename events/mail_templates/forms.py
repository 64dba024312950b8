from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from notifications.wording.defaults import MailSource

PARTS = ("subject", "heading", "body")


class WordingForm(forms.Form):
    """Subject, heading and text of one mail in one language, and the reader of its preview."""

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
        label=_("Preview as"),
        required=False,
        max_length=254,
        help_text=_("Name or email address of a registered person. Leave it empty for a sample."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off"}),
    )

    def source(self) -> MailSource:
        cleaned = self.cleaned_data
        return MailSource(cleaned["subject"], cleaned["heading"], cleaned["body"])

    def typed(self) -> MailSource:
        """Return the text as it was typed, whether it is valid or not."""
        subject, heading, body = (str(self[part].value() or "") for part in PARTS)
        return MailSource(subject, heading, body)

    def add_problems(self, problems: Mapping[str, list[str]]) -> None:
        """Show each problem beside its field; "" stands for the whole form."""
        for part, messages in problems.items():
            for message in messages:
                self.add_error(part or None, message)


class LanguageForm(forms.Form):
    """The language of mails to people who have not chosen one. inherited: the label of the empty choice."""

    def __init__(self, *args: Any, inherited: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of emails"),
            required=False,
            choices=[("", inherited), *settings.MAIL_LANGUAGES],
            help_text=_("For people who have not chosen a language."),
        )
