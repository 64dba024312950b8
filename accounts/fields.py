"""Form fields for what people write: as they have it, without what no eye sees."""

import unicodedata
from typing import Any

from django import forms

JOINERS = "\u200c\u200d"  # letters of some scripts need them between each other


def one_line(text: str) -> str:
    """Return text without what no eye sees: control characters, zero-width ones and those that turn its direction."""
    kept = "".join(
        char
        if char in JOINERS
        else " "
        if char in "\t\n\r"
        else ""
        if unicodedata.category(char) in {"Cc", "Cf"}
        else char
        for char in text
    )
    return " ".join(kept.split()).strip(" " + JOINERS)


def several_lines(text: str) -> str:
    """Return text without control characters other than the ends of its lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


class OneLineField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class SeveralLinesField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        return several_lines(super().to_python(value) or "")
