"""Public pages come from the store for readers without a session, and are never out of date."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from events.models import Event, PageRevision
from events.page_store.watched import SEAT_COUNTERS
from events.registration import services as registration
from tests.factories import make_event, make_person, make_session, make_venue

pytestmark = pytest.mark.django_db
LIST = "/events/"


def stamp():
    return PageRevision.objects.get().stamp


def queries_of(client, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    return response, len(queries)


@pytest.fixture
def event():
    event = make_event(seats=10, venue=make_venue())
    make_session(event)
    return event


def test_stored_pages_need_one_query_and_are_the_same(client, event):
    for address in (LIST, event.get_absolute_url()):
        first = client.get(address)
        again, count = queries_of(client, address)

        assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert again.headers["Content-Type"] == first.headers["Content-Type"]
        assert count == 1, address


def test_reader_who_has_the_page_gets_304(client, event):
    for address in (LIST, event.get_absolute_url()):
        etag = client.get(address).headers["ETag"]

        stored = client.get(address, headers={"If-None-Match": etag})
        caches["pages"].clear()
        built = client.get(address, headers={"If-None-Match": etag})
        other = client.get(address, headers={"If-None-Match": '"other"'})

        assert (stored.status_code, built.status_code, other.status_code) == (304, 304, 200)
        assert stored.headers["ETag"] == etag


def test_free_seats_are_those_of_this_moment(client, event):
    assert b"10 places left" in client.get(event.get_absolute_url()).content

    registration.register(event, make_person())

    assert b"9 places left" in client.get(event.get_absolute_url()).content


def test_last_seat_changes_the_list(client, event):
    Event.objects.update(seats=1)
    assert b"Join the waiting list" not in client.get(LIST).content

    registration.register(event, make_person())

    assert b"Join the waiting list" in client.get(LIST).content


def test_moments_change_pages(client, event, time_machine):
    opens = now() + timedelta(minutes=20)
    Event.objects.update(registration_opens_at=opens, registration_closes_at=opens + timedelta(minutes=20))
    before = client.get(event.get_absolute_url()).content
    assert b"It opens on" in before

    time_machine.move_to(opens)
    assert b"10 places left" in client.get(event.get_absolute_url()).content
    assert b"Register for" in client.get(LIST).content

    time_machine.move_to(opens + timedelta(minutes=20))
    assert b"Registration closed on" in client.get(event.get_absolute_url()).content
    assert b"Register for" not in client.get(LIST).content

    time_machine.move_to(event.ends_at + timedelta(seconds=1))
    assert event.title.encode() not in client.get(LIST).content


def test_person_with_a_session_gets_a_page_of_their_own(client, event):
    person = make_person()
    registration.register(event, person)
    assert b"See your registration" not in client.get(event.get_absolute_url()).content

    client.force_login(person)
    assert b"See your registration" in client.get(event.get_absolute_url()).content

    client.logout()
    assert b"See your registration" not in client.get(event.get_absolute_url()).content


def test_zones_and_parts_of_pages_are_stored_apart(client, event):
    address = event.get_absolute_url()
    plain = client.get(address).content
    client.cookies["tz"] = "Asia/Tokyo"
    assert b"Tokyo" in client.get(address).content
    client.cookies["tz"] = ""
    assert client.get(address).content == plain

    whole = client.get(LIST).content
    part = client.get(LIST, headers={"HX-Request": "true"}).content
    assert b"<html" in whole
    assert b"<html" not in part


def test_filters_are_stored_apart(client, event):
    assert event.title.encode() in client.get(LIST).content
    assert event.title.encode() not in client.get(f"{LIST}?when=past").content
    assert client.get("/events/missing/").status_code == 404
    make_event(slug="missing")
    assert client.get("/events/missing/").status_code == 200


def test_counters_of_seats_are_no_revision(event):
    before = stamp()
    for name in SEAT_COUNTERS:
        Event.objects.update(**{name: 0})
    assert stamp() == before

    event.delete()
    assert stamp() > before
