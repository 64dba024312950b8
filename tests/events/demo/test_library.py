"""The library of the demonstration: the real publications with their sources, and samples that are marked."""

import pytest

from events.demo import real_programme
from events.demo.facts import facts
from events.library.resources.search import find_resources
from events.models import Album, AreaOfAction, Event, Picture, Resource

pytestmark = [pytest.mark.look, pytest.mark.usefixtures("demo")]


def test_each_publication_is_a_resource_with_its_sources():
    resources = Resource.objects.filter(programme__slug=real_programme.SLUG)

    assert resources.count() == len(facts()["publications"]) == 21
    for fact in facts()["publications"]:
        resource = resources.get(title=fact["title"])
        assert resource.creators == sorted(fact["authors"], key=lambda name: " " not in name)
        assert (resource.year, resource.isbns) == (fact["year"], fact.get("isbn", []))
        assert resource.sources
        assert not resource.is_sample
        assert not resource.doi


def test_search_finds_each_publication_and_each_author():
    for fact in facts()["publications"]:
        for text in [fact["title"][:100].rsplit(" ", 1)[0], *fact["authors"]]:
            assert find_resources(text).filter(title=fact["title"]).exists(), text


def test_documents_that_are_publications_open(client):
    event = Event.objects.get(slug__endswith="-ev04")
    page = client.get(event.get_absolute_url()).text

    for title in ("Proceedings of the seminar", "Ho Chi Minh City Recommendations on Income Security"):
        document = event.documents.get(title__startswith=title)
        assert f'<a href="{document.address}"' in page
        assert client.get(document.address).status_code == 200


def test_samples_are_marked(client):
    samples = Resource.objects.exclude(programme__slug=real_programme.SLUG)

    assert samples.filter(is_sample=False).count() == 0
    assert samples.filter(slides__isnull=False).exists()
    assert Picture.objects.filter(is_sample=False).count() == 0
    for row in [*samples.published(), *Album.objects.published()]:
        assert "Sample" in client.get(row.get_absolute_url()).text


def test_every_public_page_has_a_description_and_every_picture_its_text(client):
    rows = [*Resource.objects.published(), *Album.objects.published(), *Picture.objects.visible()]
    for address in ["/resources/", "/pictures/", *(row.get_absolute_url() for row in rows)]:
        page = client.get(address)
        assert page.status_code == 200, address
        assert '<meta name="description" content="' in page.text
        assert 'content=""' not in page.text
        assert page.text.count("<img ") == page.text.count(" alt=")
        assert len(page.content) < 100_000


def test_report_has_two_versions_and_a_file_that_opens(client):
    report = Resource.objects.get(slug="sample-report-extending-coverage")

    numbers = []
    for file in report.files.all():
        answer = client.get(file.get_absolute_url())
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("inline")
        numbers.append(file.number)
    assert numbers == [2, 1]


def test_text_of_the_sample_area_and_its_programme_show_pictures(client):
    area = AreaOfAction.objects.get(slug="sample-coverage")

    assert 'class="text-picture"' in client.get(area.get_absolute_url()).text
    assert 'class="picture-strip"' in client.get(area.programme.get_absolute_url()).text
