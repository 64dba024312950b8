"""Cancelled and postponed events say so in words: in calendars, and on all pages that list events."""

import json
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from events.calendars import links, timezones
from events.calendars.services import revise
from events.models import Session
from events.planning.services import cancel, postpone
from tests.factories import make_event

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
WAYS = [(postpone, "Postponed", "TENTATIVE"), (cancel, "Cancelled", "CANCELLED")]


@pytest.fixture
def event():
    event = make_event(title="Seminar", starts_at=START, ends_at=START + timedelta(hours=8))
    Session.objects.create(event=event, title="Panel", starts_at=START, ends_at=START + timedelta(hours=1))
    revise(event, significant=False)
    return event


def entries(response):
    return icalendar.Calendar.from_ical(response.content).events


@pytest.mark.parametrize(("call_off", "word", "status"), WAYS)
def test_feed_and_file_say_it_in_the_title(client, event, call_off, word, status):
    call_off(event, by=None)

    (shown,) = entries(client.get("/calendar/events.ics"))
    found, session = entries(client.get(reverse("calendars:event", args=[event.slug])))

    assert shown["summary"] == found["summary"] == f"{word}: Seminar"
    assert session["summary"] == f"{word}: Panel (Seminar)"
    for entry in (shown, found, session):
        assert (entry["status"], entry["transp"]) == (status, "TRANSPARENT")
        assert entry["x-microsoft-cdo-busystatus"] == ("TENTATIVE" if status == "TENTATIVE" else "FREE")


@pytest.mark.parametrize("days_as", ["busy", "hours", "block"])
@pytest.mark.parametrize(("call_off", "word", "status"), WAYS)
def test_busy_forms_leave_the_time_free(client, call_off, word, status, days_as):
    event = make_event(starts_at=START, days_as=days_as)
    revise(event, significant=False)
    before = entries(client.get("/calendar/events.ics"))

    call_off(event, by=None)

    after = entries(client.get("/calendar/events.ics"))
    assert [str(entry["transp"]) for entry in (*before, *after)] == ["OPAQUE", "TRANSPARENT"]


@pytest.mark.parametrize(("call_off", "word", "_status"), WAYS)
def test_page_offers_no_calendar(client, event, call_off, word, _status):
    before = client.get(event.get_absolute_url()).content.decode()
    call_off(event, by=None)
    event.refresh_from_db()

    page = client.get(event.get_absolute_url()).content.decode()

    for text in ("Add to calendar", "event.ics", "calendar.google.com", "outlook.office.com", "outlook.live.com"):
        assert text in before
        assert text not in page
    assert links.add_links(event) == {}
    assert word in page


@pytest.mark.parametrize(("call_off", "word", "_status"), WAYS)
def test_month_and_lists_mark_it(client, event, call_off, word, _status):
    call_off(event, by=None)

    month = client.get("/calendar/?month=2031-03").content.decode()
    pages = [client.get(address).content.decode() for address in ("/events/", event.programme.get_absolute_url())]

    assert f">{word}: Seminar</span>" in month
    assert f'title="{word}: Seminar"' in month
    for page in (month, pages[0]):
        assert f'aria-hidden="true"></span>{word}</span>' in page
    assert "Seminar" not in pages[1] or word in pages[1]


@pytest.mark.parametrize(("call_off", "word", "_status"), WAYS)
def test_atom_and_structured_data_mark_it(client, event, call_off, word, _status):
    call_off(event, by=None)

    atom = client.get(reverse("events:atom")).content.decode()
    page = client.get(event.get_absolute_url()).content.decode()

    assert f"<title>{word}: Seminar</title>" in atom
    data = json.loads(re.search(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", page, re.DOTALL)[1])
    assert data["eventStatus"] == f"https://schema.org/Event{word}"
    assert "offers" not in data


def test_etag_changes_with_the_time_zone_data(client, event, monkeypatch):
    first = client.get("/calendar/events.ics")
    own = client.get(reverse("calendars:event", args=[event.slug]))

    monkeypatch.setattr(timezones, "version", lambda: "another")
    text = timezones.vtimezone("Asia/Bangkok").replace("TZNAME:+07", "TZNAME:ICT")
    monkeypatch.setattr(timezones, "vtimezone", lambda _tzid: text)

    again = client.get("/calendar/events.ics", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, b"TZNAME:ICT" in again.content) == (200, True)
    file = client.get(reverse("calendars:event", args=[event.slug]), HTTP_IF_NONE_MATCH=own["ETag"])
    assert file.status_code == 200
