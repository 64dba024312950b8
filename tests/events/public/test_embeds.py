"""A programme in a frame of another site, and oEmbed."""

import json
from xml.etree import ElementTree

import pytest
from django.utils.timezone import now

from tests.factories import make_event, make_programme

pytestmark = pytest.mark.django_db

PATH = "/embed/programmes/ours/"


@pytest.fixture
def programme(settings):
    settings.BASE_URL = "https://events.example.org"
    return make_programme(
        slug="ours", name="Ours <&>", summary="Why we exist.", frame_sites="https://a.example\nhttps://b.example"
    )


def policy_of(answer):
    return dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; ") if " " in part)


def test_only_listed_sites_may_show_the_frame(client, programme):
    answer = client.get(PATH)

    assert policy_of(answer)["frame-ancestors"] == "https://a.example https://b.example"
    assert policy_of(answer)["script-src"] == "'none'"
    assert policy_of(answer)["default-src"] == "'self'"
    assert "X-Frame-Options" not in answer


def test_without_listed_sites_nobody_may_show_the_frame(client, programme):
    programme.frame_sites = ""
    programme.save()

    answer = client.get(PATH)

    assert policy_of(answer)["frame-ancestors"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"


def test_other_pages_stay_forbidden_in_frames(client, programme):
    answer = client.get(programme.get_absolute_url())

    assert policy_of(answer)["frame-ancestors"] == "'none'"
    assert answer["X-Frame-Options"] == "DENY"


def test_frame_shows_the_next_events_without_a_script_or_cookie(client, programme):
    make_event(programme=programme, title="Next seminar")
    make_event(programme=programme, title="Secret", status="draft")

    answer = client.get(PATH)

    assert "Next seminar" in answer.text
    assert "Ours &lt;&amp;&gt;" in answer.text
    assert "https://events.example.org/programmes/ours/" in answer.text
    assert "Secret" not in answer.text
    assert "<script" not in answer.text
    assert not answer.cookies


def test_frame_says_that_an_event_is_cancelled_or_postponed(client, programme):
    make_event(programme=programme, title="Called off", status="cancelled", cancelled_at=now())
    make_event(programme=programme, title="Later", status="postponed")

    page = client.get(PATH).text

    assert '<s>Called off</s></bdi></a> <strong class="quiet">Cancelled</strong>' in page
    assert 'Later</bdi></a> <strong class="quiet">Postponed</strong>' in page


@pytest.mark.parametrize("item_count", [1, 3])
def test_frame_query_count(client, programme, item_count, django_assert_num_queries):
    for _number in range(item_count):
        make_event(programme=programme)

    with django_assert_num_queries(2):
        client.get(PATH)


def test_page_of_the_programme_leads_to_oembed(client, programme):
    page = client.get(programme.get_absolute_url()).text

    for form, kind in (("json", "application/json+oembed"), ("xml", "text/xml+oembed")):
        (line,) = [line for line in page.split("\n") if f'type="{kind}"' in line]
        address = line.split('href="')[1].split('"')[0].replace("&amp;", "&")
        answer = client.get(address.removeprefix("https://events.example.org"))
        assert answer.status_code == 200
        assert form in answer["Content-Type"]


def test_oembed_describes_the_frame(client, programme):
    query = {"url": "https://events.example.org/programmes/ours/", "maxwidth": "400", "maxheight": "9999"}

    found = json.loads(client.get("/oembed", query).content)
    answer = client.get("/oembed", query | {"format": "xml"})
    root = ElementTree.fromstring(answer.content)  # noqa: S314 (written by us)

    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", "Ours <&>")
    assert (found["width"], found["height"]) == (400, 420)
    assert 'src="https://events.example.org/embed/programmes/ours/"' in found["html"]
    assert 'title="Ours &lt;&amp;&gt;"' in found["html"]
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in found.items()}


def test_oembed_is_a_link_if_no_site_may_show_the_frame(client, programme):
    programme.frame_sites = ""
    programme.save()

    found = client.get("/oembed", {"url": "https://events.example.org/programmes/ours/"}).json()

    assert found["type"] == "link"
    assert "html" not in found


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 404),
        ({"url": "https://other.example/programmes/ours/"}, 404),
        ({"url": "https://events.example.org/events/"}, 404),
        ({"url": "https://events.example.org/programmes/none/"}, 404),
        ({"url": "https://events.example.org/[/"}, 404),
        ({"url": "https://events.example.org/programmes/ours/", "format": "yaml"}, 501),
        ({"url": "https://events.example.org/programmes/ours/", "maxwidth": "-1"}, 200),
        ({"url": "https://events.example.org/programmes/ours/", "maxwidth": "x"}, 200),
    ],
)
def test_oembed_refuses_what_it_does_not_know(client, programme, query, status):
    assert client.get("/oembed", query).status_code == status
