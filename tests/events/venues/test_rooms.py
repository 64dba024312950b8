"""Sessions follow the new name of their room."""

import pytest

from events.calendars.entry_text import session_location
from events.models import Room
from events.venues.services import add_rooms, save_venue
from notifications.models import Message
from tests.factories import make_event, make_member, make_programme, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def manager(programme):
    return make_member(programme)


@pytest.fixture
def venue(programme):
    venue = make_venue(programme=programme)
    for name in ("Room A", "Room B"):
        Room.objects.create(venue=venue, name=name)
    return venue


def rename(venue, manager, *names):
    rooms = list(venue.rooms.all())
    for room, name in zip(rooms, names, strict=True):
        room.name = name
    save_venue(venue.programme, venue, rooms, by=manager)


def test_a_session_shows_the_new_name_of_its_room_and_nobody_is_notified(programme, manager, venue):
    event = make_event(programme=programme, venue=venue)
    session = event.sessions.create(title="Opening", room="room a", sequence=2)
    elsewhere = event.sessions.create(title="Visit", room="Room A", venue=make_venue(programme=programme))
    before = event.revised_at

    rename(venue, manager, "Mekong", "Room B")

    for row in (event, session, elsewhere):
        row.refresh_from_db()
    assert session.room == "Mekong"
    assert session_location(session).startswith("Mekong, ")
    assert elsewhere.room == "Room A"
    assert session.sequence == 2
    assert event.revised_at > before  # personal feeds show the new name
    assert "Mekong" in event.changes.get().said
    assert not Message.objects.exists()


def test_two_rooms_can_exchange_their_names(programme, manager, venue):
    event = make_event(programme=programme)
    first = event.sessions.create(title="One", room="Room A", venue=venue)
    second = event.sessions.create(title="Two", room="Room B", venue=venue)

    rename(venue, manager, "Room B", "Room A")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.room, second.room) == ("Room B", "Room A")
    assert [room.name for room in venue.rooms.all()] == ["Room B", "Room A"]


def test_a_room_that_is_not_listed_keeps_its_name(programme, manager, venue):
    session = make_event(programme=programme, venue=venue).sessions.create(title="Visit", room="Courtyard")

    rename(venue, manager, "Mekong", "Bassac")

    session.refresh_from_db()
    assert session.room == "Courtyard"


def test_the_queries_of_a_new_name_do_not_depend_on_the_number_of_sessions(
    programme, manager, venue, django_assert_max_num_queries
):
    event = make_event(programme=programme, venue=venue)
    for number in range(6):
        event.sessions.create(title=f"Session {number}", room="Room A")

    with django_assert_max_num_queries(22):
        rename(venue, manager, "Mekong", "Room B")


def test_rooms_are_added_once_after_the_others():
    venue = make_venue()
    Room.objects.create(venue=venue, name="Main hall", position=3)

    add_rooms(venue, ["Room 9", "main HALL", "Room  9", "Foyer", " "])

    assert list(venue.rooms.values_list("name", "position")) == [("Main hall", 3), ("Room 9", 4), ("Foyer", 5)]
