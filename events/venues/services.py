"""Create, change, merge and delete venues. Each function is one transaction."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.models.search import compact
from events import history
from events.calendars.entry_text import venue_text
from events.calendars.services import revise_all
from events.models import Country, Event, PendingUpdate, Programme, Room, Session, Venue
from events.venues.errors import SameVenueError, VenueInUseError
from events.venues.queries import events_at
from events.venues.rooms import move_to_new_names, save_rooms

# A merged venue keeps these facts of the other one, where it has none of its own.
FACTS = ("address", "city", "country_id", "timezone", "map_url", "accessibility", "capacity")


@transaction.atomic
def save_venue(
    programme: Programme, venue: Venue, rooms: Iterable[Room] = (), *, removed: Iterable[Room] = (), by: User
) -> Venue:
    """Save a new or changed venue of programme with its rooms, in their order.

    Calendars and public pages show a new text at once. Nobody is notified: a person who moves an event to another place
    chooses another venue for it."""
    events = _lock_events(events_at(venue)) if venue.pk else []
    before = Venue.objects.select_related("country").get(pk=venue.pk) if venue.pk else None
    venue.programme = programme
    if venue.country and venue.country._state.adding:  # a country that the installation did not have
        venue.country, _is_new = Country.objects.get_or_create(
            iso2=venue.country.iso2, defaults={"name": venue.country.name}
        )
    venue.save()
    renamed = save_rooms(venue, list(rooms), removed)
    changes = move_to_new_names(venue, renamed)
    if before and _shown(before) != _shown(venue):
        _record(events, venue_text(before), venue, by=by)
    elif changes:
        revise_all(Event.objects.filter(pk__in=changes))
    for event in events:
        if lines := changes.get(event.pk):
            history.record(event, history.What.VENUE, lines, by=by)
    return venue


@transaction.atomic
def add_rooms(venue: Venue, names: Iterable[str]) -> list[Room]:
    """Add rooms with these names to a venue, after those that it has, and return them.

    A name that the venue has already, also in another spelling, is left out."""
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    rooms = list(venue.rooms.all())
    known, last = {compact(room.name) for room in rooms}, max((room.position for room in rooms), default=0)
    new = {compact(name): name for name in reversed(list(names)) if name.strip() and compact(name) not in known}
    return Room.objects.bulk_create(
        Room(venue=venue, name=name, position=position)
        for position, name in enumerate(reversed(list(new.values())), last + 1)
    )


@transaction.atomic
def merge_venues(kept: Venue, gone: Venue, *, by: User) -> Venue:
    """Move the events, sessions and rooms of `gone` to `kept`, and delete `gone`. Both names can still be searched.

    `kept` gets the facts of `gone` that it lacks. Raise SameVenueError if they are one venue, or of two programmes."""
    if kept.pk == gone.pk or kept.programme_id != gone.programme_id:
        raise SameVenueError
    events = _lock_events(events_at(kept, gone))
    locked = Venue.objects.select_for_update(of=("self",)).select_related("country").order_by("pk")
    rows = {venue.pk: venue for venue in locked.filter(pk__in=[kept.pk, gone.pk])}
    if len(rows) < 2:
        raise SameVenueError  # another person has merged them
    kept, gone = rows[kept.pk], rows[gone.pk]
    before = venue_text(gone)
    _take_facts(kept, gone)
    _take_rooms(kept, gone)
    for model in (Event, Session, PendingUpdate):
        model._default_manager.filter(venue=gone).update(venue=kept)
    kept.different_from.add(*gone.different_from.exclude(pk=kept.pk))
    gone.delete()
    kept.save()
    _record(events, before, Venue.objects.select_related("country").get(pk=kept.pk), by=by)
    return kept


@transaction.atomic
def mark_different(one: Venue, other: Venue) -> None:
    """Record that two venues with a similar name are not the same. Raise SameVenueError as merge_venues() does."""
    if one.pk == other.pk or one.programme_id != other.programme_id:
        raise SameVenueError
    one.different_from.add(other)


@transaction.atomic
def delete_venue(venue: Venue) -> None:
    """Delete a venue with its rooms. Raise VenueInUseError if an event or a session is there."""
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    if events_at(venue).exists():
        raise VenueInUseError
    venue.delete()


def _lock_events(events: QuerySet[Event]) -> list[Event]:
    keys = events.order_by().values("pk")
    return list(Event.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))


def _shown(venue: Venue) -> tuple[object, ...]:
    """Return what calendars show of a venue."""
    return venue_text(venue), venue.map_link, venue.latitude, venue.longitude


def _record(events: list[Event], before: str, venue: Venue, *, by: User) -> None:
    """Update the calendars of events, and write the new text of their venue into their history."""
    revise_all(Event.objects.filter(pk__in=[event.pk for event in events]))
    if before == venue_text(venue):
        return  # only the map has changed
    for event in events:
        line = history.describe_change(Venue._meta.verbose_name, before, venue_text(venue))
        history.record(event, history.What.VENUE, [line], by=by)


def _take_facts(kept: Venue, gone: Venue) -> None:
    for name in FACTS:
        if getattr(kept, name) in (None, ""):
            setattr(kept, name, getattr(gone, name))
    if kept.latitude is None:
        kept.latitude, kept.longitude = gone.latitude, gone.longitude
    names = [*kept.other_names.splitlines(), gone.name, *gone.other_names.splitlines()]
    kept.other_names = "\n".join(dict.fromkeys(name for name in names if name and name != kept.name))


def _take_rooms(kept: Venue, gone: Venue) -> None:
    """Move the rooms of gone to kept, except those that kept has already."""
    known = {compact(room.name) for room in kept.rooms.all()}
    for position, room in enumerate(gone.rooms.all(), len(known) + 1):
        if compact(room.name) not in known:
            room.venue, room.position = kept, position
            room.save(update_fields=["venue", "position"])
