"""Lists of events show a signed-in reader their own registrations, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import AreaOfAction
from events.registration.services import register
from tests.factories import make_country, make_event, make_person, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_person(name="Reader"), make_person(name="Other")


def test_reader_sees_the_state_of_their_registrations_only(client, people):
    reader, other = people
    mine, theirs = make_event(title="Mine"), make_event(title="Theirs")
    waiting = make_event(title="Waiting", seats=1)
    register(waiting, other)
    for event in (mine, waiting):
        register(event, reader)
    register(theirs, other)
    assert "status-confirmed" not in client.get("/events/").text

    client.force_login(reader)
    page = client.get("/events/").text

    rows = {
        title: row
        for row in page.split('<li class="event-row')
        for title in ("Mine", "Theirs", "Waiting")
        if f"<bdi>{title}</bdi>" in row
    }
    assert '<p class="event-mine"><span class="status status-confirmed">' in rows["Mine"]
    assert "status-waitlisted" in rows["Waiting"]
    assert 'data-event="' in rows["Theirs"]
    client.logout()
    assert "status-confirmed" not in client.get("/events/").text


def test_own_registrations_cost_one_query(client, people, django_assert_max_num_queries):
    reader, _other = people
    client.force_login(reader)
    for _ in range(3):
        register(make_event(), reader)
    client.get("/events/")

    with django_assert_max_num_queries(5):
        client.get("/events/")


@pytest.fixture
def pages():
    """Return an event that the pages of its programme, area and country show, and the home page as a cover and a line."""
    event = make_event(venue=make_venue(country=make_country("VN")), title="Mine")
    area = AreaOfAction.objects.create(programme=event.programme, slug="coverage", name="Coverage")
    event.areas.add(area)
    addresses = {
        "/": 2,
        event.programme.get_absolute_url(): 1,
        area.get_absolute_url(): 1,
        event.venue.country.get_absolute_url(): 1,
    }
    return event, addresses


def test_every_list_of_events_shows_the_state_of_the_registration(client, people, pages):
    reader, other = people
    event, addresses = pages
    register(event, reader)
    client.force_login(reader)

    found = {address: client.get(address).text.count('class="status status-confirmed"') for address in addresses}

    assert found == addresses
    client.force_login(other)
    assert not any("status-confirmed" in client.get(address).text for address in addresses)
    client.logout()
    for _stored in range(2):
        assert not any("status-confirmed" in client.get(address).text for address in addresses)


def test_own_registrations_cost_one_query_on_each_page(client, people, pages):
    reader, _other = people
    event, addresses = pages
    client.force_login(reader)
    before = {address: queries_of(client, address) for address in addresses}
    register(event, reader)
    for _ in range(3):
        register(make_event(programme=event.programme, venue=event.venue), reader)

    assert {address: queries_of(client, address) for address in addresses} == before
    for address in addresses:
        own = [query for query in captured(client, address) if 'FROM "events_registration"' in query["sql"]]
        assert len(own) == 1, address


def captured(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return queries.captured_queries


def queries_of(client, address):
    return len(captured(client, address))
