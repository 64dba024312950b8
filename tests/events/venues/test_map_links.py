"""Each page, mail and calendar entry that shows a place also links to its map."""

from decimal import Decimal

import pytest
from django.urls import reverse

from events.calendars import vevent
from events.calendars.links import add_links
from events.calendars.services import revise
from events.models import Event, Registration
from events.nominations.services import Nominee, nominate
from events.registration import links
from events.registration.services import register
from events.venues.services import save_venue
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db
MAP = "https://maps.example.org/hall"


@pytest.fixture
def event():
    return make_event(venue=make_venue(map_url=MAP), asks_travel=True)


@pytest.fixture
def person(client, event):
    person = make_person()
    register(event, person)
    client.force_login(person)
    return person


@pytest.mark.parametrize("page", ["self_service:register", "travel:details", "events:detail"])
def test_pages_of_a_participant_show_the_map(client, event, person, page):
    assert f'href="{MAP}"' in client.get(reverse(page, args=[event.slug])).content.decode()


def test_the_personal_page_shows_the_map_of_each_event(client, event, person):
    assert f'href="{MAP}"' in client.get(reverse("self_service:me")).content.decode()


def test_the_page_behind_a_personal_link_and_that_of_a_nominee_show_the_map(client, event):
    delegation = make_delegation(event, country=make_country("TH"), seats=2)
    nominee = nominate(delegation, [Nominee("An", "an@example.org")], by=make_person(name="Focal Point"))[0]

    page = client.get(links.nominee_link(nominee).split("8000")[1], follow=True)

    assert f'href="{MAP}"' in page.content.decode()


def test_mails_show_the_map_under_the_place(event, person):
    mail = Message.objects.filter(recipient=person).latest("pk")

    assert f"Map: {MAP}" in mail.text
    assert f'href="{MAP}"' in mail.html


def test_calendar_entries_name_the_map_and_the_coordinates(event):
    venue = event.venue
    venue.map_url, venue.latitude, venue.longitude = "", Decimal("-2.533700"), Decimal("140.718100")
    session = event.sessions.create(title="Opening", starts_at=event.starts_at, ends_at=event.ends_at)

    for block in (vevent.render(event), vevent.render_session(session, is_busy=True)):
        unfolded = block.replace("\r\n ", "")
        assert "GEO:-2.5337;140.7181\r\n" in unfolded
        assert "Map: https://www.openstreetmap.org/?mlat=-2.5337&mlon=140.7181#map=17/-2.5337/140.7181" in unfolded
    assert "openstreetmap" in add_links(event)["google"]


def test_an_online_event_has_no_map(client, event):
    event.mode = Event.Mode.ONLINE

    block = vevent.render(event)

    assert "GEO" not in block
    assert MAP not in block


def test_a_new_map_reaches_the_calendars_without_a_notice(event):
    revise(event, significant=False)
    manager = make_member(event.programme)
    venue = event.venue
    venue.map_url = "https://maps.example.org/other"

    save_venue(event.programme, venue, by=manager)

    event.refresh_from_db()
    assert "maps.example.org/other" in event.vevent.replace("\r\n ", "")
    assert not event.changes.exists()
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
