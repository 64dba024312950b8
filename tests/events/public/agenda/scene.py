"""Helpers for tests of the public agenda."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from events.agenda.values import to_values
from events.models import AgendaVersion, Contributor, Event, Session
from tests.factories import make_event

BANGKOK = ZoneInfo("Asia/Bangkok")
# A Thursday in the future: nothing of it is over.
DAY = (now() + timedelta(days=40)).date()
DAY += timedelta(days=(3 - DAY.weekday()) % 7)


def at(clock, day=0, zone=BANGKOK):
    """Return the moment at this time ("09:30") of a day of the seminar: 0 for the first."""
    hour, minute = map(int, clock.split(":"))
    date = DAY + timedelta(days=day)
    return datetime(date.year, date.month, date.day, hour, minute, tzinfo=zone)


def make_seminar(**fields):
    """Create a published event of two days in Bangkok, from 08:30 to 18:00."""
    fields.setdefault("starts_at", at("08:30"))
    fields.setdefault("ends_at", at("18:00", day=1))
    return make_event(**fields)


def add_session(event, title, starts, ends, *, day=0, zone=BANGKOK, **fields):
    """Add a session from starts to ends ("09:00") to the event."""
    return Session.objects.create(
        event=event, title=title, starts_at=at(starts, day, zone), ends_at=at(ends, day, zone), **fields
    )


def two_tracks(event=None):
    """Return a seminar with a plenary, a break, two parallel sessions in two tracks and one later session."""
    event = event or make_seminar()
    opening = add_session(event, "Opening", "09:00", "10:30", room="Main hall", languages=["vi", "km"])
    coffee = add_session(event, "Coffee", "10:30", "11:00", kind=Session.Kind.BREAK, room="Foyer")
    benefits = add_session(
        event, "Designing benefits", "11:00", "12:30", track="Benefits", room="Main hall", languages=["vi"]
    )
    shops = add_session(
        event, "The one-stop shop", "11:00", "12:00", track="Services", room="Room 2", is_optional=True, seats=20
    )
    later = add_session(event, "Profiling job seekers", "12:00", "12:30", track="Services", room="Room 2")
    Contributor.objects.create(session=benefits, name="Nakamura Haruka", affiliation="Institute")
    return event, [opening, coffee, benefits, shops, later]


def publish_version(event, note=""):
    """Store the present sessions of the event as its next version."""
    sessions = {f"s{session.pk}": to_values(session) for session in Session.objects.filter(event=event)}
    return AgendaVersion.objects.create(
        event=event, number=event.agenda_versions.count() + 1, note=note, sessions=sessions
    )


def draft(**fields):
    return make_seminar(status=Event.Status.DRAFT, **fields)
