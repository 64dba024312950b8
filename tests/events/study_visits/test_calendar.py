"""A traveller's own calendar has the visit as a whole and each of its parts, at their local times. Public feeds have what is
public."""

import icalendar
import pytest
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.models import Event, Meeting, Registration, Session, StudyVisit
from events.study_visits.visit.services import choose_public_fields
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment
from tests.factories import make_person, make_session

pytestmark = pytest.mark.django_db
PRIVATE = {
    "notes": "SECRET notes",
    "gift": "SECRET gift",
    "protocol": "SECRET order",
    "contact_email": "secret@example.org",
}


@pytest.fixture
def event():
    event = make_visit()
    revise(event, significant=False)
    return event


def host(event, title="A day at the counter", zone="Asia/Ulaanbaatar", **fields):
    session = Session.objects.create(
        event=event, title=title, timezone=zone, starts_at=moment("2027-06-09 16:00", zone),
        ends_at=moment("2027-06-09 17:30", zone), kind=fields.pop("kind", Session.Kind.SESSION),
        is_optional=fields.pop("is_optional", False),
    )  # fmt: skip
    return Meeting.objects.create(session=session, **{"status": "confirmed", **PRIVATE, **fields})


def entries(client, person):
    content = client.get(reverse("calendars:personal", args=[issue_token(person)])).content
    assert b"SECRET" not in content
    return {str(entry["SUMMARY"]): entry for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_each_visit_is_an_entry_at_its_local_time_beside_the_whole(client, event):
    person = make_traveller(event)
    make_leg(event, [person])
    host(event)

    found = entries(client, person)

    assert {title.split(" (")[0] for title in found} == {
        "Study visit to Japan", "Flight ZZ 221, Phnom Penh – Tokyo", "A day at the counter",
    }  # fmt: skip
    (visit,) = [entry for title, entry in found.items() if title.startswith("A day")]
    assert visit.decoded("DTSTART").isoformat() == "2027-06-09T16:00:00+08:00"
    assert visit["DTSTART"].params["TZID"] == "Asia/Ulaanbaatar"
    assert str(visit["RELATED-TO"]) == event.uid


@pytest.mark.parametrize(
    "fields",
    [{"status": "declined"}, {"status": "cancelled"}, {"kind": Session.Kind.BREAK}, {"is_optional": True}],
    ids=lambda fields: "-".join(map(str, fields.values())),
)
def test_what_is_not_for_the_traveller_is_no_entry(client, event, fields):
    person = make_traveller(event)
    host(event, **fields)

    assert [title for title in entries(client, person) if title.startswith("A day")] == []


@pytest.mark.parametrize("status", ["pending", "withdrawn"])
def test_only_travellers_have_the_visits(client, event, status):
    person = make_person()
    Registration.objects.create(event=event, person=person, status=status)
    host(event)

    assert [title for title in entries(client, person) if title.startswith("A day")] == []


def test_the_sessions_of_other_events_are_those_that_were_chosen(client):
    seminar = make_visit(kind=Event.Kind.REGIONAL_SEMINAR)
    person = make_traveller(seminar)
    make_session(seminar, title="Opening")

    assert [title for title in entries(client, person) if title.startswith("Opening")] == []


def test_a_host_who_declines_changes_the_feed(client, event):
    person = make_traveller(event)
    meeting = host(event)
    path = reverse("calendars:personal", args=[issue_token(person)])
    first = client.get(path)

    Meeting.objects.filter(pk=meeting.pk).update(status="declined")

    assert "Last-Modified" not in first.headers
    assert client.get(path, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "in_feed", "has_days"),
    [
        (["title", "dates", "country", "days"], True, True),
        (["title", "dates", "country"], True, False),
        (["title", "dates"], False, False),
    ],
)
def test_public_feeds_follow_what_the_team_has_chosen(client, event, chosen, in_feed, has_days):
    make_leg(event, [make_traveller(event)])
    host(event)
    choose_public_fields(event, chosen)

    feed = client.get(reverse("calendars:feed"))
    file = client.get(reverse("calendars:event", args=[event.slug]))

    assert (event.title in feed.text) is in_feed
    assert file.status_code == (200 if in_feed else 404)
    assert ("A day at the counter" in file.text) is has_days
    assert ("leg-" in feed.text + file.text, "SECRET" in feed.text + file.text) == (False, False)
    assert StudyVisit.objects.get().public_fields == chosen
