"""An erasure takes down the pictures of events that name the person, and tells the team."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.models import LibraryChange, PictureFile
from events.models.answer import private_storage
from events.organise.work.library import _erased_pictures
from events.organise.work.scope import Scope
from events.personal_data import services
from tests.events.library.helpers import drawn_picture, make_album
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Khin Zaw Lwin"


def erase(person):
    erasure = services.erase(person, by=person)
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        services.finish_due()
    return erasure


def picture_of(*names, album=None, **fields):
    picture = drawn_picture(album or make_album(), shows_people=True, **fields)
    for name in names:
        picture.people.create(name=name, consented_on=now().date(), consent_note=f"Form of {name}")
    return picture


@pytest.mark.parametrize(
    "named",
    [
        {"names": [NAME]},
        {"names": ["All participants", NAME]},
        {"names": ["The speakers: Lwin Khin Zaw, An Tran"]},
        {"title": f"{NAME} opens the seminar"},
        {"alt": f"{NAME} at a lectern."},
    ],
    ids=["alone", "with others", "in a group", "caption", "description"],
)
def test_picture_that_names_the_person_is_taken_down_with_its_files(client, named):
    picture = picture_of(*named.pop("names", []), **named)
    paths = list(picture.files.values_list("file", flat=True))
    address, file = picture.get_absolute_url(), picture.files.first().get_absolute_url()
    person = make_person(name=NAME)

    services.erase(person, by=person)
    assert client.get(address).status_code == 200  # it can still be undone
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        services.finish_due()

    assert client.get(address).status_code in {404, 410}
    assert client.get(file).status_code == 404
    assert not any(private_storage().exists(path) for path in paths)
    picture.refresh_from_db()
    assert (picture.why, picture.published_at, picture.taken_down_by) == ("erasure", None, None)
    stored = [picture.title, picture.alt, *picture.people.values_list("name", "consent_note")]
    assert "Khin" not in str(stored)
    assert not PictureFile.objects.filter(picture=picture).exists()


def test_record_of_the_consent_is_empty_and_that_of_others_stays():
    picture = picture_of(NAME, "An Tran")

    erase(make_person(name=NAME))

    first, second = picture.people.all()
    assert (first.name, first.consented_on, first.consent_note) == ("…", None, "")
    assert (second.name, second.agrees, second.consent_note) == ("An Tran", True, "Form of An Tran")


def test_person_with_a_single_name_is_found_by_the_whole_name_only():
    named, other = picture_of("sutrisno"), picture_of("Sutrisno Hadi")

    erase(make_person(name="Sutrisno"))

    named.refresh_from_db()
    other.refresh_from_db()
    assert (named.why, other.why) == ("erasure", "")


def test_pictures_of_others_stay(client):
    picture = picture_of("Khin Zaw Win", title="The hall", alt="Rows of chairs.")

    erase(make_person(name=NAME))

    assert client.get(picture.get_absolute_url()).status_code == 200


def test_team_is_told_without_the_name(client):
    album = make_album(title="Seminar")
    picture_of(NAME, album=album, title=f"{NAME} speaks")
    picture_of(NAME, album=album)
    manager = make_member(album.programme)
    erase(make_person(name=NAME))
    client.force_login(manager)

    found = list(_erased_pictures(Scope(frozenset({album.programme_id}), now())))

    assert [(one.count, one.name, one.keys) for one in found] == [(2, "Seminar", (album.pk,))]
    page = client.get(reverse("library:album_edit", args=[album.programme.slug, album.pk])).text
    assert "Picture taken down" in page
    assert "The data of a person who is named with it was deleted." in page
    assert "Khin" not in page
    assert {change.by for change in LibraryChange.objects.all()} == {None}


def test_undone_erasure_leaves_the_pictures(client):
    picture, person = picture_of(NAME), make_person(name=NAME)

    services.undo(services.erase(person, by=person), by=person)
    services.finish_due()

    assert client.get(picture.get_absolute_url()).status_code == 200
