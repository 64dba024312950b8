"""The form of an event type: what its new events get."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import SeveralLinesField
from events.agenda.outline_lines import OutlineError, parse_outline
from events.balance.forms import target_field
from events.models import Event, EventTemplate, Target
from events.planning.kind_defaults import DEFAULTS, library_questions, nominations_close_days
from events.reminders.descriptions import sentence

DAYS = ("closes_days", "nominations_close_days")  # before the event
OUTLINE = ("opening", "working", "closing")
MOST_CLOSES_DAYS = 365


class EventTypeForm(forms.ModelForm):
    """The template of an event type. The rules that are ticked apply; the others are left out."""

    rules = forms.MultipleChoiceField(
        label=_("Reminders"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "If one is left out, new events get rules of their own, and no longer follow changes of the programme's rules."
        ),
    )

    class Meta:
        model = EventTemplate
        fields = [
            "policy",
            "seats",
            "offer_hours",
            "closes_days",
            "nominations_close_days",
            "requires_letter",
            "asks_travel",
            *OUTLINE,
            "questions",
        ]
        field_classes = dict.fromkeys(OUTLINE, SeveralLinesField)
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 4, "class": "is-outline", "spellcheck": "false"})
                for name in OUTLINE
            },
            "questions": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "nominations_close_days": _(
                "0: nominations have no deadline. Empty: Plenary's default for this event type."
            ),
            "opening": _("One session on each line: the time, the minutes and the title, as “0930 45 Opening”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template, programme = self.instance, self.instance.programme
        questions = cast("forms.ModelMultipleChoiceField[Any]", self.fields["questions"])
        questions.queryset = programme.questions.in_use()
        rules = list(programme.reminder_rules.of_programme())
        cast("forms.MultipleChoiceField", self.fields["rules"]).choices = [(rule.pk, sentence(rule)) for rule in rules]
        self.initial["nominations_close_days"] = nominations_close_days(template)
        skipped = set(template.skipped_rules.values_list("pk", flat=True)) if template.pk else set()
        self.initial["rules"] = [str(rule.pk) for rule in rules if rule.pk not in skipped]
        self._rules = rules
        if not template.pk:
            self.initial["questions"] = list(library_questions(programme, DEFAULTS[template.kind]))
        for name in DAYS:
            self.fields[name].widget.attrs["max"] = MOST_CLOSES_DAYS
        for measure in Target.Measure:
            self.fields[f"target_{measure}"] = target_field(measure, template.targets.get(measure))

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields with the titles of their groups."""
        registration = ["policy", "seats", "offer_hours", *DAYS, "requires_letter", "asks_travel"]
        targets = [f"target_{measure}" for measure in Target.Measure]
        groups = (
            (_("Registration"), registration),
            (_("Outline of the agenda"), list(OUTLINE)),
            (_("Questions and reminders"), ["questions", "rules"]),
            (_("Balance targets, in per cent"), targets),
        )
        return [(title, [self[name] for name in names]) for title, names in groups]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in OUTLINE:
            try:
                parse_outline(data.get(name) or "")
            except OutlineError as error:
                self.add_error(name, str(error.advice))
        if "policy" in data and not Event(kind=self.instance.kind, policy=data["policy"]).allows_policy:
            self.add_error("policy", _("A mission never opens for registration."))
        for name in DAYS:
            if (data.get(name) or 0) > MOST_CLOSES_DAYS:
                self.add_error(name, _("At most %(days)d days.") % {"days": MOST_CLOSES_DAYS})
        return data

    def save(self, commit: bool = True) -> EventTemplate:
        template: EventTemplate = self.instance
        percents = {measure.value: self.cleaned_data[f"target_{measure}"] for measure in Target.Measure}
        template.targets = {measure: percent for measure, percent in percents.items() if percent}
        super().save(commit)
        kept = set(self.cleaned_data["rules"])
        template.skipped_rules.set([rule for rule in self._rules if str(rule.pk) not in kept])
        return template
