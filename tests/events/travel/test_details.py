"""The form that opens after the place is confirmed, as participants use it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, EventQuestion, KeyChange, Registration, TravelDetails
from events.models.country import all_countries
from events.questions.answers import save_answers
from events.registration.services import withdraw
from events.travel import queries
from events.travel.errors import DetailsClosedError
from tests.events.questions.helpers import ask
from tests.events.travel.helpers import (
    complete_travel_data,
    make_travel_event,
    make_traveller,
    posted_details,
    save_all_details,
)
from tests.factories import make_country, make_event, make_person

pytestmark = pytest.mark.django_db
LATER = EventQuestion.Stage.CONFIRMED


@pytest.fixture
def event():
    make_country("VN")
    return make_travel_event()


@pytest.fixture
def registration(client, event):
    registration = make_traveller(event, name="An")
    client.force_login(registration.person)
    return registration


def path(event):
    return reverse("travel:details", args=[event.slug])


def text_of(response):
    return response.content.decode()


def changes():
    return list(KeyChange.objects.order_by("pk").values_list("what", flat=True))


def test_one_form_saves_all_details(client, event, registration):
    page = client.post(path(event), posted_details(event, certificate_name="Nguyễn Thị An"), follow=True)

    registration.refresh_from_db()
    facts = queries.travel_data_of(registration)
    assert "Your details are complete" in text_of(page)
    assert facts.passport_number == "C1234567"
    assert facts.arrival_at == event.starts_at - timedelta(days=1)
    assert facts.was_complete
    assert registration.certificate_name == "Nguyễn Thị An"
    assert "C1234567" in text_of(client.get(path(event)))


def test_incomplete_details_are_saved_and_missing_ones_listed(client, event, registration):
    page = client.post(path(event), {"passport_name": "AN", "visa": "no"}, follow=True)

    missing = page.context["traveller"].missing
    assert missing == [
        "Passport number",
        "Nationality",
        "Passport valid until",
        "Arrival",
        "Departure",
        "How your daily allowance is paid",
    ]
    assert all(name in text_of(page) for name in ["Still missing", *missing])
    assert queries.travel_data_of(Registration.objects.get()).passport_name == "AN"


def test_no_journey_makes_journey_fields_optional(client, event, registration):
    form = posted_details(event, arrival_at="", departure_at="", arrival_with="", no_journey="on")
    del form["visa"], form["allowance"]

    page = client.post(path(event), form, follow=True)

    assert page.context["traveller"].is_complete


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"passport_number": "one two!"}, "passport_number"),
        ({"passport_number": "1"}, "passport_number"),
        ({"passport_number": "9" * 5000}, "passport_number"),
        ({"passport_name": "A" * 151}, "passport_name"),
        ({"nationality": "XX"}, "nationality"),
        ({"passport_expires_on": "31.02.2030"}, "passport_expires_on"),
        ({"passport_expires_on": "0001-01-01"}, "passport_expires_on"),
        ({"arrival_at": "tomorrow"}, "arrival_at"),
        ({"arrival_at": "0001-01-01T00:00"}, "arrival_at"),
        ({"arrival_at": "9999-12-31T23:59"}, "arrival_at"),
        ({"departure_at": "2020-01-01T00:00"}, "departure_at"),
        ({"visa": "perhaps"}, "visa"),
        ({"allowance": "gold"}, "allowance"),
        ({"special_needs": "x" * 2001}, "special_needs"),
        ({"arrival_with": "x" * 61}, "arrival_with"),
    ],
)
def test_invalid_input_shows_an_error_and_is_kept_in_the_form(client, event, registration, changed, wrong):
    page = client.post(path(event), posted_details(event, **changed))

    assert page.status_code == 200
    assert list(page.context["forms"].travel.errors) == [wrong]
    assert "Not saved. Please correct" in text_of(page)
    assert 'value="NGUYEN THI AN"' in text_of(page) or wrong == "passport_name"
    assert not TravelDetails.objects.exists()


def test_too_long_certificate_name_keeps_the_other_input(client, event, registration):
    page = client.post(path(event), posted_details(event, certificate_name="A" * 151))

    assert list(page.context["forms"].certificate.errors) == ["certificate_name"]
    assert 'value="c 1234567"' in text_of(page)


def test_departure_must_be_after_arrival(client, event, registration):
    form = posted_details(event)
    form["departure_at"] = form["arrival_at"]

    page = client.post(path(event), form)

    assert page.context["forms"].travel.errors == {"departure_at": ["The departure must be after the arrival."]}


def test_times_are_in_the_time_zone_of_the_event(client, event, registration):
    registration.person.timezone = "America/New_York"
    registration.person.save()
    form = posted_details(event)

    client.post(path(event), form)

    assert f'value="{form["arrival_at"]}"' in text_of(client.get(path(event)))
    assert "Asia/Bangkok" in text_of(client.get(path(event)))


def test_early_passport_expiry_shows_a_warning(client, event, registration):
    soon = (event.ends_at + timedelta(days=100)).date().isoformat()

    page = client.post(path(event), posted_details(event, passport_expires_on=soon), follow=True)

    assert page.context["traveller"].is_complete
    assert "Your passport expires within six months after the event" in text_of(page)


def test_invisible_characters_are_removed(client, event, registration):
    client.post(
        path(event),
        posted_details(event, passport_name="NGU\u202eYEN\u200b AN\x00", passport_number="Ｃ１２３４５６７"),
    )

    facts = queries.travel_data_of(Registration.objects.get())
    assert (facts.passport_name, facts.passport_number) == ("NGUYEN AN", "C1234567")


@pytest.mark.parametrize("typed", ["C๑๒๓๔๕๖๗", "C١٢٣٤٥٦٧", "ｃ１２３ ４５６７"])
def test_a_passport_number_in_digits_of_another_script_is_understood(client, event, registration, typed):
    client.post(path(event), posted_details(event, passport_number=typed))

    assert queries.travel_data_of(Registration.objects.get()).passport_number == "C1234567"


def test_form_is_closed_before_confirmation(client):
    event = make_travel_event(policy=Event.Policy.APPROVAL)
    registration = make_traveller(event)
    client.force_login(registration.person)

    page = client.get(path(event))
    client.post(path(event), posted_details(event))

    assert registration.status == "pending"
    assert "This form opens when your place is confirmed" in text_of(page)
    assert not TravelDetails.objects.exists()


def test_form_is_not_found_without_a_place(client, event):
    registration = make_traveller(event)
    client.force_login(make_person())
    assert client.get(path(event)).status_code == 404

    withdraw(registration, by=None)
    client.force_login(registration.person)
    assert client.get(path(event)).status_code == 404
    assert client.post(path(event), posted_details(event)).status_code == 404


def test_form_closes_when_the_event_begins(client, event, registration):
    save_all_details(registration)

    with time_machine.travel(event.starts_at + timedelta(minutes=1), tick=False):
        client.force_login(registration.person)
        page = client.get(path(event))
        client.post(path(event), posted_details(event, passport_number="Z999999"))
        with pytest.raises(DetailsClosedError):
            save_all_details(registration)

    assert "Details can no longer be changed here" in text_of(page)
    assert "C1234567" in text_of(page)
    assert queries.travel_data_of(Registration.objects.get()).passport_number == "C1234567"


def test_postponed_event_still_accepts_details(event, registration):
    Event.objects.update(status=Event.Status.POSTPONED, starts_at=now() - timedelta(days=2))

    assert save_all_details(Registration.objects.select_related("event").get(), complete_travel_data(event)).is_complete


def test_online_participant_is_not_asked_for_a_passport(client):
    event = make_travel_event(mode=Event.Mode.HYBRID)
    registration = make_traveller(event)
    Registration.objects.update(mode=Registration.Mode.ONLINE)
    client.force_login(registration.person)

    client.post(path(event), posted_details(event, certificate_name="An"))
    page = client.get(path(event))

    assert "passport" not in text_of(page).lower()
    assert page.context["traveller"].is_complete
    assert not TravelDetails.objects.exists()
    assert Registration.objects.get().certificate_name == "An"


def test_event_without_travel_asks_for_the_certificate_name_only(client):
    event = make_event()
    registration = make_traveller(event, name="An")
    client.force_login(registration.person)

    page = client.post(path(event), {"certificate_name": "អាន"}, follow=True)

    assert Registration.objects.get().name_on_certificate == "អាន"
    assert "passport" not in text_of(page).lower()


def test_detail_questions_depend_on_earlier_answers(client, event):
    meal = ask(event, "single", label="Meal", labels=["Fish", "Meat"])
    sauce = ask(event, label="Sauce", stage=LATER, is_required=True, shown_if_question=meal, shown_if_values=["fish"])
    pepper = ask(event, label="Pepper", stage=LATER, shown_if_question=meal, shown_if_values=["meat"])
    hotel = ask(event, "yes_no", label="Hotel?", stage=LATER, is_required=True)
    room = ask(event, label="Room", stage=LATER, is_required=True, shown_if_question=hotel, shown_if_values=["yes"])
    registration = make_traveller(event)
    save_answers(registration, {meal.pk: "fish"}, by=None)
    save_all_details(registration)
    client.force_login(registration.person)

    first = client.get(path(event))
    page = client.post(
        path(event), posted_details(event, **{hotel.field_name: "yes", pepper.field_name: "stray"}), follow=True
    )
    done = client.post(
        path(event),
        posted_details(event, **{hotel.field_name: "no", sauce.field_name: "Soy", room.field_name: "9"}),
        follow=True,
    )

    assert first.context["traveller"].missing == ["Sauce", "Hotel?"]
    assert "Pepper" not in text_of(first)
    assert page.context["traveller"].missing == ["Sauce", "Room"]
    assert done.context["traveller"].is_complete
    assert dict(registration.answers.filter(value__isnull=False).values_list("question", "value")) == {
        meal.pk: "fish",
        hotel.pk: False,
        sauce.pk: "Soy",
    }


def test_changes_are_not_recorded_before_details_were_complete(event, registration):
    save_all_details(registration, complete_travel_data(event, passport_number="", passport_name="ONE"))
    save_all_details(registration, complete_travel_data(event, passport_name="TWO"))

    assert changes() == []


def test_key_changes_are_recorded_once(event, registration):
    save_all_details(registration, name="An")
    save_all_details(
        registration, complete_travel_data(event, passport_number="B7654321", arrival_with="TG 1"), name="Anh"
    )
    save_all_details(
        registration,
        complete_travel_data(event, passport_number="B0000000", passport_name="N", nationality="VN"),
        name="Anh",
    )

    assert changes() == ["certificate_name", "passport_number", "passport_name"]
    assert not any("B7654321" in str(value) for row in KeyChange.objects.values_list() for value in row)


def test_emptying_the_form_deletes_the_data_and_records_changes(event, registration):
    save_all_details(registration)
    save_all_details(registration, complete_travel_data(event).__class__())

    assert not TravelDetails.objects.exists()
    assert changes() == ["passport_name", "passport_number", "nationality"]


def test_new_name_in_the_profile_is_recorded_for_confirmed_places(client, event, registration):
    other = make_traveller(make_event(policy=Event.Policy.APPROVAL))
    Registration.objects.filter(pk=other.pk).update(person=registration.person)
    profile = reverse("self_service:profile")

    client.post(profile, {"name": "An", "position": "Director"})
    assert changes() == []
    client.post(profile, {"name": "An Nguyen"})
    client.post(profile, {"name": "An Thi Nguyen"})

    assert list(KeyChange.objects.values_list("registration", "what")) == [(registration.pk, "name")]


def test_new_name_in_another_registration_is_recorded(client, event, registration):
    client.post(reverse("self_service:register", args=[make_event().slug]), {"name": "An Nguyen"})

    assert list(KeyChange.objects.values_list("registration", "what")) == [(registration.pk, "name")]


def test_registration_page_links_to_the_form(client, event, registration):
    page = text_of(client.get(reverse("self_service:register", args=[event.slug])))

    assert f'href="{path(event)}"' in page


def test_details_page_is_not_cached(client, event, registration):
    assert "no-store" in client.get(path(event))["Cache-Control"]


@pytest.mark.parametrize("item_count", [1, 3])
def test_details_form_has_a_fixed_number_of_queries(client, event, item_count, django_assert_num_queries):
    questions = [ask(event, stage=LATER, is_required=True) for _ in range(item_count)]
    registration = make_traveller(event)
    save_all_details(registration, answers={asked.pk: "x" for asked in questions})
    client.force_login(registration.person)
    client.get(path(event))

    # session, person, on a team?; registration; standing: registration, changes, questions, answers; told; countries; hosts;
    # questions, answers; earlier answers
    with django_assert_num_queries(14):
        client.get(path(event))


def test_nationality_offers_all_countries_with_those_of_the_programmes_first(client, event, registration):
    shown = text_of(client.get(path(event)))
    client.post(path(event), posted_details(event, nationality="DE"))

    select = shown.partition('name="nationality"')[2].partition("</select>")[0]
    codes = re.findall(r'<option value="(\w\w)"', select)
    assert codes[0] == "VN"
    assert sorted(codes) == sorted(code for code, _name in all_countries("en"))
    assert queries.travel_data_of(Registration.objects.get()).nationality == "DE"
