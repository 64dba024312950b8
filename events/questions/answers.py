"""Services that change answers. Those that change the answers of one person lock the event's row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.models import Answer, AnswerChange, ConsentText, EventQuestion, Question, Registration
from events.privacy.services import record_consent
from events.questions import files
from events.questions.errors import AnswersClosedError, ConsentChangedError
from events.registration.transitions import lock_event

Kind = Question.Kind


@transaction.atomic
def save_answers(
    registration: Registration, values: Mapping[int, Any], *, by: User | None, reason: str | None = None
) -> int:
    """Save answers, by the key of the event's question; return the number of answers that have changed.

    - The value None deletes an answer. Questions that are not in values keep their answer.
    - The value of a consent is the key of the text that was shown.
    - The value of a file is the key of an unclaimed file, see files.store_file().

    Each change of an earlier answer is recorded in its history; for a file, the file names are recorded. With a reason,
    which may be "", the team corrects the answers: then the first answer is recorded too, because it is not the person's.

    Raise ConsentChangedError if the consent text is not the newest one, and FileGoneError if the person has no such
    unclaimed file."""
    if not values:
        return 0
    lock_event(registration.event)
    event_questions = list(
        EventQuestion.objects.filter(event=registration.event_id, pk__in=values).in_use().select_related("question")
    )
    answers = {answer.question_id: answer for answer in registration.answers.filter(question__in=event_questions)}
    texts = _newest_consent_texts(event_questions)
    moment, changed = now(), 0
    for event_question in event_questions:
        value, consent = values[event_question.pk], None
        if event_question.question.kind == Kind.CONSENT and value is not None:
            consent = texts.get(event_question.question_id)
            if consent is None or consent.pk != int(value):
                raise ConsentChangedError
            value = True
        answer = answers.get(event_question.pk)
        changed += _save_answer(registration, event_question, answer, value, consent, by=by, at=moment, reason=reason)
    return changed


def correct_answers(registration: Registration, values: Mapping[int, Any], *, by: User | None) -> int:
    """Do the same as save_answers() for the person themselves, as long as may_correct() permits it.

    Raise AnswersClosedError, ConsentChangedError and FileGoneError."""
    with transaction.atomic():
        event = lock_event(registration.event)
        fresh = Registration.objects.get(pk=registration.pk)
        fresh.event = event
        if not may_correct(fresh):
            raise AnswersClosedError
        return save_answers(fresh, values, by=by)


def may_correct(registration: Registration) -> bool:
    """Return whether the person may correct their answers: the registration is active and registration is open."""
    closes_at = registration.event.registration_closes_at
    return registration.is_active and registration.event.is_ahead and (closes_at is None or now() < closes_at)


def _newest_consent_texts(event_questions: list[EventQuestion]) -> dict[int, ConsentText]:
    keys = [each.question_id for each in event_questions if each.question.kind == Kind.CONSENT]
    if not keys:
        return {}
    return {text.question_id: text for text in ConsentText.objects.filter(question__in=keys).order_by("version")}


def _save_answer(
    registration: Registration,
    event_question: EventQuestion,
    answer: Answer | None,
    value: Any,
    consent: ConsentText | None,
    *,
    by: User | None,
    at: datetime,
    reason: str | None = None,
) -> bool:
    """Save one answer and its history; return whether it has changed."""
    consent_id = consent.pk if consent else None
    if (answer.value, answer.consent_id) == (value, consent_id) if answer else value is None:
        return False
    old, new = answer.value if answer else None, value
    if event_question.question.kind == Kind.FILE:
        # The history records file names, because the keys of deleted files mean nothing.
        old, new = files.attach_file(registration, event_question, value)
    before = answer.consent if answer else None
    if before or consent:
        record_consent(registration, consent, before=before)
    if answer is None:
        answer = Answer.objects.create(
            registration=registration, question=event_question, value=value, consent=consent, answered_at=at
        )
        if reason is None:
            return True
    AnswerChange.objects.create(
        answer=answer,
        old_value=old,
        new_value=new,
        old_consent=before,
        new_consent_id=consent_id,
        by=by,
        reason=reason or "",
    )
    answer.value, answer.consent_id, answer.answered_at = value, consent_id, at
    answer.save(update_fields=["value", "consent", "answered_at"])
    return True
