"""The form that a participant fills in, built from an event's questions."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import User
from events.models import EventQuestion, Question
from events.questions import answer_text, conditions, fields
from events.questions.conditions import Circumstances
from events.questions.file_validation import ValidatedFile
from events.questions.queries import AskedQuestion
from events.questions.uploads import UploadField

Kind = Question.Kind


def allow_missing(form: forms.Form) -> None:
    """Let a form be saved though fields that must be filled in once are empty still."""
    for name in [name for name, found in form.errors.as_data().items() if {one.code for one in found} == {"required"}]:
        del form.errors[name]


@dataclass
class Item:
    """A question as a template shows it."""

    field: forms.BoundField
    asked: AskedQuestion
    shown_if: str  # conditions for the script in the browser; "" if it is always asked

    @property
    def has_older_consent(self) -> bool:
        answer, text = self.asked.answer, self.asked.consent
        return bool(answer and answer.consent and text and answer.consent_id != text.pk)


class AnswersForm(forms.Form):
    """The questions of one event. What is not asked of this person is neither required nor kept, whatever was posted.

    Where the form around it holds the fields "country" and "constituency", follows_person lets them decide in the
    browser what is shown; chooses_mode does so for "mode". given are the answers of an earlier stage upon which questions may depend; None if they are
    not known. is_partial saves what there is: what is missing may come later. kept_for is
    the person for whom keep_files() keeps what they upload."""

    def __init__(
        self,
        *args: Any,
        questions: list[AskedQuestion],
        about: Circumstances,
        follows_person: bool = False,
        chooses_mode: bool = False,
        given: Mapping[int, Collection[str]] | None = None,
        is_partial: bool = False,
        kept_for: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.every_question, self.follows_person, self.chooses_mode = questions, follows_person, chooses_mode
        self.given, self.is_partial, self.kept_for = given, is_partial, kept_for
        here = {one.event_question.pk for one in questions}
        # What mode or, where it is fixed, the person rules out cannot come up while the form is filled in.
        self.questions = [
            one
            for one in questions
            if (chooses_mode or conditions.fits_mode(one.event_question, about))
            and (follows_person or conditions.fits_person(one.event_question, about))
            and (
                given is None
                or one.event_question.shown_if_question_id in here
                or conditions.depends_on(one.event_question, given)
            )
        ]
        self.about = about
        labels = {one.event_question.pk: one.event_question.question for one in questions}
        for one in self.questions:
            field = fields.field_for(one)
            lines = [field.help_text, answer_text.after_answers(one.event_question, labels)]
            if follows_person:
                lines.append(answer_text.of_participants(one.event_question, dict(one.countries)))
            field.help_text = " ".join(str(line) for line in lines if line)
            field.initial = fields.initial_value(one)
            if isinstance(field, UploadField):
                field.kept_for = kept_for
            self.fields[one.event_question.name] = field

    def clean(self) -> dict[str, Any]:
        """Drop what is not asked of this person, with whatever was wrong about it."""
        posted = {
            one.event_question.pk: fields.raw_values(one, self._posted(one.event_question.name))
            for one in self.questions
        }
        asked = conditions.applicable([one.event_question for one in self.questions], self.about, posted, self.given)
        for one in self.questions:
            if one.event_question.pk not in asked:
                self.errors.pop(one.event_question.name, None)
                self.cleaned_data.pop(one.event_question.name, None)
        if self.is_partial:
            allow_missing(self)
        return self.cleaned_data

    def keep_files(self) -> None:
        """Keep what was uploaded and is good, also when something else in the form is not: browsers forget it. Before
        the transaction in which values() are saved."""
        if not self.is_bound or self.kept_for is None:
            return
        self.is_valid()
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if isinstance(field, UploadField) and isinstance(value, ValidatedFile):
                self.cleaned_data[name] = field.keep(value, self.kept_for)

    def values(self) -> dict[int, Any]:
        """Return what save_answers() takes: for every question a value, or None for no answer."""
        found: dict[int, Any] = {}
        for one in self.every_question:
            value = self.cleaned_data.get(one.event_question.name)
            found[one.event_question.pk] = None if value in ("", [], None) else value
        return found

    def items(self) -> Iterator[Item]:
        by_key = {one.event_question.pk: one for one in self.questions}
        for one in self.questions:
            yield Item(self[one.event_question.name], one, self._for_the_script(one.event_question, by_key))

    def _posted(self, name: str) -> list[str]:
        data: Any = self.data
        if hasattr(data, "getlist"):
            return data.getlist(name)
        found = data.get(name, [])
        return found if isinstance(found, list) else [found]

    def _for_the_script(self, asked: EventQuestion, by_key: Mapping[int, AskedQuestion]) -> str:
        rules: list[dict[str, Any]] = []
        if self.chooses_mode and asked.shown_if_mode:
            rules.append({"name": "mode", "values": asked.shown_if_mode})
        if self.follows_person:
            if asked.shown_if_country:
                rules.append({"name": "country", "values": asked.shown_if_country})
            if asked.shown_if_constituency:
                rules.append({"name": "constituency", "values": asked.shown_if_constituency})
        deciding = by_key.get(asked.shown_if_question_id or 0)
        if deciding:
            values = asked.shown_if_values
            if deciding.event_question.question.kind == Kind.CONSENT:
                values = [str(deciding.consent.pk)] if deciding.consent else []
            rules.append({"name": deciding.event_question.name, "values": values})
        return json.dumps(rules) if rules else ""
