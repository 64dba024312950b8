"""Pictures in the texts of a programme: only its own public ones, and none from elsewhere."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.library.pictures.services import take_down
from events.models import AreaOfAction, NewsItem, PolicyDeclaration
from events.templatetags.plenary import markdown
from tests.events.library.helpers import drawn_picture, make_album
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db
ALT = "A full hall seen from the back."


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def picture(programme):
    return drawn_picture(make_album(programme=programme), title="The hall", alt=ALT, credit="Aye <b>")


def write(programme, kind, text):
    """Write a text of this kind. Return the address of its page."""
    if kind == "programme":
        programme.text = text
        programme.save()
        return programme.get_absolute_url()
    if kind == "area":
        AreaOfAction.objects.create(programme=programme, slug="a", name="A", text=text)
        return "/programmes/ours/areas/a/"
    model = {"news": NewsItem, "declaration": PolicyDeclaration}[kind]
    return model.objects.create(
        programme=programme, slug="n", title="N", text=text, published_at=now()
    ).get_absolute_url()


def in_text(page):
    return re.findall(r'<span class="text-picture">.*?</span></span>', page, re.DOTALL)


@pytest.mark.parametrize("kind", ["programme", "area", "declaration", "news"])
def test_page_shows_the_picture_with_its_description_and_credit_until_it_is_taken_down(
    client, programme, picture, kind
):
    address = write(programme, kind, f"Before\n\n![The hall & its guests](picture:{picture.pk})\n\nAfter")

    (shown,) = in_text(client.get(address).text)

    assert f'alt="{ALT}"' in shown
    assert "<bdi>The hall &amp; its guests</bdi> · Picture: <bdi>Aye &lt;b&gt;</bdi>" in shown
    assert re.search(r'<source type="image/(avif|webp)"', shown)
    assert 'loading="lazy"' in shown
    take_down(picture, by=None)
    page = client.get(address).text  # the stored page has ended, too
    assert in_text(page) == []
    assert "After" in page


@pytest.mark.parametrize("case", ["draft", "album of later", "another programme", "unknown", "no number"])
def test_other_pictures_are_left_out(client, programme, case):
    album = make_album(programme=make_programme() if case == "another programme" else programme)
    if case == "album of later":
        album.published_at = None
        album.save()
    picture = drawn_picture(album, published_at=None if case == "draft" else now())
    key = {"unknown": picture.pk + 1, "no number": "x"}.get(case, picture.pk)

    page = client.get(write(programme, "programme", f"![x](picture:{key}) After")).text

    assert in_text(page) == []
    assert "After" in page


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://elsewhere.example/a.png)",
        "![x](//elsewhere.example/a.png)",
        "![x](/pictures/files/a.jpg)",
        "![x](data:image/png;base64,AAAA)",
        '<img src="https://elsewhere.example/a.png">',
        '<picture><source srcset="https://elsewhere.example/a.png"></picture>',
        "[![x](https://elsewhere.example/a.png)](https://example.org/)",
        "![x][1]\n\n[1]: https://elsewhere.example/a.png",
        '[x](https://example.org/ "picture:12")',
        "picture:12; &#x3a;12;",
    ],
)
def test_pictures_of_other_sites_are_never_rendered(text):
    html = markdown(f"Before {text}", {12: None})

    assert "elsewhere" not in html
    assert "<img" not in html
    assert "text-picture" not in html
    assert "Before" in html


@pytest.mark.parametrize("page", ["programmes:page_text", "programmes:news_create"])
def test_author_picks_a_public_picture_and_gets_its_markdown(client, programme, page):
    picture = drawn_picture(make_album(programme=programme), title="The [big] hall", alt=ALT)
    drawn_picture(make_album(programme=programme), title="Draft", published_at=None)
    drawn_picture(make_album(programme=make_programme()), title="Of others")
    client.force_login(make_member(programme))

    text = client.get(reverse(page, args=["ours"])).text

    assert re.findall(r'readonly value="([^"]+)"', text) == [f"![The big hall](picture:{picture.pk})"]
    assert 'data-copy="markdown-' in text
