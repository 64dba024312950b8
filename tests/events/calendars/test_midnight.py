"""An end at midnight belongs to the day before: nothing shows or marks a further day."""

import json
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.contributors.services import ContributorEntry, add
from events.models import Event
from events.registration.services import register
from notifications.models import Message
from tests.events.contributors.scene import make_session
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
ZONES = ["Asia/Bangkok", "America/Santiago", "Pacific/Auckland", "America/Los_Angeles"]


def moment(zone, day, hour=0):
    return datetime(2031, 3, day, hour, tzinfo=ZoneInfo(zone))


def until_midnight(zone="Asia/Bangkok", *, first=4, end=6, hour=9, **fields):
    """Return an event from 4 March to the end of 5 March 2031."""
    event = make_event(
        title="Seminar", timezone=zone, starts_at=moment(zone, first, hour), ends_at=moment(zone, end), **fields
    )
    revise(event, significant=False)
    return event


def structured_data(client, event):
    page = client.get(event.get_absolute_url()).content.decode()
    return json.loads(re.search('<script type="application/ld\\+json">(.*?)</script>', page, re.DOTALL)[1])


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("precision", [Event.Precision.TIME, Event.Precision.DAY])
def test_structured_data_ends_on_the_last_day(client, zone, precision):
    event = until_midnight(zone, hour=0, precision=precision)

    data = structured_data(client, event)

    assert (data["startDate"][:10], data["endDate"][:10]) == ("2031-03-04", "2031-03-05")
    assert datetime.fromisoformat(data["endDate"]).date() == date(2031, 3, 5)


def test_structured_data_keeps_an_end_within_a_day(client):
    event = make_event(starts_at=moment("Asia/Bangkok", 4, 9), ends_at=moment("Asia/Bangkok", 5, 1))

    assert structured_data(client, event)["endDate"] == "2031-03-05T01:00:00+07:00"


@pytest.mark.parametrize("zone", ZONES)
def test_atom_and_pages_name_the_last_day(client, zone):
    event = until_midnight(zone)

    texts = [
        client.get(address).content.decode()
        for address in (reverse("events:atom"), event.get_absolute_url(), "/events/", "/calendar/?month=2031-03")
    ]

    for text in texts:
        assert "6 March" not in text
    assert "5 March 2031, 24:00" in texts[0]
    assert "5 March 2031, 24:00" in texts[1]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("first", "days"), [(5, 1), (4, 2)])
@pytest.mark.parametrize("precision", [Event.Precision.TIME, Event.Precision.DAY])
def test_month_marks_the_days_until_the_last(client, zone, first, days, precision):
    until_midnight(zone, first=first, hour=0, precision=precision)

    weeks = client.get("/calendar/?month=2031-03").context["weeks"]

    marked = [cell.day for week in weeks for cell in week if cell.events]
    assert marked == [date(2031, 3, day) for day in range(first, 6)]
    assert len(marked) == days


def test_month_after_an_end_at_midnight_is_empty(client):
    zone = "Asia/Bangkok"
    make_event(timezone=zone, starts_at=moment(zone, 31, 9), ends_at=datetime(2031, 4, 1, tzinfo=ZoneInfo(zone)))

    assert client.get("/calendar/?month=2031-04").context["listed"] == []
    assert len(client.get("/calendar/?month=2031-03").context["listed"]) == 1


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("days_as", Event.DaysAs.values)
def test_entry_of_several_days_ends_with_the_last(client, zone, days_as):
    event, person = until_midnight(zone, days_as=days_as), make_person()
    register(event, person)

    contents = [
        client.get(address).content
        for address in (
            "/calendar/events.ics",
            reverse("calendars:event", args=[event.slug]),
            reverse("calendars:personal", args=[issue_token(person)]),
        )
    ]
    contents.append(Message.objects.exclude(ics="").get().ics)

    for content in contents:
        (found,) = icalendar.Calendar.from_ical(content).events
        end = found["dtend"].dt
        if isinstance(end, datetime):
            assert end == event.ends_at
        else:
            assert end == date(2031, 3, 6)  # exclusive
        assert "6 March" not in found["description"]
        assert "rrule" not in found


def test_evening_until_midnight_is_one_day_with_hours(client):
    event = until_midnight(first=5, hour=18)

    (found,) = icalendar.Calendar.from_ical(client.get("/calendar/events.ics").content).events

    assert (found["dtstart"].dt, found["dtend"].dt) == (event.starts_at, event.ends_at)
    assert found["transp"] == "OPAQUE"


def test_session_until_midnight_stays_on_its_day(client):
    event, person = until_midnight(), make_person()
    start, end = moment("Asia/Bangkok", 5, 22), moment("Asia/Bangkok", 6)
    session = make_session(event, "Night", starts_at=start, ends_at=end)
    entry = ContributorEntry(person.name, "speaker", session, address=person.email)
    add(event, entry, by=make_member(event.programme))

    page = client.get(event.get_absolute_url()).content.decode()
    mail = Message.objects.get(recipient=person)
    sent = icalendar.Calendar.from_ical(mail.ics).events[0]
    own = icalendar.Calendar.from_ical(client.get(reverse("calendars:personal", args=[issue_token(person)])).content)

    assert "22:00" in page
    assert "24:00" in page
    assert "6 March" not in page + mail.text
    assert {(found["dtstart"].dt, found["dtend"].dt) for found in own.events if found["uid"] == session.uid} == {
        (start, end)
    }
    assert (sent["dtstart"].dt, sent["dtend"].dt) == (start, end)
