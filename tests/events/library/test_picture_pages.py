"""The public pages of pictures."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.utils.timezone import now
from PIL import Image

from events.models import PictureFile
from events.slugs import keep_former_slug
from tests.events.library.helpers import drawn_picture, make_album, make_picture
from tests.factories import make_event, make_programme
from tests.page_store import STORE_QUERIES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_list_has_five_queries(client, number, django_assert_num_queries):
    programme = make_programme()
    for _ in range(number):
        album = make_album(event=make_event(programme=programme))
        drawn_picture(album)
        drawn_picture(album)

    with django_assert_num_queries(5 + STORE_QUERIES):
        page = client.get("/pictures/")

    assert page.text.count('class="wall-group"') == number
    assert page.text.count("<img ") - 1 == 2 * number  # and the sign of the site


def test_list_shows_some_pictures_of_each_album(client):
    album = make_album()
    for _ in range(8):
        drawn_picture(album)

    page = client.get("/pictures/").text

    assert page.count("<picture>") == 6
    assert "2 more pictures" in page


def test_pages_of_an_album_name_the_days_of_its_event_without_hours(client):
    start = datetime(2026, 3, 9, 2, tzinfo=UTC)
    event = make_event(starts_at=start, ends_at=start + timedelta(days=1, hours=8))
    picture = drawn_picture(make_album(event=event))

    for address in ("/pictures/", picture.album.get_absolute_url(), picture.get_absolute_url()):
        page = client.get(address).text
        assert "9 to 10 March 2026" in page
        assert "UTC+7" not in page


def test_list_is_filtered_by_year(client):
    for year in (2012, 2014):
        make_picture(make_album(title=f"Album of {year}", taken_on=date(year, 3, 1)))

    page = client.get("/pictures/?year=2012").text

    assert "Album of 2012" in page
    assert "Album of 2014" not in page


@pytest.mark.parametrize("query", ["year=0000", "year=abcd", "country=xx", "country=%2F", "page=99"])
def test_strange_addresses_are_no_error(client, query):
    assert client.get(f"/pictures/?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_album_has_a_fixed_number_of_queries(client, number, django_assert_num_queries):
    album = make_album()
    for _ in range(number):
        drawn_picture(album)

    with django_assert_num_queries(4 + STORE_QUERIES):
        page = client.get(album.get_absolute_url()).text

    assert page.count('loading="lazy"') == number
    assert all(
        re.search(r'alt="[^"]+" width="\d+" height="\d+"', img) for img in re.findall(r"<img [^>]*srcset.*?>", page)
    )


def test_picture_page_leads_to_its_neighbours(client, django_assert_num_queries):
    album = make_album()
    first, second, third = (drawn_picture(album, position=place) for place in (1, 2, 3))

    with django_assert_num_queries(3 + STORE_QUERIES):
        page = client.get(second.get_absolute_url()).text

    assert f'href="{first.get_absolute_url()}" rel="prev"' in page
    assert f'href="{third.get_absolute_url()}" rel="next"' in page
    assert "2 of 3" in page
    assert f'<meta name="description" content="{second.alt}">' in page


def test_files_are_drawn_in_two_formats_without_enlarging(client):
    picture = drawn_picture(size=(1700, 1000))

    for file in picture.files.all():
        answer = client.get(file.get_absolute_url())
        with Image.open(BytesIO(b"".join(answer.streaming_content))) as image:
            assert image.size == (file.width, file.height)
            assert not image.getexif()
        assert answer.headers["Content-Type"] == file.content_type

    assert sorted(PictureFile.objects.values_list("format", "width")) == sorted(
        (form, width) for form in ("avif", "jpg") for width in (480, 960, 1600)
    )


def test_draft_album_shows_nothing(client):
    picture = drawn_picture(make_album(published_at=None))
    urls = [picture.get_absolute_url(), picture.album.get_absolute_url(), picture.files.first().get_absolute_url()]

    assert [client.get(url).status_code for url in urls] == [404, 404, 404]


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {"shown_until": now() - timedelta(minutes=1)}], ids=["draft", "consent ended"]
)
def test_picture_that_is_not_public_is_not_found(client, fields):
    album = make_album()
    drawn_picture(album)
    hidden = drawn_picture(album, **fields)
    urls = [hidden.get_absolute_url(), hidden.files.first().get_absolute_url()]

    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_former_address_of_an_album_redirects(client):
    picture = drawn_picture(make_album(slug="new"))
    keep_former_slug(picture.album, "old")

    for end in ("", f"{picture.pk}/"):
        answer = client.get(f"/pictures/old/{end}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/pictures/new/{end}")


def test_sitemap_has_albums(client):
    album = drawn_picture().album

    assert album.get_absolute_url() in client.get("/sitemap.xml").text
