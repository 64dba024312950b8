"""Queries for forms, for displayed answers and for the organisers' list of an event's questions."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import (
    Answer,
    AnswerChange,
    AnswerFile,
    ConsentText,
    Event,
    EventQuestion,
    Question,
    Registration,
)
from events.models.country import CountryGroup, country_choices, country_names
from events.permissions import ALLOWED, Action, role_of
from events.questions.descriptions import describe_answer, describe_conditions
from events.questions.uploads import stored_key_name

Kind, Audience, Stage = Question.Kind, Question.Audience, EventQuestion.Stage


@dataclass
class FormQuestion:
    """A question of an event with the data that a form needs."""

    event_question: EventQuestion
    consent_text: ConsentText | None = None
    countries: list[CountryGroup] = field(default_factory=list)
    answer: Answer | None = None  # the current answer of the person
    file: AnswerFile | None = None  # the file of that answer


@dataclass
class DisplayedAnswer:
    """An answer in words."""

    answer: Answer
    label: str
    text: str
    file: AnswerFile | None = None


@dataclass
class QuestionRow:
    """A question in the organisers' list, with its conditions in words."""

    event_question: EventQuestion
    conditions: str


def form_questions(
    event: Event, registration: Registration | None = None, stage: EventQuestion.Stage = Stage.REGISTRATION
) -> list[FormQuestion]:
    """Return the questions that event asks at this stage, in order, with the current answers of registration.

    One query, and one more for each of consent texts, countries, answers and files if the questions need them."""
    event_questions = list(EventQuestion.objects.filter(event=event, stage=stage).in_use().select_related("question"))
    for event_question in event_questions:
        event_question.event = event  # its programme names the constituencies
    kinds = {event_question.question.kind for event_question in event_questions}
    keys = [event_question.question_id for event_question in event_questions]
    texts = newest_consent_texts(keys) if Kind.CONSENT in kinds else {}
    needs_countries = Kind.COUNTRY in kinds or any(
        event_question.shown_if_country for event_question in event_questions
    )
    countries = country_choices() if needs_countries else []
    answers = _answers_by_question(registration) if registration and event_questions else {}
    files = _files_of([registration.pk]) if registration and Kind.FILE in kinds else {}
    return [
        FormQuestion(
            event_question,
            texts.get(event_question.question_id),
            countries,
            answers.get(event_question.pk),
            files.get((registration.pk, event_question.pk)) if registration else None,
        )
        for event_question in event_questions
    ]


def newest_consent_texts(questions: Iterable[int]) -> dict[int, ConsentText]:
    """Return the newest consent text of each library question, by its key."""
    return {text.question_id: text for text in ConsentText.objects.filter(question__in=questions).order_by("version")}


def field_names(event: Event) -> frozenset[str]:
    """Return the names of all fields, hidden ones too, that event's questions have in the registration form."""
    event_questions = EventQuestion.objects.filter(event=event, stage=Stage.REGISTRATION).in_use()
    names = [event_question.field_name for event_question in event_questions.only("pk")]
    return frozenset(names) | {stored_key_name(name) for name in names}


def displayed_answers(
    registrations: Iterable[int], may: Collection[Action] | None = None
) -> dict[int, list[DisplayedAnswer]]:
    """Return the answers of several registrations in words, by the key of the registration.

    `may` holds the actions that the reader's role permits. None is for the person themselves, who sees all answers.
    Answers to questions that the event no longer asks are left out. One query, and one for each of countries and files."""
    answers = (
        Answer.objects.filter(registration__in=list(registrations), value__isnull=False, question__archived_at=None)
        .select_related("question__question", "consent")
        .order_by("question__position", "question")
    )
    if may is not None:
        answers = answers.filter(visible_to(may))
    has_countries = any(answer.question.question.kind == Kind.COUNTRY for answer in answers)
    countries = country_names() if has_countries else {}
    with_files = {answer.registration_id for answer in answers if answer.question.question.kind == Kind.FILE}
    files = _files_of(with_files) if with_files else {}
    displayed = defaultdict(list)
    for answer in answers:
        question = answer.question.question
        file = files.get((answer.registration_id, answer.question_id))
        text = file.name if file else describe_answer(question, answer.value, countries)
        if answer.consent:
            text = _("%(answer)s (version %(version)s)") % {"answer": text, "version": answer.consent.version}
        displayed[answer.registration_id].append(DisplayedAnswer(answer, question.label, text, file))
    return dict(displayed)


def visible_to(may: Collection[Action], *, question: str = "question__question") -> Q:
    """Return a filter for the answers that a role can see. Some, such as health, are for roles that decide only.

    `question` is the lookup from the filtered model to the library question."""
    if Action.DECIDE_REGISTRATIONS in may:
        return Q()
    if Action.VIEW_REGISTRATIONS in may:
        return Q(**{f"{question}__audience": Audience.TEAM})
    return Q(pk__in=[])


def find_visible_file(user: User, key: uuid.UUID) -> AnswerFile | None:
    """Return the file with this key if user answered with it, or has a role that can see the answer."""
    files = AnswerFile.objects.filter(key=key, registration__isnull=False, question__archived_at=None)
    file = files.select_related("registration__event__programme").first()
    if file is None or file.registration is None or file.registration.person_id == user.pk:
        return file
    role = role_of(user, file.registration.event.programme)
    return files.filter(visible_to(ALLOWED[role])).first() if role else None


def visible_questions(event: Event, may: Collection[Action]) -> list[EventQuestion]:
    """Return the questions of event whose answers the reader's role can see, in the order of the form."""
    event_questions = EventQuestion.objects.filter(event=event).in_use().select_related("question")
    return list(event_questions.filter(visible_to(may, question="question")))


def answer_history(registration_id: int, may: Collection[Action]) -> QuerySet[AnswerChange]:
    """Return the changes of a registration's answers that the reader's role can see, newest first."""
    answers = Answer.objects.filter(visible_to(may), registration=registration_id)
    return (
        AnswerChange.objects.filter(answer__in=answers)
        .select_related("answer__question__question", "old_consent", "new_consent", "by")
        .order_by("-at", "-pk")
    )


def event_questions(event: Event) -> QuerySet[EventQuestion]:
    """Return the questions of event for its organisers.

    Each has `answer_count`, and `other_events`: the number of other events that ask the same question."""
    return (
        EventQuestion.objects.filter(event=event)
        .in_use()
        .select_related("question", "shown_if_question__question")
        .annotate(
            answer_count=Count(
                "answers",
                filter=Q(answers__value__isnull=False, answers__registration__merged_into=None),
                distinct=True,
            ),
            other_events=Count(
                "question__uses",
                filter=Q(question__uses__archived_at=None) & ~Q(question__uses__event=event),
                distinct=True,
            ),
        )
    )


def question_rows(event: Event) -> list[QuestionRow]:
    """Return event_questions() with their conditions in words: two queries."""
    rows = list(event_questions(event))
    countries = country_names()
    library_questions = {row.pk: row.question for row in rows}
    for row in rows:
        row.event = event
    return [QuestionRow(row, describe_conditions(row, library_questions, countries)) for row in rows]


def _files_of(registrations: Iterable[int]) -> dict[tuple[int, int], AnswerFile]:
    """Return the files of several registrations, by the keys of the registration and of the event's question."""
    files = AnswerFile.objects.filter(registration__in=list(registrations))
    return {(file.registration_id or 0, file.question_id): file for file in files}


def _answers_by_question(registration: Registration) -> dict[int, Answer]:
    answers = Answer.objects.filter(registration=registration, value__isnull=False).select_related("consent")
    return {answer.question_id: answer for answer in answers}
