"""Form fields that remove invisible characters from text."""

import unicodedata
from typing import Any

from django import forms

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


class OneLineField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class SeveralLinesField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        return several_lines(super().to_python(value) or "")


def typed_field[FieldType: forms.Field](form: forms.BaseForm, name: str, field_type: type[FieldType]) -> FieldType:
    """Return a field of a form with its type, for access to attributes such as `choices`."""
    field = form.fields[name]
    if not isinstance(field, field_type):
        raise TypeError(f"{name} is not a {field_type.__name__}")
    return field
