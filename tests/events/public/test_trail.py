"""Every public page below a list says where it is, in one way."""

import re

import pytest

from events.models import (
    Album,
    AreaOfAction,
    Country,
    Event,
    NewsItem,
    Picture,
    PolicyDeclaration,
    Programme,
    Resource,
)

pytestmark = [pytest.mark.look, pytest.mark.django_db]
TRAIL = re.compile(r'<nav class="trail" aria-label="Breadcrumb"><ol>(.*?)</ol></nav>', re.DOTALL)


def trail_of(page):
    """Return the text and the address of each step; "" for a step without a page."""
    (trail,) = TRAIL.findall(page)
    steps = re.findall(r'<li>(?:<a href="([^"]+)">)?<bdi>(.*?)</bdi>(?:</a>)?</li>', trail)
    assert len(steps) == trail.count("<li>")
    return [(text, address) for address, text in steps]


@pytest.mark.usefixtures("demo")
def test_pages_of_all_kinds_have_one_trail_that_leads_up(client):
    programme = Programme.objects.get(slug="sample-season")
    programmes = ("Programmes", "/programmes/")
    own = (programme.short_name or programme.name, programme.get_absolute_url())
    news, album = NewsItem.objects.published().first(), Album.objects.published().first()
    picture = Picture.objects.visible().first()
    resource = Resource.objects.published().first()
    declaration = PolicyDeclaration.objects.first()
    area = AreaOfAction.objects.filter(programme=programme).first()
    event = Event.objects.listed().filter(programme=programme).first()
    expected = {
        event: [("Events", "/events/"), (programme.name, programme.get_absolute_url())],
        programme: [programmes],
        Programme.objects.get(slug="asean-ilo-japan"): [programmes, ("2011–2016", "")],
        area: [programmes, own, ("Areas of action", f"{programme.get_absolute_url()}#areas")],
        news: [programmes, own, ("News", f"{programme.get_absolute_url()}news/")],
        Country.objects.get(pk="VN"): [("Countries", "/countries/")],
        resource: [("Resources", "/resources/"), (resource.get_kind_display(), f"/resources/?kind={resource.kind}")],
        album: [("Pictures", "/pictures/")],
        picture: [("Pictures", "/pictures/"), (picture.album.title, picture.album.get_absolute_url())],
    }

    found = {row: trail_of(client.get(row.get_absolute_url()).text) for row in expected}

    assert found == expected
    assert [text for text, _address in trail_of(client.get(declaration.get_absolute_url()).text)][::2] == [
        "Programmes",
        "Declarations",
    ]
    assert trail_of(client.get(f"{programme.get_absolute_url()}news/").text) == [programmes, own, ("News", "")]


def test_name_in_a_trail_is_escaped_once(client):
    programme = Programme.objects.create(slug="p", name="Work & <pay>")
    AreaOfAction.objects.create(programme=programme, slug="a", name="Area")

    page = client.get("/programmes/p/areas/a/").text

    assert trail_of(page)[1] == ("Work &amp; &lt;pay&gt;", "/programmes/p/")
