"""Questions as tests need them."""

from typing import Any

from events.models import Event, EventQuestion, Question
from events.questions.services import add_question


def ask(
    event: Event, kind: str = "short_text", *, labels: Any = (), consent_text: str = "", **fields: Any
) -> EventQuestion:
    """Ask a new question of event; say what matters, of the question and of whom it is asked."""
    names = [name for name in fields if name.startswith("shown_if") or name in {"is_required", "stage"}]
    asking = {name: fields.pop(name) for name in names}
    fields.setdefault("label", f"Question of {kind} {Question.objects.count() + 1}")
    return add_question(event, Question(kind=kind, **fields), labels=labels, consent_text=consent_text, **asking)
