"""The forms with which organisers choose the questions of an event."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import Country, Event, EventQuestion, Question
from events.questions.library_forms import LibraryQuestionForm

Stage = EventQuestion.Stage
PERSON_CONDITIONS = ("shown_if_mode", "shown_if_constituency", "shown_if_country")


class LibraryChoiceForm(forms.Form):
    """Chooses a question of the library for an event."""

    question = forms.TypedChoiceField(label=_("From the library"), coerce=int)

    def __init__(self, *args: Any, library: QuerySet[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(library.values_list("pk", "label"))
        self.is_empty = not choices
        cast(forms.ChoiceField, self.fields["question"]).choices = [("", _("Choose one")), *choices]


class EventQuestionForm(LibraryQuestionForm):
    """A question of an event: its wording, and the conditions under which this event asks it.

    `shown_if` holds answers to one other question, as "<key of the event's question>:<value>"."""

    is_required = forms.BooleanField(label=_("Required"), required=False)
    stage = forms.ChoiceField(
        label=_("When it is asked"),
        choices=Stage,
        initial=Stage.REGISTRATION,
        required=False,
        help_text=_("If you need the answer only from people with a place, ask after their place is confirmed."),
    )
    shown_if = forms.MultipleChoiceField(
        label=_("Only after these answers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown_if_mode = forms.MultipleChoiceField(
        label=_("Only for this format"),
        required=False,
        choices=[choice for choice in Event.Mode.choices if choice[0] != Event.Mode.HYBRID],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At a hybrid event, everyone who has not chosen a format yet is asked."),
    )
    shown_if_constituency = forms.MultipleChoiceField(
        label=_("Only for these constituencies"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shown_if_country = forms.MultipleChoiceField(
        label=_("Only for these countries"), required=False, widget=forms.CheckboxSelectMultiple
    )

    GROUPS = [
        (LibraryQuestionForm.GROUPS[0][0], [*LibraryQuestionForm.GROUPS[0][1], "is_required", "stage"]),
        LibraryQuestionForm.GROUPS[1],
        (_("Who is asked"), ["shown_if", "shown_if_mode", "shown_if_constituency", "shown_if_country"]),
    ]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        event: Event,
        event_question: EventQuestion | None = None,
    ) -> None:
        """`event_question` is the question to change, or None for a new one."""
        self.event_question = event_question
        super().__init__(
            data,
            question=event_question.question if event_question else None,
            initial=_initial_conditions(event_question) if event_question else None,
        )
        constituency = cast(forms.ChoiceField, self.fields["shown_if_constituency"])
        constituency.choices = event.programme.constituencies.all_choices()
        # A question may depend on questions above it only.
        self.possible_dependencies = [
            other
            for other in EventQuestion.objects.filter(event=event).in_use().select_related("question")
            if other.question.kind in Question.CONDITION_KINDS
            and (event_question is None or other.position < event_question.position)
        ]
        cast(forms.ChoiceField, self.fields["shown_if"]).choices = [
            (
                other.question.label,
                [(f"{other.pk}:{value}", label) for value, label in other.question.condition_choices],
            )
            for other in self.possible_dependencies
        ]
        countries = list(Country.objects.values_list("iso2", "name"))
        cast(forms.ChoiceField, self.fields["shown_if_country"]).choices = countries
        if not self.possible_dependencies:
            del self.fields["shown_if"]

    def clean_shown_if(self) -> list[str]:
        answers = self.cleaned_data["shown_if"]
        if len({answer.partition(":")[0] for answer in answers}) > 1:
            raise forms.ValidationError(_("Choose answers of one question only."))
        return answers

    def clean_stage(self) -> EventQuestion.Stage:
        current = self.event_question.stage if self.event_question else Stage.REGISTRATION
        return Stage(self.cleaned_data["stage"] or current)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        dependency = self._dependency(data.get("shown_if"))
        if dependency and dependency.stage == Stage.CONFIRMED and data.get("stage") == Stage.REGISTRATION:
            self.add_error(
                "shown_if",
                _("That question is asked after the place is confirmed. Ask this one after the confirmation too."),
            )
        return data

    def _dependency(self, answers: list[str] | None) -> EventQuestion | None:
        key = int(answers[0].partition(":")[0]) if answers else None
        return next((other for other in self.possible_dependencies if other.pk == key), None)

    def service_fields(self) -> dict[str, Any]:
        """Return the keyword arguments of add_question()."""
        data = self.cleaned_data
        answers = data.get("shown_if", [])
        return super().service_fields() | {
            "is_required": data["is_required"],
            "stage": data["stage"],
            "shown_if_question": self._dependency(answers),
            "shown_if_values": [answer.partition(":")[2] for answer in answers],
            **{name: data[name] for name in PERSON_CONDITIONS},
        }


def _initial_conditions(event_question: EventQuestion) -> dict[str, Any]:
    return {
        "is_required": event_question.is_required,
        "stage": event_question.stage,
        "shown_if": [f"{event_question.shown_if_question_id}:{value}" for value in event_question.shown_if_values],
        **{name: getattr(event_question, name) for name in PERSON_CONDITIONS},
    }
