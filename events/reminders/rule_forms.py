from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.models import ReminderRule
from notifications.wording import checking, kinds

Anchor, Audience, Unit = ReminderRule.Anchor, ReminderRule.Audience, ReminderRule.Unit
LONGEST_TEXT = 5000
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

    subject = OneLineField(label=_("Subject of its own"), max_length=200, required=False)
    text = SeveralLinesField(
        label=_("Words of its own"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "In place of the words of that mail, for everybody in the language in which you write. Leave them empty to "
            "say it to each in their own. Markdown, with the same {placeholders}."
        ),
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
            "subject",
            "text",
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
        (_("Words"), ["subject", "text"]),
        (_("Whether"), ["is_active"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = str(self["audience"].value() or "")
        traits = Audience(audience).traits if audience in [*Audience] else None
        anchors = traits.anchors if traits else [*Anchor]
        self.fields["anchor"].choices = [(anchor.value, anchor.label) for anchor in anchors]  # type: ignore[attr-defined]
        self.fields["anchor"].error_messages["invalid_choice"] = _("Choose a moment that concerns these people.")
        self.fields["amount"].max_value = 400  # type: ignore[attr-defined]
        if traits is None or not traits.allows_mode:
            del self.fields["mode"]
        if traits is None or not traits.allows_condition:
            del self.fields["condition"]
        self.initial["is_after"] = "after" if self.instance.is_after else "before"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_after") and data.get("anchor") and not Anchor(data["anchor"]).traits.allows_after:
            self.add_error("is_after", _("After this moment there is nothing left to do: choose “before”."))
        return data

    def _post_clean(self) -> None:
        # What does not go with these people is not asked, and holds for nobody.
        for name in ("mode", "condition"):
            if name not in self.fields:
                setattr(self.instance, name, "")
        super()._post_clean()
        self._check_words()

    def _check_words(self) -> None:
        """Refuse words that the mail of these people could not be filled from."""
        subject, text = self.instance.subject, self.instance.text
        if not (subject or text) or {"audience", "anchor"} & self.errors.keys():
            return
        kind = kinds.get(self.instance.mail)
        if kind is None:
            return
        if subject and (wrong := checking.problems_of_line(kind, subject)):
            self.add_error("subject", wrong)
        if text and (wrong := [*checking.problems_of_body(kind, text), *checking.missing(kind, subject, text)]):
            self.add_error("text", wrong)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.GROUPS]
