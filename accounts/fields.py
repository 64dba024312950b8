"""Form fields for text and addresses. They remove invisible characters."""

import unicodedata
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from accounts import addresses
from accounts.plain_text import validate_person_name, validate_plain_text

MOST_PER_CHARACTER = 10  # invisible characters are removed before the characters are counted
JOINERS = "\u200c\u200d"  # some scripts need them between letters


def one_line(text: str) -> str:
    """Return text on one line, without control, zero-width and direction characters."""
    visible = "".join(map(_visible_character, text))
    return " ".join(visible.split()).strip(" " + JOINERS)


def _visible_character(char: str) -> str:
    if char in "\t\n\r":
        return " "
    is_invisible = char not in JOINERS and unicodedata.category(char) in {"Cc", "Cf"}
    return "" if is_invisible else char


def several_lines(text: str) -> str:
    """Return text without control characters, except line ends and tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


class ShortTextField(forms.CharField):
    """A text that is read only if its length is plausible. It takes seconds to clean and to check a megabyte."""

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        if self.max_length is not None and len(text) > MOST_PER_CHARACTER * self.max_length:
            MaxLengthValidator(self.max_length, self.error_messages.get("max_length"))(text)
        return text


class OneLineField(ShortTextField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value))


class PersonNameField(OneLineField):
    """The name of a person. Other people get it by mail, so it contains nothing else."""

    default_validators = [validate_person_name]


class PlainTextField(OneLineField):
    """A text about a person that other people get by mail, such as a position. It contains no address and no markup."""

    default_validators = [validate_plain_text]


class SeveralLinesField(ShortTextField):
    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        return several_lines(super().to_python(value))


class AddressField(forms.EmailField):
    """An email address. The value is the written form of addresses.parse(), whose messages say what is wrong."""

    default_validators = []

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return addresses.parse(text).written if text else ""


def need_one_of(form: forms.BaseForm, *names: str) -> None:
    """Do not mark these fields as optional: the form needs one of them, and its clean() says which."""
    for name in names:
        form.fields[name].needs_one = True  # type: ignore[attr-defined]  # components/form_field.html reads it


def typed_field[FieldType: forms.Field](form: forms.BaseForm, name: str, field_type: type[FieldType]) -> FieldType:
    """Return a field of a form with its type, for access to attributes such as `choices`."""
    field = form.fields[name]
    if not isinstance(field, field_type):
        raise TypeError(f"{name} is not a {field_type.__name__}")
    return field
