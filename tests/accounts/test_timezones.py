import zoneinfo
from datetime import UTC, date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django import forms

from accounts import timezones
from accounts.models import User
from accounts.zone_fields import ZoneField

DAY = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Asia/Rangoon", "Asia/Yangon"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Godthab", "America/Nuuk"),
        ("US/Eastern", "America/New_York"),
        ("PRC", "Asia/Shanghai"),
        ("Singapore", "Asia/Singapore"),
        ("EST5EDT", "America/New_York"),
        ("Etc/UTC", "UTC"),
        ("GMT", "UTC"),
        ("posix/Asia/Katmandu", "Asia/Kathmandu"),
        ("asia/rangoon", "Asia/Yangon"),
        ("Asia/Phnom_Penh", "Asia/Phnom_Penh"),
        ("Etc/GMT+7", "Etc/GMT+7"),
        ("localtime", ""),
        ("Mars/Base", ""),
    ],
)
def test_canonical_is_the_present_name(old, new):
    assert timezones.canonical(old) == new


def test_every_zone_of_the_database_is_understood():
    unknown = {name for name in available_timezones() if not timezones.canonical(name)}

    assert unknown <= {"Factory", "localtime"}


def test_the_list_has_each_clock_once_under_its_present_name():
    labels = timezones.zone_labels("en-gb", DAY)
    names = {timezones.parse_zone(label, "en-gb") for label in labels}

    assert len(names) == len(labels) == len(set(labels))
    assert all(timezones.canonical(name) == name for name in names)
    assert not {"Europe/Kiev", "Asia/Rangoon", "Asia/Saigon", "US/Eastern", "Etc/GMT+7", "Africa/Asmera"} & names
    assert {"Yangon, Myanmar (UTC+6:30)", "Kyiv, Ukraine (UTC+2)", "Ho Chi Minh City, Vietnam (UTC+7)", "UTC"} <= set(
        labels
    )


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Yangon", "Asia/Yangon"),
        ("yangon, myanmar", "Asia/Yangon"),
        ("Yangon, Myanmar (UTC+6:30)", "Asia/Yangon"),
        ("Rangoon", "Asia/Yangon"),
        ("Viet Nam", "Asia/Ho_Chi_Minh"),
        ("Germany", "Europe/Berlin"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("America/Argentina/Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        (" utc ", "UTC"),
        ("Asia/Bangkok (UTC+7)", "Asia/Bangkok"),
        ("ASIA／bangkok\xa0", "Asia/Bangkok"),
        ("SE Asia Standard Time", "Asia/Bangkok"),
        ("Hà Nội", "Asia/Ho_Chi_Minh"),
        ("Ha Noi", "Asia/Ho_Chi_Minh"),
        ("Geneva", "Europe/Zurich"),
        ("New Delhi", "Asia/Kolkata"),
        ("Burma", "Asia/Yangon"),
        ("Lao PDR", "Asia/Vientiane"),
    ],
)
def test_parse_understands_what_people_type(typed, name):
    assert timezones.parse_zone(typed, "en-gb") == name


@pytest.mark.parametrize("language", ["en-gb", "fr", "vi"])
def test_every_label_is_understood_on_another_day_and_in_another_language(language):
    for name in timezones.places():
        assert timezones.parse_zone(timezones.zone_label(name, language, date(2027, 7, 1)), language) == name


@pytest.mark.parametrize(
    ("name", "language", "city"),
    [
        ("Asia/Rangoon", "en-gb", "Yangon"),
        ("Asia/Rangoon", "vi", "Yangon"),
        ("Europe/Kiev", "fr", "Kyiv"),
        ("Asia/Calcutta", "fr", "Kolkata"),
        ("America/St_Johns", "en-gb", "St Johns"),
        ("Etc/GMT+7", "en-gb", ""),
    ],
)
def test_city_is_never_an_old_name(name, language, city):
    assert timezones.city_name(name, language) == city


class ZoneForm(forms.Form):
    zone = ZoneField()


@pytest.mark.parametrize("typed", ["Mars/Base", "United States", "x" * 300, "\0", "Etc/GMT+99", "(UTC)"])
def test_field_refuses_what_is_no_zone_and_keeps_the_text(typed):
    form = ZoneForm({"zone": typed})

    assert "zone" in form.errors
    assert form["zone"].value() == typed


def test_field_names_the_zones_of_a_country_with_several():
    assert "New York, United States" in ZoneForm({"zone": "United States"}).errors["zone"][0]


def test_field_shows_the_present_name_of_an_old_one_and_does_not_count_it_as_a_change():
    form = ZoneForm({"zone": "Asia/Rangoon"}, initial={"zone": "Asia/Yangon"})

    assert form.is_valid()
    assert form.cleaned_data["zone"] == "Asia/Yangon"
    assert not form.has_changed()
    assert form["zone"].value().startswith("Yangon, Myanmar")
    page = str(form["zone"])
    assert 'list="id_zone-options"' in page
    assert '<option value="Bangkok, Thailand (UTC+7)">' in page
    assert "Rangoon" not in page


@pytest.mark.django_db
def test_an_old_name_is_stored_as_the_present_one():
    person = User.objects.create_user("a@example.org", timezone="Asia/Rangoon")

    person.refresh_from_db()
    assert person.timezone == "Asia/Yangon"
    assert person.zone == ZoneInfo("Asia/Yangon")


@pytest.mark.parametrize(
    ("country", "name"),
    [("VN", "Asia/Ho_Chi_Minh"), ("DE", "Europe/Berlin"), ("US", ""), ("CN", ""), ("", ""), ("XX", "")],
)
def test_only_zone_of_a_country_needs_one_time_for_all(country, name):
    assert timezones.only_zone_of(country) == name


def test_zones_are_read_from_the_pinned_package():
    moments = [datetime(year, month, 6, tzinfo=UTC) for year in (2026, 2027) for month in range(1, 13)]

    assert zoneinfo.TZPATH == ()
    for name in available_timezones():
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
            pinned = ZoneInfo.from_file(data)
        assert [one.astimezone(ZoneInfo(name)).utcoffset() for one in moments] == [
            one.astimezone(pinned).utcoffset() for one in moments
        ]


def test_other_words_mean_present_zones_and_are_the_name_of_no_zone():
    cities = {timezones._key(name.rsplit("/", 1)[-1]) for name in timezones.places()}

    assert {word: timezones.canonical(name) for word, name in timezones.OTHER_WORDS.items()} == timezones.OTHER_WORDS
    assert [word for word in timezones.OTHER_WORDS if word != timezones._key(word) or word in cities] == []


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Asia/Bangkok", (13.75, 100.517)),
        ("Asia/Rangoon", (16.783, 96.167)),
        ("America/New_York", (40.714, -74.006)),
        ("UTC", None),
    ],
)
def test_coordinates_are_those_of_the_city_in_degrees(name, place):
    found = timezones.coordinates(name)

    assert (found and tuple(round(angle, 3) for angle in found)) == place
