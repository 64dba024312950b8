"""Services that change the questions of an event. Each locks the event's row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.models import Event, EventQuestion, Question
from events.ordering import moved
from events.questions import library
from events.questions.errors import InvalidConditionError, QuestionError, QuestionOrderError
from events.registration.transitions import lock_event

Stage = EventQuestion.Stage
CONDITION_FIELDS = ("shown_if_values", "shown_if_mode", "shown_if_constituency", "shown_if_country")


@transaction.atomic
def add_question(
    event: Event,
    question: Question,
    *,
    labels: Iterable[str] = (),
    consent_text: str = "",
    is_required: bool = False,
    stage: EventQuestion.Stage | None = None,
    shown_if_question: EventQuestion | None = None,
    **conditions: list[str],
) -> EventQuestion:
    """Add question at the end of event's form. A new question (not saved yet) is also added to the library.

    `labels` are the choices of a new question, `consent_text` is the text of a new consent. The default stage is the
    registration form. A question that was removed from the event returns with its answers and, unless new ones are
    given, with its stage and conditions.

    Raise QuestionError if the question is archived or belongs to another programme, and InvalidConditionError."""
    lock_event(event)
    _require_available(event, question)
    if question.pk is None:
        question.programme = event.programme
        library.save_question(question, labels, consent_text)
    uses = EventQuestion.objects.filter(event=event)
    earlier = uses.filter(question=question).select_related("shown_if_question").first()
    if earlier and earlier.archived_at is None:
        return earlier
    event_question = earlier or EventQuestion(event=event, question=question)
    last = uses.aggregate(last=Max("position"))["last"]
    event_question.position = 0 if last is None else last + 1
    event_question.archived_at = None
    event_question.stage = stage or event_question.stage
    if earlier is None or is_required or shown_if_question or any(conditions.values()):
        _set_conditions(event_question, is_required, shown_if_question, conditions)
    elif event_question.shown_if_question and (
        event_question.shown_if_question.archived_at or _dependency_is_later(event_question)
    ):
        event_question.shown_if_question, event_question.shown_if_values = None, []
    event_question.save()
    return event_question


@transaction.atomic
def change_question(
    event_question: EventQuestion,
    *,
    choices: Mapping[str, str] | None = None,
    labels: Iterable[str] = (),
    consent_text: str = "",
    is_required: bool = False,
    stage: EventQuestion.Stage | None = None,
    shown_if_question: EventQuestion | None = None,
    **fields: Any,
) -> EventQuestion:
    """Change the wording of a question in all events that ask it, and its conditions in this event.

    `choices`, `labels` and `consent_text` are as in library.update_wording(): answers do not change.

    Raise QuestionInUseError if a removed choice is required by a condition of another question, or if the question
    would be asked after a question that depends on it. Raise InvalidConditionError, and QuestionError if the question
    has been removed from the event."""
    lock_event(event_question.event)
    fresh = EventQuestion.objects.filter(pk=event_question.pk, archived_at=None).first()
    if fresh is None:
        raise QuestionError(_("This question has been removed in the meantime."))
    wording = {name: fields.pop(name) for name in library.WORDING_FIELDS if name in fields}
    fresh.question = library.update_wording(
        fresh.question_id, choices=choices or {}, labels=labels, consent_text=consent_text, **wording
    )
    if stage == Stage.CONFIRMED and fresh.stage != stage:
        library.require_no_dependents(fresh.question, None, only=fresh, stage=Stage.REGISTRATION)
    fresh.stage = stage or fresh.stage
    _set_conditions(fresh, is_required, shown_if_question, fields)
    fresh.save()
    return fresh


@transaction.atomic
def remove_question(event_question: EventQuestion) -> None:
    """Remove the question from the event. Its answers are kept, and are shown again if the question is added again.

    Raise QuestionInUseError if another question depends on it."""
    lock_event(event_question.event)
    library.require_no_dependents(event_question.question, None, only=event_question)
    EventQuestion.objects.filter(pk=event_question.pk, archived_at=None).update(archived_at=now())


@transaction.atomic
def move_question(event_question: EventQuestion, offset: int) -> None:
    """Move a question down by offset positions, or up if offset is negative. Raise QuestionOrderError."""
    lock_event(event_question.event)
    order = list(EventQuestion.objects.filter(event=event_question.event_id).in_use().values_list("pk", flat=True))
    if event_question.pk not in order:
        return
    _save_order(event_question.event, moved(order, event_question.pk, offset))


@transaction.atomic
def reorder_questions(event: Event, order: Iterable[int]) -> None:
    """Put the questions of event in this order. Questions that it does not contain stay in their order, at the end.

    Raise QuestionOrderError if a question would be above the question that it depends on."""
    lock_event(event)
    _save_order(event, list(order))


def _require_available(event: Event, question: Question) -> None:
    """Raise QuestionError if a saved question cannot be added to event."""
    if question.pk is None:
        return
    if question.programme_id != event.programme_id:
        raise QuestionError
    if Question.objects.filter(pk=question.pk).exclude(archived_at=None).exists():
        raise QuestionError(_("This question is archived. Restore it in the library first."))


def _set_conditions(
    event_question: EventQuestion,
    is_required: bool,
    dependency: EventQuestion | None,
    conditions: Mapping[str, list[str]],
) -> None:
    """Set the conditions of a question. It may depend only on a question above it, so that there are no cycles.

    Raise InvalidConditionError."""
    if dependency:  # read again, now that the event is locked
        dependency = EventQuestion.objects.select_related("question").get(pk=dependency.pk)
    event_question.is_required = is_required
    event_question.shown_if_question = dependency
    for name in CONDITION_FIELDS:
        setattr(event_question, name, list(conditions.get(name, [])))
    if dependency is None:
        event_question.shown_if_values = []
        return
    if (
        dependency.event_id != event_question.event_id
        or dependency.archived_at
        or dependency.position >= event_question.position
        or _dependency_is_later(event_question)
    ):
        raise InvalidConditionError
    possible = {value for value, _label in dependency.question.condition_choices}
    if not event_question.shown_if_values or not possible.issuperset(event_question.shown_if_values):
        raise InvalidConditionError


def _dependency_is_later(event_question: EventQuestion) -> bool:
    """Return whether the question that this one depends on is asked at a later stage."""
    dependency = event_question.shown_if_question
    return dependency is not None and dependency.stage == Stage.CONFIRMED and event_question.stage == Stage.REGISTRATION


def _save_order(event: Event, order: list[int]) -> None:
    event_questions = list(EventQuestion.objects.filter(event=event).in_use())
    positions = {key: position for position, key in enumerate(order)}
    event_questions.sort(key=lambda event_question: positions.get(event_question.pk, len(positions)))
    above = set[int]()
    for position, event_question in enumerate(event_questions):
        if event_question.shown_if_question_id and event_question.shown_if_question_id not in above:
            raise QuestionOrderError
        above.add(event_question.pk)
        event_question.position = position
    EventQuestion.objects.bulk_update(event_questions, ["position"])
