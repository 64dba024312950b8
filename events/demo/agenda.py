"""The agenda of the sample seminar: a published second version, and changes that are not published yet."""

from datetime import datetime, timedelta

from accounts.models import User
from events.agenda import edits, operations, versions
from events.agenda.draft_people import add_person
from events.agenda.items import Item, items_of
from events.models import Event


def load(event: Event, organizer: User) -> None:
    """Publish version 2 of the agenda of event, and leave two changes for version 3, one of which is a clash. The new session has a moderator."""
    first = _sessions(event)[0]
    edits.save(
        event,
        [operations.move(first, _local(first), operations.clock_minutes(first) - 5)],
        text="Shorter opening",
        by=organizer,
    )
    items = items_of(event, with_removed=True)
    note = "The opening is five minutes shorter."
    versions.publish(event, note=note, seen=versions.fingerprint(items), by=organizer)
    last = _sessions(event)[-1]
    begin = _local(last)
    values = {"title": "Meeting of the focal points", "room": last.row.room or "Main hall"}
    step = edits.save(
        event,
        [edits.Edit("", {**operations.times(last.row.zone, begin + timedelta(minutes=15), 30), **values})],
        text="Add “Meeting of the focal points”",
        by=organizer,
    )
    assert step  # noqa: S101 (for the type checker: the step adds a session)
    add_person(event, next(iter(step.changes)), name="Rizal Specimen", role="moderator", by=organizer)


def _sessions(event: Event) -> list[Item]:
    return [item for item in items_of(event) if item.local_start]


def _local(item: Item) -> datetime:
    assert item.local_start  # noqa: S101 (for the type checker: sample sessions have times)
    return item.local_start.replace(tzinfo=None)
