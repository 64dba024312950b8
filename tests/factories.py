"""Factories for tests. Each creates one valid row, and the test states only the fields that matter."""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from accounts.models import User
from events.models import Country, Delegation, Event, PendingUpdate, Programme, Session, TeamMember, Venue
from events.registration import transitions
from events.updates import services

numbers = count(1)


def make_person(**fields: Any) -> User:
    number = next(numbers)
    fields.setdefault("email", f"person{number}@example.org")
    # A name with five digits is refused as a telephone number.
    fields.setdefault("name", f"Person {number % 10_000}")
    return User.objects.create_user(**fields)


def make_country(iso2: str = "TH", **fields: Any) -> Country:
    fields.setdefault("name", {"TH": "Thailand", "MM": "Myanmar", "JP": "Japan", "VN": "Viet Nam"}.get(iso2, iso2))
    return Country.objects.get_or_create(iso2=iso2, defaults=fields)[0]


def make_programme(**fields: Any) -> Programme:
    number = next(numbers)
    fields.setdefault("slug", f"programme-{number}")
    fields.setdefault("name", f"Programme {number}")
    return Programme.objects.create(**fields)


def make_member(programme: Programme, role: str = TeamMember.Role.MANAGER, person: User | None = None) -> User:
    person = person or make_person()
    TeamMember.objects.create(programme=programme, person=person, role=role)
    return person


def make_venue(**fields: Any) -> Venue:
    fields.setdefault("name", "Conference Centre")
    fields.setdefault("city", "Bangkok")
    fields.setdefault("country", make_country())
    return Venue.objects.create(**fields)


def make_event(**fields: Any) -> Event:
    """Create a published event in Bangkok in thirty days, of two days, with open registration."""
    number = next(numbers)
    start = now().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=30)
    fields.setdefault("programme", Programme.objects.first() or make_programme())
    fields.setdefault("slug", f"event-{number}")
    fields.setdefault("title", f"Event {number}")
    fields.setdefault("kind", Event.Kind.REGIONAL_SEMINAR)
    fields.setdefault("status", Event.Status.PUBLISHED)
    fields.setdefault("timezone", "Asia/Bangkok")
    if fields.get("precision") != Event.Precision.TBC:
        fields.setdefault("starts_at", start)
        fields.setdefault("ends_at", fields["starts_at"] + timedelta(days=1, hours=8))
    if fields["status"] != Event.Status.DRAFT:
        fields.setdefault("published_at", datetime(2026, 1, 1, tzinfo=UTC))
    return Event.objects.create(**fields)


def make_session(event: Event, *, day: int = 0, at: str = "10:00", minutes: int = 60, **fields: Any) -> Session:
    """Create a session of event, on its first day at 10:00 for an hour, on the clocks of the event."""
    assert event.local_starts_at
    local = datetime.combine(event.local_starts_at.date() + timedelta(days=day), time.fromisoformat(at), event.zone)
    fields.setdefault("title", f"Session {next(numbers)}")
    return Session.objects.create(event=event, starts_at=local, ends_at=local + timedelta(minutes=minutes), **fields)


def make_delegation(event: Event, **fields: Any) -> Delegation:
    """Create a delegation of event, by default with one seat, and reserve its seats in the event."""
    fields.setdefault("seats", 1)
    delegation = Delegation.objects.create(event=event, **fields)
    transitions.keep_seats_for_delegations(event, delegation.seats)
    return delegation


def make_pending_update(event: Event, **was: Any) -> PendingUpdate:
    """Create the pending update of event after a change.

    was: the old values; by default, the title was different and the notice is due in ten minutes."""
    update = services.snapshot(event)
    was.setdefault("title", "Another title")
    was.setdefault("due_at", now() + timedelta(minutes=10))
    for name, value in was.items():
        setattr(update, name, value)
    update.began_at = update.revision = now()
    update.save()
    return update
