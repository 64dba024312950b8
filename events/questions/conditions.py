"""Of whom a question is asked: pure, the same for a form that is filled in and for answers that stand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from events.models import Event, EventQuestion
from events.models.question import NO, YES


@dataclass(frozen=True)
class Circumstances:
    """What decides, besides other answers, whether a person is asked something."""

    mode: str
    country: str = ""
    constituency: str = ""


def of_person(event: Event, person: User, mode: str = "") -> Circumstances:
    """Return what is known of a person; mode is how they take part, if they have said so."""
    return Circumstances(mode or event.mode, person.country, person.constituency)


def typed(event: Event, posted: Mapping[str, Any]) -> Circumstances:
    """Return what is typed about a person in the form that asks the questions as well."""
    mode = posted.get("mode", "")
    mode = mode if mode in event.modes else event.mode
    return Circumstances(mode, posted.get("country", ""), posted.get("constituency", ""))


def tokens(value: Any) -> set[str]:
    """Return a stored answer as other questions depend on it."""
    if value is None:
        return set()
    if isinstance(value, bool):
        return {YES if value else NO}
    return set(value) if isinstance(value, list) else {str(value)}


def fits_mode(asked: EventQuestion, about: Circumstances) -> bool:
    """Say whether it is asked of those who take part in this way; of who has not said so yet, in either."""
    return not asked.shown_if_mode or about.mode == Event.Mode.HYBRID or about.mode in asked.shown_if_mode


def fits_person(asked: EventQuestion, about: Circumstances) -> bool:
    return (not asked.shown_if_country or about.country in asked.shown_if_country) and (
        not asked.shown_if_constituency or about.constituency in asked.shown_if_constituency
    )


def depends_on(asked: EventQuestion, answers: Mapping[int, Collection[str]]) -> bool:
    """Say whether the question upon which it depends, if any, has one of the answers that it wants."""
    if asked.shown_if_question_id is None:
        return True
    return not set(asked.shown_if_values).isdisjoint(answers.get(asked.shown_if_question_id, ()))


def applicable(
    questions: Iterable[EventQuestion],
    about: Circumstances,
    answers: Mapping[int, Collection[str]],
    given: Mapping[int, Collection[str]] | None = None,
) -> set[int]:
    """Return the keys of the questions that are asked; the answer to one that is not asked decides nothing.

    given are the answers of an earlier stage, which stand."""
    found = set[int]()
    for asked in questions:
        before = {**(given or {}), **{key: answers[key] for key in found if key in answers}}
        if fits_mode(asked, about) and fits_person(asked, about) and depends_on(asked, before):
            found.add(asked.pk)
    return found
