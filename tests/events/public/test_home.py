"""The home page: events that are open for registration as covers, what is next, and numbers of the programmes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import now

from events.models import ReleasedFigures
from events.public.home.event_map import event_map
from tests.events.library.helpers import make_resource
from tests.factories import make_country, make_event, make_programme, make_venue

pytestmark = pytest.mark.django_db


def covers(page):
    return page.partition('<div class="poster-row">')[2].partition("</section>")[0]


def test_covers_are_the_next_events_that_anybody_can_register_for(client):
    for number in range(4):
        make_event(title=f"Open {number}", seats=40, starts_at=now() + timedelta(days=20 + number))
    make_event(title="By code", policy="invitation", starts_at=now() + timedelta(days=3))
    make_event(title="By nomination", policy="nomination", starts_at=now() + timedelta(days=4))

    page = client.get("/").text

    assert "Open for registration" in page
    found = covers(page)
    assert [title for title in ("Open 0", "Open 1", "Open 2", "Open 3", "By code", "By nomination") if title in found] == [
        "Open 0", "Open 1", "Open 2",
    ]  # fmt: skip
    assert found.count('<svg class="cover-art"') == 3
    assert "0 of 40 places taken" in found
    assert "By nomination" in page


def test_without_open_events_the_next_ones_are_covers(client):
    make_event(title="By nomination", policy="nomination")

    page = client.get("/").text

    assert "Open for registration" not in page
    assert "By nomination" in covers(page)


def test_programmes_have_numbers_of_what_is_public(client):
    running, ended = make_programme(name="Running"), make_programme(name="Ended", ends_year=2016)
    make_event(programme=running)
    make_event(programme=running, status="draft")
    make_resource(programme=running)
    make_resource(programme=running, published_at=None)
    make_event(programme=ended, precision="tbc")
    ReleasedFigures.objects.create(programme=ended, events=1, countries=2, participants=120, computed_at=now())

    page = client.get("/").text

    assert "1 upcoming event · 1 resource</span>" in page
    assert "1 event · 120 participants</span>" in page


def marks(page):
    """Return the names of the symbols on the map, by the address that they lead to."""
    drawn = page.partition('<svg class="event-marks"')[2].partition('<svg class="region-names"')[0]
    return dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">', drawn.replace("\u2009", "")))


def make_dated(country, city="", **fields):
    start = datetime(2027, 2, 1, 2, tzinfo=UTC)
    venue = make_venue(country=make_country(country), city=city)
    times = {"starts_at": start, "ends_at": start + timedelta(days=3, hours=5)}
    return make_event(venue=venue, **{"timezone": "Asia/Bangkok"} | times | fields)


@pytest.mark.usefixtures("_winter")
def test_map_has_a_symbol_for_each_next_event_with_a_place_and_the_list_has_the_same_links(client):
    bangkok = make_dated("TH", "Bangkok", title="In the city of its zone")
    hanoi = make_dated("VN", "Ha Noi", title="Near the middle of its country", timezone="Asia/Ho_Chi_Minh")
    mission = make_dated("TH", "Bangkok", title="Mission", kind="expert_mission", policy="none")
    online = make_dated("VN", title="Nowhere", mode="online")

    page = client.get("/").text

    assert marks(page) == {
        bangkok.get_absolute_url(): "In the city of its zone, Bangkok, 1–4 Feb",
        hanoi.get_absolute_url(): "Near the middle of its country, Viet Nam, 1–4 Feb",
        mission.get_absolute_url(): "Mission, Thailand, 1–4 Feb",
    }
    lines = page.partition('<ul class="event-lines">')[2].partition("</ul>")[0]
    for event in (bangkok, hanoi, mission, online):
        assert f'href="{event.get_absolute_url()}"' in lines


@pytest.mark.usefixtures("_winter")
def test_symbols_of_events_at_one_place_are_beside_one_another(client):
    for number in range(2):
        make_dated("TH", "Bangkok", title=f"Event {number}")

    page = client.get("/").text

    assert len(marks(page)) == 2
    assert page.count('<g transform="translate(15)">') == 1
    assert ">Bangkok, 1–4 Feb and 1 more</text>" in page.replace("\u2009", "")


def test_exact_place_of_a_venue_comes_first(client):
    event = make_dated("TH", "Chiang Mai")
    event.venue.latitude, event.venue.longitude = "18.7883", "98.9853"

    found = event_map([event], [event.venue.country])

    left, _top, width, _height = map(float, found.view_box.split())
    degrees = (left + width * float(found.marks[0].x.rstrip("%")) / 100) / 10
    assert degrees == pytest.approx(98.985, abs=0.1)


def test_home_without_places_has_the_drawing(client):
    make_event(mode="online")

    page = client.get("/").text

    assert "event-map" not in page
    assert '<svg class="hemicycle"' in page


@pytest.fixture
def _winter(time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 20, tzinfo=UTC), tick=False)


@pytest.mark.usefixtures("_winter")
def test_coming_months_lead_to_a_list_with_as_many_events(client):
    make_dated("TH")
    make_dated("TH", status="cancelled")
    make_dated("TH", precision="month")
    make_dated("TH", status="draft")
    # 1 March in Bangkok, and 28 February in UTC.
    make_dated(
        "TH",
        starts_at=datetime(2027, 2, 28, 18, tzinfo=UTC),
        ends_at=datetime(2027, 3, 1, 9, tzinfo=UTC),
        title="March",
    )

    page = client.get("/").text

    months = page.partition('<ol class="season">')[2].partition("</ol>")[0]
    found = re.findall(r'href="(/events/\?month=[^"]+)".*?class="season-number">(\d+) event', months, re.DOTALL)
    assert found == [("/events/?month=2027-02", "3"), ("/events/?month=2027-03", "1")]
    assert months.count("<li>") == 8
    assert months.count("no events") == 6
    for address, number in found:
        assert client.get(address).text.count('<li class="event-row') == int(number)
