from datetime import timedelta

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse

from events.balance import queries, services
from events.models import Event, Target
from events.registration.decisions import confirm
from events.registration.services import register
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def person(country="TH", constituency="workers", gender="", **fields):
    make_country(country)
    return make_person(country=country, constituency=constituency, gender=gender, **fields)


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.APPROVAL, seats=3)


def pending(event, *people):
    return [register(event, one) for one in people]


def shares(found):
    return {share.label: (share.now, share.of, share.then, share.of_then) for share in found.shares}


def test_the_balance_counts_those_with_a_place_and_those_chosen(event):
    first, second, _third = pending(
        event,
        person("TH", "workers", "woman"),
        person("VN", "employers", "man"),
        person("VN", "government", "woman"),
    )
    confirm(first, by=None)

    found = queries.balance(event, [second.pk])

    assert (found.places_now, found.places_then, found.is_too_many) == (1, 2, False)
    assert [(line.label, line.cells) for line in found.lines] == [
        ("Thailand", [(0, 0), (0, 0), (1, 1)]),
        ("Viet Nam", [(0, 0), (0, 1), (0, 0)]),
    ]
    assert shares(found)["Women, among people who state their gender"] == (1, 1, 1, 2)
    assert shares(found)["Workers"] == (1, 1, 1, 2)


def test_who_does_not_say_is_no_part_of_the_share_of_women(event):
    for one in pending(event, person(gender="woman"), person(gender="undisclosed"), person(gender="other")):
        confirm(one, by=None)

    assert shares(queries.balance(event))["Women, among people who state their gender"] == (1, 2, 1, 2)


def test_first_timers_had_no_place_in_an_earlier_event_of_the_programme(event):
    returning = person()
    earlier = make_event(
        programme=event.programme, starts_at=event.starts_at - timedelta(days=20), policy=Event.Policy.OPEN
    )
    register(earlier, returning)
    for one in pending(event, returning, person()):
        confirm(one, by=None)

    assert shares(queries.balance(event))["First event in this programme"] == (1, 2, 1, 2)


def test_too_many_are_said_to_be_too_many(event):
    chosen = pending(event, *(person() for _ in range(4)))

    assert queries.balance(event, [one.pk for one in chosen]).is_too_many


def test_the_keys_of_another_event_count_for_nothing(event):
    (foreign,) = pending(make_event(policy=Event.Policy.APPROVAL), person())

    assert queries.balance(event, [foreign.pk]).places_then == 0


def test_targets_are_met_or_not(event):
    services.set_targets(event, {"women": 40, "workers": 60, "employers": None})
    for one in pending(event, person(gender="woman"), person(gender="man", constituency="employers")):
        confirm(one, by=None)

    found = {share.label: share.meets_target for share in queries.balance(event).shares if share.target}

    assert found == {"Women, among people who state their gender": True, "Workers": False}


@pytest.mark.parametrize("fields", [{"percent": 0}, {"percent": 101}, {"measure": "beauty"}])
def test_the_database_refuses_what_is_no_target(event, fields):
    with pytest.raises(IntegrityError):
        Target.objects.create(**{"event": event, "measure": "women", "percent": 40} | fields)


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_balance_costs_four_queries(event, item_count, django_assert_num_queries):
    chosen = pending(event, *(person(country) for country in ["TH", "VN", "JP"][:item_count]))

    with django_assert_num_queries(4):
        queries.balance(event, [one.pk for one in chosen])


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def test_a_dry_run_changes_nothing(client, event, manager):
    (chosen,) = pending(event, person())
    address = reverse("balance:balance", args=[event.slug])

    page = client.post(address, {"registration": [chosen.pk, "x", "9" * 30]})
    panel = client.post(address, {"registration": chosen.pk}, headers={"HX-Request": "true"})

    assert "If you confirm these" in page.content.decode()
    assert "<html" in page.content.decode()
    assert "<html" not in panel.content.decode()
    chosen.refresh_from_db()
    assert chosen.status == "pending"


def test_targets_are_set_on_their_page(client, event, manager):
    address = reverse("balance:targets", args=[event.slug])

    bad = client.post(address, {"women": "140"})
    client.post(address, {"women": "40"})
    shown = client.get(address)

    assert "less than or equal to 100" in bad.content.decode()
    assert dict(Target.objects.values_list("measure", "percent")) == {"women": 40}
    assert 'value="40"' in shown.content.decode()
