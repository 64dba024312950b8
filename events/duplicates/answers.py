"""Answers of two registrations, with their history and files, as those of the one that stays. The event's row is locked
by the caller."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any

from accounts.models import User
from events.duplicates.merge_choices import MergeChoice, MergeChoices, swap
from events.models import Answer, AnswerChange, AnswerFile, Registration

OF_FILE = ("file", "name", "content_type", "size", "uploaded_at")


def carry_answers(keep: Registration, gone: Registration, choices: MergeChoices, *, by: User | None) -> None:
    """Let answers follow with their history, consents and files. What the person has taken back stays so, unless it is
    chosen otherwise."""
    mine = {answer.question_id: answer for answer in keep.answers.select_related("question")}
    followed: list[Answer] = []
    exchanged: list[Answer] = []
    for theirs in gone.answers.filter(value__isnull=False).select_related("question"):
        own = mine.get(theirs.question_id)
        if own is None:
            followed.append(theirs)
        elif not is_same(own, theirs) and choices.get(theirs.question.name) == MergeChoice.OTHER:
            exchanged += [own, theirs]
    Answer.objects.filter(pk__in=[answer.pk for answer in followed]).update(registration=keep)
    AnswerFile.objects.filter(registration=gone, question__in=[answer.question_id for answer in followed]).update(
        registration=keep
    )
    _exchange_answers(exchanged, by=by)


def is_same(one: Answer, other: Answer) -> bool:
    """Say whether two answers say the same, and agree to the same text."""
    return (one.value, one.consent_id) == (other.value, other.consent_id)


def _exchange_answers(exchanged: list[Answer], *, by: User | None) -> None:
    """Let pairs of answers, own and other in turn, say what the other has said; with a line in the history of each."""
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
    """Return the line of the history; it has a file by its name."""
    old, new = (names.get(str(one.value), one.value) for one in (answer, other))
    return AnswerChange(
        answer=answer,
        old_value=old,
        new_value=new,
        old_consent_id=answer.consent_id,
        new_consent_id=other.consent_id,
        by=by,
    )


def _exchange_files(answers: Sequence[Answer]) -> dict[Any, str]:
    """Exchange the files of pairs of answers; return the names of the files by their keys."""
    registrations = {answer.registration_id for answer in answers}
    of_answers = AnswerFile.objects.filter(
        registration__in=registrations, question__in={answer.question_id for answer in answers}
    )
    files = {(file.registration_id, file.question_id): file for file in of_answers}
    names = {str(file.key): file.name for file in files.values()}
    at = [files.get((answer.registration_id, answer.question_id)) for answer in answers]
    both = [(own, theirs) for own, theirs in batched(at, 2) if own and theirs]
    alone = [(own, theirs) for own, theirs in batched(at, 2) if theirs and not own]
    # One of them first takes a key that is nobody's: two rows never have the same.
    first, second = [own for own, _theirs in both], [theirs for _own, theirs in both]
    for own, theirs in both:
        stored = own.file.name
        own.file, theirs.file = theirs.file.name, stored
        swap(own, theirs, ("key", *(name for name in OF_FILE if name != "file")))
    keys = [own.key for own in first]
    for own in first:
        own.key = uuid.uuid4()
    AnswerFile.objects.bulk_update(first, [*OF_FILE, "key"])
    AnswerFile.objects.bulk_update(second, [*OF_FILE, "key"])
    for own, key in zip(first, keys, strict=True):
        own.key = key
    AnswerFile.objects.bulk_update(first, ["key"])
    # Who has taken their own file back has none to exchange.
    mine = {answer.question_id: answer.registration_id for answer in answers[::2]}
    for _own, theirs in alone:
        theirs.registration_id = mine[theirs.question_id]
    AnswerFile.objects.bulk_update([theirs for _own, theirs in alone], ["registration"])
    return names
