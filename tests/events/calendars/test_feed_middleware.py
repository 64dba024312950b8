"""The public feed is answered before the middleware for people: it costs the same with and without a login session."""

import gzip

import pytest
from django.test import Client

from events.calendars.services import revise
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db
FEED = "/calendar/events.ics"


@pytest.fixture
def signed_in():
    client = Client()
    client.force_login(make_person())
    return client


@pytest.fixture(autouse=True)
def event():
    event = make_event()
    revise(event, significant=False)
    return event


def test_a_login_session_costs_the_feed_no_query(signed_in, django_assert_num_queries):
    etag = signed_in.get(FEED)["ETag"]

    with django_assert_num_queries(1):
        response = signed_in.get(FEED, headers={"if-none-match": etag})

    assert response.status_code == 304


def test_the_feed_is_one_response_for_shared_caches(client, signed_in):
    for reader in (client, signed_in):
        response = reader.get(FEED)

        assert response["Cache-Control"] == "public, max-age=300"
        assert response["Vary"] == "Accept-Encoding"
        assert not response.cookies


def test_the_feed_has_its_length_and_a_304_has_none(client):
    response = client.get(FEED)

    assert response["Content-Length"] == str(len(response.content))
    assert "Content-Length" not in client.get(FEED, headers={"if-none-match": response["ETag"]})


def test_the_feed_is_compressed_and_has_the_headers_of_all_responses(client):
    plain = client.get(FEED)
    packed = client.get(FEED, headers={"accept-encoding": "gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Length"] == str(len(packed.content))
    assert {"Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options"} <= set(packed.headers)


def test_head_has_the_headers_of_get(client):
    assert client.head(FEED).headers == client.get(FEED).headers


def test_an_unknown_host_is_refused(client):
    assert client.get(FEED, headers={"host": "evil.example"}).status_code == 400


def test_a_null_character_in_a_filter_is_refused(client):
    assert client.get(f"{FEED}?kind=%00").status_code == 400
