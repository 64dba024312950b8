import pytest
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.calendars.views import _public_feed
from events.registration.services import register
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db
FEED = "/calendar/events.ics"


def wrong(client, **headers):
    return client.get("/calendar/personal/wrong.ics", **headers)


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.CALENDAR_WRONG_TOKENS_PER_HOUR = 3
    settings.CALENDAR_NEW_FEEDS_PER_HOUR = 3


def test_wrong_tokens_are_limited_for_each_client(client):
    found = [wrong(client) for _number in range(4)]
    other = wrong(client, REMOTE_ADDR="192.0.2.7")

    assert [response.status_code for response in found] == [404, 404, 404, 429]
    assert found[-1]["Content-Type"] == "text/plain; charset=utf-8"
    assert 0 < int(found[-1]["Retry-After"]) <= 3600
    assert "no-store" in found[-1]["Cache-Control"]
    assert other.status_code == 404


def test_addresses_of_one_network_are_one_client(client):
    found = [wrong(client, REMOTE_ADDR=f"2001:db8::{number}").status_code for number in range(4)]

    assert found == [404, 404, 404, 429]


def test_wrong_tokens_never_lock_a_valid_token_out(client):
    person = make_person()
    register(make_event(), person)
    own = reverse("calendars:personal", args=[issue_token(person)])

    for _number in range(6):
        wrong(client)

    assert client.get(own).status_code == 200


def test_clients_of_a_ministry_reach_no_limit(client):
    """Hundreds of programs behind one address ask for their own feeds and for some public ones."""
    event = make_event()
    revise(event, significant=False)
    addresses = [FEED, f"{FEED}?kind=meeting", reverse("calendars:event", args=[event.slug])]
    for _number in range(5):
        person = make_person()
        register(event, person)
        addresses.append(reverse("calendars:personal", args=[issue_token(person)]))

    found = []
    for _number in range(20):
        found += [client.get(address).status_code for address in addresses]
        _public_feed.cache_clear()  # another process has its own memory

    assert set(found) == {200}


def test_a_scraper_of_many_feeds_is_limited(client):
    first = [client.get(f"{FEED}?programme={number}") for number in range(5)]
    again = client.get(f"{FEED}?programme=4")
    known = client.get(f"{FEED}?programme=0")
    unchanged = client.get(f"{FEED}?programme=9", HTTP_IF_NONE_MATCH="*")

    assert [response.status_code for response in first] == [200, 200, 200, 429, 429]
    assert (again.status_code, known.status_code, unchanged.status_code) == (429, 200, 304)
    assert first[-1]["Retry-After"]


def test_a_scraper_of_many_files_is_limited(client):
    events = [make_event() for _number in range(5)]

    found = [client.get(reverse("calendars:event", args=[event.slug])).status_code for event in events]

    assert found == [200, 200, 200, 429, 429]
