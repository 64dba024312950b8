"""After an erasure no address of a page has the name of the person, neither the present one nor a former one."""

import pytest
from django.apps import apps
from django.utils.timezone import now

from accounts.models import User
from events.calendars.services import revise
from events.library.editing.services import save_resource
from events.models import Album, Event, FormerSlug, LibraryChange, NewsItem, Resource
from events.personal_data import services
from events.slugs import MODELS, save_with_slug
from tests.events.library.helpers import make_album, make_resource
from tests.factories import make_event, make_person, make_programme

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Nguyễn Thị Ánh"
SLUG = "nguyen-thi-anh"


def erase():
    person = make_person(name=NAME)
    services.erase(person, by=person, at_once=True)


def test_address_made_from_a_title_with_the_name_is_replaced(client):
    programme = make_programme(slug="seas")
    event = make_event(programme=programme, title=f"A day with {NAME}", slug=f"a-day-with-{SLUG}")
    revise(event, significant=False)
    album = make_album(programme=programme, title=f"{NAME}", slug=SLUG)
    news = NewsItem.objects.create(
        programme=programme, title="Thanks", slug="thi-anh-nguyen-leaves", published_at=now()
    )
    assert SLUG in Event.objects.get().vevent

    erase()

    assert Event.objects.get(pk=event.pk).slug == "a-day-with"
    assert SLUG not in Event.objects.get(pk=event.pk).vevent
    assert "/a-day-with/" in Event.objects.get(pk=event.pk).vevent
    assert Album.objects.get(pk=album.pk).slug == "page"
    assert NewsItem.objects.get(pk=news.pk).slug == "thanks"
    assert not FormerSlug.objects.exists()
    assert client.get(f"/events/a-day-with-{SLUG}/").status_code == 404
    assert client.get("/events/a-day-with/").status_code == 200


def test_former_addresses_and_their_history_lose_the_name(client):
    resource = make_resource(title="Slides", slug=f"slides-of-{SLUG}")
    for slug in ("slides-2", "slides"):
        resource.slug = slug
        save_resource(resource, areas=[], countries=[], by=make_person())
    assert SLUG in "".join(LibraryChange.objects.values_list("said", flat=True))

    erase()

    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["slides-2"]
    assert SLUG not in "".join(LibraryChange.objects.values_list("said", flat=True))
    assert client.get("/resources/slides-2/").url == "/resources/slides/"


def test_published_title_keeps_its_author_and_its_address():
    resource = make_resource(title=f"Guide of {NAME}", authors=NAME, slug=f"guide-of-{SLUG}")

    erase()

    resource.refresh_from_db()
    assert (resource.title, resource.slug) == (f"Guide of {NAME}", f"guide-of-{SLUG}")


def test_addresses_of_others_stay():
    slugs = {"nguyen-thi-anhduc", "nguyen-thi", "anh", f"{SLUG}h", f"x{SLUG}"}
    for slug in slugs:
        make_resource(slug=slug)

    erase()

    assert set(Resource.objects.values_list("slug", flat=True)) == slugs
    assert User.objects.filter(name="Erased person").exists()


def test_every_model_with_an_address_is_searched():
    found = {
        model
        for model in apps.get_models()
        if model._meta.app_label == "events" and any(field.name == "slug" for field in model._meta.fields)
    }

    assert {model.__name__ for model in found - set(MODELS)} == {"Question", "FormerSlug"}


def test_address_with_a_name_that_is_typed_again_is_free_after_the_erasure():
    make_resource(title="Slides", slug=f"slides-of-{SLUG}")
    erase()

    again = Resource(programme=make_programme(), title="Another", slug=f"slides-of-{SLUG}")
    save_with_slug(again, title="Another", fallback="resource")

    assert again.pk
