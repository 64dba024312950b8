"""Pages of study visits make a fixed number of queries: for one visit and for twenty, with few people and with many."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.journeys.links import journey_link
from events.journeys.travellers import services
from events.models import Hotel, Meeting, PassportConsent, RoomStay
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment
from tests.factories import make_member, make_programme, make_session

pytestmark = pytest.mark.django_db


def full_visit(programme, people, number=0):
    """Create a visit with travellers who have a leg and a room, and a host for each day."""
    event = make_visit(programme=programme, title=f"Visit {number}", slug=f"visit-{number}")
    own = [make_traveller(event) for _person in range(people)]
    make_leg(event, own)
    hotel = Hotel.objects.create(event=event, name="Garden", city="Tokyo", timezone="Asia/Tokyo")
    for person in own:
        RoomStay.objects.create(hotel=hotel, person=person, check_in=date(2027, 6, 6), check_out=date(2027, 6, 9))
    for day in range(people):
        session = make_session(event, day=day % 6, title=f"Host {day}")
        meeting = Meeting.objects.create(session=session, status="confirmed", security_list="passports", bus_minutes=30)
        for registration in event.registrations.all():
            PassportConsent.objects.create(meeting=meeting, registration=registration)
    revise(event, significant=False)
    return event, own


def queries_of(action):
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        action()
    return len(found)


PAGES = {
    "overview": lambda event, person: reverse("study_visits:visit", args=[event.slug]),
    "legs": lambda event, person: reverse("legs:list", args=[event.slug]),
    "rooms": lambda event, person: reverse("study_visits:rooms", args=[event.slug]),
    "papers": lambda event, person: reverse("study_visits:papers", args=[event.slug]),
    "meetings": lambda event, person: reverse("meetings:itinerary", args=[event.slug]),
    "agenda": lambda event, person: reverse("agenda:editor", args=[event.slug]),
    "costs": lambda event, person: reverse("costs:sheet", args=[event.slug]),
    "list": lambda event, person: reverse("organise:events"),
    "public list": lambda event, person: reverse("events:list"),
    "public page": lambda event, person: event.get_absolute_url(),
    "feed": lambda event, person: reverse("calendars:feed"),
    "own feed": lambda event, person: reverse("calendars:personal", args=[issue_token(person)]),
    "own page": lambda event, person: "/" + journey_link(event, person).split("/", 3)[3],
    "consents": lambda event, person: "/" + journey_link(event, person).split("/", 3)[3] + "passports/",
}


def counts_of(client, event, person):
    """Return the number of queries of each page."""
    counts = {}
    for name, address_of in PAGES.items():
        address = address_of(event, person)
        assert client.get(address).status_code == 200, name
        counts[name] = queries_of(lambda: client.get(address))  # noqa: B023 (used at once)
    return counts


def test_pages_need_no_more_queries_with_twenty_visits(client):
    programme = make_programme()
    event, people = full_visit(programme, 1)
    client.force_login(make_member(programme))
    one = counts_of(client, event, people[0])

    for number in range(1, 20):
        full_visit(programme, 1, number)

    assert counts_of(client, event, people[0]) == one


def test_pages_need_no_more_queries_with_many_people_and_hosts(client):
    counts = []
    for number, size in enumerate((2, 7)):
        programme = make_programme()
        event, people = full_visit(programme, size, number)
        client.force_login(make_member(programme))
        counts.append(counts_of(client, event, people[0]))

    assert counts[0] == counts[1]


def test_the_mails_of_an_evening_need_as_many_queries_for_many_travellers(monkeypatch):
    counts = []
    for number, size in enumerate((2, 7)):
        event, _people = full_visit(make_programme(), size, number)
        monkeypatch.setattr(services, "now", lambda: moment("2027-06-06 18:05", "Asia/Tokyo"))
        counts.append(queries_of(services.send_tomorrow))
        event.delete()

    assert counts[0] == counts[1]
