"""Form fields for each kind of question: what may be typed, and what becomes of it."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.models import Question
from events.models.question import NO, YES
from events.questions.conditions import tokens
from events.questions.queries import AskedQuestion
from events.questions.uploads import UploadField

Kind = Question.Kind
SHORT, LONG = 300, 4000
FEW = 6  # choices that are all shown at once
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class PhoneField(OneLineField):
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[\s().\-/\u2010-\u2015]", "", super().to_python(value))
        text = re.sub(r"^00", "+", text)
        if text and not re.fullmatch(r"\+[1-9][0-9]{6,14}", text, re.ASCII):
            raise ValidationError(_("Write the number with the code of its country, such as +66 2 288 1234."), "phone")
        return text


class NumberField(forms.DecimalField):
    def clean(self, value: Any) -> int | float | None:
        number: Decimal | None = super().clean(value)
        if number is None:
            return None
        return int(number) if number == number.to_integral_value() else float(number)


class YesNoField(forms.ChoiceField):
    def clean(self, value: Any) -> bool | None:
        found = super().clean(value)
        return found == YES if found else None


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self, value: Any) -> str | None:
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("This date is too far away. Check its year."), "far")
        return day.isoformat() if day else None


class ConsentField(forms.MultipleChoiceField):
    """A box to tick whose value is the key of the text that was shown: nobody agrees to one that they have not seen."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return int(found[0]) if found else None


def field_for(asked: AskedQuestion) -> forms.Field:
    """Return the form field that asks the question."""
    question, is_required = asked.event_question.question, asked.event_question.is_required
    return BUILDERS[Kind(question.kind)](
        asked, {"label": question.label, "help_text": question.help_text, "required": is_required}
    )


def raw_values(asked: AskedQuestion, posted: list[str]) -> set[str]:
    """Return what was posted for a question as others depend on it."""
    if asked.event_question.question.kind == Kind.CONSENT:
        return {YES} if any(posted) else set()
    return {value for value in posted if value}


def initial_value(asked: AskedQuestion) -> Any:
    """Return the answer that stands as its field shows it. An older consent text than the one asked is not ticked."""
    kind, answer = asked.event_question.question.kind, asked.answer
    if answer is None:
        return [] if kind in {Kind.MULTIPLE, Kind.CONSENT} else ""
    if kind == Kind.CONSENT:
        return [str(answer.consent_id)] if asked.consent and answer.consent_id == asked.consent.pk else []
    return (YES if answer.value else NO) if kind == Kind.YES_NO else answer.value


def _choice(
    asked: AskedQuestion, common: dict[str, Any], choices: list[tuple[str, Any]], kind: type[forms.ChoiceField]
) -> forms.Field:
    few = len(choices) <= FEW
    if few:
        choices = choices if common["required"] else [*choices, ("", _("No answer"))]
        return kind(choices=choices, widget=forms.RadioSelect, **common)
    return kind(choices=[("", _("Choose one")), *choices], **common)


def _offered(asked: AskedQuestion) -> list[tuple[str, str]]:
    """Return what may be chosen: what is offered now, and what this person chose while it was."""
    chosen = tokens(asked.answer.value) if asked.answer else set()
    choices = asked.event_question.question.choices
    return [(one["value"], one["label"]) for one in choices if not one.get("archived") or one["value"] in chosen]


def _number(asked: AskedQuestion, common: dict[str, Any]) -> forms.Field:
    question = asked.event_question.question
    return NumberField(
        min_value=_limit(question.minimum),
        max_value=_limit(question.maximum),
        max_digits=15,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        **common,
    )


def _limit(number: Decimal | None) -> Decimal | None:
    """Return a limit as people say it: 10, not 10.00."""
    return Decimal(f"{number.normalize():f}") if number is not None else None


def _country(asked: AskedQuestion, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Choose a country")), *asked.countries], **common)


def _consent(asked: AskedQuestion, common: dict[str, Any]) -> forms.Field:
    text = asked.consent
    words = _("I agree to this text (version %(version)s)") % {"version": text.version} if text else ""
    choices = [(str(text.pk), words)] if text else []
    errors = {
        "required": _("Tick the box if you agree. Without it you cannot be registered here."),
        "invalid_choice": _("The text has changed since you opened this page. Read it again, then tick the box."),
    }
    return ConsentField(choices=choices, error_messages=errors, **common)


BUILDERS = {
    Kind.SHORT_TEXT: lambda asked, common: OneLineField(max_length=SHORT, **common),
    Kind.LONG_TEXT: lambda asked, common: SeveralLinesField(max_length=LONG, **common),
    Kind.NUMBER: _number,
    Kind.SINGLE: lambda asked, common: _choice(asked, common, _offered(asked), forms.ChoiceField),
    Kind.MULTIPLE: lambda asked, common: forms.MultipleChoiceField(
        choices=_offered(asked), widget=forms.CheckboxSelectMultiple, **common
    ),
    Kind.YES_NO: lambda asked, common: _choice(asked, common, [(YES, _("Yes")), (NO, _("No"))], YesNoField),
    Kind.DATE: lambda asked, common: DayField(**common),
    Kind.COUNTRY: _country,
    Kind.PHONE: lambda asked, common: PhoneField(max_length=40, **common),
    Kind.CONSENT: _consent,
    Kind.FILE: lambda asked, common: UploadField(asked=asked.event_question, there=asked.file, **common),
}
