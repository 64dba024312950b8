"""Save the rooms of a venue. The sessions in a room follow its new name."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from accounts.models.search import compact
from events import history
from events.models import Room, Session, SessionDraft, Venue

type Names = dict[str, str]  # the new name by the folded old name


def save_rooms(venue: Venue, rooms: list[Room], removed: Iterable[Room]) -> Names:
    """Save the rooms of venue in their order, and delete the removed ones. Return the names that have changed."""
    Room.objects.filter(pk__in=[room.pk for room in removed if room.pk]).delete()
    stored = {room.pk: room.name for room in venue.rooms.all()} if venue.pk else {}
    renamed = [room for room in rooms if room.pk in stored and stored[room.pk] != room.name]
    # Two rooms may exchange their names, but never have the same one. So each of them first gets a name of its own.
    passing = Concat(Value("#"), Cast(F("pk"), CharField()))
    Room.objects.filter(pk__in=[room.pk for room in renamed]).update(name=passing)
    for position, room in enumerate(rooms, 1):
        room.venue, room.position = venue, position
        room.save()
    return {compact(stored[room.pk]): room.name for room in renamed}


def move_to_new_names(venue: Venue, names: Names) -> dict[int, list[str]]:
    """Give the sessions in renamed rooms of venue the new names. Return the lines of the history by event.

    A session names its room as text; it is in the room of that name at its venue, or at that of its event. SEQUENCE stays
    as it is, because the place is the same: nobody is notified. The caller locks the events."""
    changes: dict[int, list[str]] = defaultdict(list)
    if not names:
        return changes
    here = Q(venue=venue) | Q(venue=None, event__venue=venue)
    for model in (Session, SessionDraft):
        changed = []
        for session in model._default_manager.filter(here).exclude(room="").only("room", "event").order_by("pk"):
            if name := names.get(compact(session.room)):
                line = history.describe_change(Room._meta.verbose_name, session.room, name)
                if line not in changes[session.event_id]:
                    changes[session.event_id].append(line)
                session.room = name
                changed.append(session)
        model._default_manager.bulk_update(changed, ["room"], batch_size=200)  # type: ignore[arg-type]  # of one model
    return changes
