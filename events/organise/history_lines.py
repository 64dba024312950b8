"""The changes of an event and of its registrations as lines of text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from events.models import EventChange, RegistrationChange
from events.organise import queries
from events.participants.person_page import STEP_LABELS


@dataclass(frozen=True)
class HistoryLine:
    change: EventChange | RegistrationChange
    registration: RegistrationChange | None = None  # the change again, if it is one of a registration
    step: str | Promise = ""  # what was done, if the old and new status do not show it


def history_lines(rows: Iterable[tuple[datetime, int, bool]]) -> list[HistoryLine]:
    """Return the lines for rows of queries.event_history(): two queries."""
    return [
        HistoryLine(change, change, STEP_LABELS.get(change.action, ""))
        if isinstance(change, RegistrationChange)
        else HistoryLine(change)
        for change in queries.changes_of(rows)
    ]
