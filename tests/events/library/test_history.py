"""The history of resources and albums: who changed what, on their pages of the workspace."""

import pytest

from events.library.pictures import services
from events.models import Album, AreaOfAction, LibraryChange, Picture, Resource
from tests.events.library.helpers import make_album, make_picture, make_resource, pdf, picture_file
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
RESOURCES, PICTURES = "/organise/programmes/ours/resources/", "/organise/programmes/ours/pictures/"


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme, person=make_person(name="Haruka Nakamura"))
    client.force_login(person)
    return person


def changes(**of):
    rows = LibraryChange.objects.filter(**of).order_by("pk")
    return [(row.what, row.said, row.by.name if row.by else "") for row in rows]


@pytest.mark.usefixtures("manager")
def test_each_change_of_a_resource_names_its_author_and_the_old_and_new_values(client, programme):
    area = AreaOfAction.objects.create(programme=programme, slug="a", name="Coverage")
    event, by = make_event(programme=programme, title="Seminar"), "Haruka Nakamura"
    client.post(f"{RESOURCES}new/", {"title": "Review", "kind": "report"})
    resource = Resource.objects.get()
    page = f"{RESOURCES}{resource.pk}/"

    fields = {"title": "New review", "kind": "video", "event": event.pk, "areas": [area.pk], "summary": "x" * 300}
    client.post(page, fields | {"countries": [make_country("VN").pk], "upload": pdf()})
    client.post(page, fields | {"countries": ["VN"], "cover_upload": picture_file(80, 120)})
    client.post(page, fields | {"countries": ["VN"]})
    client.post(f"{page}publish/", {"do": "later", "at_local": "2030-01-01T10:00"})
    client.post(f"{page}publish/", {"do": "publish"})
    client.post(f"{page}publish/", {"do": "publish"})
    client.post(f"{page}publish/", {"do": "take_back"})

    assert changes(resource=resource) == [
        ("added", "Review", by),
        (
            "changed",
            f"title: Review → New review\ntype: Report → Video\nsummary: nothing → {'x' * 99}…\n"
            "event: nothing → Seminar\nareas of action: nothing → Coverage\ncountries: nothing → Viet Nam",
            by,
        ),
        ("file", "1 · review.pdf", by),
        ("changed", "New cover", by),
        ("scheduled", "2030-01-01 10:00 UTC", by),
        ("published", "", by),
        ("taken_back", "", by),
    ]
    text = client.get(page).text
    assert "Haruka Nakamura" in text
    assert "title: Review → New review" in text


@pytest.mark.usefixtures("manager")
def test_changes_of_an_album_and_its_pictures_are_on_the_page_of_the_album_without_the_names_of_people(client):
    by = "Haruka Nakamura"
    client.post(f"{PICTURES}new/", {"title": "Seminar"})
    album = Album.objects.get()
    page = f"{PICTURES}{album.pk}/"
    client.post(page, {"do": "details", "title": "Seminar in Bangkok", "slug": album.slug})
    client.post(f"{page}upload/", {"files": [picture_file(60, 40, name="hall.jpg")], "credit": "Team"})
    picture = Picture.objects.get()
    people = {"people-TOTAL_FORMS": 1, "people-INITIAL_FORMS": 0, "people-0-name": "An Tran"}
    people |= {"people-0-consented_on": "2026-11-01"}

    fields = {"title": "The hall", "alt": "Rows of chairs.", "credit": "Team", "shows_people": "on"}
    client.post(f"{page}{picture.pk}/", fields | people)
    for do in ("publish", "publish", "take_down", "take_down", "delete"):
        client.post(f"{page}{picture.pk}/step/", {"do": do})

    assert changes(album=album) == [
        ("added", "Seminar", by),
        ("changed", "title: Seminar → Seminar in Bangkok", by),
        ("new_picture", "hall", by),
        (
            "picture",
            "The hall\ncaption: hall → The hall\ndescription for people who cannot see it: nothing → Rows of chairs.\n"
            "1 person recorded",
            by,
        ),
        ("shown", "The hall", by),
        ("taken_down", "The hall", by),
        ("picture_gone", "The hall", by),
    ]
    text = client.get(page).text
    assert "title: Seminar → Seminar in Bangkok" in text
    assert by in text


@pytest.mark.usefixtures("manager")
def test_ended_consent_is_in_the_history_without_a_user(album_picture):
    services.withdraw_consent(album_picture.people.create(name="An", consented_on="2026-11-01"), by=None)

    assert changes(album=album_picture.album) == [
        ("taken_down", f"{album_picture.title}\nThe consent of a person shown has ended.", "")
    ]


@pytest.fixture
def album_picture(programme):
    return make_picture(make_album(programme=programme), shows_people=True)


def test_deleted_resources_and_albums_stay_in_the_history(client, programme, manager):
    resource, album = make_resource(programme=programme, title="Old review"), make_album(programme=programme, title="X")

    client.post(f"{RESOURCES}{resource.pk}/delete/")
    client.post(f"{PICTURES}{album.pk}/delete/")

    assert changes(programme=programme) == [
        ("no_resource", "Old review", manager.name),
        ("no_album", "X", manager.name),
    ]
    assert "Old review" in client.get(RESOURCES).text
    assert "<bdi>X</bdi>" in client.get(PICTURES).text


def test_change_without_a_difference_is_not_recorded(client, programme, manager):
    resource = make_resource(programme=programme, title="Review", kind="report")

    client.post(f"{RESOURCES}{resource.pk}/", {"title": "Review", "kind": "report"})

    assert changes(resource=resource) == []
