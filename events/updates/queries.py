from events.calendars.change_text import describe_changes
from events.models import Event, PendingUpdate
from events.updates.notices import recipients_of_update


def pending_update(event: Event) -> PendingUpdate | None:
    """Return what people are about to be told of event, if anything, with its `lines` in words and how `many` they are."""
    found = PendingUpdate.objects.filter(event=event).first()
    if found is not None:
        found.lines = describe_changes(found, event, None, shows_link=True)  # type: ignore[attr-defined]
        found.many = len(recipients_of_update(event, found))  # type: ignore[attr-defined]
    return found
