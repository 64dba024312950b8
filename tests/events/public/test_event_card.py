"""The picture of an event for messengers: drawn once for each state of its facts, in all scripts, and never an error."""

import re
from io import BytesIO

import pytest
from django.core.cache import cache
from PIL import Image

from events.documents.typesetting import TypesettingError
from events.models import Event, Mission
from events.public.event_page import card
from events.registration.services import register
from tests.factories import make_event, make_person, make_venue

pytestmark = pytest.mark.django_db


def size_of(response):
    with Image.open(BytesIO(response.content)) as picture:
        return picture.format, picture.size


def test_page_names_the_picture_and_browsers_keep_it(client):
    event = make_event(venue=make_venue())

    page = client.get(event.get_absolute_url()).text
    address = re.search(r'og:image" content="http://127.0.0.1:8000(/events/[^"]*\.png)"', page).group(1)
    response = client.get(address)

    assert size_of(response) == ("PNG", (1200, 630))
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert address == card.address(event, None)


def test_address_changes_with_the_facts_and_an_old_one_leads_to_the_new_one(client):
    event = make_event(seats=5)
    before = card.address(event, None)

    register(event, make_person())
    event.refresh_from_db()
    assert card.address(event, None) == before  # the picture says nothing about registrations
    for field, value in (("title", "Another title"), ("status", "postponed")):
        setattr(event, field, value)
        event.save()
        assert card.address(event, None) != before

    response = client.get(before)
    assert (response.status_code, response.headers["Location"]) == (302, card.address(event, None))
    assert client.get(before, follow=True).status_code == 200


@pytest.mark.parametrize("kind", Event.Kind.values)
@pytest.mark.parametrize(
    "title",
    [
        "ដំណើរទស្សនកិច្ចសិក្សា " * 10, "ລາວ မြန်မာ ภาษาไทย 日本語 Монгол Tiếng Việt", "ورشة عمل " * 20,
        'Quotes " \\ #let x = 1 $ * _ ` <a>', "\u200b\u202e \U0001f600", "x" * 250, "",
    ],
)  # fmt: skip
def test_picture_can_be_drawn_for_each_title(client, kind, title):
    event = make_event(kind=kind, title=title, seats=300, policy="none", precision="tbc")

    response = client.get(card.address(event, None))

    assert size_of(response) == ("PNG", (1200, 630))
    assert "immutable" in response.headers["Cache-Control"]


def test_picture_that_cannot_be_drawn_is_plain(client, monkeypatch):
    def fail(*_arguments):
        raise TypesettingError("no fonts")

    event = make_event()
    monkeypatch.setattr(card, "typeset_picture", fail)

    response = client.get(card.address(event, None))

    assert size_of(response) == ("PNG", (1200, 630))
    assert response.headers["Cache-Control"] == "public, no-cache"


def test_picture_is_drawn_once(client, monkeypatch):
    event = make_event()
    cache.clear()
    drawn = []
    monkeypatch.setattr(card, "typeset_picture", lambda *_arguments: drawn.append(1) or b"picture")

    for _ in range(3):
        assert client.get(card.address(event, None)).content == b"picture"

    assert drawn == [1]


def test_picture_of_a_hidden_event_is_not_found(client):
    draft, mission = make_event(status="draft"), make_event(kind="expert_mission", policy="none")
    Mission.objects.create(event=mission, public_fields=[], is_listed=False)

    for event in (draft, mission):
        assert client.get(card.address(event, None)).status_code == 404
