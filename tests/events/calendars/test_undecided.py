"""Personal feeds show events for which the registration of the person is not decided yet."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.models import Event, Registration
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.planning import services as agenda
from events.registration.decisions import confirm, decline
from events.registration.services import lapse_offers, register, withdraw
from tests.factories import make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db


def published(**fields):
    event = make_event(**fields)
    revise(event, significant=False)
    return event


def nominated(event=None):
    """Nominate two people for a delegation with one seat: one gets the seat, one is a reserve."""
    event = event or published(policy=Event.Policy.NOMINATION)
    delegation = make_delegation(event, constituency="workers", seats=1, reserve_seats=1)
    people = [Nominee(name, f"{name.lower()}@example.org") for name in ("An", "Binh")]
    return nominations.nominate(delegation, people, by=make_person())


def pending():
    return register(published(policy=Event.Policy.APPROVAL), make_person())


def offered():
    event = published(seats=1, offer_hours=24)
    first, second = register(event, make_person()), register(event, make_person())
    withdraw(first, by=None)
    second.refresh_from_db()
    return second


def feed_of(person):
    return reverse("calendars:personal", args=[issue_token(person)])


def read(client, address):
    return icalendar.Calendar.from_ical(client.get(address).content).events


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: nominated()[0], "Not confirmed yet: "),
        (pending, "Not confirmed yet: "),
        (offered, "Offered to you: "),
    ],
)
def test_undecided_registration_is_tentative_and_free(client, make, words):
    registration = make()

    (found,) = read(client, feed_of(registration.person))

    assert found["summary"] == words + registration.event.title
    assert (found["status"], found["transp"]) == ("TENTATIVE", "TRANSPARENT")
    assert found["x-microsoft-cdo-busystatus"] == "TENTATIVE"
    assert found["uid"] == registration.event.uid


def test_waiting_reserve_and_invited_people_see_nothing(client):
    full = published(seats=0)
    waiting = register(full, make_person())
    _seated, reserve = nominated()
    invited = Registration.objects.create(event=published(), person=make_person(), status="invited")

    assert [read(client, feed_of(one.person)) for one in (waiting, reserve, invited)] == [[], [], []]


def test_decision_confirms_or_removes_the_entry(client):
    """A program that sends only If-Modified-Since gets every change."""
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        registration, _reserve = nominated()
        address = feed_of(registration.person)
        clock.shift(100)
        last = client.get(address)

        def news(step):
            nonlocal last
            clock.shift(100)
            step(Registration.objects.get(pk=registration.pk), by=None)
            clock.shift(100)
            tags = {"HTTP_IF_NONE_MATCH": last["ETag"]}
            assert client.get(address, **tags).status_code == 200
            last = client.get(address, HTTP_IF_MODIFIED_SINCE=last["Last-Modified"])
            assert last.status_code == 200
            return icalendar.Calendar.from_ical(last.content).events

        (before,) = icalendar.Calendar.from_ical(last.content).events
        (after,) = news(confirm)
        declined = news(decline)

        assert (after["status"], after["summary"]) == ("CONFIRMED", registration.event.title)
        assert after["last-modified"].dt > before["last-modified"].dt
        assert [found["status"] for found in declined] == ["CANCELLED"]
        assert before["sequence"] < after["sequence"] < declined[0]["sequence"]


def test_replacement_moves_the_entry_to_the_new_nominee(client):
    registration, _reserve = nominated()
    successor = nominations.replace(registration, Nominee("Chi", "chi@example.org"), by=None)

    assert [found["status"] for found in read(client, feed_of(registration.person))] == ["CANCELLED"]
    assert [found["status"] for found in read(client, feed_of(successor.person))] == ["TENTATIVE"]


def test_expired_offer_leaves_the_feed(client):
    registration = offered()
    address = feed_of(registration.person)
    first = client.get(address)

    with time_machine.travel(registration.offer_expires_at + timedelta(minutes=1)):
        lapse_offers()
        later = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

    assert len(icalendar.Calendar.from_ical(first.content).events) == 1
    (expired,) = icalendar.Calendar.from_ical(later.content).events
    assert (later.status_code, expired["status"]) == (200, "CANCELLED")


def test_cancelled_event_is_cancelled_for_undecided_people(client):
    registration = pending()
    agenda.cancel(registration.event, by=None)

    (found,) = read(client, feed_of(registration.person))

    assert (found["status"], found["summary"]) == ("CANCELLED", f"Cancelled: {registration.event.title}")


def test_undecided_registration_leaves_the_feed_after_the_event(client):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        registration = pending()
        address = feed_of(registration.person)
        clock.shift(100)
        first = client.get(address)

        clock.move_to(registration.event.ends_at + timedelta(days=3))
        later = client.get(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])

        assert (later.status_code, icalendar.Calendar.from_ical(later.content).events) == (200, [])
        clock.shift(100)
        again = client.get(address, HTTP_IF_MODIFIED_SINCE=later["Last-Modified"])
        assert again.status_code == 304


@pytest.mark.parametrize("item_count", [1, 3])
def test_undecided_registrations_need_no_more_queries(client, item_count, django_assert_num_queries):
    person = make_person()
    for _ in range(item_count):
        register(published(policy=Event.Policy.APPROVAL), person)
    address = feed_of(person)

    with django_assert_num_queries(4):
        assert len(read(client, address)) == item_count
