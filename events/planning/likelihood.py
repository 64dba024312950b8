"""What can be unlikely about an event and its sessions: the values that the pages of planning ask about."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import timezones
from accounts.models.search import compact
from events.contributors.clashes import contributors_of, find_clashes
from events.models import Event, Room, Session
from events.unlikely_values import Capacity, Deadline, Period, Place, Value, Window, country_of
from events.venues.queries import rooms_of


def period_of(event: Event) -> list[Value]:
    """Return the time of event; nothing while it has none."""
    if not (event.starts_at and event.ends_at):
        return []
    has_hours = event.precision == Event.Precision.TIME
    return [Period(_("The event"), event.starts_at, event.ends_at, event.zone, country_of(event), has_hours)]


def times_of_event(event: Event) -> list[Value]:
    """Return the times of event, saved or not: its own, its registration window and its deadlines."""
    values = period_of(event)
    if event.starts_at and event.registration_closes_at:
        values.append(Window(event.registration_closes_at, event.starts_at, event.zone))
    if event.registration_closes_at:
        values.append(Deadline(_("Registration closes"), event.registration_closes_at, event.zone))
    if event.nominations_close_at and event.policy == Event.Policy.NOMINATION:
        values.append(Deadline(_("Nominations close"), event.nominations_close_at, event.zone))
    if event.details_due_at and event.asks_travel:
        values.append(Deadline(_("Deadline for travel details"), event.details_due_at, event.zone))
    return values


def values_of_event(event: Event) -> list[Value]:
    """Return the times of event, its numbers of seats, and its place."""
    return [*times_of_event(event), *_capacities(event), *_places(event)]


def values_of_sessions(event: Event, sessions: Iterable[Session]) -> list[Value]:
    """Return the times, the seats and the clashes of sessions, saved or not. event: as it will be."""
    sessions = list(sessions)
    values: list[Value] = []
    limit, room = _largest_room(event)
    rooms: dict[tuple[int | None, str], Room] = {
        (found.venue_id, compact(found.name)): found for found in rooms_of(event)
    }
    for session in sessions:
        session.event = event
        if session.starts_at and session.ends_at:
            label = _("The session “%(title)s”") % {"title": session.title}
            country = session.venue.country_id if session.venue else country_of(event)
            values.append(Period(label, session.starts_at, session.ends_at, session.zone, country or "", is_part=True))
        own = rooms.get((session.venue_id or event.venue_id, compact(session.room)))
        if session.seats and own and own.capacity:
            values.append(Capacity(session.title, session.seats, _("the room holds"), own.capacity))
        elif session.seats and limit:
            values.append(Capacity(session.title, session.seats, room, limit))
    return [*values, *find_clashes(sessions, contributors_of(event) if event.pk else [])]


def _capacities(event: Event) -> list[Value]:
    values: list[Value] = []
    holds = event.venue.capacity if event.venue and event.mode != Event.Mode.ONLINE else None
    places, in_room = _("Places"), _("Places in the room")
    if event.mode == Event.Mode.HYBRID:
        if event.seats is not None and event.room_seats is not None and event.online_seats is not None:
            both = event.room_seats + event.online_seats
            values.append(Capacity(places, event.seats, _("the places in the room and online"), both))
        if event.room_seats is not None and event.seats is not None:
            values.append(Capacity(in_room, event.room_seats, _("the places of the event"), event.seats))
        if event.room_seats is not None and holds is not None:
            values.append(Capacity(in_room, event.room_seats, _("the room holds"), holds))
    elif event.seats is not None and holds is not None:
        values.append(Capacity(places, event.seats, _("the room holds"), holds))
    return values


def _largest_room(event: Event) -> tuple[int | None, str]:
    """Return the number of people that the rooms of event hold, and the words for it; None if it is not known."""
    if event.mode == Event.Mode.HYBRID and event.room_seats is not None:
        return event.room_seats, _("the places of the event in the room")
    if event.mode != Event.Mode.ONLINE and event.venue and event.venue.capacity:
        return event.venue.capacity, _("the room holds")
    return event.seats, _("the places of the event")


def _places(event: Event) -> list[Value]:
    """Return the zone of event beside that of its venue, or of the country of its venue if all clocks there agree."""
    if event.mode == Event.Mode.ONLINE or event.venue is None or not timezones.canonical(event.timezone):
        return []
    there = timezones.canonical(event.venue.timezone) or timezones.only_zone_of(event.venue.country_id or "")
    if not there:
        return []
    language, today = get_language() or "en", localdate()
    names = [timezones.zone_label(name, language, today) for name in (event.timezone, there)]
    return [Place(ZoneInfo(event.timezone).key, there, *names)]
