"""The form with which organisers write a question of the library."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField, one_line
from events.models import Question
from events.privacy.periods import most_answer_days
from events.questions.library import WORDING_FIELDS

Kind = Question.Kind
MAX_CHOICES, MAX_CHOICE_LENGTH = 100, 200


class LibraryQuestionForm(forms.Form):
    """The wording of a question and who can see its answers. Both are the same in all events.

    A form for an existing question has one field for each choice, `choice_<value>`, in which the choice can be renamed
    or, by leaving it empty, archived."""

    kind = forms.ChoiceField(label=_("Type"), choices=Question.Kind)
    label = OneLineField(label=_("Question"), max_length=300)
    help_text = OneLineField(label=_("Help text"), max_length=500, required=False)
    labels = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For one or any of several choices. Write each choice on its own line."),
    )
    consent_text = SeveralLinesField(
        label=_("Text to agree to"),
        required=False,
        max_length=8000,
        help_text=_("For a consent. If you change it, a new version is created. Earlier answers keep their version."),
    )
    minimum = forms.DecimalField(label=_("Lowest number"), required=False, max_digits=12, decimal_places=2)
    maximum = forms.DecimalField(label=_("Highest number"), required=False, max_digits=12, decimal_places=2)
    audience = forms.ChoiceField(
        label=_("Who can see the answers"),
        choices=Question.Audience,
        initial=Question.Audience.ORGANIZERS,
        help_text=_("For questions about diet, access or health, choose managers and coordinators only."),
    )
    keep_days = forms.IntegerField(
        label=_("Days to keep answers after the event"),
        required=False,
        min_value=0,
        max_value=most_answer_days(),
        help_text=_(
            "After this time they are deleted. Leave empty for the period of this installation, which is the longest."
        ),
    )

    GROUPS: list[tuple[str | Promise, list[str]]] = [
        (_("Wording"), ["kind", "label", "help_text", "labels", "consent_text", "minimum", "maximum"]),
        (_("Answers"), ["audience", "keep_days"]),
    ]
    # Fields that only some kinds of question have.
    KINDS_OF_FIELDS = {
        "labels": [*Question.CHOICE_KINDS],
        "consent_text": [Kind.CONSENT],
        "minimum": [Kind.NUMBER],
        "maximum": [Kind.NUMBER],
    }
    FULL_WIDTH = ("label", "help_text", "labels", "consent_text", "shown_if")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        question: Question | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """`question` is the question to change, or None for a new one. `initial` is for fields of subclasses."""
        self.question = question
        wording = _initial_wording(question) if question else {}
        super().__init__(data, initial={**wording, **(initial or {})})
        if question:
            self._adapt_to(question)

    def _adapt_to(self, question: Question) -> None:
        """Remove the fields of other kinds, and add one field for each choice. The kind cannot be changed."""
        del self.fields["kind"]
        for name, kinds in self.KINDS_OF_FIELDS.items():
            if question.kind not in kinds:
                del self.fields[name]
        if question.kind not in Question.CHOICE_KINDS:
            return
        self.fields["labels"].label = _("More choices")
        self.fields["labels"].help_text = _("Write each choice on its own line.")
        for number, choice in enumerate(question.offered_choices, 1):
            self.fields[f"choice_{choice['value']}"] = OneLineField(
                label=_("Choice %(number)s") % {"number": number},
                required=False,
                max_length=MAX_CHOICE_LENGTH,
                initial=choice["label"],
                help_text=_("Leave empty to stop offering it. Existing answers keep it."),
            )

    @property
    def groups(self) -> list[tuple[str | Promise, list[tuple[forms.BoundField, str, str]]]]:
        """Return each legend with its fields, their CSS classes, and their conditions for the script in the browser."""
        groups = []
        for legend, names in self.GROUPS:
            choices = self._choice_names() if "labels" in names else []
            rows = [name for name in [*names[:3], *choices, *names[3:]] if name in self.fields]
            groups.append(
                (legend, [(self[name], self._css_class(name), self._script_condition(name)) for name in rows])
            )
        return groups

    def _choice_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("choice_")]

    def _css_class(self, name: str) -> str:
        return "is-full" if name in self.FULL_WIDTH else "is-full field-choices" if name == "shown_if_country" else ""

    def _script_condition(self, name: str) -> str:
        if "kind" not in self.fields or name not in self.KINDS_OF_FIELDS:
            return ""
        return json.dumps([{"name": "kind", "values": self.KINDS_OF_FIELDS[name]}])

    def clean_labels(self) -> list[str]:
        lines = [one_line(line) for line in self.cleaned_data["labels"].splitlines()]
        labels = list(dict.fromkeys(line for line in lines if line))
        if any(len(label) > MAX_CHOICE_LENGTH for label in labels):
            raise forms.ValidationError(_("A choice has at most 200 characters."))
        if len(labels) > MAX_CHOICES:
            raise forms.ValidationError(_("Give at most 100 choices."))
        return labels

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind = self.question.kind if self.question else data.get("kind")
        kept = [name for name in self._choice_names() if data.get(name)]
        if kind in Question.CHOICE_KINDS and "labels" in data and len(data["labels"]) + len(kept) < 2:
            self.add_error("labels", _("Give at least two choices."))
        if kind == Kind.CONSENT and not data.get("consent_text") and "consent_text" not in self.errors:
            self.add_error("consent_text", _("Write the text that people agree to."))
        minimum, maximum = data.get("minimum"), data.get("maximum")
        if minimum is not None and maximum is not None and maximum < minimum:
            self.add_error("maximum", _("This is below the lowest number."))
        return data

    def new_question(self) -> Question:
        """Return a new question, not saved yet."""
        data = self.cleaned_data
        names = ["kind", "label", "help_text", "audience", "keep_days"]
        if data["kind"] == Kind.NUMBER:
            names += ["minimum", "maximum"]
        return Question(**{name: data[name] for name in names})

    def service_fields(self) -> dict[str, Any]:
        """Return the keyword arguments of add_to_library()."""
        data = self.cleaned_data
        kind = self.question.kind if self.question else data["kind"]
        return {
            "labels": data.get("labels", []) if kind in Question.CHOICE_KINDS else [],
            "consent_text": data.get("consent_text", ""),
        }

    def changed_fields(self) -> dict[str, Any]:
        """Return the keyword arguments of update_library_question()."""
        data = self.cleaned_data
        changed = {name: data[name] for name in WORDING_FIELDS if name in data}
        if self.question and self.question.kind in Question.CHOICE_KINDS:
            # A choice that was added by someone else since this form was opened has no field in the posted data.
            posted = [name for name in self._choice_names() if name in self.data]
            changed["choices"] = {name.removeprefix("choice_"): data[name] for name in posted}
        return changed | self.service_fields()


def _initial_wording(question: Question) -> dict[str, Any]:
    newest = question.consent_texts.order_by("-version").first() if question.kind == Kind.CONSENT else None
    wording = {name: getattr(question, name) for name in WORDING_FIELDS}
    return {**wording, "consent_text": newest.text if newest else ""}
