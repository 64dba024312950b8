"""The conditions under which a question is asked.

These functions run no queries. They are used for forms that are being filled in and for stored answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from events.models import Event, EventQuestion
from events.models.question import NO, YES


@dataclass(frozen=True)
class Respondent:
    """The properties of a person that conditions depend on, besides the person's answers."""

    mode: str  # of Event.Mode; hybrid if the person has not chosen yet
    country: str = ""  # ISO 3166-1 alpha-2
    constituency: str = ""


def respondent_for(event: Event, person: User, mode: str = "") -> Respondent:
    """Return the properties that are stored for person. `mode` is the format that the person has chosen, if any."""
    return Respondent(mode or event.mode, person.country, person.constituency)


def respondent_from_form(event: Event, posted: Mapping[str, Any]) -> Respondent:
    """Return the properties that are entered in the same form as the answers."""
    mode = posted.get("mode", "")
    mode = mode if mode in event.modes else event.mode
    return Respondent(mode, posted.get("country", ""), posted.get("constituency", ""))


def condition_values(value: Any) -> set[str]:
    """Return the stored value of an answer in the form in which conditions refer to it."""
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    return set(value) if isinstance(value, list) else {str(value)}


def matches_mode(event_question: EventQuestion, respondent: Respondent) -> bool:
    """Return whether the question is asked for the respondent's format. All questions match an unknown format."""
    return (
        not event_question.shown_if_mode
        or respondent.mode == Event.Mode.HYBRID
        or respondent.mode in event_question.shown_if_mode
    )


def matches_person(event_question: EventQuestion, respondent: Respondent) -> bool:
    """Return whether the question is asked for the respondent's country and constituency."""
    countries, constituencies = event_question.shown_if_country, event_question.shown_if_constituency
    return (not countries or respondent.country in countries) and (
        not constituencies or respondent.constituency in constituencies
    )


def dependency_met(event_question: EventQuestion, answers: Mapping[int, Collection[str]]) -> bool:
    """Return whether the question that this one depends on, if any, has one of the required answers.

    `answers` maps keys of the event's questions to condition_values()."""
    if event_question.shown_if_question_id is None:
        return True
    given = answers.get(event_question.shown_if_question_id, ())
    return not set(event_question.shown_if_values).isdisjoint(given)


def applicable_questions(
    event_questions: Iterable[EventQuestion],
    respondent: Respondent,
    answers: Mapping[int, Collection[str]],
    earlier_answers: Mapping[int, Collection[str]] | None = None,
) -> set[int]:
    """Return the keys of the questions that are asked. The questions must be in the order of the form.

    The answer to a question that is not asked is ignored. `earlier_answers` are stored answers of an earlier stage.
    Both map keys of the event's questions to condition_values()."""
    applicable = set[int]()
    for event_question in event_questions:
        known = {**(earlier_answers or {}), **{key: answers[key] for key in applicable if key in answers}}
        if (
            matches_mode(event_question, respondent)
            and matches_person(event_question, respondent)
            and dependency_met(event_question, known)
        ):
            applicable.add(event_question.pk)
    return applicable
