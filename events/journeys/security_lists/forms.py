"""The forms of security lists."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, PersonNameField
from events.journeys.security_lists.queries import Answer, ConsentQuestion

# The value of "yes" names what the page has said: nobody agrees to what a host has asked for since then.
YES, YES_WITH_BIRTH_DATE, NO = "yes", "yes-birth-date", "no"
CHANGED = _("The host has changed what it asks for. Please read it, and answer again.")


class ListReaderForm(forms.Form):
    name = PersonNameField(label=_("Name"), max_length=150)
    email = AddressField(label=_("Email address"), max_length=254)


class ConsentForm(forms.Form):
    """One question for each visit. answers() is what services.answer() takes."""

    def __init__(self, data: Any = None, *, questions: Sequence[ConsentQuestion]) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            yes = YES_WITH_BIRTH_DATE if question.meeting.lists_birth_dates else YES
            shown = {Answer.GIVEN.value: yes, Answer.REFUSED.value: NO}
            field = forms.ChoiceField(
                label=_("Do you agree?"),
                choices=[(yes, _("Yes, I agree")), (NO, _("No"))],
                required=False,
                initial="" if question.consent.is_open else shown[question.consent.answer],
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": CHANGED},
            )
            field.needs_one = True  # type: ignore[attr-defined]  # components/form_field.html: not marked as optional
            self.fields[self.name_of(question)] = field

    @staticmethod
    def name_of(question: ConsentQuestion) -> str:
        return f"visit-{question.consent.pk}"

    def rows(self) -> list[tuple[ConsentQuestion, forms.BoundField]]:
        return [(question, self[self.name_of(question)]) for question in self.questions]

    def answers(self) -> dict[int, bool]:
        """Return the answers that were chosen, by the key of the consent."""
        chosen = {question.consent.pk: self.cleaned_data[self.name_of(question)] for question in self.questions}
        return {key: value != NO for key, value in chosen.items() if value}
