"""The team edits albums and pictures, and takes pictures down."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from PIL import Image

from events.library.pictures import services
from events.library.pictures.errors import MissingForPublicationError
from events.models import Album, Picture, PictureFile
from events.models.answer import private_storage
from tests.events.library.helpers import drawn_picture, make_album, make_picture, picture_file
from tests.events.library.test_editing import status_of, texts
from tests.factories import make_event, make_member, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


@pytest.fixture
def album(programme):
    return make_album(programme=programme)


def url(end=""):
    return f"/organise/programmes/ours/pictures/{end}"


def place_of(picture):
    return url(f"{picture.album_id}/{picture.pk}/")


@pytest.mark.usefixtures("manager")
def test_create_an_album_of_an_event(client, programme):
    event = make_event(programme=programme)

    client.post(url("new/"), {"title": "Seminar in Hà Nội", "event": event.pk})

    album = Album.objects.get()
    assert (album.slug, album.event, album.published_at) == ("seminar-in-ha-noi", event, None)
    assert album.taken_on == event.local_starts_at.date()


@pytest.mark.usefixtures("manager")
def test_upload_a_tall_picture(client, album):
    """Its height is limited, so that several of its widths are the same."""
    tall = picture_file(600, 6000, name="poster.jpg")

    client.post(url(f"{album.pk}/upload/"), {"files": [tall]})

    files = PictureFile.objects.filter(format="jpg").values_list("width", "height")
    assert list(files) == [(240, 2400)]


@pytest.mark.usefixtures("manager")
def test_upload_several_pictures_and_name_bad_files(client, album):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (13.0, 45.0, 0.0)
    huge = BytesIO()
    Image.new("1", (10_000, 10_000)).save(huge, "PNG")
    files = [
        picture_file(30, 20, name="Mở_đầu.jpg"),
        picture_file(30, 20, name="ពិធីបើក.jpg", exif=exif),
        SimpleUploadedFile("huge.png", huge.getvalue()),
        SimpleUploadedFile("drawing.svg", b"<svg onload='x'/>"),
        SimpleUploadedFile("paper.pdf", b"%PDF-1.7 %%EOF"),
    ]

    page = client.post(url(f"{album.pk}/upload/"), {"files": files, "credit": "Team", "licence": "by"}, follow=True)

    assert [(row.title, row.credit, row.licence, row.published_at) for row in Picture.objects.all()] == [
        ("Mở đầu", "Team", "by", None),
        ("ពិធីបើក", "Team", "by", None),
    ]
    assert [text.rpartition(": ")[0] for text in texts(page)[:3]] == ["huge.png", "drawing.svg", "paper.pdf"]
    assert ["100" in text or "50 million" in text for text in texts(page)[:1]] == [True]
    assert texts(page)[3:] == [
        "2 pictures are added. Describe them.",
        "1 picture said where it was taken. This is not stored.",
    ]
    for file in PictureFile.objects.all():
        with file.file.open() as content, Image.open(content) as image:
            assert not image.getexif()


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "Choose one or more pictures."),
        ([SimpleUploadedFile("ຮູບ.gif", b"GIF89a;")], "ຮູບ.gif: This is a picture in the format GIF"),
        ([SimpleUploadedFile("รูป.heic", b"\0\0\0\x18ftypheic\0\0")], "รูป.heic: This is a picture in the format HEIC"),
        ([SimpleUploadedFile("a.jpg", b"PK\3\4")], "a.jpg: This is not a picture"),
    ],
)  # fmt: skip
def test_refused_pictures_are_named_beside_the_field_and_what_was_typed_stays(client, album, files, message):
    sent = {"files": files, "credit": "Nguyễn <b>", "licence": "by"}

    page = client.post(url(f"{album.pk}/upload/"), sent)

    assert page.status_code == 200
    errors = page.text.partition('<ul class="field-errors" id="id_files_error">')[2].partition("</ul>")[0]
    assert message in errors
    assert 'value="Nguyễn &lt;b&gt;"' in page.text
    assert '<option value="by" selected>' in page.text
    assert not Picture.objects.exists()


@pytest.mark.usefixtures("manager")
def test_describe_pictures_in_place(client, album):
    pictures = [make_picture(album, alt="", published_at=None), make_picture(album, alt="", published_at=None)]
    data = {"do": "lines", "pictures-TOTAL_FORMS": 2, "pictures-INITIAL_FORMS": 2}
    for number, picture in enumerate(pictures):
        data |= {
            f"pictures-{number}-id": picture.pk,
            f"pictures-{number}-title": f"Caption {number}",
            f"pictures-{number}-alt": "A room",
            f"pictures-{number}-credit": "Team",
        }

    client.post(url(f"{album.pk}/"), data)

    assert list(Picture.objects.values_list("title", "alt")) == [("Caption 0", "A room"), ("Caption 1", "A room")]


@pytest.mark.parametrize(
    ("fields", "people", "missing"),
    [
        ({"alt": " "}, [], "a description"),
        ({"credit": ""}, [], "the credit"),
        ({"shows_people": True}, [], "who is shown"),
        ({"shows_people": True}, [{"name": "Somchai"}], "the consent of Somchai"),
        ({"shows_people": True}, [{"name": "Mai", "consented_on": date(2026, 1, 1), "withdrawn_at": now()}], "of Mai"),
    ],
)
def test_picture_is_published_only_when_complete(fields, people, missing):
    picture = make_picture(published_at=None, **fields)
    for person in people:
        picture.people.create(**person)

    with pytest.raises(MissingForPublicationError, match=missing):
        services.publish_picture(picture, by=None)

    picture.refresh_from_db()
    assert picture.published_at is None


def test_picture_with_consent_of_everybody_is_published():
    picture = make_picture(published_at=None, shows_people=True)
    picture.people.create(name="All participants", consented_on=date(2026, 1, 1))

    assert services.publish_picture(picture, by=None).published_at


@pytest.mark.usefixtures("manager")
def test_public_picture_that_loses_its_description_is_a_draft_again(client, album):
    picture = drawn_picture(album)
    client.post(place_of(picture), {
        "title": "Caption", "alt": "", "credit": "Team", "people-TOTAL_FORMS": 0, "people-INITIAL_FORMS": 0,
    })  # fmt: skip

    picture.refresh_from_db()
    assert (picture.alt, picture.published_at) == ("", None)


@pytest.mark.usefixtures("manager")
def test_people_and_their_consent_are_recorded_and_not_public(client, album):
    picture = drawn_picture(album)
    client.post(place_of(picture), {
        "title": "Caption", "alt": "Two people", "credit": "Team", "shows_people": "on", "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0, "people-0-name": "Somchai Jaidee", "people-0-consented_on": "2026-03-01",
        "people-0-consent_note": "On paper",
    })  # fmt: skip

    person = picture.people.get()
    assert (person.name, person.agrees, person.consent_note) == ("Somchai Jaidee", True, "On paper")
    assert "Somchai" in client.get(place_of(picture)).text
    client.logout()
    page = client.get(picture.get_absolute_url())
    assert page.status_code == 200
    assert "Somchai" not in page.text


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("do", ["take_down", "withdrawn"])
def test_one_step_takes_a_picture_down(client, album, do, django_capture_on_commit_callbacks):
    picture = drawn_picture(album)
    person = picture.people.create(name="Mai", consented_on=date(2026, 1, 1))
    files = list(picture.files.all())
    addresses = [file.get_absolute_url() for file in files]
    assert {status_of(client, address) for address in addresses} == {200}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{place_of(picture)}step/", {"do": do, "person": person.pk})

    client.logout()
    assert client.get(picture.get_absolute_url()).status_code == 410
    assert {client.get(address).status_code for address in addresses} == {404}
    assert not any(private_storage().exists(file.file.name) for file in files)
    person.refresh_from_db()
    assert (person.withdrawn_at is not None) == (do == "withdrawn")


@pytest.mark.usefixtures("manager")
def test_picture_that_was_taken_down_cannot_be_published(client, album):
    picture = drawn_picture(album)
    services.take_down(picture, by=None)

    page = client.post(f"{place_of(picture)}step/", {"do": "publish"}, follow=True)

    assert texts(page)[0].startswith("This picture was taken down")
    picture.refresh_from_db()
    assert picture.published_at is None


def test_picture_whose_consent_ends_is_taken_down_by_the_nightly_task():
    picture, other = drawn_picture(shown_until=now() - timedelta(minutes=1)), drawn_picture()

    assert services.take_down_expired() == {"pictures": 1}
    assert services.take_down_expired() == {"pictures": 0}

    picture.refresh_from_db()
    assert picture.taken_down_at
    assert {file.picture for file in PictureFile.objects.all()} == {other}


@pytest.mark.usefixtures("manager")
def test_order_delete_and_preview(client, album, django_capture_on_commit_callbacks):
    first, second = drawn_picture(album, position=1), drawn_picture(album, position=2)
    client.post(f"{place_of(second)}step/", {"do": "up"})
    assert list(album.pictures.all()) == [second, first]

    services.take_back_album(album, by=None)
    preview = client.get(url(f"{album.pk}/preview/")).text
    assert "/organise/programmes/ours/pictures/files/" in preview
    key = first.files.first()
    assert status_of(client, url(f"files/{key.key}.{key.format}")) == 200

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(f"{album.pk}/delete/"))
    assert not Album.objects.exists()
    assert not private_storage().exists(key.file.name)


@pytest.mark.usefixtures("manager")
def test_publish_album_now_and_later(client, album):
    picture = drawn_picture(album)
    services.take_back_album(album, by=None)
    address = picture.get_absolute_url()

    for data, status in [({"do": "later", "at_local": "2099-01-01T09:00"}, 404), ({"do": "now"}, 200)]:
        client.post(url(f"{album.pk}/publish/"), data)
        assert client.get(address).status_code == status


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("number", [1, 3])
def test_pages_have_a_fixed_number_of_queries(client, album, number, django_assert_max_num_queries):
    for _ in range(number):
        drawn_picture(album).people.create(name="Mai")
        make_album(programme=album.programme, event=make_event(programme=album.programme))

    with django_assert_max_num_queries(8):
        client.get(url())
    with django_assert_max_num_queries(12):
        client.get(url(f"{album.pk}/"))


@pytest.mark.usefixtures("manager")
def test_pictures_of_other_albums_cannot_be_changed(client, album):
    other = make_picture(make_album(programme=make_programme()), title="Theirs")
    data = {
        "do": "lines", "pictures-TOTAL_FORMS": 1, "pictures-INITIAL_FORMS": 1, "pictures-0-id": other.pk,
        "pictures-0-title": "Ours", "pictures-0-alt": "A", "pictures-0-credit": "B",
    }  # fmt: skip

    client.post(url(f"{album.pk}/"), data)
    for address in (url(f"{album.pk}/{other.pk}/"), url(f"{other.album_id}/{other.pk}/"), url(f"{10**30}/")):
        assert client.get(address).status_code == 404
    step = {"do": "withdrawn", "person": "x"}
    assert client.post(url(f"{album.pk}/{make_picture(album).pk}/step/"), step).status_code == 404

    other.refresh_from_db()
    assert other.title == "Theirs"


@pytest.mark.usefixtures("manager")
def test_album_of_another_programme_or_of_an_event_with_an_album_is_refused(client, programme):
    foreign = make_event(programme=make_programme())
    taken = make_album(programme=programme, event=make_event(programme=programme)).event

    for event, message in ((foreign, "Select a valid choice"), (taken, "already exists")):
        assert message in client.post(url("new/"), {"title": "Album", "event": event.pk}).text
    assert Album.objects.count() == 1
