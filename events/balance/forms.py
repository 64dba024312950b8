from typing import Any

from django import forms

from events.models import Event, Target


class TargetsForm(forms.Form):
    """The target of each measure in per cent. An empty field means no target."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = dict(event.targets.values_list("measure", "percent"))
        for measure in Target.Measure:
            self.fields[measure.value] = target_field(measure, current.get(measure))


def target_field(measure: Target.Measure, current: int | None) -> forms.IntegerField:
    """Return the field of the target of a measure in per cent. current: the present target; None without one."""
    return forms.IntegerField(
        label=measure.label,
        required=False,
        min_value=1,
        max_value=100,
        initial=current,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
