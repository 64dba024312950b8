"""Ticks, chips and signs of the table, which need no script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.balance.services import set_targets
from events.models import Event
from events.notes.services import note, tag
from events.registration.decisions import confirm
from events.registration.services import register, withdraw
from notifications.models import BouncedAddress
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(client):
    event = make_event(programme=make_programme(slug="ours"), policy=Event.Policy.APPROVAL, seats=40)
    client.force_login(make_member(event.programme))
    return event


def page(event, **query):
    return reverse("participants:list", args=[event.slug], query=query)


def pending(event, name, **fields):
    return register(event, make_person(name=name, **fields))


def selected(response):
    return [row.registration.person.name for row in response.context["rows"] if row.is_selected]


def test_the_first_by_arrival_are_ticked_and_stand_on_top(client, event):
    seated = pending(event, "Seated")
    for name in ("Second", "Third", "Fourth"):
        pending(event, name)
    confirm(seated, by=None)

    response = client.get(page(event, pick="arrival", first=2))

    assert selected(response) == ["Second", "Third"]
    assert [row.registration.person.name for row in response.context["rows"]][:2] == ["Second", "Third"]
    assert response.content.decode().count('name="registration" value="') == 4
    assert "2 selected by arrival" in response.content.decode()


def test_the_first_by_balance_fill_the_missed_target(client, event):
    set_targets(event, {"employers": 50})
    pending(event, "One", constituency="workers")
    pending(event, "Two", constituency="employers")

    assert selected(client.get(page(event, pick="balance", first=1))) == ["Two"]
    assert selected(client.get(page(event, pick="arrival", first=1))) == ["One"]


def test_a_selection_respects_the_filters(client, event):
    pending(event, "One", constituency="workers")
    pending(event, "Two", constituency="employers")

    assert selected(client.get(page(event, pick="arrival", first=5, constituency="employers"))) == ["Two"]


@pytest.mark.parametrize(
    "query",
    [{"pick": "bogus", "first": 1}, {"pick": "arrival", "first": "x"}, {"pick": "arrival"}, {"first": 1},
     {"pick": "arrival", "first": 0}, {"pick": "arrival", "first": 501}, {"pick": "arrival", "first": 1, "country": "ZZ"}],
)  # fmt: skip
def test_a_wrong_selection_ticks_nobody(client, event, query):
    pending(event, "One")

    response = client.get(page(event, **query))

    assert response.status_code == 200
    assert selected(response) == []


def test_selected_people_on_other_pages_are_in_the_form(client, event, monkeypatch):
    monkeypatch.setattr("events.participants.table_page.PAGE_SIZE", 2)
    for number in range(4):
        pending(event, f"Person {number}")

    response = client.get(page(event, pick="arrival", first=3))

    assert len(selected(response)) == 2
    assert len(response.context["selected_elsewhere"]) == 1
    assert len(response.context["balance"].lines) == 1
    assert response.context["balance"].places_then == 3


def test_reception_cannot_select(client, event):
    pending(event, "One")
    client.force_login(make_member(event.programme, "reception"))

    response = client.get(page(event, pick="arrival", first=1))

    assert selected(response) == []
    assert response.context["balance"] is None


@pytest.mark.parametrize("item_count", [1, 4])
def test_selecting_by_balance_has_a_fixed_number_of_queries(client, event, item_count, django_assert_num_queries):
    for number in range(item_count):
        pending(event, f"Person {number}")
    client.get(page(event))

    # As the table, and: candidates, confirmed people, targets; requirements.
    with django_assert_num_queries(21):
        client.get(page(event, pick="balance", first=3))


def test_each_filter_is_a_chip_that_removes_only_itself(client, event):
    make_country("TH")
    one = pending(event, "One", country="TH", gender="woman")
    tag(event, [one.pk], "VIP")
    key = event.programme.tags.get().pk

    response = client.get(page(event, country="TH", gender="woman", tag=key, q="one", status="pending", page=2))

    chips = {chip.label: chip for chip in response.context["chips"]}
    assert {label: chip.text for label, chip in chips.items()} == {
        "Search": "one", "Country": "Thailand", "Gender": "Woman", "Tag": "VIP (1)"
    }  # fmt: skip
    assert chips["Country"].query == f"?gender=woman&tag={key}&q=one&status=pending"
    assert client.get(page(event) + chips["Country"].query).context["chips"][0].label == "Search"


def signs(response):
    return {row.registration.person.name: [str(sign.label) for sign in row.signs] for row in response.context["rows"]}


def test_signs_tell_what_to_know_before_a_decision(client, event):
    busy, noted, bounced = (pending(event, name) for name in ("Busy Person", "Noted Someone", "Bounced Other"))
    twin = pending(event, "Twin Name", phone="+66 2 555 0134")
    pending(event, "Name Twin", phone="+66 2 555 0134")
    other = make_event(starts_at=event.starts_at + timedelta(hours=3), policy=Event.Policy.OPEN)
    register(other, busy.person)
    note(noted, "Ask again.", by=None)
    BouncedAddress.objects.create(address=bounced.person.mail_address)

    found = signs(client.get(page(event)))

    assert found["Busy Person"] == ["Date clash: another event on these dates"]
    assert found["Noted Someone"] == ["Has a team note"]
    assert found["Bounced Other"] == ["Email not delivered"]
    assert found[twin.person.name] == ["Possible duplicate"]


def test_an_event_on_other_days_or_of_people_who_do_not_come_is_no_clash(client, event):
    person = pending(event, "Free").person
    register(make_event(starts_at=event.starts_at + timedelta(days=9), policy=Event.Policy.OPEN), person)
    withdraw(register(make_event(starts_at=event.starts_at, policy=Event.Policy.APPROVAL), person), by=person)

    assert signs(client.get(page(event))) == {"Free": []}
