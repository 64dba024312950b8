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
    """The subject and text of one mail in a form."""

    mail: str
    subject: forms.BoundField
    text: forms.BoundField
    was: MailText  # as they were shown first

    @property
    def label(self) -> str:
        return label_of(self.mail)


class MailTextForm(forms.Form):
    """The subject and text of each planned mail. The organiser can change them.

    A mail with an unchanged text is sent to each person in their own language."""

    def __init__(self, data: QueryDict | None = None, *, mails: Mapping[str, MailText]) -> None:
        super().__init__(data)
        self.mails = dict(mails)
        for mail, text in self.mails.items():
            self.fields[f"subject_{mail}"] = OneLineField(label=_("Subject"), max_length=250, initial=text.subject)
            self.fields[f"text_{mail}"] = SeveralLinesField(
                label=_("Text"),
                max_length=5000,
                initial=text.text,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_(
                    "An empty line starts a new paragraph. Placeholders in {braces} are filled in for each person. A "
                    "paragraph is left out if all its placeholders are empty. **Two stars** make bold."
                ),
            )

    @classmethod
    def shown(cls, data: QueryDict) -> "MailTextForm":
        """Return the form that was submitted from the page that showed these mails."""
        mails = {
            mail: MailText(data.get(f"subject_was_{mail}", ""), several_lines(data.get(f"text_was_{mail}", "")))
            for mail in data.getlist("mail")
            if kinds.get(mail)
        }
        return cls(data, mails=mails)

    def parts(self) -> dict[str, MailFields]:
        return {
            mail: MailFields(mail, self[f"subject_{mail}"], self[f"text_{mail}"], text)
            for mail, text in self.mails.items()
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for mail in self.mails:
            if kind := kinds.get(mail):
                for field, problems in (
                    (f"subject_{mail}", checking.problems_of_line(kind, data.get(f"subject_{mail}") or "")),
                    (f"text_{mail}", checking.problems_of_body(kind, data.get(f"text_{mail}") or "")),
                ):
                    for problem in problems:
                        self.add_error(field, problem)
        return data

    def changed_texts(self) -> dict[str, MailText]:
        """Return the changed texts by mail. An unchanged subject or text is empty."""
        texts = {}
        for mail in self.mails:
            subject, text = (
                self.cleaned_data[name] if name in self.changed_data else ""
                for name in (f"subject_{mail}", f"text_{mail}")
            )
            if subject or text:
                texts[mail] = MailText(subject, text)
        return texts

    def texts_as_typed(self) -> dict[str, MailText]:
        """Return the changed texts by mail for a preview. They may be invalid."""
        texts = {}
        for mail in self.mails:
            subject, text = (
                str(self[name].value() or "") if name in self.changed_data else ""
                for name in (f"subject_{mail}", f"text_{mail}")
            )
            if subject or text:
                texts[mail] = MailText(subject, text)
        return texts


class NeverthelessForm(forms.Form):
    """Why people are confirmed whose mandatory requirements are open. It goes into their history."""

    nevertheless = forms.BooleanField(
        label=_("Confirm them nevertheless"),
        required=False,
        error_messages={
            "required": _("Tick this to confirm them nevertheless, or go back and check the requirements.")
        },
    )
    because = forms.CharField(
        label=_("because"),
        required=False,
        max_length=800,
        error_messages={"required": _("Write the reason. It is saved in the history of each of these people.")},
    )

    def reason(self) -> str:
        """Return the reason; "" without one, or if the box is not ticked."""
        if not self.is_bound or not self.is_valid() or not self.cleaned_data["nevertheless"]:
            return ""
        return str(self.cleaned_data["because"])

    def require(self) -> None:
        """Add an error to each field that is empty."""
        for name, field in self.fields.items():
            if self.is_bound and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, field.error_messages["required"])
