"""The question of the library in which participants ask for interpretation. Its choices are language codes."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import Answer, Event, EventQuestion, Question, Registration
from events.questions.errors import QuestionError
from events.questions.services import add_question
from events.registration.transitions import lock_event
from events.spoken_languages import LANGUAGES

SLUG = "interpretation-languages"  # unlike the key of any question that organisers call "Interpretation"


class SlugTakenError(QuestionError):
    advice = _(
        "The library has another question with the key “interpretation-languages”. Rename it or archive it first."
    )


def languages_of(event: Event) -> list[str]:
    """Return the codes of the languages into which sessions of event are interpreted, each once. One query."""
    rows = event.sessions.order_by().values_list("languages", flat=True)
    return list(dict.fromkeys(code for row in rows for code in row or []))


def question_of(event: Event) -> EventQuestion | None:
    """Return the question about interpretation that event asks, or None. One query."""
    asked = EventQuestion.objects.filter(event=event, question__slug=SLUG).in_use()
    return asked.select_related("question").first()


@transaction.atomic
def ask(event: Event, languages: Iterable[str]) -> EventQuestion:
    """Ask participants of event into which language they need interpretation.

    The question is created in the library of the programme if it is not there. Languages that it lacks are added to it;
    the events that ask it offer the same choices."""
    lock_event(event)  # before the question: see docs/locks.md
    question = Question.objects.select_for_update().filter(programme=event.programme_id, slug=SLUG).first()
    if question is None:
        question = Question(
            programme=event.programme,
            slug=SLUG,
            kind=Question.Kind.SINGLE,
            label="Interpretation",
            help_text="Choose a language only if you need interpretation into it.",
            audience=Question.Audience.TEAM,
        )
    if question.kind != Question.Kind.SINGLE:
        raise SlugTakenError
    offered = {choice["value"]: choice for choice in question.choices}
    for code in languages:
        if code in LANGUAGES and code not in offered:
            offered[code] = {"value": code, "label": str(LANGUAGES[code])}
    for code in languages:
        offered.get(code, {}).pop("archived", None)
    question.choices = list(offered.values())
    question.archived_at = None
    question.save()
    return question_of(event) or add_question(event, question)


def requests_by_language(event: Event) -> Counter[str]:
    """Return how many people with a place ask for interpretation, by language code. One query."""
    confirmed = Registration.objects.filter(event=event).confirmed()
    answers = Answer.objects.filter(registration__in=confirmed, question__question__slug=SLUG, question__event=event)
    return Counter(value for value in answers.values_list("value", flat=True) if isinstance(value, str) and value)
