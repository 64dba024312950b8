"""The form field of each kind of question: what it accepts, and the value that is stored."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.models import Question
from events.models.question import NO, YES
from events.questions.conditions import condition_values
from events.questions.queries import FormQuestion
from events.questions.uploads import UploadField

Kind = Question.Kind
SHORT_TEXT_LENGTH, LONG_TEXT_LENGTH = 300, 4000
RADIO_LIMIT = 6  # more choices than this are shown as a select box
EARLIEST_DATE, LATEST_DATE = date(1900, 1, 1), date(2199, 12, 31)


class PhoneField(OneLineField):
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[\s().\-/\u2010-\u2015]", "", super().to_python(value))
        text = re.sub(r"^00", "+", text)
        if text and not re.fullmatch(r"\+[1-9][0-9]{6,14}", text, re.ASCII):
            raise ValidationError(_("Write the number with its country code, such as +66 2 288 1234."), "phone")
        return text


class NumberField(forms.DecimalField):
    """Cleans to an int or a float, which JSON can store."""

    def clean(self, value: Any) -> int | float | None:
        number: Decimal | None = super().clean(value)
        if number is None:
            return None
        return int(number) if number == number.to_integral_value() else float(number)


class YesNoField(forms.ChoiceField):
    """Cleans to True, False or None."""

    def clean(self, value: Any) -> bool | None:
        choice = super().clean(value)
        return choice == YES if choice else None


class IsoDateField(forms.DateField):
    """Cleans to a date in ISO 8601 format, which JSON can store."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self, value: Any) -> str | None:
        day = super().clean(value)
        if day and not EARLIEST_DATE <= day <= LATEST_DATE:
            raise ValidationError(_("This date is too far away. Check the year."), "far")
        return day.isoformat() if day else None


class ConsentField(forms.MultipleChoiceField):
    """One check box. Its value is the key of the text that was shown, so that no one agrees to a text they did not see."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> int | None:
        keys = super().clean(value)
        return int(keys[0]) if keys else None


def build_field(form_question: FormQuestion) -> forms.Field:
    """Return the form field of a question."""
    question = form_question.event_question.question
    options = {
        "label": question.label,
        "help_text": question.help_text,
        "required": form_question.event_question.is_required,
    }
    return BUILDERS[Kind(question.kind)](form_question, options)


def posted_values(form_question: FormQuestion, posted: list[str]) -> set[str]:
    """Return the posted values of a question in the form in which conditions refer to them."""
    if form_question.event_question.question.kind == Kind.CONSENT:
        return {YES} if any(posted) else set()
    return {value for value in posted if value}


def initial_value(form_question: FormQuestion) -> Any:
    """Return the initial value of the field. The box of a consent is ticked only for the newest text."""
    kind, answer = form_question.event_question.question.kind, form_question.answer
    if answer is None:
        return [] if kind in {Kind.MULTIPLE, Kind.CONSENT} else ""
    if kind == Kind.CONSENT:
        text = form_question.consent_text
        return [str(answer.consent_id)] if text and answer.consent_id == text.pk else []
    return (YES if answer.value else NO) if kind == Kind.YES_NO else answer.value


def _single_choice(
    options: dict[str, Any], choices: list[tuple[str, Any]], field_class: type[forms.ChoiceField]
) -> forms.Field:
    if len(choices) <= RADIO_LIMIT:
        choices = choices if options["required"] else [*choices, ("", _("No answer"))]
        return field_class(choices=choices, widget=forms.RadioSelect, **options)
    return field_class(choices=[("", _("Choose one")), *choices], **options)


def _selectable_choices(form_question: FormQuestion) -> list[tuple[str, str]]:
    """Return the current choices, and the archived ones that this person has selected before."""
    selected = condition_values(form_question.answer.value) if form_question.answer else set()
    choices = form_question.event_question.question.choices
    return [
        (choice["value"], choice["label"])
        for choice in choices
        if not choice.get("archived") or choice["value"] in selected
    ]


def _single(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    return _single_choice(options, _selectable_choices(form_question), forms.ChoiceField)


def _multiple(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=_selectable_choices(form_question), widget=forms.CheckboxSelectMultiple, **options
    )


def _yes_no(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    return _single_choice(options, [(YES, _("Yes")), (NO, _("No"))], YesNoField)


def _number(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    question = form_question.event_question.question
    return NumberField(
        min_value=_without_trailing_zeros(question.minimum),
        max_value=_without_trailing_zeros(question.maximum),
        max_digits=15,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        **options,
    )


def _without_trailing_zeros(number: Decimal | None) -> Decimal | None:
    """Return a limit as error messages show it: 10, not 10.00."""
    return Decimal(f"{number.normalize():f}") if number is not None else None


def _country(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Choose a country")), *form_question.countries], **options)


def _consent(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    text = form_question.consent_text
    choices = (
        [(str(text.pk), _("I agree to this text (version %(version)s)") % {"version": text.version})] if text else []
    )
    errors = {
        "required": _("Tick the box if you agree. You cannot register without it."),
        "invalid_choice": _("The text has changed since you opened this page. Read it again, then tick the box."),
    }
    return ConsentField(choices=choices, error_messages=errors, **options)


def _file(form_question: FormQuestion, options: dict[str, Any]) -> forms.Field:
    return UploadField(asked=form_question.event_question, saved_file=form_question.file, **options)


BUILDERS: dict[Kind, Callable[[FormQuestion, dict[str, Any]], forms.Field]] = {
    Kind.SHORT_TEXT: lambda form_question, options: OneLineField(max_length=SHORT_TEXT_LENGTH, **options),
    Kind.LONG_TEXT: lambda form_question, options: SeveralLinesField(max_length=LONG_TEXT_LENGTH, **options),
    Kind.NUMBER: _number,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.YES_NO: _yes_no,
    Kind.DATE: lambda form_question, options: IsoDateField(**options),
    Kind.COUNTRY: _country,
    Kind.PHONE: lambda form_question, options: PhoneField(max_length=40, **options),
    Kind.CONSENT: _consent,
    Kind.FILE: _file,
}
