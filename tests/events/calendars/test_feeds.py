import gzip
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils.http import http_date

from events.calendars import queries
from events.calendars.dates import when_text
from events.calendars.services import issue_token, revise, revoke_token
from events.models import AreaOfAction, Event, Session
from events.planning import services as agenda
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


def test_feed_contains_the_data_of_an_event(client):
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
def test_feed_excludes_drafts_and_events_without_a_date(client, fields):
    published(**fields)

    assert uids(client.get(FEED)) == []


def test_filters_accept_several_values(client):
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


def test_filters_compare_slugs_exactly(client):
    event = published(programme=make_programme(slug="ASEAN-2027"))

    assert uids(client.get(f"{FEED}?programme=ASEAN-2027&kind=Regional_Seminar&mode=In_Person")) == [event.uid]


def test_filter_by_country_matches_venues_and_participants_once(client):
    there = published(venue=make_venue(country=make_country("TH")))
    taking_part = published(venue=make_venue(country=make_country("JP")))
    taking_part.countries.add(make_country("TH"), make_country("VN"))
    published(venue=make_venue(country=make_country("MM")))

    found = uids(client.get(f"{FEED}?country=TH&country=VN"))

    assert sorted(found) == sorted([there.uid, taking_part.uid])


def test_filter_by_area_matches_all_programmes_with_the_slug_once(client):
    events = [published(programme=make_programme()) for _ in range(2)]
    for event in events:
        for slug in ("coverage", "skills"):
            event.areas.add(AreaOfAction.objects.create(programme=event.programme, slug=slug, name=slug))

    found = uids(client.get(f"{FEED}?area=coverage&area=skills"))

    assert sorted(found) == sorted(event.uid for event in events)


@pytest.mark.parametrize("name", ["programme", "kind", "country", "area", "mode"])
def test_filter_with_a_null_character_is_rejected(client, name):
    assert client.get(f"{FEED}?{name}=%00").status_code == 400
    assert client.get(f"/calendar/subscribe/?{name}=%00").status_code == 400


def test_unchanged_feed_returns_304_with_one_query(client, django_assert_num_queries):
    event = published()
    first = client.get(FEED)

    with django_assert_num_queries(1):
        again = client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])
    revise(event, significant=False)
    changed = client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert changed.status_code == 200


def test_if_modified_since_alone_detects_a_change(client):
    event = published(kind="training")
    feed = f"{FEED}?kind=training"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        first = client.get(feed)
        unchanged = client.get(feed, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
        agenda.edit_event(event, by=make_person(), kind="meeting")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=4)):
        left = client.get(feed, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])

    assert unchanged.status_code == 304
    assert (left.status_code, uids(left)) == (200, [])


def test_version_changes_when_an_event_leaves_the_feed_at_midnight(client):
    event = published()
    with time_machine.travel(event.ends_at + queries.PAST_FOR - timedelta(hours=1)):
        last = client.get(FEED)
    with time_machine.travel(event.ends_at + queries.PAST_FOR + timedelta(days=1)):
        gone = client.get(FEED, HTTP_IF_NONE_MATCH=last["ETag"], HTTP_IF_MODIFIED_SINCE=last["Last-Modified"])

    assert uids(last) == [event.uid]
    assert (gone.status_code, uids(gone)) == (200, [])


def test_change_of_area_changes_the_feed(client):
    event, person = published(), make_person()
    area = AreaOfAction.objects.create(programme=event.programme, slug="coverage", name="Coverage")
    agenda.edit_event(event, by=person, areas=[area])
    first = client.get(f"{FEED}?area=coverage")

    agenda.edit_event(event, by=person, areas=[])

    assert uids(first) == [event.uid]
    assert uids(client.get(f"{FEED}?area=coverage", HTTP_IF_NONE_MATCH=first["ETag"])) == []


@pytest.mark.parametrize("name", ["BASE_URL", "SITE_NAME"])
def test_version_depends_on_the_address_and_name_of_the_site(client, settings, name):
    event, person = published(), make_person()
    register(event, person)
    addresses = [
        FEED,
        reverse("calendars:event", args=[event.slug]),
        reverse("calendars:personal", args=[issue_token(person)]),
    ]
    before = [client.get(address)["ETag"] for address in addresses]

    setattr(settings, name, "https://other.example")

    answers = [client.get(address, HTTP_IF_NONE_MATCH=etag) for address, etag in zip(addresses, before, strict=True)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_version_depends_on_the_format(client, monkeypatch):
    event = published()
    addresses = [FEED, reverse("calendars:event", args=[event.slug])]
    before = [client.get(address)["ETag"] for address in addresses]

    monkeypatch.setattr(queries, "FORMAT", queries.FORMAT + 1)

    assert all(client.get(address)["ETag"] != etag for address, etag in zip(addresses, before, strict=True))


@pytest.mark.parametrize("item_count", [1, 3])
def test_feed_runs_two_queries(client, item_count, django_assert_num_queries):
    for _ in range(item_count):
        published()

    with django_assert_num_queries(2):
        response = client.get(FEED)

    assert len(uids(response)) == item_count


def test_repeated_feed_runs_one_query(client, django_assert_num_queries):
    event = published(title="Before")
    first = client.get(FEED)

    with django_assert_num_queries(1):
        again = client.get(FEED)
    event.title = "After"
    event.save()
    revise(event, significant=False)
    changed = client.get(FEED)

    assert again.content == first.content
    assert b"SUMMARY:After" in changed.content


def test_gzip_and_the_next_request_returns_304(client):
    for _ in range(5):
        published()
    zipped = client.get(FEED, HTTP_ACCEPT_ENCODING="gzip")

    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content).startswith(b"BEGIN:VCALENDAR")
    assert client.get(FEED, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=zipped["ETag"]).status_code == 304


def test_head_returns_no_body(client):
    event, person = published(), make_person()
    register(event, person)
    own = reverse("calendars:personal", args=[issue_token(person)])

    for address in (FEED, own, reverse("calendars:event", args=[event.slug])):
        response = client.head(address)

        assert (response.status_code, response.content) == (200, b"")
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["ETag"] == client.get(address)["ETag"]


def test_feed_contains_what_a_reader_needs(client, settings):
    event = published(kind="study_visit", mode="hybrid", venue=make_venue(), summary="Why, and for whom")

    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        (found,) = read(client.get(FEED)).events

    revised = event.revised_at.replace(microsecond=0)
    assert found["last-modified"].dt == revised
    assert found["dtstamp"].dt == revised  # the stored revision, not the current time
    assert found["created"].dt == event.created_at.replace(microsecond=0)
    assert found["url"] == f"{settings.BASE_URL}/events/{event.slug}/"
    assert found["categories"].to_ical() == b"Study visit,Hybrid"
    assert found["status"] == "CONFIRMED"
    hours = when_text(event)
    assert found["description"] == f"{hours}\n\nWhy, and for whom\n\n{settings.BASE_URL}/events/{event.slug}/"
    assert found["location"] == "Conference Centre, Bangkok, Thailand"
    assert found["sequence"] == event.sequence


@pytest.mark.parametrize(
    ("status", "shown"), [("published", "CONFIRMED"), ("postponed", "TENTATIVE"), ("cancelled", "CANCELLED")]
)
def test_feed_contains_the_status_of_an_event(client, status, shown):
    published(status=status, cancelled_at=datetime.now(UTC) if status == "cancelled" else None)

    assert [found["status"] for found in read(client.get(FEED)).events] == [shown]


def test_cancelled_events_stay_for_sixty_days(client):
    event = published()
    agenda.cancel(event, by=None)
    before = client.get(FEED)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=61)):
        after = client.get(FEED, HTTP_IF_NONE_MATCH=before["ETag"])

    assert read(before).events[0]["status"] == "CANCELLED"
    assert after.status_code == 200
    assert uids(after) == []


def test_event_file_contains_the_sessions(client):
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


def test_version_of_an_event_file_changes_with_a_session_or_venue(client):
    event, venue = published(), make_venue()
    session = Session.objects.create(
        event=event,
        title="Visit",
        venue=venue,
        starts_at=event.starts_at,
        ends_at=event.starts_at + timedelta(hours=1),
    )
    address = reverse("calendars:event", args=[event.slug])
    etags = [client.get(address)["ETag"]]

    Session.objects.filter(pk=session.pk).update(title="Another visit")
    etags.append(client.get(address)["ETag"])
    type(venue).objects.filter(pk=venue.pk).update(name="Another hall")
    etags.append(client.get(address)["ETag"])

    assert len(set(etags)) == 3
    answer = client.get(address, HTTP_IF_NONE_MATCH=etags[0], HTTP_IF_MODIFIED_SINCE=http_date(2e9))
    assert answer.status_code == 200
    assert b"Another hall" in answer.content


@pytest.mark.parametrize("item_count", [1, 3])
def test_event_file_runs_two_queries(client, item_count, django_assert_num_queries):
    event = published(venue=make_venue())
    for _ in range(item_count):
        Session.objects.create(
            event=event,
            title="Visit",
            venue=make_venue(),
            starts_at=event.starts_at,
            ends_at=event.starts_at + timedelta(hours=1),
        )

    with django_assert_num_queries(2):
        response = client.get(reverse("calendars:event", args=[event.slug]))

    assert len(uids(response)) == 1 + item_count


def test_event_without_a_date_has_no_file(client):
    event = published(precision=Event.Precision.TBC)

    assert client.get(reverse("calendars:event", args=[event.slug])).status_code == 404


def test_personal_feed_contains_only_the_seats_of_its_person(client):
    person, other = make_person(), make_person()
    mine, not_mine = published(), published()
    register(mine, person)
    register(not_mine, other)
    address = reverse("calendars:personal", args=[issue_token(person)])

    response = client.get(address)

    assert uids(response) == [mine.uid]
    assert other.email.encode() not in response.content
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert client.get(address, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


def test_personal_feed_reports_a_seat_by_its_date_alone(client):
    """A program that sends only If-Modified-Since gets a new or withdrawn seat, even if the event did not change."""
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        person, old = make_person(), published()
        clock.shift(100)
        register(published(), person)
        address = reverse("calendars:personal", args=[issue_token(person)])

        def since(response):
            clock.shift(100)
            return client.get(address, HTTP_IF_MODIFIED_SINCE=response["Last-Modified"])

        clock.shift(100)
        first = client.get(address)
        unchanged = since(first)
        registration = register(old, person)
        taken = since(first)
        withdraw(registration, by=person)
        given_back = since(taken)

        assert unchanged.status_code == 304
        assert (taken.status_code, len(uids(taken))) == (200, 2)
        statuses = {found["uid"]: found["status"] for found in read(given_back).events}
        assert (given_back.status_code, sorted(statuses.values())) == (200, ["CANCELLED", "CONFIRMED"])
        assert statuses[old.uid] == "CANCELLED"
        assert since(given_back).status_code == 304


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_personal_feed_reports_an_expired_event_by_its_date_alone(client, is_cancelled):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        person, event = make_person(), published()
        start = datetime(2029, 1, 1, tzinfo=UTC)
        kept = published(starts_at=start, ends_at=start + timedelta(hours=8))
        register(event, person)
        register(kept, person)
        if is_cancelled:
            agenda.cancel(event, by=None)
        address = reverse("calendars:personal", args=[issue_token(person)])
        clock.shift(100)
        first = client.get(address)

        clock.shift(timedelta(days=61 if is_cancelled else 400))
        later = client.get(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])

        assert len(uids(first)) == 2
        assert (later.status_code, uids(later)) == (200, [kept.uid])


def test_personal_feed_has_no_date_while_a_change_is_new(client):
    """A second change in the same second would have the same date, and may be committed later."""
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        person = make_person()
        register(published(), person)
        clock.shift(59)

        assert "Last-Modified" not in client.get(reverse("calendars:personal", args=[issue_token(person)]))


@pytest.mark.parametrize("item_count", [1, 3])
def test_personal_feed_runs_four_queries(client, item_count, django_assert_num_queries):
    person = make_person()
    for _ in range(item_count):
        register(published(), person)
    address = reverse("calendars:personal", args=[issue_token(person)])

    with django_assert_num_queries(4):
        response = client.get(address)
    with django_assert_num_queries(4):
        unchanged = client.get(address, HTTP_IF_NONE_MATCH=response["ETag"])

    assert len(uids(response)) == item_count
    assert unchanged.status_code == 304


@pytest.mark.parametrize("token", ["wrong", "x" * 5000, "%F0%9F%8C%8D"])
def test_wrong_token_returns_404_without_caching(client, token):
    response = client.get(f"/calendar/personal/{token}.ics")

    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"


def test_revoking_the_token_ends_a_personal_feed(client):
    person = make_person()
    first = reverse("calendars:personal", args=[issue_token(person)])
    second = reverse("calendars:personal", args=[issue_token(person)])

    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    revoke_token(person)
    assert client.get(second).status_code == 404


def test_token_is_shown_once(client):
    person = make_person()
    client.force_login(person)

    shown = client.post(reverse("calendars:token_issue"), follow=True)

    again = client.get(reverse("calendars:subscribe"))
    secret = re.compile(r"/calendar/personal/[\w-]{40,}\.ics")
    assert secret.search(shown.content.decode())
    assert not secret.search(again.content.decode())


@pytest.mark.parametrize("name", ["calendars:token_issue", "calendars:token_revoke"])
def test_expired_session_redirects_to_sign_in_and_back(client, name):
    make_country("TH")

    response = client.post(reverse(name))

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/calendar/subscribe/"


def test_subscribe_builds_the_requested_url(client):
    make_country("TH")

    page = client.get("/calendar/subscribe/?kind=training&country=TH&kind=bogus")

    assert page.status_code == 200
    page = client.get("/calendar/subscribe/?kind=training&country=TH")
    assert "kind=training&amp;country=TH" in page.content.decode()
    assert "webcal://" in page.content.decode()
