"""The library of a programme's questions. A question that several events ask is written once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.models import EventQuestion, Programme, Question
from events.questions.errors import QuestionInUseError
from events.slugs import free_slug

Kind = Question.Kind
# Fields that may be changed. The kind is not one of them: existing answers would not fit another kind.
WORDING_FIELDS = ("label", "help_text", "minimum", "maximum", "audience", "keep_days")


@transaction.atomic
def add_to_library(
    programme: Programme, question: Question, *, labels: Iterable[str] = (), consent_text: str = ""
) -> Question:
    """Save a new question in the library of programme. No event asks it yet.

    `labels` are its choices. `consent_text` is the text that people agree to."""
    question.programme = programme
    save_question(question, labels, consent_text)
    return question


@transaction.atomic
def update_library_question(
    question: Question,
    *,
    choices: Mapping[str, str] | None = None,
    labels: Iterable[str] = (),
    consent_text: str = "",
    **wording: Any,
) -> Question:
    """Change the wording of a question in all events that ask it, as update_wording() does.

    Raise QuestionInUseError if a removed choice is required by a condition of another question."""
    return update_wording(question.pk, choices=choices or {}, labels=labels, consent_text=consent_text, **wording)


@transaction.atomic
def archive_question(question: Question) -> None:
    """Stop offering the question to events. Events that ask it still ask it, and its answers are kept."""
    Question.objects.filter(pk=question.pk, archived_at=None).update(archived_at=now())


@transaction.atomic
def restore_question(question: Question) -> None:
    """Offer an archived question to events again."""
    Question.objects.filter(pk=question.pk).update(archived_at=None)


def update_wording(
    key: int, *, choices: Mapping[str, str], labels: Iterable[str], consent_text: str, **wording: Any
) -> Question:
    """Change the wording of the question with this key, and return it with its row locked.

    The caller must have opened a transaction. Answers do not change:
    - `choices` maps values of choices to new labels. The label "" archives a choice: existing answers keep it.
    - `labels` are new choices.
    - A new `consent_text` creates a new version.

    Raise QuestionInUseError if an archived choice is required by a condition of another question."""
    question = Question.objects.select_for_update().get(pk=key)
    require_no_dependents(question, {value for value, label in choices.items() if not label})
    question.choices = [_updated_choice(choice, choices) for choice in question.choices]
    for name, value in wording.items():
        setattr(question, name, value)
    save_question(question, labels, consent_text)
    return question


def save_question(question: Question, labels: Iterable[str], consent_text: str) -> None:
    """Save a question with its new choices, and a new version of the consent text if the text has changed."""
    if not question.slug:
        question.slug = _unused_slug(question)
    for label in labels:
        _offer_choice(question, label)
    question.save()
    text = "\n".join(line.rstrip() for line in consent_text.strip().splitlines())
    newest = question.consent_texts.order_by("-version").first()
    if question.kind == Kind.CONSENT and text and (newest is None or newest.text != text):
        question.consent_texts.create(version=newest.version + 1 if newest else 1, text=text)


def _updated_choice(choice: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    label = labels.get(choice["value"])
    if label is None:
        return choice
    return {"value": choice["value"], "label": label} if label else choice | {"archived": True}


def _offer_choice(question: Question, label: str) -> None:
    """Add a choice. If an archived choice has the same label, offer that one again: it keeps its value."""
    for choice in question.choices:
        if choice["label"] == label:
            choice.pop("archived", None)
            return
    used = {choice["value"] for choice in question.choices}
    value = free_slug(slugify(label)[:40] or "choice", used)
    question.choices = [*question.choices, {"value": value, "label": label}]


def _unused_slug(question: Question) -> str:
    # Locked, because two events of the programme may add a question at the same moment.
    Programme.objects.select_for_update(no_key=True).get(pk=question.programme_id)
    used = set(Question.objects.filter(programme=question.programme).values_list("slug", flat=True))
    return free_slug(slugify(question.label)[:50] or "question", used)


def require_no_dependents(
    question: Question,
    values: set[str] | None,
    *,
    only: EventQuestion | None = None,
    stage: EventQuestion.Stage | None = None,
) -> None:
    """Raise QuestionInUseError if conditions of other questions refer to question.

    - `values`: only conditions that require one of these answers count. None means all conditions.
    - `only`: only conditions that refer to this use of the question count. None means the conditions of all events.
    - `stage`: only conditions of questions of this stage count. None means all stages."""
    dependents = EventQuestion.objects.filter(archived_at=None, shown_if_question__archived_at=None)
    if only:
        dependents = dependents.filter(shown_if_question=only)
    else:
        dependents = dependents.filter(shown_if_question__question=question)
    if stage:
        dependents = dependents.filter(stage=stage)
    labels = [
        f"“{dependent.question.label}”"
        for dependent in dependents.select_related("question")
        if values is None or values.intersection(dependent.shown_if_values)
    ]
    if labels:
        raise QuestionInUseError(
            _("First change the questions that depend on it: %(names)s.") % {"names": ", ".join(labels)}
        )
