"""Legs in the personal feeds of their travellers, and nowhere else."""

import icalendar
import pytest
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.journeys.legs.services import change_leg, step
from events.models import Event
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_visit()


def entries(client, person):
    """Return the entries of legs in the feed of person, by their UID."""
    path = reverse("calendars:personal", args=[issue_token(person)])
    calendar = icalendar.Calendar.from_ical(client.get(path).content)
    found = {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}
    return {uid: entry for uid, entry in found.items() if uid.startswith("leg-")}


def test_each_end_is_in_its_own_zone(client, event):
    person = make_traveller(event)
    leg = make_leg(event, [person], meeting_point="Gate 4")

    entry = entries(client, person)[leg.uid]

    assert entry.decoded("DTSTART").isoformat() == "2027-06-06T08:30:00+07:00"
    assert entry.decoded("DTEND").isoformat() == "2027-06-06T16:20:00+09:00"
    assert (entry["DTSTART"].params["TZID"], entry["DTEND"].params["TZID"]) == ("Asia/Phnom_Penh", "Asia/Tokyo")
    assert str(entry["RELATED-TO"]) == event.uid
    assert str(entry["SUMMARY"]) == "Flight ZZ 221, Phnom Penh – Tokyo"
    assert "Gate 4" in entry["DESCRIPTION"]
    assert (str(entry["STATUS"]), str(entry["TRANSP"])) == ("CONFIRMED", "OPAQUE")


def test_the_booking_reference_is_not_in_calendars(client, event):
    person = make_traveller(event)
    make_leg(event, [person], booking="SV2701")

    assert b"SV2701" not in client.get(reverse("calendars:personal", args=[issue_token(person)])).content


def test_a_moved_leg_keeps_its_uid_and_raises_its_sequence(client, event):
    person = make_traveller(event)
    leg = make_leg(event, [person])

    change_leg(event, leg.pk, by=None, arrives_at=moment("2027-06-06 17:50", "Asia/Tokyo"))

    entry = entries(client, person)[leg.uid]
    assert (entry["SEQUENCE"], entry.decoded("DTEND").hour) == (1, 17)


def test_a_cancelled_leg_stays_as_cancelled(client, event):
    person = make_traveller(event)
    leg = make_leg(event, [person])

    step(event, leg.pk, "cancel", by=None)

    entry = entries(client, person)[leg.uid]
    assert (str(entry["STATUS"]), str(entry["TRANSP"])) == ("CANCELLED", "TRANSPARENT")


def test_others_do_not_see_it(client, event):
    person, other = make_traveller(event), make_traveller(event)
    leg = make_leg(event, [person])

    assert entries(client, other) == {}
    change_leg(event, leg.pk, [other], by=None)
    assert entries(client, person) == {}


def test_a_draft_is_in_no_calendar(client):
    event = make_visit(status=Event.Status.DRAFT)
    person = make_traveller(event)
    make_leg(event, [person])

    assert entries(client, person) == {}


@pytest.mark.parametrize("name", ["calendars:feed", "calendars:event"])
def test_no_public_feed_has_legs(client, event, name):
    make_leg(event, [make_traveller(event)])
    revise(event, significant=False)

    path = reverse(name, args=[event.slug] if name == "calendars:event" else [])
    content = client.get(path).content

    assert event.title.encode() in content
    assert b"UID:leg-" not in content


def test_the_feed_is_another_one_after_a_person_was_taken_off(client, event):
    person, other = make_traveller(event), make_traveller(event)
    leg = make_leg(event, [person])
    path = reverse("calendars:personal", args=[issue_token(person)])
    first = client.get(path)

    change_leg(event, leg.pk, [other], by=None)

    assert "Last-Modified" not in first.headers
    assert client.get(path, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_the_entry_is_in_the_language_of_the_traveller(client, event, language):
    person = make_traveller(event, language=language)
    leg = make_leg(event, [person])

    word = {"fr": "Vol", "vi": "Chuyến bay"}[language]
    assert str(entries(client, person)[leg.uid]["SUMMARY"]).startswith(word)
