"""Entries, pictures, periods, notes and ratings."""

import struct
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from PIL import Image, ImageChops, ImageOps, ImageStat

from events.experts import pictures, services
from events.experts.errors import (
    BlockedExpertError,
    ExpertInUseError,
    NotOverError,
    PersonListedError,
    TooManyPeriodsError,
)
from events.models import Contributor, Expert, ExpertPicture, ExpertRating, UnavailablePeriod
from events.safe_pictures import PictureRejectedError
from tests.events.experts.helpers import make_assignment, make_expert, make_picture, past_event
from tests.factories import make_person, make_programme

pytestmark = pytest.mark.django_db


def test_address_makes_an_account_or_finds_it():
    programme, person = make_programme(), make_person(email="haruka@example.org", name="Haruka Nakamura")

    known = services.save_expert(Expert(programme=programme, name="Haruka Nakamura"), address="Haruka@example.org")
    new = services.save_expert(
        Expert(programme=programme, name="An Tran", affiliation="Institute"), address="an@example.org"
    )

    assert known.person == person
    assert (new.person.name, new.person.organisation_name, new.person.has_usable_password()) == (
        "An Tran",
        "Institute",
        False,
    )


def test_second_entry_of_a_person_is_refused():
    expert = make_expert(person=make_person(name="Haruka Nakamura", email="haruka@example.org"))

    with pytest.raises(PersonListedError):
        services.save_expert(Expert(programme=expert.programme, name="Haruka Nakamura"), address="haruka@example.org")


def test_blocked_account_is_refused():
    make_person(name="Haruka Nakamura", email="haruka@example.org", is_active=False)

    with pytest.raises(BlockedExpertError):
        services.save_expert(Expert(programme=make_programme(), name="Haruka Nakamura"), address="haruka@example.org")


def test_consents_have_their_dates_and_can_be_withdrawn():
    expert = make_expert()
    services.save_expert(expert, picture=pictures.read_picture(make_picture()), shows_picture=True, is_public=True)
    agreed = (expert.public_since, ExpertPicture.objects.get().shown_since)

    services.save_expert(expert, shows_picture=True, is_public=True)
    assert (expert.public_since, ExpertPicture.objects.get().shown_since) == agreed
    services.save_expert(expert)

    assert (expert.public_since, ExpertPicture.objects.get().shown_since) == (None, None)


def test_new_picture_needs_a_new_consent():
    expert = make_expert()
    services.set_picture(expert, pictures.read_picture(make_picture()), is_shown=True)
    first = ExpertPicture.objects.get().digest

    services.set_picture(expert, pictures.draw_picture(*other_picture()), is_shown=False)

    picture = ExpertPicture.objects.get()
    assert (picture.shown_since, picture.digest == first) == (None, False)


def other_picture():
    content = BytesIO()
    Image.new("RGB", (300, 300), "red").save(content, "PNG")
    return content, 1000


def test_picture_is_a_small_square_without_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Camera of Haruka"
    exif.get_ifd(0x8825)[2] = (13.0, 45.0, 0.0)  # the latitude
    upload = make_picture(3000, 2000, exif=exif)

    picture = pictures.read_picture(upload)

    with Image.open(BytesIO(picture.jpeg)) as drawn:
        assert (drawn.size, drawn.format, dict(drawn.getexif())) == ((480, 480), "JPEG", {})
    assert b"Haruka" not in picture.jpeg
    assert len(picture.jpeg) < 100_000


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_turned_as_the_camera_was_held(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = BytesIO()
    source = Image.linear_gradient("L").resize((400, 400)).convert("RGB")
    source.paste("red", (0, 0, 80, 160))
    source.save(content, "JPEG", exif=exif)

    picture = pictures.draw_picture(content, 1000)

    with Image.open(content) as taken, Image.open(BytesIO(picture.jpeg)) as drawn:
        expected = ImageOps.exif_transpose(taken).resize(drawn.size)
        assert max(ImageStat.Stat(ImageChops.difference(drawn, expected)).mean) < 3


@pytest.mark.parametrize(
    "entry",
    [
        struct.pack(">HHI4s", 0x011A, 2, 2, b"x"),  # the resolution as a text
        struct.pack(">HHI4s", 0x011A, 7, 4, b"abcd"),
        struct.pack(">HHI4s", 0x010F, 12, 1, b""),  # the camera as a number
        struct.pack(">HHI4s", 0x0100, 2, 2, b"x"),
    ],
)
def test_picture_with_damaged_metadata_is_accepted(entry):
    turned = struct.pack(">HHI4s", 0x0112, 3, 1, b"\0\x06")
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 2) + turned + entry + b"\0\0\0\0"

    picture = pictures.read_picture(make_picture(exif=exif))

    with Image.open(BytesIO(picture.jpeg)) as drawn:
        assert drawn.size == (480, 480)


@pytest.mark.parametrize("content", [b"GIF89a", b"text"])
def test_other_files_are_no_pictures(content):
    with pytest.raises(PictureRejectedError, match=r"not a picture|GIF"):
        pictures.draw_picture(BytesIO(content), len(content))


def test_large_files_and_pictures_with_too_many_pixels_are_refused():
    with pytest.raises(PictureRejectedError, match="10 MB"):
        pictures.draw_picture(BytesIO(), pictures.LIMITS.size + 1)
    wide = BytesIO()
    Image.new("1", (8000, 7000)).save(wide, "PNG")
    with pytest.raises(PictureRejectedError, match="pixels"):
        pictures.draw_picture(wide, 1000)


def test_transparent_picture_gets_a_white_ground():
    content = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(content, "PNG")

    picture = pictures.draw_picture(content, 100)

    assert Image.open(BytesIO(picture.jpeg)).getpixel((5, 5)) == (255, 255, 255)


def test_periods_are_replaced_and_past_ones_stay():
    expert, today = make_expert(), now().date()
    past = UnavailablePeriod.objects.create(
        expert=expert, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=8)
    )
    first, second = (today, today), (today + timedelta(days=3), today + timedelta(days=4))

    services.set_unavailable(expert, [first])
    services.set_unavailable(expert, [second, second])

    kept = [(row.starts_on, row.ends_on) for row in expert.unavailable_periods.all()]
    assert kept == [(past.starts_on, past.ends_on), second]
    with pytest.raises(TooManyPeriodsError):
        services.set_unavailable(expert, [(date(2027, 1, 1), date(2027, 1, 2))] * 51)


def test_database_refuses_a_period_that_ends_before_it_begins_and_a_rating_of_six():
    expert = make_expert()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnavailablePeriod.objects.create(expert=expert, starts_on=date(2027, 1, 2), ends_on=date(2027, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpertRating.objects.create(contributor=make_assignment(expert), score=6)


def test_each_member_has_one_rating_of_an_assignment():
    expert, member = make_expert(), make_person()
    task = make_assignment(expert, past_event(expert.programme))

    services.rate(task, 2, by=member)
    services.rate(task, 5, note="Very clear", by=member)

    rating = ExpertRating.objects.get()
    assert (rating.score, rating.note) == (5, "Very clear")


def test_assignment_ahead_cannot_be_rated():
    with pytest.raises(NotOverError):
        services.rate(make_assignment(make_expert()), 5, by=make_person())


def test_entry_in_use_is_not_deleted_and_an_old_one_leaves_its_contributors():
    expert = make_expert()
    task = make_assignment(expert)
    with pytest.raises(ExpertInUseError):
        services.delete_expert(expert)
    task.delete()
    old = make_assignment(expert, past_event(expert.programme))
    services.add_note(expert, "Likes a whiteboard", by=make_person())

    services.delete_expert(expert)

    assert Contributor.objects.get(pk=old.pk).expert is None
    assert not Expert.objects.exists()
