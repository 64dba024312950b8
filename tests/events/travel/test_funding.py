"""The funding of seats."""

import pytest
from django.urls import reverse

from events.models import RegistrationChange
from events.registration.services import withdraw
from events.travel.errors import InvalidFundingError
from events.travel.funding import funding_totals, set_funding
from tests.events.travel.helpers import make_traveller
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    person = make_member(event.programme)
    client.force_login(person)
    return person


def path(event, **query):
    return reverse("travel:funding", args=[event.slug], query=query)


def test_set_funding_changes_several_seats_and_records_history(event, organiser):
    first, second = make_traveller(event), make_traveller(event)
    other = make_traveller(make_event())

    count = set_funding(event, [first.pk, second.pk, other.pk], "other", funder="Fund", by=organiser)
    again = set_funding(event, [first.pk], "other", funder="Fund", by=organiser)

    assert (count, again) == (2, 0)
    changes = RegistrationChange.objects.filter(action="funding")
    assert {(found.registration, found.by, found.reason) for found in changes} == {
        (first, organiser, "Another donor: Fund"),
        (second, organiser, "Another donor: Fund"),
    }
    assert {(found.from_status, found.to_status) for found in changes} == {("confirmed", "confirmed")}
    other.refresh_from_db()
    assert other.funding == ""


def test_set_funding_removes_the_donor_name_for_other_ways(event, organiser):
    registration = make_traveller(event)
    set_funding(event, [registration.pk], "other", funder="Fund", by=organiser)

    set_funding(event, [registration.pk], "own", funder="Fund", by=organiser)

    registration.refresh_from_db()
    assert (registration.funding, registration.funder) == ("own", "")


@pytest.mark.parametrize(("funding", "funder"), [("gift", ""), ("other", "")])
def test_set_funding_refuses_invalid_funding(event, organiser, funding, funder):
    with pytest.raises(InvalidFundingError):
        set_funding(event, [make_traveller(event).pk], funding, funder=funder, by=organiser)


def test_funding_totals_count_confirmed_people(event, organiser):
    people = [make_traveller(event) for _ in range(5)]
    set_funding(event, [people[0].pk, people[4].pk], "programme", by=organiser)
    set_funding(event, [people[1].pk], "other", funder="Fund B", by=organiser)
    set_funding(event, [people[2].pk], "other", funder="Fund A", by=organiser)
    withdraw(people[4], by=None)

    assert funding_totals(event) == [
        ("programme", "The programme", 1),
        ("own", "Their own institution", 0),
        ("other", "Fund A", 1),
        ("other", "Fund B", 1),
        ("", "Not decided yet", 1),
    ]


def test_page_sets_the_funding_of_selected_rows(client, event, organiser):
    first, second = make_traveller(event, name="An"), make_traveller(event, name="Binh")

    page = client.post(path(event), {"registration": [first.pk, "x"], "funding": "own"}, follow=True)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.funding, second.funding) == ("own", "")
    assert "1 registration changed." in page.content.decode()


def test_missing_donor_name_shows_an_error_and_keeps_the_selection(client, event, organiser):
    registration = make_traveller(event)

    page = client.post(path(event), {"registration": [registration.pk], "funding": "other"})

    assert page.context["form"].errors == {"funder": ["Enter the name of the donor."]}
    assert f'value="{registration.pk}" checked' in page.content.decode()


@pytest.mark.parametrize("form", [{"funding": "own"}, {"funding": "gift", "registration": ["1"]}])
def test_invalid_form_changes_nothing(client, event, organiser, form):
    make_traveller(event)

    page = client.post(path(event), form)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not RegistrationChange.objects.filter(action="funding").exists()


def test_funding_of_one_person_is_set_on_their_page(client, event, organiser):
    registration = make_traveller(event)

    page = client.post(
        path(event),
        {"registration": registration.pk, "person": registration.pk, "funding": "other", "funder": "Fund"},
        follow=True,
    )

    assert page.redirect_chain[-1][0] == reverse("travel:traveller", args=[event.slug, registration.pk])
    assert 'value="Fund"' in page.content.decode()


def test_page_is_filtered_by_funding(client, event, organiser):
    first, second = make_traveller(event, name="An"), make_traveller(event, name="Binh")
    set_funding(event, [first.pk], "own", by=organiser)

    found = {way: list(client.get(path(event, funding=way)).context["page_obj"]) for way in ("own", "", "gift")}

    assert found == {"own": [first], "": [second], "gift": [first, second]}


@pytest.mark.parametrize("item_count", [1, 3])
def test_funding_page_has_a_fixed_number_of_queries(client, event, organiser, item_count, django_assert_num_queries):
    for _ in range(item_count):
        make_traveller(event)
    client.get(path(event))

    with django_assert_num_queries(8):  # Session, person, event, role; how many, rows, totals; on a team?
        client.get(path(event))
