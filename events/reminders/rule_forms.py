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
    """A rule in the order of its sentence: the audience, the time before or after a moment, the hour.

    The choices follow the declaration of the audience."""

    is_after = forms.TypedChoiceField(
        label=_("Before or after"),
        choices=[("before", _("before")), ("after", _("after"))],
        coerce=lambda value: value == "after",
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        choices=HOURS,
        coerce=int,
        help_text=_("In each person's time zone. Only for rules in days: hours are counted from the moment itself."),
    )

    subject = OneLineField(label=_("Own subject"), max_length=200, required=False)
    text = SeveralLinesField(
        label=_("Own text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "It replaces the text of the mail for everyone, in the language in which you write. Leave it empty to send "
            "the mail in each person's language. You can use Markdown and the same {placeholders}."
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
            "audience": _("Audience"),
            "mode": _("Format"),
            "condition": _("Reply from their calendar"),
            "amount": _("Number"),
            "unit": _("Days or hours"),
            "anchor": _("Moment"),
            "weekends": _("Days of the week"),
            "is_quiet_at_night": _("Never between 20:00 and 08:00 in each person's time zone"),
            "is_active": _("In use"),
        }
        help_texts = {
            "amount": _("0 means on the day itself, or at the moment itself."),
            "weekends": _("A reminder on a weekend is sent on Friday instead; after an event, on Monday."),
        }

    GROUPS = [
        (_("Audience"), ["audience", "mode", "condition"]),
        (_("Time"), ["amount", "unit", "is_after", "anchor", "hour", "weekends", "is_quiet_at_night"]),
        (_("Text"), ["subject", "text"]),
        (_("Status"), ["is_active"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = str(self["audience"].value() or "")
        traits = Audience(audience).traits if audience in [*Audience] else None
        anchors = traits.anchors if traits else [*Anchor]
        self.fields["anchor"].choices = [(anchor.value, anchor.label) for anchor in anchors]  # type: ignore[attr-defined]
        self.fields["anchor"].error_messages["invalid_choice"] = _("Choose a moment that concerns this audience.")
        self.fields["amount"].max_value = 400  # type: ignore[attr-defined]
        if traits is None or not traits.allows_mode:
            del self.fields["mode"]
        if traits is None or not traits.allows_condition:
            del self.fields["condition"]
        self.initial["is_after"] = "after" if self.instance.is_after else "before"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_after") and data.get("anchor") and not Anchor(data["anchor"]).traits.allows_after:
            self.add_error("is_after", _("A reminder after this moment is useless. Choose “before”."))
        return data

    def _post_clean(self) -> None:
        # A field that the audience does not allow is not in the form, so the rule must not keep its old value.
        for name in ("mode", "condition"):
            if name not in self.fields:
                setattr(self.instance, name, "")
        super()._post_clean()  # type: ignore[misc]  # a hook of Django that its type stubs leave out
        self._check_text()

    def _check_text(self) -> None:
        """Refuse a text with placeholders that the mail of this audience does not have, or without required ones."""
        subject, text = self.instance.subject, self.instance.text
        if not (subject or text) or {"audience", "anchor"} & self.errors.keys():
            return
        kind = kinds.get(self.instance.mail)
        if kind is None:
            return
        if subject and (problems := checking.problems_of_line(kind, subject)):
            self.add_error("subject", problems)
        if text and (problems := [*checking.problems_of_body(kind, text), *checking.missing(kind, subject, text)]):
            self.add_error("text", problems)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.GROUPS]
