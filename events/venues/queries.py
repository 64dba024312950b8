"""Read the venues of a programme."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from events.models import Event, Programme, Room, Session, Venue
from events.venues.matching import possible_duplicates


def venues_of(programme: Programme) -> QuerySet[Venue]:
    """Return the venues of programme with the numbers of their rooms, seats and events, by name."""
    rooms = Room.objects.filter(venue=OuterRef("pk")).order_by().values("venue")
    seats = Subquery(rooms.annotate(total=Sum("capacity")).values("total"), output_field=IntegerField())
    count = Subquery(rooms.annotate(total=Count("pk")).values("total"), output_field=IntegerField())
    events = Event.objects.filter(venue=OuterRef("pk")).order_by().values("venue")
    event_count = Subquery(events.annotate(total=Count("pk")).values("total"), output_field=IntegerField())
    return (
        Venue.objects.filter(programme=programme)
        .select_related("country")
        .annotate(
            room_count=Coalesce(count, 0),
            seat_count=Coalesce(seats, "capacity", output_field=IntegerField()),
            event_count=Coalesce(event_count, 0),
        )
        .order_by("name", "city", "pk")
    )


def duplicates_of(programme: Programme, venues: list[Venue]) -> list[tuple[Venue, Venue]]:
    """Return the pairs of these venues of programme that may be the same. One query."""
    links = Venue.different_from.through.objects.filter(from_venue__programme=programme)  # type: ignore[attr-defined]
    return possible_duplicates(venues, links.values_list("from_venue", "to_venue"))


def events_at(*venues: Venue) -> QuerySet[Event]:
    """Return the events that take place, or have a session, at one of these venues."""
    keys = [venue.pk for venue in venues]
    sessions = Session.objects.filter(venue__in=keys).values("event")
    return Event.objects.filter(Q(venue__in=keys) | Q(pk__in=sessions))


def rooms_of(event: Event) -> list[Room]:
    """Return the rooms of the venue of event, and of the venues of its sessions."""
    of_sessions = event.sessions.exclude(venue=None).order_by().values("venue") if event.pk else Venue.objects.none()
    rooms = Room.objects.filter(Q(venue=event.venue_id) | Q(venue__in=of_sessions))
    return list(rooms)
