from dataclasses import dataclass
from datetime import datetime

from events.calendars.change_text import describe_changes
from events.models import Event, PendingUpdate
from events.updates.notices import Recipients, all_recipients, recipients_of_update


@dataclass(frozen=True)
class PendingNotice:
    """A notice that waits: its time, the changes as lines of text, and the number of its recipients."""

    due_at: datetime
    lines: list[str]
    recipient_count: int
    calls_off: bool  # the event is postponed or cancelled
    can_be_undone: bool


def pending_notice(event: Event) -> PendingNotice | None:
    """Return the notice about changes of event that is not sent yet, or None. It has no recipients while the event is over:
    then it only offers undo."""
    update = PendingUpdate.objects.filter(event=event).first()
    if update is None:
        return None
    update.event = event
    recipients: Recipients | list[None] = []
    if not event.is_past:
        recipients = all_recipients(event) if update.calls_off else recipients_of_update(event, update)
    return PendingNotice(
        update.due_at,
        list(describe_changes(update, event, None, shows_link=True)),
        len(recipients),
        update.calls_off,
        update.mode == event.mode,
    )
