"""Hotels, nights from legs, sharing, the rooming list and meals."""

from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from python_calamine import CalamineWorkbook

from events.models import Hotel, Leg, RoomStay, TravelLook
from events.study_visits.rooms import errors, services
from events.study_visits.rooms.nights import city_stays
from tests.events.study_visits.helpers import make_leg, make_traveller, make_visit
from tests.events.study_visits.worked_example import build_example
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db
Room = RoomStay.RoomType


def make_hotel(event, name="Garden", city="Tokyo"):
    return Hotel.objects.create(event=event, name=name, city=city, timezone="Asia/Tokyo")


def make_stay(hotel, person=None, first=6, last=9, **fields):
    person = person or make_person()
    return RoomStay.objects.create(
        hotel=hotel, person=person, check_in=date(2027, 6, first), check_out=date(2027, 6, last), **fields
    )


def fields_of(stay, **changed):
    names = ("room_type", "check_in", "check_out", "number", "is_single_wanted", "is_non_smoking", "note")
    return {name: getattr(stay, name) for name in names} | changed


def test_nights_come_from_the_legs_and_a_later_arrival_has_one_night_less():
    example = build_example()

    nights = {
        stay.person.name: (stay.check_in.day, stay.check_out.day)
        for stay in RoomStay.objects.filter(hotel=example.hotels["tokyo"]).select_related("person")
    }

    assert nights[example.people["sreymom"].name] == (6, 9)
    assert nights[example.people["maianh"].name] == (7, 9)
    assert example.people["ja-interp"].name not in nights
    assert RoomStay.objects.get(hotel=example.hotels["osaka"], person=example.people["leader"]).nights == 3


def test_cancelled_legs_and_changes_on_the_same_day_are_no_stay():
    event, person = make_visit(), make_person()
    legs = [
        make_leg(event, person, departs="2027-06-06 08:00", arrives="2027-06-06 15:00"),
        make_leg(event, person, departs="2027-06-06 17:00", arrives="2027-06-06 18:00", from_city="Tokyo"),
        make_leg(event, person, departs="2027-06-07 08:00", arrives="2027-06-07 09:00", status=Leg.Status.CANCELLED),
        make_leg(event, person, departs="2027-06-09 08:00", arrives="2027-06-09 10:00", to_city="Osaka"),
    ]

    assert [(stay.city, stay.nights) for stay in city_stays(legs)] == [("Tokyo", 3)]


def test_moved_leg_changes_the_nights_and_keeps_the_room():
    event, person = make_visit(), make_person()
    make_traveller(event, person)
    make_leg(event, person, departs="2027-06-06 08:00", arrives="2027-06-06 15:00")
    leaves = make_leg(event, person, departs="2027-06-09 08:00", arrives="2027-06-09 10:00", to_city="Osaka")
    hotel = make_hotel(event)
    assert services.take_nights_from_legs(event) == 1
    RoomStay.objects.update(number="804", room_type=Room.ACCESSIBLE)

    Leg.objects.filter(pk=leaves.pk).update(departs_at="2027-06-10T00:00Z", arrives_at="2027-06-10T02:00Z")

    assert services.take_nights_from_legs(event) == 1
    assert services.take_nights_from_legs(event) == 0
    stay = RoomStay.objects.get()
    assert (stay.nights, stay.number, stay.room_type, stay.hotel) == (4, "804", Room.ACCESSIBLE, hotel)


def test_two_people_share_a_twin_room_and_both_rows_say_so():
    hotel = make_hotel(make_visit())
    one, other = make_stay(hotel, room_type=Room.TWIN), make_stay(hotel, room_type=Room.TWIN)

    services.edit_stay(one, shares_with=other, **fields_of(one))

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.shares_with, other.shares_with) == (other, one)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"room_type": Room.SINGLE}, errors.NotTwinError),
        ({"first": 9, "last": 12}, errors.NoCommonNightError),
        ({"is_single_wanted": True}, errors.SingleWantedError),
    ],
)
def test_pairs_that_are_not_possible_are_refused(fields, error):
    hotel = make_hotel(make_visit())
    one, other = make_stay(hotel, room_type=Room.TWIN), make_stay(hotel, **{"room_type": Room.TWIN} | fields)

    with pytest.raises(error):
        services.edit_stay(one, shares_with=other, **fields_of(one))


def test_a_room_has_two_beds_in_one_hotel():
    event = make_visit()
    hotel = make_hotel(event)
    one, other, third = (make_stay(hotel, room_type=Room.TWIN) for _number in range(3))
    elsewhere = make_stay(make_hotel(event, "River"), room_type=Room.TWIN)
    services.edit_stay(one, shares_with=other, **fields_of(one))

    with pytest.raises(errors.SharedAlreadyError):
        services.edit_stay(third, shares_with=other, **fields_of(third))
    with pytest.raises(errors.NotInHotelError):
        services.edit_stay(third, shares_with=elsewhere, **fields_of(third))


def test_a_pair_ends_on_both_sides():
    hotel = make_hotel(make_visit())
    one, other = make_stay(hotel, room_type=Room.TWIN), make_stay(hotel, room_type=Room.TWIN)
    services.edit_stay(one, shares_with=other, **fields_of(one))

    services.edit_stay(one, shares_with=None, **fields_of(one, room_type=Room.SINGLE))

    assert set(RoomStay.objects.values_list("shares_with", flat=True)) == {None}


def test_only_travellers_get_rooms_and_a_hotel_in_use_stays():
    event = make_visit()
    hotel, person = make_hotel(event), make_person()
    nights = {"check_in": date(2027, 6, 6), "check_out": date(2027, 6, 8)}
    with pytest.raises(errors.NoTravellerError):
        services.add_stay(hotel, person.pk, **nights)

    make_traveller(event, person)
    services.add_stay(hotel, person.pk, **nights)

    with pytest.raises(errors.HotelInUseError):
        services.delete_hotel(hotel)


def sign_in(client, event, role="coordinator"):
    member = make_member(event.programme, role)
    client.force_login(member)
    return member


def test_rooming_list_has_passport_names_and_no_addresses_or_health(client):
    example = build_example()
    member = sign_in(client, example.event)
    address = reverse("study_visits:rooming", args=[example.event.slug, example.hotels["tokyo"].pk])

    page = client.get(address).content.decode()

    assert "GANBOLD OYUNCHIMEG" in page
    assert "ZZ 315" not in page  # the taxi brings her to the city on that day
    assert "voucher 14 08:30" in page
    secrets = ["@example.org", "knee", "shellfish", "halal", "E0000101", "Bat-Erdene"]
    assert not any(secret in page for secret in secrets)
    assert TravelLook.objects.filter(by=member, how="page").count() == 9


def test_rooming_file_has_the_same_columns_and_is_logged(client):
    example = build_example()
    sign_in(client, example.event)
    address = reverse("study_visits:rooming_export", args=[example.event.slug, example.hotels["osaka"].pk])

    content = b"".join(client.get(address).streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()

    assert rows[0][:3] == ["Room", "Guest, as in the passport", "Type"]
    assert ["305", "GANBOLD OYUNCHIMEG", "Accessible"] in [row[:3] for row in rows]
    assert len(rows) == 12
    assert not any("@" in str(cell) for row in rows for cell in row)
    assert TravelLook.objects.filter(how="file").count() == 9


def test_page_shows_meals_as_numbers_without_names_of_people_with_needs(client):
    example = build_example()
    sign_in(client, example.event, "reception")

    response = client.get(reverse("study_visits:rooms", args=[example.event.slug]))

    meals = response.context["meals"]
    assert meals.diets == [("halal", 1), ("vegetarian", 1)]
    assert meals.allergies == [("no shellfish (allergy)", 1)]
    assert (meals.without, meals.step_free, meals.with_words) == (6, 1, 1)
    assert "knee" not in response.content.decode()


def test_pages_save_hotel_room_and_pair(client):
    event = make_visit()
    sign_in(client, event)
    people = [make_person(), make_person()]
    for person in people:
        make_traveller(event, person)
    create = reverse("study_visits:hotel_create", args=[event.slug])
    hotel_form = {"name": "Garden", "city": "Tokyo", "timezone": "Asia/Tokyo"}
    client.post(create, hotel_form)
    hotel = Hotel.objects.get()
    assert "a hotel with this name" in client.post(create, hotel_form).content.decode()
    form = {"room_type": "twin", "check_in": "2027-06-06", "check_out": "2027-06-09", "is_non_smoking": "on"}
    for person in people:
        client.post(reverse("study_visits:stay_create", args=[event.slug, hotel.pk]), form | {"person": person.pk})
    one, other = RoomStay.objects.all()
    edit = reverse("study_visits:stay_edit", args=[event.slug, one.pk])

    refused = client.post(edit, form | {"room_type": "single", "shares_with": other.pk})
    client.post(edit, form | {"shares_with": other.pk, "number": "7"})

    assert "only a twin room" in refused.content.decode()
    other.refresh_from_db()
    assert (other.shares_with_id, RoomStay.objects.get(pk=one.pk).number) == (one.pk, "7")
    client.post(edit, {"remove": "1"})
    assert RoomStay.objects.get().shares_with is None


@pytest.mark.parametrize("people", [1, 4])
def test_rooms_page_makes_a_fixed_number_of_queries(client, people, django_assert_num_queries):
    event = make_visit()
    sign_in(client, event)
    for number in range(people):
        person = make_person()
        make_traveller(event, person)
        make_leg(event, person, departs="2027-06-06 08:00", arrives="2027-06-06 15:00")
        make_leg(event, person, departs="2027-06-09 08:00", arrives="2027-06-09 10:00", to_city="Osaka")
        make_stay(make_hotel(event, f"Hotel {number}"), person)
    cache.clear()
    client.get(reverse("study_visits:rooms", args=[event.slug]))

    with django_assert_num_queries(17):
        client.get(reverse("study_visits:rooms", args=[event.slug]))
