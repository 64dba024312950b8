"""The public pages of a programme: what they show, drafts and their preview, and the number of queries."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import now

from events.library.pictures.services import take_down
from events.models import AreaOfAction, NewsItem, Partner, Phase, PolicyDeclaration
from tests.events.library.helpers import drawn_picture, make_album
from tests.factories import make_country, make_event, make_member, make_programme, make_venue
from tests.page_store import STORE_QUERIES

pytestmark = [pytest.mark.look, pytest.mark.django_db]

PAGE = "/programmes/ours/"


@pytest.fixture
def programme():
    return make_programme(slug="ours", name="Our programme", summary="Why we exist.", text="We **help**.")


def make_past_event(programme, **fields):
    start = now() - timedelta(days=40)
    return make_event(programme=programme, starts_at=start, ends_at=start + timedelta(days=1), **fields)


def test_programme_page_shows_its_parts(client, programme):
    phase = Phase.objects.create(
        programme=programme, name="First phase", years="2011–2013", focus="- Research", position=1
    )
    phase.countries.add(make_country("VN"))
    AreaOfAction.objects.create(programme=programme, slug="coverage", name="Coverage")
    Partner.objects.create(
        programme=programme, name="A ministry", role="funder", sources=["Report – https://example.org/r"]
    )
    make_event(programme=programme, title="Next seminar")
    make_past_event(programme, title="Old seminar", phase=phase)

    page = client.get(PAGE).text

    for text in (
        "<strong>help</strong>", "First phase", "2011–2013", "<li>Research</li>", "/countries/vn/", "Next seminar", "Old seminar",
        "/programmes/ours/areas/coverage/", "A ministry", "Funded by", "1 event in this phase", "https://example.org/r",
        '<meta name="description" content="Why we exist.">', '<meta property="og:title" content="Our programme">',
        '"@type": "Project"',
    ):  # fmt: skip
        assert text in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_programme_page_query_count(client, programme, item_count, django_assert_num_queries):
    for number in range(item_count):
        phase = Phase.objects.create(programme=programme, name=f"Phase {number}", position=number + 1)
        phase.countries.add(make_country(["TH", "JP", "VN"][number]))
        Partner.objects.create(programme=programme, name=f"Partner {number}", country=make_country())
        AreaOfAction.objects.create(programme=programme, slug=f"a{number}", name=f"Area {number}")
        PolicyDeclaration.objects.create(programme=programme, slug=f"d{number}", title="D", published_at=now())
        NewsItem.objects.create(programme=programme, slug=f"n{number}", title="N", text="N", published_at=now())
        make_event(programme=programme, venue=make_venue())
        make_past_event(programme, venue=make_venue(), phase=phase)
        drawn_picture(make_album(programme=programme))

    with django_assert_num_queries(17 + STORE_QUERIES):
        client.get(PAGE)


def test_programme_page_has_ten_events_and_further_pages(client, programme):
    for number in range(9):
        make_event(programme=programme, title=f"Next {number}")
    for number in range(12):
        make_past_event(programme, title=f"Past {number}")

    pages = [client.get(f"{PAGE}?page={number}") for number in (1, 2, 3)]

    assert pages[0].text.count('class="line-when"') <= 10
    lines = [event.title for page in pages for event in page.context["events"].past.object_list]
    assert sorted(lines) == sorted(f"Past {number}" for number in range(12))
    assert "All upcoming events" in pages[0].text


def test_programme_page_can_show_the_events_of_one_phase(client, programme):
    phase = Phase.objects.create(programme=programme, name="First phase", position=1)
    make_past_event(programme, title="In the phase", phase=phase)
    make_past_event(programme, title="Outside")

    page = client.get(f"{PAGE}?phase=1").text

    assert "In the phase" in page
    assert "Outside" not in page
    assert "Outside" in client.get(f"{PAGE}?phase=x").text


def test_next_text_is_shown_from_its_time(client, programme):
    programme.next_text, programme.next_text_at = "Newer words", now() + timedelta(hours=1)
    programme.save()
    assert "Newer words" not in client.get(PAGE).text

    programme.next_text_at = now() - timedelta(seconds=1)
    programme.save()

    page = client.get(PAGE).text
    assert "Newer words" in page
    assert "<strong>help</strong>" not in page


@pytest.mark.parametrize(("role", "sees"), [(None, False), ("viewer", False), ("coordinator", True), ("manager", True)])
def test_only_writers_of_the_pages_preview_drafts(client, programme, role, sees):
    programme.next_text = "A draft"
    programme.save()
    NewsItem.objects.create(programme=programme, slug="later", title="Later", text="Later")
    PolicyDeclaration.objects.create(programme=programme, slug="draft", title="Draft declaration")
    if role:
        client.force_login(make_member(programme, role))

    assert ("A draft" in client.get(f"{PAGE}?preview").text) is sees
    assert ("Draft declaration" in client.get(f"{PAGE}?preview").text) is sees
    for path in ("news/later/", "declarations/draft/"):
        assert client.get(f"{PAGE}{path}?preview").status_code == (200 if sees else 404)
        assert client.get(f"{PAGE}{path}").status_code == 404
    assert "A draft" not in client.get(PAGE).text


def test_area_page_shows_its_text_and_events(client, programme):
    area = AreaOfAction.objects.create(programme=programme, slug="coverage", name="Coverage", text="*Wide*")
    make_past_event(programme, title="About coverage").areas.add(area)
    make_past_event(programme, title="About something else")

    page = client.get(area.get_absolute_url()).text

    assert "<em>Wide</em>" in page
    assert "About coverage" in page
    assert "About something else" not in page
    assert client.get("/programmes/ours/areas/none/").status_code == 404


def test_declaration_page_shows_its_facts(client, programme):
    event = make_past_event(programme, title="The summit")
    declaration = PolicyDeclaration.objects.create(
        programme=programme, slug="d", title="Declaration on protection", adopted_by="The heads of state",
        adopted_on=date(2013, 10, 9), url="https://example.org/d", event=event, published_at=now(), text="All **people**.",
        sources=["The summit’s page"],
    )  # fmt: skip

    page = client.get(declaration.get_absolute_url()).text

    for text in (
        "9 October 2013",
        "The heads of state",
        "https://example.org/d",
        "The summit",
        "<strong>people</strong>",
    ):
        assert text in page


def test_declaration_does_not_link_to_a_draft_event(client, programme):
    event = make_event(programme=programme, title="Secret", status="draft")
    declaration = PolicyDeclaration.objects.create(
        programme=programme, slug="d", title="D", adopted_text="November 2015", event=event, published_at=now()
    )

    page = client.get(declaration.get_absolute_url()).text

    assert "November 2015" in page
    assert "Secret" not in page


def test_news_are_listed_from_their_time_on(client, programme):
    times = {"Shown": now() - timedelta(days=1), "Later": now() + timedelta(days=1), "Draft": None}
    for title, moment in times.items():
        NewsItem.objects.create(
            programme=programme,
            slug=title.lower(),
            title=title,
            text="A *note*",
            published_at=moment,
            country=make_country(),
        )

    for path in (PAGE, f"{PAGE}news/", f"{PAGE}news/atom.xml", "/sitemap.xml"):
        text = client.get(path).text
        assert [title for title in times if title in text or f"/{title.lower()}/" in text] == ["Shown"]
    feed = client.get(f"{PAGE}news/atom.xml")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "&lt;em&gt;note&lt;/em&gt;" in feed.text
    page = client.get(f"{PAGE}news/shown/").text
    assert "<em>note</em>" in page
    assert '<meta name="description" content="A note' in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_news_list_query_count(client, programme, item_count, django_assert_num_queries):
    for number in range(item_count):
        NewsItem.objects.create(programme=programme, slug=f"n{number}", title="N", text="N", published_at=now())

    with django_assert_num_queries(3 + STORE_QUERIES):
        client.get(f"{PAGE}news/")


def test_list_of_programmes_names_running_and_ended_ones(client, programme):
    make_programme(name="Over", ends_year=2016)

    page = client.get("/programmes/").text

    assert page.index("Current programmes") < page.index("Our programme") < page.index("Earlier programmes")
    assert page.index("Earlier programmes") < page.index("Over")


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_of_programmes_says_what_each_one_has(client, programme, item_count, django_assert_num_queries):
    make_event(programme=programme)
    for number in range(item_count):
        make_past_event(make_programme(slug=f"p{number}", ends_year=2016))

    with django_assert_num_queries(3 + STORE_QUERIES):
        page = client.get("/programmes/").text

    assert "1 upcoming event</span>" in page
    assert page.count("1 event</span>") == item_count


def test_home_page_has_the_latest_news_of_all_programmes(client, programme):
    for owner in (programme, make_programme(slug="others")):
        NewsItem.objects.create(programme=owner, slug="n", title=f"Of {owner.slug}", text="N", published_at=now())
    NewsItem.objects.create(programme=programme, slug="draft", title="A draft", text="N")

    page = client.get("/").text

    assert "Of ours" in page
    assert "Of others" in page
    assert "A draft" not in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_home_page_query_count(client, item_count, django_assert_num_queries):
    for number in range(item_count):
        owner = make_programme(slug=f"p{number}")
        NewsItem.objects.create(programme=owner, slug="n", title="N", text="N", published_at=now())
        make_event(programme=owner, venue=make_venue())

    with django_assert_num_queries(10 + STORE_QUERIES):
        client.get("/")


def test_programme_page_shows_its_newest_pictures_with_their_descriptions(client, programme):
    album, moment = make_album(programme=programme), now()
    for number in range(5):
        published_at = moment - timedelta(days=10 - number)
        drawn_picture(album, alt=f"Description {number}", published_at=published_at)
    drawn_picture(make_album(programme=programme, published_at=None), alt="Of a draft")
    drawn_picture(album, alt="Draft", published_at=None)
    drawn_picture(make_album(programme=make_programme()), alt="Of another programme")

    page = client.get(PAGE).text

    assert re.findall(r'<img [^>]*alt="([^"]*)"[^>]* loading="lazy"', page) == [
        f"Description {n}" for n in (4, 3, 2, 1)
    ]
    assert f'href="/pictures/?programme={programme.slug}"' in page
    pictures = client.get(f"/pictures/?programme={programme.slug}").text
    assert "Description 4" in pictures
    assert "Of another programme" not in pictures


def test_picture_that_is_taken_down_leaves_the_programme_page_at_once(client, programme):
    picture = drawn_picture(make_album(programme=programme), alt="A full hall")
    assert "A full hall" in client.get(PAGE).text

    take_down(picture, by=None)

    page = client.get(PAGE).text
    assert "A full hall" not in page
    assert 'id="pictures"' not in page


def in_year(programme, year, **fields):
    start = datetime(year, 12, 31, 18, tzinfo=UTC)  # the next day, and so the next year, in Bangkok
    return make_event(programme=programme, **{"starts_at": start, "ends_at": start + timedelta(hours=5)} | fields)


def glance(page):
    """Return the numbers of events by year, and the names of the symbols."""
    part = page.partition('<ol class="years"')[2].partition("</ol>")[0]
    years = re.findall(r'<p class="year">(\d+)<span class="sr-only">: ([^<]*)</span>', part)
    return years, re.findall(r'<a href="[^"]+" title="[^"]+" aria-label="([^"]+)"', part)


def test_programme_page_has_a_symbol_for_each_event_by_year(client, programme):
    Phase.objects.create(programme=programme, name="First phase", years="2012–2013", position=1)
    in_year(programme, 2011, title="First", kind="training", timezone="Asia/Bangkok")
    in_year(programme, 2013, title="Last", kind="meeting", status="cancelled", timezone="UTC")
    in_year(programme, 2013, title="Draft", status="draft")
    in_year(make_programme(), 2013, title="Of others")
    make_event(programme=programme, title="No year", precision="tbc", starts_at=None, ends_at=None)

    page = client.get(PAGE).text

    years, names = glance(page)
    assert years == [("2012", "1 event, First phase"), ("2013", "1 event, First phase")]
    assert [name.replace("\u2009", "") for name in names] == [
        "1 Jan 2012, Training: First",
        "31 Dec 2013, Meeting, Cancelled: Last",
    ]
    assert "1 event has no year" in page


@pytest.mark.parametrize(
    ("number", "years", "is_shown"), [(3, 1, False), (3, 3, True), (3, 40, False), (151, 3, False)]
)
def test_programme_has_no_symbols_if_they_would_say_less_than_the_list(client, programme, number, years, is_shown):
    for count in range(number):
        in_year(programme, 2020 - (years - 1 if count == 0 else 0), timezone="UTC")

    assert ('<ol class="years"' in client.get(PAGE).text) is is_shown


def test_year_without_events_is_between_the_others(client, programme):
    for year in (2011, 2013):
        in_year(programme, year, timezone="UTC")

    years, _names = glance(client.get(PAGE).text)

    assert years == [("2011", "1 event"), ("2012", "no events"), ("2013", "1 event")]
