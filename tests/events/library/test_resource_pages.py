"""The public pages of resources."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils.timezone import now

from events.models import Phase, Resource, ResourceCover
from events.slugs import keep_former_slug
from tests.events.library.helpers import make_resource, resource_with_file
from tests.factories import make_country, make_event, make_member, make_programme
from tests.page_store import STORE_QUERIES

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("number", [1, 3])
def test_list_has_two_queries(client, number, django_assert_num_queries):
    event = make_event()
    for _ in range(number):
        make_resource(event=event, authors="Carter, John").countries.add(make_country("VN"))

    with django_assert_num_queries(2 + STORE_QUERIES):
        page = client.get("/resources/")

    assert page.text.count('class="library-find"') == number
    assert "John Carter" in page.text
    assert len(page.content) < 100_000


@pytest.mark.parametrize("number", [1, 3])
def test_detail_has_three_queries(client, number, django_assert_num_queries):
    resource = make_resource(event=make_event())
    for iso2 in ["VN", "TH", "MM"][:number]:
        resource.countries.add(make_country(iso2))

    with django_assert_num_queries(3 + STORE_QUERIES):
        page = client.get(resource.get_absolute_url())

    assert page.status_code == 200


def test_words_of_the_search_are_marked(client):
    make_resource(title="Bảo hiểm thất nghiệp")

    page = client.get("/resources/", {"q": "bao hiem"})

    assert "<mark>Bảo</mark> <mark>hiểm</mark>" in page.text
    assert '<meta name="robots" content="noindex, follow">' in page.text


def test_no_result_suggests_a_spelling(client):
    make_resource(title="Unemployment insurance")

    page = client.get("/resources/", {"q": "insurence"})

    assert 'href="/resources/?q=insurance"' in page.text


def test_htmx_gets_only_the_results(client):
    make_resource()

    page = client.get("/resources/", headers={"HX-Request": "true"})

    assert "<html" not in page.text
    assert page.text.strip().startswith('<div id="results"')
    assert page.headers["Vary"].startswith("HX-Request")


def test_draft_and_later_resource_have_no_page(client):
    for published_at in (None, now() + timedelta(minutes=5)):
        resource = make_resource(published_at=published_at)
        for url in (resource.get_absolute_url(), f"{resource.get_absolute_url()}cite.bib"):
            assert client.get(url).status_code == 404


def test_former_address_redirects(client):
    resource = make_resource(slug="new")
    keep_former_slug(resource, "old")

    answer = client.get("/resources/old/")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/resources/new/")


def test_structured_data_of_a_book(client):
    resource = make_resource(
        title="Review </script>", authors="Carter, John", institutions="ILO", isbn="9789221275442", year=2013,
        publisher="ILO", licence="by", language="en", doi="10.1787/x",
    )  # fmt: skip
    resource.countries.add(make_country("VN"))

    page = client.get(resource.get_absolute_url()).text

    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert (data["@type"], data["name"], data["datePublished"]) == ("Book", "Review </script>", "2013")
    assert [author["name"] for author in data["author"]] == ["John Carter", "ILO"]
    assert data["isbn"] == ["9789221275442"]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["sameAs"] == ["https://doi.org/10.1787/x"]
    assert data["spatialCoverage"] == [{"@type": "Country", "name": "Viet Nam"}]


def test_citations_are_files(client):
    resource = make_resource(slug="review")

    bib, ris = client.get("/resources/review/cite.bib"), client.get("/resources/review/cite.ris")

    assert bib.headers["Content-Disposition"] == 'attachment; filename="review.bib"'
    assert bib.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert f"@misc{{{resource.slug}," in bib.text
    assert ris.text.startswith("TY  - BOOK\r\n")


def test_feed_has_published_resources_only(client):
    resource = make_resource(title="Review & more", summary="Fourteen countries")
    make_resource(published_at=None)

    feed = ElementTree.fromstring(client.get("/resources/atom.xml").content)  # noqa: S314 (our own)

    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Review & more"]
    assert entries[0].find(f"{ATOM}id").text == f"urn:uuid:{resource.uid}"


def test_sitemap_has_resources(client):
    resource = make_resource()
    draft = make_resource(published_at=None)

    text = client.get("/sitemap.xml").text

    assert resource.get_absolute_url() in text
    assert draft.get_absolute_url() not in text


def test_saving_a_title_saves_the_search_text():
    resource = make_resource(title="Pensions")
    resource.title = "Insurance"
    resource.save(update_fields=["title"])

    assert "insurance" in Resource.objects.get().search_text


def test_team_finds_the_way_to_edit(client):
    resource = make_resource()
    address = f"/organise/programmes/{resource.programme.slug}/resources/{resource.pk}/"

    assert address not in client.get(resource.get_absolute_url()).text
    client.force_login(make_member(resource.programme))
    assert address in client.get(resource.get_absolute_url()).text


def test_language_is_that_of_the_resource_not_of_the_page(client):
    assert "<dt>Language</dt>" not in client.get(make_resource().get_absolute_url()).text
    assert "<dd>Vietnamese</dd>" in client.get(make_resource(language="vi").get_absolute_url()).text


def test_pdf_is_shown_without_permission_to_run_or_load_anything(client):
    file = resource_with_file().files.get()

    shown, saved = client.get(file.get_absolute_url()), client.get(f"{file.get_absolute_url()}?download=1")

    for answer, disposition in ((shown, "inline"), (saved, "attachment")):
        list(answer.streaming_content)
        assert answer.headers["Content-Disposition"].startswith(f'{disposition}; filename="review.pdf"')
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # The viewer of a browser does not work in a sandbox.
    assert "sandbox" not in shown.headers["Content-Security-Policy"]
    assert "sandbox" in saved.headers["Content-Security-Policy"]


def test_feed_of_pasted_texts_with_control_characters(client):
    """Word processors use them as line breaks. XML cannot contain them."""
    programme = make_programme()
    client.force_login(make_member(programme))
    pages = f"/organise/programmes/{programme.slug}/resources/"
    client.post(f"{pages}new/", {"title": "One", "kind": "report", "genre": "gu\x01ide", "summary": "First\x0bsecond"})
    client.post(f"{pages}paste/", {"text": "Two\x01\tCarter\x02", "do": "add", "seen": "1"})
    Resource.objects.update(published_at=now())

    feed = ElementTree.fromstring(client.get("/resources/atom.xml").content)  # noqa: S314 (our own)

    assert {title.text for title in feed.iter(f"{ATOM}title")} == {"Resources", "One", "Two"}


def test_cover_of_what_is_not_published_is_for_the_team(client):
    resource = make_resource()
    cover = ResourceCover.objects.create(resource=resource, jpeg=b"jpeg", digest="abc", width=1, height=1)
    answer = client.get(cover.get_absolute_url())
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    Resource.objects.update(published_at=None)

    assert client.get(cover.get_absolute_url()).status_code == 404
    client.force_login(make_member(resource.programme))
    answer = client.get(cover.get_absolute_url())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")


def test_page_has_the_citations_in_fields_that_can_be_selected_and_copied(client):
    resource = make_resource(title="R & D <2>", authors="Carter, John", slug="research")

    page = client.get(resource.get_absolute_url()).text

    fields = re.findall(r'<textarea[^>]*id="cite-(bib|ris)"[^>]* readonly [^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert [form for form, _text in fields] == ["bib", "ris"]
    assert r"title = {{R \&amp; D &lt;2&gt;}}," in fields[0][1]
    assert "TI  - R &amp; D &lt;2&gt;\n" in fields[1][1]
    assert "urldate" not in page  # the page is stored, and shown on later days
    assert "urldate" in client.get("/resources/research/cite.bib").text
    assert re.findall(r'data-copy="([\w-]+)"[^>]* hidden', page) == ["citation", "cite-bib", "cite-ris"]


def test_page_shows_the_other_events_of_its_phase(client, django_assert_num_queries):
    programme = make_programme()
    first, second = (
        Phase.objects.create(programme=programme, name=name, position=number, years=years)
        for number, (name, years) in enumerate([("First", "2011–2013"), ("Second", "2014–2016")], 1)
    )
    own = make_event(programme=programme, title="Its own event", phase=second)
    for _ in range(3):
        make_event(programme=programme, title="Of the second phase", phase=second)
    make_event(programme=programme, title="Of the first phase", phase=first)
    make_event(programme=programme, title="Cancelled one", phase=second, status="cancelled")
    of_event = make_resource(programme=programme, event=own, year=2012)
    of_year = make_resource(programme=programme, year=2012)
    of_other_year = make_resource(programme=programme, year=2020)

    for resource, title, number, queries in ((of_event, "second", 3, 4), (of_year, "first", 1, 5)):
        with django_assert_num_queries(queries + STORE_QUERIES):
            part = client.get(resource.get_absolute_url()).text.partition('<h2 id="phase">')[2].partition("</ul>")[0]
        assert part.count(f"Of the {title} phase") == part.count("<li") == number
    assert "Events in the same phase" not in client.get(of_other_year.get_absolute_url()).text
