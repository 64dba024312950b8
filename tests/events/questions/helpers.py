"""Helpers for tests of questions."""

from typing import Any

from events.models import Event, EventQuestion, Question
from events.questions.services import add_question


def ask(
    event: Event, kind: str = "short_text", *, labels: Any = (), consent_text: str = "", **fields: Any
) -> EventQuestion:
    """Add a new question to event. `fields` are fields of the question, and is_required, stage and conditions."""
    names = [name for name in fields if name.startswith("shown_if") or name in {"is_required", "stage"}]
    asking = {name: fields.pop(name) for name in names}
    fields.setdefault("label", f"Question of {kind} {Question.objects.count() + 1}")
    return add_question(event, Question(kind=kind, **fields), labels=labels, consent_text=consent_text, **asking)
