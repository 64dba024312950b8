import json
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.calendars.services import revise
from events.models import AreaOfAction, Contributor, CountryMembership, Document, Event, Session
from events.registration.services import register
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_venue
from tests.page_store import STORE_QUERIES

pytestmark = [pytest.mark.look, pytest.mark.django_db]


def titles(response):
    return {event.title for event in response.context["page_obj"]}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/events/",
        "/calendar/",
        "/calendar/subscribe/",
        "/robots.txt",
        "/sitemap.xml",
        "/events/atom.xml",
        "/healthz",
    ],
)
def test_pages_work_with_an_empty_database(client, path):
    assert client.get(path).status_code == 200


def test_title_of_every_page_is_in_its_main_part(client):
    event = make_event(venue=make_venue(country=make_country("VN")))

    for address in ("/", event.get_absolute_url(), event.programme.get_absolute_url(), "/countries/vn/", "/calendar/"):
        page = client.get(address).text
        inside = page.partition('<main id="content"')[2].partition("</main>")[0]
        assert inside.count("<h1") == page.count("<h1") == 1, address
        assert '<a class="skip-link" href="#content">' in page


def test_home_without_events_points_to_the_calendar_and_not_to_past_events(client):
    page = client.get("/").text
    assert "No events are published yet." in page
    assert "Past events" not in page
    assert f'href="{reverse("calendars:subscribe")}"' in page.split("No events are published yet.")[1]
    assert "There are no events here yet." in client.get("/events/").text
    assert "No event matches these filters." in client.get("/events/?kind=training").text

    start = now() - timedelta(days=9)
    make_event(starts_at=start, ends_at=start + timedelta(hours=8))

    page = client.get("/").text
    assert "No events are published yet." not in page
    assert "?when=past" in page


def test_home_shows_the_next_events(client):
    event = make_event()
    make_event(title="Secret draft", status=Event.Status.DRAFT)

    page = client.get("/").content.decode()

    assert event.title in page
    assert "Secret draft" not in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_event_list_query_count(client, item_count, django_assert_num_queries):
    for _ in range(item_count):
        make_event(venue=make_venue())

    with django_assert_num_queries(5 + 1 + STORE_QUERIES):  # one for the part within the page
        response = client.get("/events/")

    assert len(response.context["page_obj"]) == item_count


@pytest.mark.parametrize("item_count", [1, 3])
def test_event_page_query_count(client, item_count, django_assert_num_queries):
    event = make_event(venue=make_venue())
    for number in range(item_count):
        session = Session.objects.create(event=event, title=f"Session {number}")
        Contributor.objects.create(session=session, name="Somebody")
        Document.objects.create(event=event, title=f"Paper {number}")
        event.countries.add(make_country(["TH", "JP", "VN"][number]))

    with django_assert_num_queries(9 + STORE_QUERIES):
        client.get(event.get_absolute_url())


def test_event_list_filters(client):
    thai = make_event(
        title="Thai training", kind="training", venue=make_venue(country=make_country("TH"), city="Bangkok")
    )
    online = make_event(title="Online meeting", kind="meeting", mode="online", summary="On pensions")
    past = make_event(title="Long ago", starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))
    area = AreaOfAction.objects.create(programme=thai.programme, slug="coverage", name="Coverage")
    online.areas.add(area)
    online.countries.add(make_country("JP"))

    def found(query):
        return titles(client.get(f"/events/?{query}"))

    assert found("") == {thai.title, online.title}
    assert found("kind=training") == {thai.title}
    assert found("mode=online") == {online.title}
    assert found("country=TH") == {thai.title}
    assert found("country=JP") == {online.title}
    assert found("area=coverage") == {online.title}
    assert found("q=pensions") == {online.title}
    assert found("q=bangkok+training") == {thai.title}
    assert found("when=past") == {past.title}
    assert found("when=all") == {thai.title, online.title, past.title}


def test_event_list_and_feed_have_the_same_filters(client):
    thailand = make_country("TH")
    there, taking_part = make_event(venue=make_venue(country=thailand)), make_event()
    taking_part.countries.add(thailand, make_country("JP"))
    events = [make_event(programme=make_programme()) for _ in range(2)]
    for event in events:
        area = AreaOfAction.objects.create(programme=event.programme, slug="coverage", name=f"Coverage {event.pk}")
        event.areas.add(area)
    for event in Event.objects.all():
        revise(event, significant=False)

    def found(query):
        feed = icalendar.Calendar.from_ical(client.get(f"/calendar/events.ics?{query}").content)
        listed = titles(client.get(f"/events/?{query}"))
        assert sorted(str(entry["summary"]) for entry in feed.events) == sorted(listed)
        return listed

    assert found("country=TH") == {there.title, taking_part.title}
    assert found("area=coverage") == {event.title for event in events}


def test_event_list_offers_a_shared_area_once(client):
    for _ in range(2):
        AreaOfAction.objects.create(programme=make_programme(), slug="coverage", name="Coverage")

    for path in ("/events/", "/calendar/subscribe/"):
        choices = client.get(path).context["form"].fields["area"].choices
        assert [label for key, label in choices if key == "coverage"] == ["Coverage"]


@pytest.mark.parametrize("name", ["q", "when", "kind", "mode", "country", "area", "page"])
def test_event_list_refuses_a_null_character(client, name):
    assert client.get(f"/events/?{name}=%00").status_code == 400


@pytest.mark.parametrize("path", ["/countries/%00/", "/countries/t%00/", "/events/%00/", "/programmes/%00/"])
def test_url_with_a_null_character_is_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/countries/T/", "/countries/tha/", "/events/none/", "/programmes/none/"])
def test_impossible_url_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_country_is_found_in_upper_and_lower_case(client):
    country = make_country("TH")

    assert country.get_absolute_url() == "/countries/th/"
    assert client.get("/countries/TH/").status_code == 200


def test_event_list_reports_an_invalid_filter(client):
    make_event()

    response = client.get("/events/?kind=nonsense&page=abc&country=QQ&q=" + "x" * 500)

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"kind", "country"}  # a long search text is a search like any other


def test_event_list_returns_only_the_results_to_htmx(client):
    event = make_event()

    part = client.get("/events/", HTTP_HX_REQUEST="true").content.decode()

    assert event.title in part
    assert "<html" not in part


def test_event_list_pages(client):
    for _ in range(21):
        make_event()

    assert len(client.get("/events/?page=2&kind=regional_seminar").context["page_obj"]) == 1
    assert "kind=regional_seminar&amp;page=2" in client.get("/events/?kind=regional_seminar").content.decode()


def test_event_page_shows_the_time_in_both_zones(client):
    event = make_event()
    client.cookies["tz"] = "Asia/Tokyo"

    page = client.get(event.get_absolute_url()).content.decode()

    assert "09:00" in page
    assert "Bangkok time (UTC+7)" in page
    assert "11:00" in page
    assert "Tokyo time (UTC+9)" in page


def test_event_page_ignores_a_forged_time_zone(client):
    client.cookies["tz"] = "../../etc/passwd"

    assert client.get(make_event().get_absolute_url()).status_code == 200


def test_event_page_never_invents_a_date(client):
    month = make_event(precision="month", date_text="October 2014")
    unknown = make_event(precision="tbc")

    assert "October 2014" in client.get(month.get_absolute_url()).content.decode()
    page = client.get(unknown.get_absolute_url()).content.decode()
    assert "Date to be confirmed" in page
    assert "application/ld+json" not in page


def test_event_page_escapes_user_text(client):
    bad = "<script>alert(1)</script></script>"
    event = make_event(title=bad, summary=bad, description=f"{bad} [x](javascript:alert(1))")

    page = client.get(event.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1))
    assert data["name"] == bad


def test_event_json_ld(client):
    event = make_event(venue=make_venue())

    page = client.get(event.get_absolute_url()).content.decode()

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S).group(1))
    assert data["@type"] == "Event"
    assert data["startDate"].endswith("T09:00:00+07:00")
    assert data["location"][0]["address"]["addressCountry"] == "TH"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/events/{event.slug}/">' in page


def test_draft_is_visible_only_to_its_team(client):
    event = make_event(status=Event.Status.DRAFT)
    path = event.get_absolute_url()

    assert client.get(path).status_code == 404
    client.force_login(make_person())
    assert client.get(path).status_code == 404
    client.force_login(make_member(event.programme))
    assert client.get(path).status_code == 200


def test_event_page_shows_the_state_of_registration(client):
    event = make_event(seats=1)
    path = event.get_absolute_url()

    assert "1 place left" in client.get(path).content.decode()
    person = make_person()
    register(event, person)
    assert "Join the waiting list" in client.get(path).content.decode()
    client.force_login(person)
    assert "Confirmed" in client.get(path).content.decode()


def test_programme_and_country_pages(client):
    programme = make_programme(name="Cooperation", sources=["A source – https://example.org/x"])
    country = make_country("TH")
    CountryMembership.objects.create(country=country, body="ASEAN", since_on="1967-08-08")
    event = make_event(programme=programme, venue=make_venue(country=country))

    assert event.title in client.get(programme.get_absolute_url()).content.decode()
    page = client.get("/countries/th/").content.decode()
    assert event.title in page
    assert "member since 1967" in page
    assert client.get("/countries/zz/").status_code == 404


def test_programme_and_country_pages_link_to_their_feeds(client):
    programme, country = make_programme(slug="ours"), make_country("TH")

    for page, query in ((programme, "programme=ours"), (country, "country=TH")):
        assert f'href="/calendar/subscribe/?{query}"' in client.get(page.get_absolute_url()).content.decode()
        subscribe = client.get(f"/calendar/subscribe/?{query}")
        assert subscribe.context["links"]["address"].endswith(f"/calendar/events.ics?{query}")


def test_ended_programme_has_no_subscription_link(client):
    programme = make_programme(slug="over", ends_year=2016)
    start = datetime(2015, 5, 1, tzinfo=UTC)
    event = make_event(programme=programme, starts_at=start, ends_at=start + timedelta(days=1))

    for page in (programme, event):
        text = client.get(page.get_absolute_url()).content.decode()
        assert "?programme=over" not in text
        assert "event.ics" not in text


def test_feed_of_texts_with_control_characters(client):
    """Word processors use them as line breaks. XML cannot contain them."""
    make_event(title="One\x01 seminar", summary="First\x0bsecond")

    feed = client.get("/events/atom.xml").text

    assert "One seminar" in feed
    assert "Firstsecond" in feed


@pytest.mark.parametrize("path", ["/sitemap.xml", "/events/atom.xml"])
def test_sitemap_and_atom_contain_only_public_events(client, path):
    shown = [make_event(status=status) for status in ("published", "postponed", "cancelled")]
    # A draft normally has no publication time. It must stay hidden even with one.
    drafts = [make_event(status="draft"), make_event(status="draft", published_at=now())]

    text = client.get(path).content.decode()

    assert [event.slug in text for event in shown] == [True] * 3
    assert [event.slug in text or event.title in text for event in drafts] == [False] * 2


def test_every_public_page_states_that_it_is_a_demonstration(client, settings):
    make_country("TH")
    event = make_event(programme=make_programme(slug="ours"))
    line = "This is a demonstration with sample people. It is not an official site of the organisations named here."
    pages = [
        "/",
        "/events/",
        event.get_absolute_url(),
        reverse("self_service:register", args=[event.slug]),
        "/programmes/ours/",
        "/countries/th/",
        "/calendar/",
        "/calendar/subscribe/",
        "/accounts/login/",
        "/nothing/here/",
    ]

    assert [path for path in pages if line not in client.get(path).content.decode()] == []
    settings.DEMO = False
    assert [path for path in pages if line in client.get(path).content.decode()] == []


def test_missing_page_offers_help(client):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert reverse("events:list") in response.content.decode()
