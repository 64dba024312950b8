from collections.abc import Iterable
from typing import Any

from django import forms

from events.duplicates.comparison import ComparisonLine
from events.duplicates.merge_choices import MergeChoice


class ChoicesForm(forms.Form):
    """What stays of what two registrations say otherwise; whatever is not said is that of the one which stays."""

    def __init__(self, *args: Any, lines: Iterable[ComparisonLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            open_to = [MergeChoice.KEPT, MergeChoice.OTHER, *([MergeChoice.BOTH] if line.may_stay_both else [])]
            self.fields[line.key] = forms.ChoiceField(
                label=line.label, choices=[(one.value, one.value) for one in open_to], required=False
            )

    def chosen(self) -> dict[str, str]:
        """Return what was chosen so far, by the key of the line."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {key: said.get(key) or MergeChoice.KEPT for key in self.fields}
