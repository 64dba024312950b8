"""Venues with their rooms: services, matching, and the suggestion of a time zone."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from events.models import EventChange, Room, Venue
from events.planning.likelihood import values_of_sessions
from events.unlikely_values import questions
from events.venues.errors import SameVenueError, VenueInUseError
from events.venues.matching import venues_like
from events.venues.queries import duplicates_of, rooms_of, venues_of
from events.venues.services import delete_venue, mark_different, merge_venues, save_venue
from events.venues.zones import suggest_zone
from tests.factories import make_country, make_event, make_member, make_programme, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(programme):
    return make_member(programme)


@pytest.mark.parametrize(
    ("city", "country", "zone"),
    [
        ("Jayapura", "ID", "Asia/Jayapura"),
        ("Hà Nội", "VN", "Asia/Ho_Chi_Minh"),
        ("Bandung", "ID", "Asia/Jakarta"),
        ("Chiang Mai", "TH", "Asia/Bangkok"),
        ("Mandalay", "", "Asia/Yangon"),
        # A city of the same name in another country does not count.
        ("London", "TH", "Asia/Bangkok"),
    ],
)
def test_a_zone_is_suggested_from_the_city(city, country, zone):
    assert suggest_zone(city, country).name == zone


def test_no_zone_is_suggested_for_an_unknown_city_without_country():
    assert suggest_zone("Nowhere", "") is None
    assert suggest_zone("", "") is None


def test_a_suggestion_says_that_the_country_has_more_zones():
    assert suggest_zone("Jayapura", "ID").others == 3
    assert suggest_zone("Bangkok", "TH").others == 0


def test_the_map_link_is_the_given_one_or_leads_to_the_coordinates():
    venue = Venue(latitude=Decimal("-2.533700"), longitude=Decimal("140.718100"))

    assert venue.map_link == "https://www.openstreetmap.org/?mlat=-2.5337&mlon=140.7181#map=17/-2.5337/140.7181"
    assert Venue(map_url="https://maps.example.org/1", latitude=1, longitude=1).map_link == "https://maps.example.org/1"
    assert Venue().map_link == ""


@pytest.mark.parametrize("fields", [{"latitude": 91, "longitude": 0}, {"latitude": 1}, {"longitude": 1}])
def test_the_database_refuses_coordinates_off_the_globe(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_venue(**fields)


def test_the_database_refuses_a_room_twice():
    venue = make_venue()
    Room.objects.create(venue=venue, name="Main hall")

    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.create(venue=venue, name="MAIN HALL")


def test_a_changed_text_reaches_calendars_and_history_without_a_notice(programme, manager):
    venue = make_venue(programme=programme, name="Old hall")
    event = make_event(programme=programme, venue=venue, sequence=3)
    venue.name = "New hall"

    save_venue(programme, venue, [Room(name="A"), Room(name="B", capacity=4)], by=manager)

    event.refresh_from_db()
    change = event.changes.get(what=EventChange.What.VENUE)
    assert "New hall" in event.vevent
    assert event.sequence == 3
    assert "Old hall" in change.said
    assert change.by == manager
    assert [(room.position, room.name) for room in venue.rooms.all()] == [(1, "A"), (2, "B")]


def test_a_merge_moves_events_sessions_and_rooms_and_keeps_both_names(programme, manager):
    kept = make_venue(programme=programme, name="Sample Institute", city="Hà Nội", country=None, timezone="")
    gone = make_venue(programme=programme, name="Sample Institute Hanoi", city="Ha Noi", timezone="Asia/Ho_Chi_Minh")
    Room.objects.create(venue=kept, name="Main hall", capacity=10)
    Room.objects.create(venue=gone, name="main  hall")
    Room.objects.create(venue=gone, name="Room 1")
    event = make_event(programme=programme, venue=gone)
    session = make_event(programme=programme).sessions.create(title="Visit", venue=gone)

    merge_venues(kept, gone, by=manager)

    event.refresh_from_db()
    session.refresh_from_db()
    kept.refresh_from_db()
    assert event.venue == session.venue == kept
    assert (kept.timezone, kept.country_id) == ("Asia/Ho_Chi_Minh", "TH")
    assert [room.name for room in kept.rooms.all()] == ["Main hall", "Room 1"]
    assert not Venue.objects.filter(pk=gone.pk).exists()
    assert venues_like(Venue.objects.usable_in(programme), "sample institute HANOI") == [kept]
    assert "sample institute hanoi" in kept.search_text
    assert "Sample Institute Hanoi" in event.changes.get().said
    assert "Sample Institute" in event.vevent


def test_a_merge_needs_two_venues_of_one_programme(programme, manager):
    venue, other = make_venue(programme=programme), make_venue(programme=make_programme())

    for pair in ((venue, venue), (venue, other)):
        with pytest.raises(SameVenueError):
            merge_venues(*pair, by=manager)


def test_possible_duplicates_are_found_and_can_be_kept_apart(programme):
    one = make_venue(programme=programme, name="Sample Institute", city="Hà Nội", country=make_country("VN"))
    other = make_venue(programme=programme, name="Sample Institute Hanoi", city="Ha Noi", country=make_country("VN"))
    make_venue(programme=programme, name="Sample Institute", city="Bangkok")
    make_venue(programme=make_programme(), name="Sample Institute", city="Hà Nội")

    assert duplicates_of(programme, list(venues_of(programme))) == [(one, other)]
    mark_different(one, other)
    assert duplicates_of(programme, list(venues_of(programme))) == []


def test_a_venue_in_use_cannot_be_deleted(programme):
    venue, unused = make_venue(programme=programme), make_venue(programme=programme)
    make_event(programme=programme).sessions.create(title="Visit", venue=venue)

    with pytest.raises(VenueInUseError):
        delete_venue(venue)
    delete_venue(unused)

    assert list(Venue.objects.all()) == [venue]


@pytest.mark.parametrize(
    "text", ["Sample Hall, Ha Noi, Viet Nam", "sample hall hanoi", "SAMPLE HALL", "Sample Hall, Hà Nội"]
)
def test_a_venue_is_found_by_typing(programme, text):
    venue = make_venue(programme=programme, name="Sample Hall", city="Hà Nội", country=make_country("VN"))
    make_venue(programme=make_programme(), name="Sample Hall", city="Hà Nội", country=make_country("VN"))

    assert venues_like(Venue.objects.usable_in(programme), text) == [venue]
    assert venues_like(Venue.objects.usable_in(programme), "Sample") == []


def test_a_session_is_compared_with_its_own_room(programme):
    venue = make_venue(programme=programme)
    Room.objects.create(venue=venue, name="Room 1", capacity=30)
    event = make_event(programme=programme, venue=venue, seats=500)
    event.sessions.create(title="Group", room="room 1", seats=40)

    asked = questions(values_of_sessions(event, event.sessions.select_related("venue")))

    assert [question.text for question in asked] == ["“Group” is larger than the room: 40, but the room holds: 30."]
    assert [room.name for room in rooms_of(event)] == ["Room 1"]
