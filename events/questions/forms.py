"""The form that a participant fills in, built from the questions of an event."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import User
from events.models import EventQuestion, Question
from events.models.country import names_of
from events.questions import fields
from events.questions.conditions import (
    Respondent,
    applicable_questions,
    dependency_met,
    matches_mode,
    matches_person,
)
from events.questions.descriptions import describe_dependency, describe_participants
from events.questions.queries import FormQuestion
from events.questions.uploads import UploadField

Kind = Question.Kind


def ignore_missing_fields(form: forms.Form) -> None:
    """Remove the errors of fields that are required but empty, so that an incomplete form can be saved."""
    for name, errors in list(form.errors.as_data().items()):
        if {error.code for error in errors} == {"required"}:
            del form.errors[name]


@dataclass
class QuestionItem:
    """A question as a template shows it."""

    field: forms.BoundField
    question: FormQuestion
    shown_if: str  # the conditions for the script in the browser, in JSON; "" if the question is always shown

    @property
    def has_older_consent(self) -> bool:
        answer, text = self.question.answer, self.question.consent_text
        return bool(answer and answer.consent and text and answer.consent_id != text.pk)


class AnswersForm(forms.Form):
    """The questions of one event. Posted answers to questions that are not asked of the respondent are dropped.

    - `follows_person`: the surrounding form has the fields "country" and "constituency". They decide in the browser
      which questions are shown.
    - `chooses_mode`: the surrounding form has the field "mode", with the same effect.
    - `earlier_answers`: the stored answers of an earlier stage that conditions refer to, or None if they are unknown.
    - `is_partial`: required answers may be missing.
    - `uploader`: the person whose stored uploads the form accepts, see store_uploads(); None for nobody."""

    def __init__(
        self,
        *args: Any,
        questions: list[FormQuestion],
        respondent: Respondent,
        follows_person: bool = False,
        chooses_mode: bool = False,
        earlier_answers: Mapping[int, Collection[str]] | None = None,
        is_partial: bool = False,
        uploader: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.all_questions, self.respondent = questions, respondent
        self.follows_person, self.chooses_mode = follows_person, chooses_mode
        self.earlier_answers, self.is_partial, self.uploader = earlier_answers, is_partial, uploader
        self.questions = [question for question in questions if self._can_be_asked(question.event_question)]
        library_questions = {question.event_question.pk: question.event_question.question for question in questions}
        for question in self.questions:
            self.fields[question.event_question.field_name] = self._build_field(question, library_questions)

    def _can_be_asked(self, event_question: EventQuestion) -> bool:
        """Return whether the conditions of a question can come true while the form is being filled in."""
        in_this_form = {question.event_question.pk for question in self.all_questions}
        return (
            (self.chooses_mode or matches_mode(event_question, self.respondent))
            and (self.follows_person or matches_person(event_question, self.respondent))
            and (
                self.earlier_answers is None
                or event_question.shown_if_question_id in in_this_form
                or dependency_met(event_question, self.earlier_answers)
            )
        )

    def _build_field(self, question: FormQuestion, library_questions: Mapping[int, Question]) -> forms.Field:
        field = fields.build_field(question)
        sentences = [field.help_text, describe_dependency(question.event_question, library_questions)]
        if self.follows_person:
            sentences.append(describe_participants(question.event_question, names_of(question.countries)))
        field.help_text = " ".join(str(sentence) for sentence in sentences if sentence)
        field.initial = fields.initial_value(question)
        if isinstance(field, UploadField):
            field.uploader = self.uploader
        return field

    def clean(self) -> dict[str, Any]:
        """Drop the answers and errors of questions that are not asked of the respondent."""
        posted = {
            question.event_question.pk: fields.posted_values(question, self._posted(question.event_question.field_name))
            for question in self.questions
        }
        event_questions = [question.event_question for question in self.questions]
        applicable = applicable_questions(event_questions, self.respondent, posted, self.earlier_answers)
        for event_question in event_questions:
            if event_question.pk not in applicable:
                self.errors.pop(event_question.field_name, None)
                self.cleaned_data.pop(event_question.field_name, None)
        if self.is_partial:
            ignore_missing_fields(self)
        return self.cleaned_data

    def values(self) -> dict[int, Any]:
        """Return the argument of save_answers(): for each question its value, or None for no answer."""
        values: dict[int, Any] = {}
        for question in self.all_questions:
            value = self.cleaned_data.get(question.event_question.field_name)
            values[question.event_question.pk] = None if value in ("", [], None) else value
        return values

    def items(self) -> Iterator[QuestionItem]:
        by_key = {question.event_question.pk: question for question in self.questions}
        for question in self.questions:
            event_question = question.event_question
            shown_if = self._script_conditions(event_question, by_key)
            yield QuestionItem(self[event_question.field_name], question, shown_if)

    def _posted(self, name: str) -> list[str]:
        data: Any = self.data
        if hasattr(data, "getlist"):
            return data.getlist(name)
        value = data.get(name, [])
        return value if isinstance(value, list) else [value]

    def _script_conditions(self, event_question: EventQuestion, by_key: Mapping[int, FormQuestion]) -> str:
        """Return the conditions that depend on fields of the page, in JSON: names of fields and required values."""
        rules: list[dict[str, Any]] = []
        if self.chooses_mode and event_question.shown_if_mode:
            rules.append({"name": "mode", "values": event_question.shown_if_mode})
        if self.follows_person:
            if event_question.shown_if_country:
                rules.append({"name": "country", "values": event_question.shown_if_country})
            if event_question.shown_if_constituency:
                rules.append({"name": "constituency", "values": event_question.shown_if_constituency})
        dependency = by_key.get(event_question.shown_if_question_id or 0)
        if dependency:
            values = event_question.shown_if_values
            if dependency.event_question.question.kind == Kind.CONSENT:
                values = [str(dependency.consent_text.pk)] if dependency.consent_text else []
            rules.append({"name": dependency.event_question.field_name, "values": values})
        return json.dumps(rules) if rules else ""
