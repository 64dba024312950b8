"""Merge the answers of two registrations, with their history and files. The caller must lock the event first."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any

from accounts.models import User
from events.duplicates.merge_choices import MergeChoice, MergeChoices, swap
from events.models import Answer, AnswerChange, AnswerFile, Registration

FILE_FIELDS = ("file", "name", "content_type", "size", "uploaded_at")


def carry_answers(keep: Registration, gone: Registration, choices: MergeChoices, *, by: User | None) -> None:
    """Move the answers of gone to keep, with their history, consents and files.

    If both have answered a question, keep its own answer, or exchange the answers if the choice says so. An answer that
    the person has withdrawn stays withdrawn, unless the choice is the other one."""
    own_answers = {answer.question_id: answer for answer in keep.answers.select_related("question")}
    moved: list[Answer] = []
    exchanged: list[Answer] = []
    for theirs in gone.answers.filter(value__isnull=False).select_related("question"):
        own = own_answers.get(theirs.question_id)
        if own is None:
            moved.append(theirs)
        elif not is_same(own, theirs) and choices.get(theirs.question.field_name) == MergeChoice.OTHER:
            exchanged += [own, theirs]
    Answer.objects.filter(pk__in=[answer.pk for answer in moved]).update(registration=keep)
    AnswerFile.objects.filter(registration=gone, question__in=[answer.question_id for answer in moved]).update(
        registration=keep
    )
    _exchange_answers(exchanged, by=by)


def is_same(one: Answer, other: Answer) -> bool:
    """Return whether two answers have the same value and the same consent text."""
    return (one.value, one.consent_id) == (other.value, other.consent_id)


def _exchange_answers(exchanged: list[Answer], *, by: User | None) -> None:
    """Exchange the values of pairs of answers: own, other, own, other... Record a change of each answer."""
    if not exchanged:
        return
    names = _exchange_files(exchanged)
    changes: list[AnswerChange] = []
    for own, theirs in batched(exchanged, 2):
        changes += [_change(own, theirs, names, by), _change(theirs, own, names, by)]
        swap(own, theirs, ("value", "consent_id", "answered_at"))
    AnswerChange.objects.bulk_create(changes)
    Answer.objects.bulk_update(exchanged, ["value", "consent", "answered_at"])


def _change(answer: Answer, other: Answer, names: Mapping[Any, str], by: User | None) -> AnswerChange:
    """Return the change of answer to the value of other. The value of a file is recorded as its name."""
    old, new = (names.get(str(value), value) for value in (answer.value, other.value))
    return AnswerChange(
        answer=answer,
        old_value=old,
        new_value=new,
        old_consent_id=answer.consent_id,
        new_consent_id=other.consent_id,
        by=by,
    )


def _exchange_files(answers: Sequence[Answer]) -> dict[Any, str]:
    """Exchange the files of pairs of answers. Return the names of the files by their keys."""
    registrations = {answer.registration_id for answer in answers}
    rows = AnswerFile.objects.filter(
        registration__in=registrations, question__in={answer.question_id for answer in answers}
    )
    files = {(file.registration_id, file.question_id): file for file in rows}
    names = {str(file.key): file.name for file in files.values()}
    in_order = [files.get((answer.registration_id, answer.question_id)) for answer in answers]
    both = [(own, theirs) for own, theirs in batched(in_order, 2) if own and theirs]
    alone = [(own, theirs) for own, theirs in batched(in_order, 2) if theirs and not own]
    # Keys are unique. Write a new temporary key into one row of each pair, so that the other row can take its key.
    first, second = [own for own, _theirs in both], [theirs for _own, theirs in both]
    for own, theirs in both:
        stored = own.file.name
        own.file, theirs.file = theirs.file.name, stored
        swap(own, theirs, ("key", *(name for name in FILE_FIELDS if name != "file")))
    keys = [own.key for own in first]
    for own in first:
        own.key = uuid.uuid4()
    AnswerFile.objects.bulk_update(first, [*FILE_FIELDS, "key"])
    AnswerFile.objects.bulk_update(second, [*FILE_FIELDS, "key"])
    for own, key in zip(first, keys, strict=True):
        own.key = key
    AnswerFile.objects.bulk_update(first, ["key"])
    # If the person has withdrawn their own file, there is only the other file to move.
    own_registrations = {answer.question_id: answer.registration_id for answer in answers[::2]}
    for _own, theirs in alone:
        theirs.registration_id = own_registrations[theirs.question_id]
    AnswerFile.objects.bulk_update([theirs for _own, theirs in alone], ["registration"])
    return names
