"""The public pages of countries: the map with its table, and what the programmes did in and with one country."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from django.utils.timezone import now

from accounts.models import Organisation
from events.models import Country, CountryMembership, Mission, MissionReport, NewsItem, Partner, Phase
from events.public.countries.labels import LINE, MapPlace, _shared, _text_box, place_labels
from events.public.countries.queries import MOST_OF_A_PHASE
from events.public.countries.region import NARROW, WIDE, region_of
from events.registration.services import register
from tests.factories import make_country, make_delegation, make_event, make_person, make_programme, make_venue
from tests.page_store import STORE_QUERIES

pytestmark = [pytest.mark.look, pytest.mark.django_db]


@pytest.fixture
def country():
    return make_country("VN", capital="Ha Noi")


def make_past_event(country=None, **fields):
    start = now() - timedelta(days=40)
    venue = make_venue(country=country) if country else None
    return make_event(starts_at=start, ends_at=start + timedelta(days=1), venue=venue, **fields)


def test_country_page_shows_the_work_by_phase(client, country):
    programme = make_programme(name="Our programme", slug="ours")
    phase = Phase.objects.create(
        programme=programme, name="First phase", years="2011–2013", focus="Research", position=1
    )
    phase.countries.add(country)
    for number in range(MOST_OF_A_PHASE + 2):
        make_past_event(country, programme=programme, phase=phase, title=f"There {number}")
    make_past_event(make_country("TH"), programme=programme, phase=phase, title="Elsewhere").countries.add(country)
    make_past_event(country, programme=programme, title="Outside a phase")
    make_event(programme=programme, title="Next one", venue=make_venue(country=country))

    response = client.get("/countries/vn/")

    (work, other) = response.context["works"]
    assert (work.phase, work.is_target, work.here.number, work.with_it.number) == (phase, True, MOST_OF_A_PHASE + 2, 1)
    assert len(work.here.events) == MOST_OF_A_PHASE
    assert (other.phase, other.here.number) == (None, 1)
    for text in ("First phase", "Target country", "Research", "Elsewhere", "Outside a phase", "Next one", "Ha Noi"):
        assert text in response.text


def test_country_page_dates_memberships(client, country):
    CountryMembership.objects.create(country=country, body="ASEAN", since_on=date(1995, 7, 28))
    CountryMembership.objects.create(country=country, body="Club", since_on=date(2000, 1, 1), until_on=date(2010, 1, 1))

    page = client.get("/countries/vn/").text

    assert "member since 1995" in page
    assert "member from 2000 to 2010" in page


def test_country_page_names_institutions_but_no_people(client, country):
    ministry = Organisation.objects.create(name="Ministry of Labour", kind="government", country="VN")
    focal_point = make_person(name="Focal Person", organisation=ministry)
    make_delegation(make_event(), country=country, focal_point=focal_point)
    make_delegation(
        make_event(status="draft"), country=country,
        focal_point=make_person(organisation=Organisation.objects.create(name="Of a draft", country="VN")),
    )  # fmt: skip
    Partner.objects.create(programme=make_programme(), name="Chamber of Commerce", country=country)

    page = client.get("/countries/vn/").text

    assert "Ministry of Labour" in page
    assert "Chamber of Commerce" in page
    assert "Focal Person" not in page
    assert "Of a draft" not in page


@pytest.mark.parametrize("chosen", [True, False])
def test_country_page_has_released_summaries_that_the_team_has_chosen(client, country, chosen):
    fields = ["title", "dates", "country", *(["public_summary"] if chosen else [])]
    event = make_past_event(country, kind="expert_mission", policy="none", title="A mission")
    mission = Mission.objects.create(event=event, public_fields=fields)
    MissionReport.objects.create(
        mission=mission, status="accepted", released_at=now(), public_summary={"en": "Claims are faster.", "vi": ""}
    )

    assert ("Claims are faster." in client.get("/countries/vn/").text) is chosen


@pytest.mark.parametrize("item_count", [1, 3])
def test_country_page_query_count(client, country, item_count, django_assert_num_queries):
    programme = make_programme()
    for number in range(item_count):
        phase = Phase.objects.create(programme=programme, name=f"Phase {number}", position=number + 1)
        phase.countries.add(country)
        make_past_event(country, programme=programme, phase=phase)
        make_event(programme=programme, venue=make_venue(country=country))
        CountryMembership.objects.create(country=country, body=f"Body {number}", since_on=date(1995, 1, 1))
        Partner.objects.create(programme=programme, name=f"Partner {number}", country=country)

    with django_assert_num_queries(11 + STORE_QUERIES):
        client.get("/countries/vn/")


def test_country_without_events_has_a_page(client, country):
    assert "No upcoming events." in client.get("/countries/vn/").text


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_of_countries_has_a_map_and_the_same_links_in_a_table(client, item_count, django_assert_num_queries):
    codes = ["VN", "SG", "MN"][:item_count]
    for code in codes:
        make_past_event(make_country(code))
        make_past_event(make_country(code)).countries.add(make_country(code))
    make_past_event(make_country("VN")).countries.add(make_country("JP"))

    with django_assert_num_queries(2 + STORE_QUERIES):
        response = client.get("/countries/")

    for code in codes:
        assert response.text.count(f'href="/countries/{code.lower()}/"') == 2
    numbers = {country.pk: (country.here, country.taking_part) for country in response.context["countries"]}
    assert numbers["JP"] == (None, 1)
    assert numbers["VN"] == (3, None)
    assert "no statement about the status" in response.text


def test_map_of_the_region_is_small(client):
    for code in ("BN", "ID", "JP", "KH", "LA", "MM", "MN", "MY", "PH", "SG", "TH", "TL", "VN"):
        make_country(code)

    page = client.get("/countries/").content

    assert b"<circle" in page  # Singapore
    assert len(page) < 25_000


def boxes_of(labels, width, height):
    """Return the boxes of labels in pixels of a map of this size."""
    found = []
    for label in labels:
        x = float(label.x.rstrip("%")) / 100 * width + label.dx
        y = float(label.y.rstrip("%")) / 100 * height + label.dy
        found.append(_text_box(label.name, label.anchor, x, y))
    return found


@pytest.mark.parametrize(("width", "least"), [(WIDE, 13), (NARROW, 12)])
def test_names_on_the_map_are_apart_and_inside(width, least):
    names = {
        "BN": "Brunei Darussalam", "ID": "Indonesia", "JP": "Japan", "KH": "Cambodia", "LA": "Lao PDR", "MM": "Myanmar",
        "MN": "Mongolia", "MY": "Malaysia", "PH": "Philippines", "SG": "Singapore", "TH": "Thailand",
        "TL": "Timor-Leste", "VN": "Viet Nam",
    }  # fmt: skip
    region = region_of(Country(pk=code, name=name) for code, name in names.items())
    _left, _top, units, high = map(int, region.view_box.split())

    boxes = boxes_of(region.labels if width == WIDE else region.narrow_labels, width, high * width / units)

    assert len(boxes) >= least
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= high * width / units for box in boxes)
    for one, other in combinations(boxes, 2):
        assert _shared(one, other) < LINE  # a pixel of difference: the percentages are rounded


def test_a_name_is_on_its_own_country_rather_than_on_a_neighbour():
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    neighbour = MapPlace("Neighbour", 350, 50, (300, 0, 400, 100), [[(x + 300, y) for x, y in square]])
    small = MapPlace("Small", 290, 50, (285, 45, 295, 55))

    labels = {label.name: label for label in place_labels([neighbour, small], width=600, height=200)}

    assert (labels["Neighbour"].anchor, labels["Small"].anchor) == ("middle", "end")


def test_names_have_the_same_size_on_each_screen(client):
    make_country("VN")

    page = client.get("/countries/").text

    names = page[page.index('<svg class="region-names"') :].partition("</svg>")[0]
    assert ">Viet Nam</text>" in names
    assert "viewBox" not in names


def test_tall_region_has_a_narrower_map():
    assert region_of([Country(pk="CL", name="Chile")]).is_tall


def test_unknown_country_is_not_on_the_map(client):
    make_country("AQ")

    assert client.get("/countries/").status_code == 200


def test_country_page_has_its_published_news(client, country):
    programme = make_programme()
    for title, at in (("About Viet Nam", now()), ("A draft", None)):
        NewsItem.objects.create(
            programme=programme, slug=title[-1], title=title, text="N", country=country, published_at=at
        )
    NewsItem.objects.create(programme=programme, slug="other", title="About nobody", text="N", published_at=now())

    page = client.get("/countries/vn/").text

    assert "About Viet Nam" in page
    assert "A draft" not in page
    assert "About nobody" not in page


def test_upcoming_events_have_their_time_its_city_and_their_month(client):
    starts_at = datetime(2099, 3, 9, 2, tzinfo=UTC)  # 09:00 in Bangkok
    make_event(
        venue=make_venue(country=make_country("TH")), starts_at=starts_at, ends_at=starts_at + timedelta(hours=8)
    )

    page = client.get("/countries/th/").text

    row = page.partition('<li class="event-row')[2].partition("</li>")[0]
    assert ">09:00 Bangkok<" in row
    assert "data-starts=" in row  # for the time of the reader
    assert ">Mar 2099<" in row


def test_free_seats_of_upcoming_events_are_those_of_this_moment(client):
    event = make_event(venue=make_venue(country=make_country("TH")), seats=5)
    assert "5 places left" in client.get("/countries/th/").text

    register(event, make_person())

    assert "4 places left" in client.get("/countries/th/").text
