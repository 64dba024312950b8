"""The library of a programme's questions: one that is asked in several events is written once. Each function that is
given no transaction is one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.models import EventQuestion, Programme, Question
from events.questions.errors import QuestionInUseError

Kind = Question.Kind
# What a change may touch. The kind is not among them: answers of one kind are none of another.
WORDING = ("label", "help_text", "minimum", "maximum", "audience", "keep_days")


@transaction.atomic
def add_to_library(
    programme: Programme, question: Question, *, labels: Iterable[str] = (), consent_text: str = ""
) -> Question:
    """Put a new question (not saved yet) into programme's library; no event asks it yet. labels are its choices,
    consent_text is what it asks consent to."""
    question.programme = programme
    store(question, labels, consent_text)
    return question


@transaction.atomic
def change_in_library(
    question: Question,
    *,
    choices: Mapping[str, str] | None = None,
    labels: Iterable[str] = (),
    consent_text: str = "",
    **wording: Any,
) -> Question:
    """Change how a question is worded, in every event that asks it; as reword() does. Raises QuestionNeeded."""
    return reword(question.pk, choices=choices or {}, labels=labels, consent_text=consent_text, **wording)


@transaction.atomic
def archive(question: Question) -> None:
    """Offer the question to no event any more. Events that ask it go on, and its answers stay."""
    Question.objects.filter(pk=question.pk, archived_at=None).update(archived_at=now())


@transaction.atomic
def unarchive(question: Question) -> None:
    """Offer an archived question again."""
    Question.objects.filter(pk=question.pk).update(archived_at=None)


def reword(
    key: int, *, choices: Mapping[str, str], labels: Iterable[str], consent_text: str, **wording: Any
) -> Question:
    """Change the words of the question with this key, in the transaction of whoever calls; return it, locked.

    Answers stay what they are: choices gives other words to choices, by value; one that gets none ("") is offered no
    more, but keeps its words for those who took it. labels are new choices. Another consent_text is another version.

    Raises QuestionNeeded if a choice goes upon which another question depends."""
    question = Question.objects.select_for_update().get(pk=key)
    require_unused(question, {value for value, label in choices.items() if not label})
    question.choices = [_reworded(choice, choices) for choice in question.choices]
    for name, value in wording.items():
        setattr(question, name, value)
    store(question, labels, consent_text)
    return question


def store(question: Question, labels: Iterable[str], consent_text: str) -> None:
    """Save a question with its new choices and, if it says something new, its next consent text."""
    if not question.slug:
        question.slug = _free_slug(question)
    for label in labels:
        _offer(question, label)
    question.save()
    text = "\n".join(line.rstrip() for line in consent_text.strip().splitlines())
    newest = question.consent_texts.order_by("-version").first()
    if question.kind == Kind.CONSENT and text and (newest is None or newest.text != text):
        question.consent_texts.create(version=newest.version + 1 if newest else 1, text=text)


def _reworded(choice: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    label = words.get(choice["value"])
    if label is None:
        return choice
    return {"value": choice["value"], "label": label} if label else choice | {"archived": True}


def _offer(question: Question, label: str) -> None:
    """Add a choice; one that was called so before, and taken away, is offered again with its old value."""
    for choice in question.choices:
        if choice["label"] == label:
            choice.pop("archived", None)
            return
    taken = {choice["value"] for choice in question.choices}
    value = _free(slugify(label)[:40] or "choice", taken)
    question.choices = [*question.choices, {"value": value, "label": label}]


def _free_slug(question: Question) -> str:
    # Two events of one programme may ask something new at the same moment.
    Programme.objects.select_for_update(no_key=True).get(pk=question.programme_id)
    taken = set(Question.objects.filter(programme=question.programme).values_list("slug", flat=True))
    return _free(slugify(question.label)[:50] or "question", taken)


def _free(wanted: str, taken: set[str]) -> str:
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def require_unused(
    question: Question,
    values: set[str] | None,
    *,
    only: EventQuestion | None = None,
    stage: EventQuestion.Stage | None = None,
) -> None:
    """Raise QuestionNeeded if others depend on question (values: on one of these answers), in one event or in any;
    stage: if others of that stage do."""
    dependents = EventQuestion.objects.filter(archived_at=None, shown_if_question__archived_at=None)
    dependents = (
        dependents.filter(shown_if_question=only) if only else dependents.filter(shown_if_question__question=question)
    )
    if stage:
        dependents = dependents.filter(stage=stage)
    names = [
        f"“{found.question.label}”"
        for found in dependents.select_related("question")
        if values is None or values.intersection(found.shown_if_values)
    ]
    if names:
        raise QuestionInUseError(_("First change what depends on it: %(names)s.") % {"names": ", ".join(names)})
