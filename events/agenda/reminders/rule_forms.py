from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import ReminderRule
from events.models.reminder import ANCHORS_OF

Anchor, Audience, Unit = ReminderRule.Anchor, ReminderRule.Audience, ReminderRule.Unit
# The CHECKs of the rule: whom a way of taking part, and an answer of a calendar, can tell apart; and after what there
# is something left to do.
BY_MODE = frozenset({Audience.CONFIRMED, Audience.PENDING, Audience.NOMINATED, Audience.OFFERED})
BY_CALENDAR = frozenset({Audience.CONFIRMED})
AFTER = frozenset({Anchor.EVENT_START, Anchor.EVENT_END, Anchor.DELIVERABLE_DUE})
HOURS = [(hour, f"{hour:02d}:00") for hour in range(8, 21)]


class RuleForm(forms.ModelForm):
    """A rule as a sentence is built: whom, how long before or after which moment, at which hour."""

    is_after = forms.TypedChoiceField(
        label=_("Before or after"),
        choices=[("before", _("before")), ("after", _("after"))],
        coerce=lambda value: value == "after",
    )
    hour = forms.TypedChoiceField(
        label=_("At which hour"),
        choices=HOURS,
        coerce=int,
        help_text=_("Where each person is. For a rule of days; hours are counted from the moment itself."),
    )

    class Meta:
        model = ReminderRule
        fields = [
            "audience",
            "mode",
            "condition",
            "amount",
            "unit",
            "is_after",
            "anchor",
            "hour",
            "weekends",
            "is_quiet_at_night",
            "is_active",
        ]
        labels = {
            "audience": _("Whom"),
            "mode": _("Who take part"),
            "condition": _("Whatever their calendar answered?"),
            "amount": _("How long"),
            "unit": _("Days or hours"),
            "anchor": _("Which moment"),
            "weekends": _("On which days"),
            "is_quiet_at_night": _("Never between 20:00 and 08:00 where each person is"),
            "is_active": _("In use"),
        }
        help_texts = {
            "amount": _("0 is the day, or the moment, itself."),
            "weekends": _("What would come at a weekend comes on Friday; after an event, on Monday."),
        }

    GROUPS = [
        (_("Whom"), ["audience", "mode", "condition"]),
        (_("When"), ["amount", "unit", "is_after", "anchor", "hour", "weekends", "is_quiet_at_night"]),
        (_("Whether"), ["is_active"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = str(self["audience"].value() or "")
        anchors = ANCHORS_OF.get(audience, Anchor.values)
        self.fields["anchor"].choices = [(name, Anchor(name).label) for name in anchors]  # type: ignore[attr-defined]
        self.fields["anchor"].error_messages["invalid_choice"] = _("Choose a moment that concerns these people.")
        self.fields["amount"].max_value = 400  # type: ignore[attr-defined]
        if audience not in BY_MODE:
            del self.fields["mode"]
        if audience not in BY_CALENDAR:
            del self.fields["condition"]
        self.initial["is_after"] = "after" if self.instance.is_after else "before"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_after") and data.get("anchor") and data["anchor"] not in AFTER:
            self.add_error("is_after", _("After this moment there is nothing left to do: choose “before”."))
        return data

    def _post_clean(self) -> None:
        # What does not go with these people is not asked, and holds for nobody.
        for name in ("mode", "condition"):
            if name not in self.fields:
                setattr(self.instance, name, "")
        super()._post_clean()

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.GROUPS]
