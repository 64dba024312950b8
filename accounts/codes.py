"""Codes that people type: digits of any script, with spaces or hyphens between them, mean the code that was sent."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MALFORMED = "malformed"  # the code of the error of a code that cannot be valid


def plain(text: str) -> str:
    """Return a typed code with ASCII digits, and without spaces, hyphens and invisible characters.

    Keyboards type the digits of their script (๑๒๓, ١٢٣, १२३), or wide ones (１２３)."""
    kept = (char for char in unicodedata.normalize("NFKC", text) if not _is_separator(char))
    return with_ascii_digits("".join(kept))


def with_ascii_digits(text: str) -> str:
    """Return text with the digits of all scripts as ASCII digits."""
    return "".join(map(_ascii_digit, text))


def _ascii_digit(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def _is_separator(char: str) -> bool:
    return char.isspace() or char == "−" or unicodedata.category(char) in {"Zs", "Pd", "Cf", "Cc", "Mn"}


class DigitsField(forms.CharField):
    """A code of digits. Another length is an error with the code MALFORMED: it should not use up an attempt."""

    def __init__(self, *lengths: int, malformed: Any, **kwargs: Any) -> None:
        self.lengths = lengths
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)
        self.error_messages |= {MALFORMED: malformed, "max_length": malformed}

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not (re.fullmatch(r"[0-9]+", value) and len(value) in self.lengths):
            raise forms.ValidationError(self.error_messages[MALFORMED], code=MALFORMED)


def mailed_code_field(**kwargs: Any) -> DigitsField:
    """Return the field for a code that was mailed."""
    return DigitsField(6, malformed=_("The code has six digits. Please type it as it is in the email."), **kwargs)


def may_be_mailed(text: str) -> bool:
    """Return whether a typed code has the form of a mailed one, so that it is compared and counts as an attempt."""
    return re.fullmatch(r"[0-9]{6}", plain(text)) is not None


def is_malformed(form: forms.BaseForm) -> bool:
    """Return whether the code of the form is missing or cannot be valid, so that it was not compared."""
    errors = [error.code for error in form.errors.as_data().get("code", [])]
    return bool(errors) and set(errors) <= {MALFORMED, "max_length", "required", "null_characters_not_allowed"}
