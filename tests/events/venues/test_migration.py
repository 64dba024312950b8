"""The migration that gives each venue to a programme."""

import importlib

import pytest
from django.apps import apps
from django.utils.timezone import now

from events.models import PendingUpdate, Venue
from events.updates import services as updates
from tests.factories import make_event, make_programme, make_venue

pytestmark = pytest.mark.django_db

give_venues = importlib.import_module("events.migrations.0020_programmes_of_venues").give_venues


def test_each_programme_gets_the_venues_of_its_events_and_sessions():
    first, second, third = make_programme(), make_programme(), make_programme()
    shared = make_venue(programme=None, name="Shared hall", address="1 Sample Road", capacity=40)
    unused = make_venue(programme=None, name="Unused hall")
    events = [make_event(programme=programme, venue=shared) for programme in (first, second)]
    session = make_event(programme=third).sessions.create(title="Visit", venue=shared)
    waiting = updates.snapshot(events[1])
    waiting.began_at = waiting.due_at = waiting.revision = now()
    waiting.save()

    give_venues(apps, None)

    for row in (*events, session, shared, unused):
        row.refresh_from_db()
    assert shared.programme == first
    assert events[0].venue == shared
    assert events[1].venue.programme == second
    assert session.venue.programme == third
    assert {(venue.name, venue.address, venue.capacity) for venue in Venue.objects.exclude(pk=unused.pk)} == {
        ("Shared hall", "1 Sample Road", 40)
    }
    assert Venue.objects.count() == 4
    assert PendingUpdate.objects.get(event=events[1]).venue == events[1].venue
    assert unused.programme is None
    assert "shared hall" in session.venue.search_text


def test_a_venue_that_has_a_programme_stays_as_it_is():
    first, second = make_programme(), make_programme()
    venue = make_venue(programme=second)
    event = make_event(programme=first, venue=venue)

    give_venues(apps, None)

    venue.refresh_from_db()
    event.refresh_from_db()
    assert venue.programme == second
    assert event.venue == venue
