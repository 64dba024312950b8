"""Text inputs that suggest what exists, such as time zones, venues and rooms. People may type something else."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


@lru_cache(maxsize=32)
def _options_markup(options: tuple[str, ...]) -> SafeString:
    """Return the HTML of the suggestions. Several hundred time zones are the same on each page."""
    return format_html_join("", '<option value="{}"></option>', ((option,) for option in options))


class SuggestingInput(forms.TextInput):
    """A text input with a list of suggestions. The browser filters the list while the user types, also without scripts."""

    template_name = "components/list_input.html"
    options: Sequence[str] = ()

    def suggest(self, options: Iterable[str]) -> None:
        """Set the suggestions."""
        self.options = tuple(dict.fromkeys(filter(None, options)))

    def suggestions(self) -> Sequence[str]:
        return self.options

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        if options := self.suggestions():
            widget["options"] = _options_markup(tuple(options))
            widget["attrs"] |= {"list": f"{widget['attrs'].get('id', name)}-options", "autocomplete": "off"}
        return context
