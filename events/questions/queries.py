import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import (
    Answer,
    AnswerChange,
    AnswerFile,
    ConsentText,
    Country,
    Event,
    EventQuestion,
    Programme,
    Question,
    Registration,
)
from events.permissions import ALLOWED, Action, role_of
from events.questions import answer_text
from events.questions.uploads import kept_name

Kind, Audience, Stage = Question.Kind, Question.Audience, EventQuestion.Stage


@dataclass
class AskedQuestion:
    """A question of an event with what a form needs to ask it."""

    event_question: EventQuestion
    consent: ConsentText | None = None
    countries: list[tuple[str, str]] = field(default_factory=list)
    answer: Answer | None = None  # what the person has answered so far
    file: AnswerFile | None = None  # if that is a file


@dataclass
class AnswerText:
    """An answer as people read it."""

    answer: Answer
    label: str
    text: str
    file: AnswerFile | None = None


@dataclass
class AnswerRow:
    """A question as its organisers read it."""

    asked: EventQuestion
    conditions: str


def asked_questions(
    event: Event, registration: Registration | None = None, stage: EventQuestion.Stage = Stage.REGISTRATION
) -> list[AskedQuestion]:
    """Return what event asks at this stage, in its order, and what the person of registration has answered so far.

    One query; one more each for consent texts, countries, answers and files, if there are any to look for."""
    questions = list(EventQuestion.objects.filter(event=event, stage=stage).asked().select_related("question"))
    kinds = {found.question.kind for found in questions}
    texts = newest_texts([found.question_id for found in questions]) if Kind.CONSENT in kinds else {}
    names_countries = Kind.COUNTRY in kinds or any(found.shown_if_country for found in questions)
    countries = list(Country.objects.values_list("iso2", "name")) if names_countries else []
    answers = _answers_of(registration) if registration and questions else {}
    files = _files_of([registration.pk]) if registration and Kind.FILE in kinds else {}
    return [
        AskedQuestion(
            found,
            texts.get(found.question_id),
            countries,
            answers.get(found.pk),
            files.get((registration.pk, found.pk)) if registration else None,
        )
        for found in questions
    ]


def newest_texts(questions: Iterable[int]) -> dict[int, ConsentText]:
    """Return the newest consent text of each question."""
    return {text.question_id: text for text in ConsentText.objects.filter(question__in=questions).order_by("version")}


def field_names(event: Event) -> frozenset[str]:
    """Return what the fields of event's questions are called in the form of registration, and those of kept files."""
    asked = EventQuestion.objects.filter(event=event, stage=Stage.REGISTRATION).asked()
    return frozenset(name for key in asked.values_list("pk", flat=True) for name in (f"q_{key}", kept_name(f"q_{key}")))


def answers_of(registrations: Iterable[int], may: Collection[Action] | None = None) -> dict[int, list[AnswerText]]:
    """Return the answers of a page of registrations by their keys: one query, and one each for countries and files.

    may is what the reader's role may do; None is the person themselves, who sees all that they answered. Answers to
    questions that the event asks no more are left out."""
    found = (
        Answer.objects.filter(registration__in=list(registrations), value__isnull=False, question__archived_at=None)
        .select_related("question__question", "consent")
        .order_by("question__position", "question")
    )
    if may is not None:
        found = found.filter(visible_to(may))
    answers = list(found)
    wanted = {str(answer.value) for answer in answers if answer.question.question.kind == Kind.COUNTRY}
    countries = dict(Country.objects.filter(pk__in=wanted).values_list("iso2", "name")) if wanted else {}
    with_files = {answer.registration_id for answer in answers if answer.question.question.kind == Kind.FILE}
    files = _files_of(with_files) if with_files else {}
    page = defaultdict(list)
    for answer in answers:
        question = answer.question.question
        file = files.get((answer.registration_id, answer.question_id))
        text = file.name if file else answer_text.answer(question, answer.value, countries)
        if answer.consent:
            text = _("%(answer)s (version %(version)s)") % {"answer": text, "version": answer.consent.version}
        page[answer.registration_id].append(AnswerText(answer, question.label, text, file))
    return dict(page)


def visible_to(may: Collection[Action], *, question: str = "question__question") -> Q:
    """Return which answers a role may see: those about diet, access or health only if it decides as well.

    question leads from what is filtered to the question of the library."""
    if Action.DECIDE_REGISTRATIONS in may:
        return Q()
    if Action.VIEW_REGISTRATIONS in may:
        return Q(**{f"{question}__audience": Audience.TEAM})
    return Q(pk__in=[])


def file_for(user: User, key: uuid.UUID) -> AnswerFile | None:
    """Return the file with this key if user may have it: who answered with it, and whom on the team the answer is shown."""
    found = AnswerFile.objects.filter(key=key, registration__isnull=False, question__archived_at=None)
    file = found.select_related("registration__event__programme").first()
    if file is None or file.registration is None or file.registration.person_id == user.pk:
        return file
    role = role_of(user, file.registration.event.programme)
    return found.filter(visible_to(ALLOWED[role])).first() if role else None


def answered_for(event: Event, may: Collection[Action]) -> list[EventQuestion]:
    """Return what event asks, in its order, as far as the reader's role may see the answers."""
    asked = EventQuestion.objects.filter(event=event).asked().select_related("question")
    return list(asked.filter(visible_to(may, question="question")))


def history(registration_id: int, may: Collection[Action]) -> QuerySet[AnswerChange]:
    """Return the corrections of a registration's answers that the reader's role may see, newest first."""
    found = Answer.objects.filter(visible_to(may), registration=registration_id)
    return (
        AnswerChange.objects.filter(answer__in=found)
        .select_related("answer__question__question", "old_consent", "new_consent", "by")
        .order_by("-at", "-pk")
    )


def of_event(event: Event) -> QuerySet[EventQuestion]:
    """Return what event asks, with `answer_count` and `other_events` (how many others ask it), for its organisers."""
    return (
        EventQuestion.objects.filter(event=event)
        .asked()
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


def rows(event: Event) -> list[AnswerRow]:
    """Return of_event() with the conditions in words: two queries."""
    found = list(of_event(event))
    countries = dict(Country.objects.values_list("iso2", "name"))
    questions = {asked.pk: asked.question for asked in found}
    return [AnswerRow(asked, answer_text.conditions(asked, questions, countries)) for asked in found]


def library(event: Event) -> QuerySet[Question]:
    """Return the questions of the programme's library that event does not ask."""
    taken = EventQuestion.objects.filter(event=event).asked().values("question")
    return Question.objects.filter(programme=event.programme_id).in_use().exclude(pk__in=taken)


@dataclass
class ConsentVersion:
    """A text that people agree to: how many have agreed to it and to no other since."""

    consent: ConsentText
    agreed: int


@dataclass
class Kept:
    """A question of the library: the events that ask it, how many people have answered it, its texts, newest first."""

    question: Question
    events: list[Event]
    answers: int
    versions: list[ConsentVersion]


def kept(programme: Programme) -> list[Kept]:
    """Return all questions of programme's library, archived ones too; five queries, however many there are."""
    asking = EventQuestion.objects.filter(archived_at=None).select_related("event").order_by("-event__starts_at", "pk")
    questions = list(
        Question.objects.filter(programme=programme).prefetch_related(
            Prefetch("uses", asking, to_attr="asking"),
            Prefetch("consent_texts", ConsentText.objects.order_by("-version"), to_attr="texts"),
        )
    )
    given = Answer.objects.filter(question__question__programme=programme, value__isnull=False).order_by()
    answers = dict(given.values_list("question__question").annotate(Count("pk")))
    agreed = dict(given.exclude(consent=None).values_list("consent").annotate(Count("pk")))
    return [
        Kept(
            one,
            [use.event for use in one.asking],  # type: ignore[attr-defined]
            answers.get(one.pk, 0),
            [ConsentVersion(text, agreed.get(text.pk, 0)) for text in one.texts],  # type: ignore[attr-defined]
        )
        for one in questions
    ]


def _files_of(registrations: Iterable[int]) -> dict[tuple[int, int], AnswerFile]:
    """Return the files of some registrations, by the keys of the registration and of the event's question."""
    found = AnswerFile.objects.filter(registration__in=list(registrations))
    return {(file.registration_id or 0, file.question_id): file for file in found}


def _answers_of(registration: Registration) -> dict[int, Answer]:
    found = Answer.objects.filter(registration=registration, value__isnull=False).select_related("consent")
    return {answer.question_id: answer for answer in found}
