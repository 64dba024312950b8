from dataclasses import dataclass
from datetime import datetime

from events.calendars.change_text import describe_changes
from events.models import Event, PendingUpdate
from events.updates.notices import recipients_of_update


@dataclass(frozen=True)
class PendingNotice:
    """A notice that waits: its time, the changes as lines of text, and the number of its recipients."""

    due_at: datetime
    lines: list[str]
    recipient_count: int


def pending_notice(event: Event) -> PendingNotice | None:
    """Return the notice about changes of event that is not sent yet, or None."""
    update = PendingUpdate.objects.filter(event=event).first()
    if update is None:
        return None
    return PendingNotice(
        update.due_at,
        list(describe_changes(update, event, None, shows_link=True)),
        len(recipients_of_update(event, update)),
    )
