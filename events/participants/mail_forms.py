from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField, several_lines
from events.mails.catalogue import label_of
from events.mails.writer import MailText
from notifications.wording import checking, kinds


@dataclass(frozen=True)
class MailFields:
    """The subject and the text of one mail in a form, and what they were."""

    mail: str
    subject: forms.BoundField
    text: forms.BoundField
    was: MailText

    @property
    def label(self) -> str:
        return label_of(self.mail)


class MailTextForm(forms.Form):
    """Subject and text of each mail that is about to go, to be written otherwise.

    What is left as it was is nobody's words: each person gets the mail's own, in their language."""

    def __init__(self, data: QueryDict | None = None, *, mails: Mapping[str, MailText]) -> None:
        super().__init__(data)
        self.mails = dict(mails)
        for mail, words in self.mails.items():
            self.fields[f"subject_{mail}"] = OneLineField(label=_("Subject"), max_length=250, initial=words.subject)
            self.fields[f"text_{mail}"] = SeveralLinesField(
                label=_("Text"),
                max_length=5000,
                initial=words.text,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_(
                    "An empty line begins a new paragraph; what stands in {braces} is filled in for each person, and a "
                    "paragraph with nothing to fill in is left out. **Two stars** make words bold."
                ),
            )

    @classmethod
    def shown(cls, data: QueryDict) -> "MailTextForm":
        """Return the form with what was typed into a page that showed these mails."""
        mails = {
            mail: MailText(data.get(f"subject_was_{mail}", ""), several_lines(data.get(f"text_was_{mail}", "")))
            for mail in data.getlist("mail")
            if kinds.get(mail)
        }
        return cls(data, mails=mails)

    def parts(self) -> dict[str, MailFields]:
        return {
            mail: MailFields(mail, self[f"subject_{mail}"], self[f"text_{mail}"], words)
            for mail, words in self.mails.items()
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for mail in self.mails:
            if kind := kinds.get(mail):
                for field, problems in (
                    (f"subject_{mail}", checking.problems_of_line(kind, cleaned.get(f"subject_{mail}") or "")),
                    (f"text_{mail}", checking.problems_of_body(kind, cleaned.get(f"text_{mail}") or "")),
                ):
                    for problem in problems:
                        self.add_error(field, problem)
        return cleaned

    def words(self) -> dict[str, MailText]:
        """Return what was written otherwise, by mail; "" for a part that was not."""
        written = {}
        for mail in self.mails:
            subject, text = (
                self.cleaned_data[name] if name in self.changed_data else ""
                for name in (f"subject_{mail}", f"text_{mail}")
            )
            if subject or text:
                written[mail] = MailText(subject, text)
        return written

    def as_typed(self) -> dict[str, MailText]:
        """Return what stands in the fields and is not as it was, right or not, by mail: to be looked at."""
        written = {}
        for mail in self.mails:
            subject, text = (
                str(self[name].value() or "") if self[name]._has_changed() else ""
                for name in (f"subject_{mail}", f"text_{mail}")
            )
            if subject or text:
                written[mail] = MailText(subject, text)
        return written
