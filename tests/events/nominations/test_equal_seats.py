"""The same seats for many delegations, with one number."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from events.models import Country, Event
from tests.factories import make_country, make_delegation, make_event, make_member, make_programme

pytestmark = pytest.mark.django_db
FIVE = ["ID", "MM", "PH", "TH", "VN"]


@pytest.fixture
def event(client):
    programme = make_programme()
    programme.countries.set([make_country(iso2) for iso2 in FIVE])
    make_country("JP")
    client.force_login(make_member(programme))
    return make_event(programme=programme, policy=Event.Policy.NOMINATION, seats=60)


def page(event):
    return reverse("nominations:equal_seats", args=[event.slug])


def test_the_countries_of_the_programme_are_chosen_already(client, event):
    form = client.get(page(event)).context["form"]

    assert sorted(form["countries"].value()) == FIVE
    assert form["groups"].value() == ("government", "employers", "workers")
    event.countries.set(["JP"])
    assert client.get(page(event)).context["form"]["countries"].value() == ["JP"]


def test_one_number_gives_seats_to_fifteen_delegations_and_keeps_others(client, event):
    make_delegation(event, constituency="regional_body", seats=3)
    make_delegation(event, country_id="TH", constituency="workers", seats=1, reserve_seats=2)

    typed = {"countries": FIVE, "groups": ["government", "employers", "workers"], "seats": "2"}
    assert client.post(page(event), typed).status_code == 302

    assert list(event.delegations.exclude(country=None).values_list("seats", flat=True)) == [2] * 15
    assert event.delegations.get(country=None).seats == 3
    event.refresh_from_db()
    assert event.seats_kept == 33


def test_a_country_as_a_whole_and_too_many_seats(client, event):
    client.post(page(event), {"countries": ["TH"], "seats": "4", "reserves": "1"})
    refused = client.post(page(event), {"countries": FIVE, "seats": "20"})

    delegation = event.delegations.get()
    assert (delegation.constituency, delegation.seats, delegation.reserve_seats) == ("", 4, 1)
    assert "the event has only" in refused.context["form"].non_field_errors()[0]
    assert 'value="20"' in refused.text


def test_a_missing_country_is_added_in_the_settings_of_the_programme(client, event):
    page = client.get(reverse("nominations:equal_seats", args=[event.slug])).text

    address = reverse("programmes:settings", args=[event.programme.slug])
    assert f'href="{address}?open=countries#countries"' in page


def test_without_any_country_the_page_leads_to_the_countries_instead_of_a_form(client, event):
    event.programme.countries.clear()
    Country.objects.all().delete()

    text = client.get(page(event)).text

    address = reverse("programmes:settings", args=[event.programme.slug])
    assert f'<a class="btn" href="{address}?open=countries#countries">Name the countries</a>' in text
    assert "Save the seats" not in text


def shown_sum(response):
    """Return the text of the sum on the page, on one line."""
    shown = response.text.split('<div id="seat-sum" role="status">')[1].split("</div>")[0]
    return " ".join(strip_tags(shown).split())


def test_the_sum_is_shown_beside_the_places_before_anything_is_saved(client, event):
    make_delegation(event, constituency="regional_body", seats=3)
    make_delegation(event, country_id="TH", constituency="workers", seats=9)

    typed = {"countries": FIVE, "groups": ["government", "employers", "workers"], "seats": "2", "look": "1"}
    shown = shown_sum(client.post(page(event), typed))

    assert shown == "15 delegations × 2 = 30 seats. All delegations would have 33 of 60 places."
    assert event.delegations.count() == 2


def test_too_many_seats_are_said_before_and_after_saving(client, event):
    typed = {"countries": FIVE, "groups": [], "seats": "20"}

    before, refused = client.post(page(event), typed | {"look": "1"}), client.post(page(event), typed)

    said = "5 delegations × 20 = 100 seats. All delegations would have 100 of 60 places."
    assert shown_sum(before).startswith(said)
    assert "would need 100 more seats, but the event has only 60 free places" in shown_sum(before)
    assert before.context["form"].non_field_errors() == []
    assert shown_sum(refused).startswith(said)
    assert not event.delegations.exists()


def test_without_numbers_the_page_says_how_many_places_there_are(client, event):
    assert shown_sum(client.get(page(event))) == "The event has 60 places."
    assert shown_sum(client.post(page(event), {"look": "1", "seats": "x"})) == "The event has 60 places."
