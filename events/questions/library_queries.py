"""Queries for the organisers' pages of the library of questions."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from events.models import Answer, ConsentText, Event, EventQuestion, Programme, Question


def available_questions(event: Event) -> QuerySet[Question]:
    """Return the questions of the programme's library that event does not ask."""
    in_use = EventQuestion.objects.filter(event=event).in_use().values("question")
    return Question.objects.filter(programme=event.programme_id).in_use().exclude(pk__in=in_use)


@dataclass
class ConsentVersion:
    """A version of a consent text, and the number of people whose latest consent is to this version."""

    consent: ConsentText
    agreed_count: int


@dataclass
class LibraryEntry:
    """A question of the library with the events that ask it, its number of answers, and its consent texts (newest first)."""

    question: Question
    events: list[Event]
    answer_count: int
    versions: list[ConsentVersion]


def library_entries(programme: Programme) -> list[LibraryEntry]:
    """Return all questions of programme's library, archived ones too. Five queries, whatever their number."""
    uses = EventQuestion.objects.filter(archived_at=None).select_related("event").order_by("-event__starts_at", "pk")
    questions = Question.objects.filter(programme=programme).prefetch_related(
        Prefetch("uses", uses), Prefetch("consent_texts", ConsentText.objects.order_by("-version"))
    )
    answers = Answer.objects.filter(question__question__programme=programme, value__isnull=False).order_by()
    answer_counts = dict(answers.values_list("question__question").annotate(Count("pk")))
    agreed_counts = dict(answers.exclude(consent=None).values_list("consent").annotate(Count("pk")))
    return [
        LibraryEntry(
            question,
            [use.event for use in question.uses.all()],
            answer_counts.get(question.pk, 0),
            [ConsentVersion(text, agreed_counts.get(text.pk, 0)) for text in question.consent_texts.all()],
        )
        for question in questions
    ]
