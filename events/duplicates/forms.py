from collections.abc import Iterable
from typing import Any

from django import forms

from events.duplicates.comparison import ComparisonLine
from events.duplicates.merge_choices import MergeChoice


class ChoicesForm(forms.Form):
    """The choice of the value to keep, for each value that differs. The default is the value of the registration that stays."""

    def __init__(self, *args: Any, lines: Iterable[ComparisonLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            options = [MergeChoice.KEPT, MergeChoice.OTHER, *([MergeChoice.BOTH] if line.can_keep_both else [])]
            self.fields[line.key] = forms.ChoiceField(
                label=line.label, choices=[(option.value, option.value) for option in options], required=False
            )

    def chosen(self) -> dict[str, str]:
        """Return the current choices by the key of the line."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {key: data.get(key) or MergeChoice.KEPT for key in self.fields}
