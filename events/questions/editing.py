"""The forms with which organisers choose what a programme's library holds and what an event asks."""

import json
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField, one_line
from accounts.models import Constituency
from events.models import Country, Event, EventQuestion, Question
from events.questions.library import WORDING

Kind, Stage = Question.Kind, EventQuestion.Stage


class LibraryForm(forms.Form):
    question = forms.TypedChoiceField(label=_("From the library"), coerce=int)

    def __init__(self, *args: Any, library: QuerySet[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(library.values_list("pk", "label"))
        self.is_empty = not found
        self.fields["question"].choices = [("", _("Choose one")), *found]  # type: ignore[attr-defined]


class QuestionTextForm(forms.Form):
    """The words of a question and who sees the answers, as the library keeps them for all events."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Question.Kind)
    label = OneLineField(label=_("Question"), max_length=300)
    help_text = OneLineField(label=_("Help"), max_length=500, required=False)
    labels = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For one or any of several choices: one a line."),
    )
    consent_text = SeveralLinesField(
        label=_("Text to agree to"),
        required=False,
        max_length=8000,
        help_text=_("For consent. Another text is another version: who agreed before keeps the version that they saw."),
    )
    minimum = forms.DecimalField(label=_("Lowest number"), required=False, max_digits=12, decimal_places=2)
    maximum = forms.DecimalField(label=_("Highest number"), required=False, max_digits=12, decimal_places=2)
    audience = forms.ChoiceField(
        label=_("Who sees the answers"),
        choices=Question.Audience,
        initial=Question.Audience.ORGANIZERS,
        help_text=_("Keep what tells of diet, access or health to managers and coordinators."),
    )
    keep_days = forms.IntegerField(
        label=_("Keep answers for so many days after the event"),
        required=False,
        min_value=0,
        max_value=36500,
        help_text=_("Then they are deleted. Empty for always."),
    )
    GROUPS = [
        (_("What is asked"), ["kind", "label", "help_text", "labels", "consent_text", "minimum", "maximum"]),
        (_("The answers"), ["audience", "keep_days"]),
    ]
    # What belongs to some kinds alone; whatever stands there is left out with others.
    KINDS = {
        "labels": [*Question.WITH_CHOICES],
        "consent_text": [Kind.CONSENT],
        "minimum": [Kind.NUMBER],
        "maximum": [Kind.NUMBER],
    }
    WIDE = ("label", "help_text", "labels", "consent_text", "shown_if")

    def __init__(
        self, data: Any = None, *, question: Question | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        """question is the one that is changed, None for a new one; initial is what stands there besides its words."""
        self.question = question
        super().__init__(data, initial=(_initial_of(question) if question else {}) | (initial or {}))
        if question:
            self._follow_kind(question)

    def _follow_kind(self, question: Question) -> None:
        """Leave out what does not belong to the kind, which stays, and let each choice be called otherwise."""
        del self.fields["kind"]
        if question.kind in Question.WITH_CHOICES:
            self.fields["labels"].label = _("More choices")
            self.fields["labels"].help_text = _("One a line.")
        else:
            del self.fields["labels"]
        if question.kind != Kind.CONSENT:
            del self.fields["consent_text"]
        if question.kind != Kind.NUMBER:
            del self.fields["minimum"], self.fields["maximum"]
        for number, choice in enumerate(question.offered if question.kind in Question.WITH_CHOICES else [], 1):
            self.fields[f"choice_{choice['value']}"] = OneLineField(
                label=_("Choice %(number)s") % {"number": number},
                required=False,
                max_length=200,
                initial=choice["label"],
                help_text=_("Empty to offer it no more; answers that took it keep it."),
            )

    @property
    def groups(self) -> list[tuple[Any, list[tuple[forms.BoundField, str, str]]]]:
        """Return each legend with its fields, their classes, and for which kinds the browser shows them."""
        found = []
        for legend, names in self.GROUPS:
            choices = [name for name in self.fields if name.startswith("choice_")] if "labels" in names else []
            rows = [name for name in [*names[:3], *choices, *names[3:]] if name in self.fields]
            found.append((legend, [(self[name], self._class_of(name), self._for_the_script(name)) for name in rows]))
        return found

    def _class_of(self, name: str) -> str:
        return "is-full" if name in self.WIDE else "is-full field-choices" if name == "shown_if_country" else ""

    def _for_the_script(self, name: str) -> str:
        if "kind" not in self.fields or name not in self.KINDS:
            return ""
        return json.dumps([{"name": "kind", "values": self.KINDS[name]}])

    def clean_labels(self) -> list[str]:
        found = [one_line(line) for line in self.cleaned_data["labels"].splitlines()]
        found = list(dict.fromkeys(label for label in found if label))
        if any(len(label) > 200 for label in found):
            raise forms.ValidationError(_("A choice has at most 200 characters."))
        if len(found) > 100:
            raise forms.ValidationError(_("Give at most 100 choices."))
        return found

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind = self.question.kind if self.question else data.get("kind")
        kept = [name for name in self.fields if name.startswith("choice_") and data.get(name)]
        if kind in Question.WITH_CHOICES and "labels" in data and len(data["labels"]) + len(kept) < 2:
            self.add_error("labels", _("Give at least two choices."))
        if kind == Kind.CONSENT and not data.get("consent_text") and "consent_text" not in self.errors:
            self.add_error("consent_text", _("Write the text to which people agree."))
        lowest, highest = data.get("minimum"), data.get("maximum")
        if lowest is not None and highest is not None and highest < lowest:
            self.add_error("maximum", _("This is below the lowest number."))
        return data

    def new_question(self) -> Question:
        data = self.cleaned_data
        bounds = {name: data[name] for name in ("minimum", "maximum")} if data["kind"] == Kind.NUMBER else {}
        return Question(
            **{name: data[name] for name in ("kind", "label", "help_text", "audience", "keep_days")}, **bounds
        )

    def service_fields(self) -> dict[str, Any]:
        """Return what add_to_library() takes for this question, besides the question."""
        data = self.cleaned_data
        kind = self.question.kind if self.question else data["kind"]
        return {
            "labels": data.get("labels", []) if kind in Question.WITH_CHOICES else [],
            "consent_text": data.get("consent_text", ""),
        }

    def changed_fields(self) -> dict[str, Any]:
        """Return what change_in_library() takes besides."""
        data = self.cleaned_data
        found = {name: data[name] for name in WORDING if name in data}
        if self.question and self.question.kind in Question.WITH_CHOICES:
            found["choices"] = {
                name.removeprefix("choice_"): data[name]
                for name in self.fields
                # A choice that somebody else added since this form was opened is not taken away by it.
                if name.startswith("choice_") and name in self.data
            }
        return found | self.service_fields()


class QuestionForm(QuestionTextForm):
    """A question of an event: its words, and of whom this event asks it."""

    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    stage = forms.ChoiceField(
        label=_("When it is asked"),
        choices=Stage,
        initial=Stage.REGISTRATION,
        required=False,
        help_text=_("What you need of those alone who come, ask once their place is confirmed."),
    )
    shown_if = forms.MultipleChoiceField(
        label=_("Only after these answers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown_if_mode = forms.MultipleChoiceField(
        label=_("Only for those who come"),
        required=False,
        choices=[choice for choice in Event.Mode.choices if choice[0] != Event.Mode.HYBRID],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At a hybrid event everybody is asked."),
    )
    shown_if_constituency = forms.MultipleChoiceField(
        label=_("Only for constituencies"),
        required=False,
        choices=Constituency.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    shown_if_country = forms.MultipleChoiceField(
        label=_("Only for countries"), required=False, widget=forms.CheckboxSelectMultiple
    )

    GROUPS = [
        (QuestionTextForm.GROUPS[0][0], [*QuestionTextForm.GROUPS[0][1], "is_required", "stage"]),
        QuestionTextForm.GROUPS[1],
        (_("Of whom it is asked"), ["shown_if", "shown_if_mode", "shown_if_constituency", "shown_if_country"]),
    ]

    def __init__(self, data: Any = None, *, event: Event, asked: EventQuestion | None = None) -> None:
        self.asked = asked
        super().__init__(data, question=asked.question if asked else None, initial=_asking_of(asked) if asked else None)
        self.above = [
            found
            for found in EventQuestion.objects.filter(event=event).asked().select_related("question")
            if found.question.kind in Question.DECIDING and (asked is None or found.position < asked.position)
        ]
        self.fields["shown_if"].choices = [  # type: ignore[attr-defined]
            (found.question.label, [(f"{found.pk}:{value}", words) for value, words in found.question.deciding_values])
            for found in self.above
        ]
        self.fields["shown_if_country"].choices = list(Country.objects.values_list("iso2", "name"))  # type: ignore[attr-defined]
        if not self.above:
            del self.fields["shown_if"]

    def clean_shown_if(self) -> list[str]:
        chosen = self.cleaned_data["shown_if"]
        if len({value.partition(":")[0] for value in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers of one question only."))
        return chosen

    def clean_stage(self) -> EventQuestion.Stage:
        standing = self.asked.stage if self.asked else Stage.REGISTRATION
        return Stage(self.cleaned_data["stage"] or standing)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        depends_on = self._depends_on(data.get("shown_if"))
        if depends_on and depends_on.stage == Stage.CONFIRMED and data.get("stage") == Stage.REGISTRATION:
            self.add_error("shown_if", _("That is asked only once a place is confirmed: ask this one then, too."))
        return data

    def _depends_on(self, chosen: list[str] | None) -> EventQuestion | None:
        key = int(chosen[0].partition(":")[0]) if chosen else None
        return next((found for found in self.above if found.pk == key), None)

    def service_fields(self) -> dict[str, Any]:
        """Return what add_question() takes for this question, besides the question."""
        data = self.cleaned_data
        chosen = data.get("shown_if", [])
        return super().service_fields() | {
            "is_required": data["is_required"],
            "stage": data["stage"],
            "shown_if_question": self._depends_on(chosen),
            "shown_if_values": [value.partition(":")[2] for value in chosen],
            **{name: data[name] for name in ("shown_if_mode", "shown_if_constituency", "shown_if_country")},
        }


def _initial_of(question: Question) -> dict[str, Any]:
    newest = question.consent_texts.order_by("-version").first() if question.kind == Kind.CONSENT else None
    return {**{name: getattr(question, name) for name in WORDING}, "consent_text": newest.text if newest else ""}


def _asking_of(asked: EventQuestion) -> dict[str, Any]:
    return {
        "is_required": asked.is_required,
        "stage": asked.stage,
        "shown_if": [f"{asked.shown_if_question_id}:{value}" for value in asked.shown_if_values],
        **{name: getattr(asked, name) for name in ("shown_if_mode", "shown_if_constituency", "shown_if_country")},
    }
