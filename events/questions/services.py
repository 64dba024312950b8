"""The questions of an event and the answers to them. Each function is one transaction that holds the event's row."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Answer, AnswerChange, AnswerFile, ConsentText, Event, EventQuestion, Question, Registration
from events.questions import files, library
from events.questions.errors import (
    AnswersClosedError,
    ConsentChangedError,
    InvalidConditionError,
    QuestionError,
    QuestionOrderError,
)
from events.registration.transitions import lock_event

Kind, Stage = Question.Kind, EventQuestion.Stage
LONGEST_DAYS = 36500  # a hundred years: what is kept longer is kept that long
CONDITIONS = ("shown_if_values", "shown_if_mode", "shown_if_constituency", "shown_if_country")


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
    """Ask question at the end of event's form. A new one (not saved yet) also goes into the programme's library.

    labels are the choices of a new question, consent_text is what a new one asks consent to. It is asked at stage, by
    default when people register. A question that was removed from the event comes back with its answers and, unless
    others are given, with its stage and its conditions.

    Raises QuestionError for one of another programme or an archived one, ConditionWrong."""
    lock_event(event)
    if question.pk is None:
        question.programme = event.programme
        library.store(question, labels, consent_text)
    elif question.programme_id != event.programme_id:
        raise QuestionError
    elif Question.objects.filter(pk=question.pk).exclude(archived_at=None).exists():
        raise QuestionError(_("This question is archived. Bring it back in the library first."))
    uses = EventQuestion.objects.filter(event=event)
    before = uses.filter(question=question).select_related("shown_if_question").first()
    if before and before.archived_at is None:
        return before
    asked = before or EventQuestion(event=event, question=question)
    last = uses.aggregate(last=Max("position"))["last"]
    asked.position = 0 if last is None else last + 1
    asked.archived_at = None
    asked.stage = stage or asked.stage
    if before is None or is_required or shown_if_question or any(conditions.values()):
        _set_conditions(asked, is_required, shown_if_question, conditions)
    elif asked.shown_if_question and (asked.shown_if_question.archived_at or _comes_too_late(asked)):
        asked.shown_if_question, asked.shown_if_values = None, []
    asked.save()
    return asked


@transaction.atomic
def change_question(
    asked: EventQuestion,
    *,
    choices: Mapping[str, str] | None = None,
    labels: Iterable[str] = (),
    consent_text: str = "",
    is_required: bool = False,
    stage: EventQuestion.Stage | None = None,
    shown_if_question: EventQuestion | None = None,
    **fields: Any,
) -> EventQuestion:
    """Change how a question is worded, in every event that asks it, and of whom this event asks it.

    Answers stay what they are: choices gives other words to choices, by value; one that gets none ("") is offered no
    more, but keeps its words for those who took it. labels are new choices. Another consent_text is another version.

    Raises QuestionNeeded if a choice goes upon which another question depends, or if it would be asked after one that
    depends on it; ConditionWrong; QuestionError for one that was removed meanwhile."""
    lock_event(asked.event)
    fresh = EventQuestion.objects.filter(pk=asked.pk, archived_at=None).first()
    if fresh is None:
        raise QuestionError(_("This question was removed in the meantime."))
    wording = {name: fields.pop(name) for name in library.WORDING if name in fields}
    fresh.question = library.reword(
        fresh.question_id, choices=choices or {}, labels=labels, consent_text=consent_text, **wording
    )
    if stage == Stage.CONFIRMED and fresh.stage != stage:
        library.require_unused(fresh.question, None, only=fresh, stage=Stage.REGISTRATION)
    fresh.stage = stage or fresh.stage
    _set_conditions(fresh, is_required, shown_if_question, fields)
    fresh.save()
    return fresh


@transaction.atomic
def remove(asked: EventQuestion) -> None:
    """Ask it no more in this event. Its answers are kept, and seen again once it is added again.

    Raises QuestionNeeded while another question depends on it."""
    lock_event(asked.event)
    library.require_unused(asked.question, None, only=asked)
    EventQuestion.objects.filter(pk=asked.pk, archived_at=None).update(archived_at=now())


@transaction.atomic
def move(asked: EventQuestion, step: int) -> None:
    """Put a question so many places further down, or up if step is negative. Raises OutOfOrder."""
    lock_event(asked.event)
    order = list(EventQuestion.objects.filter(event=asked.event_id).asked().values_list("pk", flat=True))
    if asked.pk not in order:
        return
    place = max(0, min(len(order) - 1, order.index(asked.pk) + step))
    order.remove(asked.pk)
    order.insert(place, asked.pk)
    _write_order(asked.event, order)


@transaction.atomic
def reorder(event: Event, order: Iterable[int]) -> None:
    """Put the questions of event into this order; those that it does not name come last, as they stood.

    Raises OutOfOrder if one would stand above that on which it depends."""
    lock_event(event)
    _write_order(event, list(order))


@transaction.atomic
def save_answers(registration: Registration, values: Mapping[int, Any], *, by: User | None) -> int:
    """Write down what was answered, by key of the event's question; return how many answers have changed.

    None takes an answer back. What is not among values stays as it is. A consent is given with the key of the text
    that was shown, a file with the key under which files.keep() keeps it for the person. Each change of an answer that
    stood before is in its history, of a file by its name.

    Raises ConsentChanged for a text that is not the newest, FileGone for a file that is not kept for them."""
    if not values:
        return 0
    lock_event(registration.event)
    asked = {found.pk: found for found in _asked_of(registration.event_id).filter(pk__in=values)}
    stored = {answer.question_id: answer for answer in registration.answers.filter(question__in=asked)}
    texts = _newest_texts(asked.values())
    moment, count = now(), 0
    for key, question in asked.items():
        value, consent = values[key], None
        if question.question.kind == Kind.CONSENT and value is not None:
            consent, value = texts.get(question.question_id), True
            if consent is None or consent.pk != int(values[key]):
                raise ConsentChangedError
        count += _save_answer(registration, question, stored.get(key), value, consent, by=by, at=moment)
    return count


def correct_answers(registration: Registration, values: Mapping[int, Any], *, by: User | None) -> int:
    """save_answers() for the person themselves, while they may. Raises AnswersClosed, ConsentChanged, FileGone."""
    with transaction.atomic():
        event = lock_event(registration.event)
        fresh = Registration.objects.get(pk=registration.pk)
        fresh.event = event
        if not may_correct(fresh):
            raise AnswersClosedError
        return save_answers(fresh, values, by=by)


def may_correct(registration: Registration) -> bool:
    """Say whether the person may correct their answers: they have a place or a turn, and the window is open."""
    closes_at = registration.event.registration_closes_at
    return registration.is_active and registration.event.is_ahead and (closes_at is None or now() < closes_at)


@transaction.atomic
def delete_expired_answers() -> int:
    """Delete the answers, and their history, that their question keeps no longer; return how many answers went.

    Days are counted from the end of the event, for one that was cancelled without a date from that day."""
    count = 0
    moment = now()
    limits = Question.objects.exclude(keep_days=None).order_by().values_list("keep_days", flat=True).distinct()
    for days in limits:
        before = moment - timedelta(days=min(days or 0, LONGEST_DAYS))
        over = ~Q(registration__event__status=Event.Status.POSTPONED) & Q(registration__event__ends_at__lt=before)
        off = Q(registration__event__ends_at=None, registration__event__cancelled_at__lt=before)
        files.delete_file(AnswerFile.objects.filter(over | off, question__question__keep_days=days))
        _total, deleted = Answer.objects.filter(over | off, question__question__keep_days=days).delete()
        count += deleted.get(Answer._meta.label, 0)
    return count


def _asked_of(event_id: int) -> Any:
    return EventQuestion.objects.filter(event=event_id).asked().select_related("question")


def _newest_texts(asked: Iterable[EventQuestion]) -> dict[int, ConsentText]:
    wanted = [found.question_id for found in asked if found.question.kind == Kind.CONSENT]
    if not wanted:
        return {}
    return {text.question_id: text for text in ConsentText.objects.filter(question__in=wanted).order_by("version")}


def _save_answer(
    registration: Registration,
    asked: EventQuestion,
    answer: Answer | None,
    value: Any,
    consent: ConsentText | None,
    *,
    by: User | None,
    at: Any,
) -> bool:
    consent_id = consent.pk if consent else None
    if (answer.value, answer.consent_id) == (value, consent_id) if answer else value is None:
        return False
    old, new = answer.value if answer else None, value
    if asked.question.kind == Kind.FILE:
        # A file goes when another one comes: the history has its name, the answer the key by which it is found.
        old, new = files.attach(registration, asked, value)
    if answer is None:
        Answer.objects.create(registration=registration, question=asked, value=value, consent=consent, answered_at=at)
        return True
    AnswerChange.objects.create(
        answer=answer,
        old_value=old,
        new_value=new,
        old_consent_id=answer.consent_id,
        new_consent_id=consent_id,
        by=by,
    )
    answer.value, answer.consent_id, answer.answered_at = value, consent_id, at
    answer.save(update_fields=["value", "consent", "answered_at"])
    return True


def _set_conditions(
    asked: EventQuestion, is_required: bool, depends_on: EventQuestion | None, conditions: Mapping[str, list[str]]
) -> None:
    """Write of whom a question is asked. It may depend on one above it alone, so that no two wait for each other."""
    if depends_on:  # as it stands now that the event is locked
        depends_on = EventQuestion.objects.select_related("question").get(pk=depends_on.pk)
    asked.is_required = is_required
    asked.shown_if_question = depends_on
    for name in CONDITIONS:
        setattr(asked, name, list(conditions.get(name, [])))
    if depends_on is None:
        asked.shown_if_values = []
        return
    known = {value for value, _words in depends_on.question.deciding_values}
    if depends_on.event_id != asked.event_id or depends_on.archived_at or depends_on.position >= asked.position:
        raise InvalidConditionError
    if _comes_too_late(asked) or not asked.shown_if_values or not known.issuperset(asked.shown_if_values):
        raise InvalidConditionError


def _comes_too_late(asked: EventQuestion) -> bool:
    """Say whether that on which a question depends is asked only at a later stage."""
    depends_on = asked.shown_if_question
    return depends_on is not None and depends_on.stage == Stage.CONFIRMED and asked.stage == Stage.REGISTRATION


def _write_order(event: Event, order: list[int]) -> None:
    asked = list(EventQuestion.objects.filter(event=event).asked())
    places = {key: place for place, key in enumerate(order)}
    asked.sort(key=lambda found: places.get(found.pk, len(places)))
    seen = set[int]()
    for place, found in enumerate(asked):
        if found.shown_if_question_id and found.shown_if_question_id not in seen:
            raise QuestionOrderError
        seen.add(found.pk)
        found.position = place
    EventQuestion.objects.bulk_update(asked, ["position"])
