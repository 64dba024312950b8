import gzip
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.urls import reverse

from events.agenda import services as agenda
from events.calendars.services import issue_token, revise, revoke_token
from events.models import AreaOfAction, Event, Session
from events.registration.services import register, withdraw
from tests.factories import make_country, make_event, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db
FEED = "/calendar/events.ics"


def published(**fields):
    event = make_event(**fields)
    revise(event, significant=False)
    return event


def read(response):
    return icalendar.Calendar.from_ical(response.content)


def uids(response):
    return [found["uid"] for found in read(response).events]


def test_feed_says_the_truth_of_an_event(client):
    start = datetime(2027, 7, 1, 9, tzinfo=ZoneInfo("Asia/Yangon"))
    event = published(
        title="Seminar; with, signs", timezone="Asia/Yangon", starts_at=start, ends_at=start + timedelta(hours=8)
    )

    with time_machine.travel(start - timedelta(days=1)):
        response = client.get(FEED)

    (found,) = read(response).events
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert found["uid"] == event.uid
    assert found["summary"] == "Seminar; with, signs"
    assert found["dtstart"].dt == start
    assert found["dtstart"].params["TZID"] == "Asia/Yangon"
    assert found["dtstamp"].dt == event.revised_at.replace(microsecond=0)
    assert found["status"] == "CONFIRMED"
    assert [zone["tzid"] for zone in read(response).timezones] == ["Asia/Yangon"]
    assert b"\r\n" in response.content
    assert max(len(line) for line in response.content.split(b"\r\n")) <= 75


def test_whole_days_are_dates_with_an_exclusive_end(client):
    zone = ZoneInfo("Asia/Tokyo")
    start = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=5)
    published(precision=Event.Precision.DAY, timezone=zone.key, starts_at=start, ends_at=start + timedelta(days=2))

    (found,) = read(client.get(FEED)).events

    assert found["dtstart"].dt == start.date()
    assert found["dtend"].dt == start.date() + timedelta(days=2)


@pytest.mark.parametrize(
    "fields", [{"status": Event.Status.DRAFT}, {"precision": Event.Precision.MONTH}, {"precision": Event.Precision.TBC}]
)
def test_feed_leaves_out_what_has_no_date_or_is_a_draft(client, fields):
    published(**fields)

    assert uids(client.get(FEED)) == []


def test_filters_may_be_repeated(client):
    thai = published(kind="training", venue=make_venue(country=make_country("TH")))
    japanese = published(kind="meeting", venue=make_venue(country=make_country("JP")))
    published(kind="study_visit", mode="online")
    area = AreaOfAction.objects.create(programme=thai.programme, slug="coverage", name="Coverage")
    japanese.areas.add(area)
    other = published(programme=make_programme(slug="other"))

    def found(query):
        return set(uids(client.get(f"{FEED}?{query}")))

    assert found("kind=training&kind=meeting") == {thai.uid, japanese.uid}
    assert found("country=th&country=JP") == {thai.uid, japanese.uid}
    assert found("area=coverage") == {japanese.uid}
    assert found("programme=other") == {other.uid}
    assert found("mode=in_person&kind=training") == {thai.uid}
    assert found("kind=nonsense") == set()


def test_an_unchanged_feed_is_a_304_for_one_query(client, django_assert_num_queries):
    event = published()
    first = client.get(FEED)

    with django_assert_num_queries(1):
        again = client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])
    with django_assert_num_queries(1):
        since = client.get(FEED, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    revise(event, significant=False)
    changed = client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert since.status_code == 304
    assert changed.status_code == 200


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_feed_costs_two_queries(client, item_count, django_assert_num_queries):
    for _ in range(item_count):
        published()

    with django_assert_num_queries(2):
        response = client.get(FEED)

    assert len(uids(response)) == item_count


def test_gzip_and_the_304_after_it(client):
    for _ in range(5):
        published()
    zipped = client.get(FEED, HTTP_ACCEPT_ENCODING="gzip")

    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content).startswith(b"BEGIN:VCALENDAR")
    assert client.get(FEED, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=zipped["ETag"]).status_code == 304


def test_head_answers_without_a_body(client):
    published()

    response = client.head(FEED)

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"]


def test_cancelled_events_stay_for_sixty_days(client):
    event = published()
    agenda.cancel(event, by=None)
    before = client.get(FEED)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=61)):
        after = client.get(FEED, HTTP_IF_NONE_MATCH=before["ETag"])

    assert read(before).events[0]["status"] == "CANCELLED"
    assert after.status_code == 200
    assert uids(after) == []


def test_one_event_comes_with_its_sessions(client):
    event = published()
    Session.objects.create(
        event=event,
        title="Visit",
        timezone="Asia/Tokyo",
        starts_at=event.starts_at,
        ends_at=event.starts_at + timedelta(hours=1),
    )

    response = client.get(reverse("calendars:event", args=[event.slug]))

    parent, child = read(response).events
    assert child["related-to"] == parent["uid"] == event.uid
    assert child["dtstart"].params["TZID"] == "Asia/Tokyo"
    assert {zone["tzid"] for zone in read(response).timezones} == {"Asia/Bangkok", "Asia/Tokyo"}
    assert client.get(response.request["PATH_INFO"], HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


def test_one_event_without_a_date_has_no_file(client):
    event = published(precision=Event.Precision.TBC)

    assert client.get(reverse("calendars:event", args=[event.slug])).status_code == 404


def test_a_personal_feed_shows_whom_it_belongs_to_their_places_alone(client):
    person, other = make_person(), make_person()
    mine, not_mine, given_back = published(), published(), published()
    register(mine, person)
    register(not_mine, other)
    withdraw(register(given_back, person), by=person)
    address = reverse("calendars:personal", args=[issue_token(person)])

    response = client.get(address)

    assert uids(response) == [mine.uid]
    assert other.email.encode() not in response.content
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get(address, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


def test_a_personal_feed_ends_with_its_token(client):
    person = make_person()
    first = reverse("calendars:personal", args=[issue_token(person)])
    second = reverse("calendars:personal", args=[issue_token(person)])

    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    revoke_token(person)
    assert client.get(second).status_code == 404


def test_the_token_is_shown_once(client):
    person = make_person()
    client.force_login(person)

    shown = client.post(reverse("calendars:token_issue"), follow=True)

    again = client.get(reverse("calendars:subscribe"))
    secret = re.compile(r"/calendar/personal/[\w-]{40,}\.ics")
    assert secret.search(shown.content.decode())
    assert not secret.search(again.content.decode())


@pytest.mark.parametrize("query", ["", "?month=2027-03", "?month=nonsense", "?month=9999-99", "?month=0001-01"])
def test_the_month_page_takes_whatever_it_is_asked(client, query):
    assert client.get(f"/calendar/{query}").status_code == 200


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_month_page_costs_one_query(client, item_count, django_assert_num_queries):
    start = datetime(2027, 3, 9, 2, tzinfo=UTC)
    for number in range(item_count):
        published(title=f"Found {number}", starts_at=start, ends_at=start + timedelta(days=2))

    with django_assert_num_queries(1):
        response = client.get("/calendar/?month=2027-03")

    assert len(response.context["listed"]) == item_count
    days = [cell.day.day for week in response.context["weeks"] for cell in week if cell.events]
    assert days == [9, 10, 11]


def test_subscribe_builds_the_address_that_is_asked_for(client):
    make_country("TH")

    page = client.get("/calendar/subscribe/?kind=training&country=TH&kind=bogus")

    assert page.status_code == 200
    page = client.get("/calendar/subscribe/?kind=training&country=TH")
    assert "kind=training&amp;country=TH" in page.content.decode()
    assert "webcal://" in page.content.decode()
