"""The editor of the agenda reports clashes of people, interpreters, hosts and buses between meetings, sessions and legs."""

import json
import re

import pytest
from django.urls import reverse

from events.agenda.clashes import find_problems
from events.agenda.items import items_of
from events.models import Contributor, Meeting
from tests.events.journeys.scene import make_leg, make_traveller, make_visit
from tests.factories import make_event, make_member, make_person, make_session

pytestmark = pytest.mark.django_db
ZONE = ("Asia/Tokyo", "Asia/Tokyo")


@pytest.fixture
def event():
    return make_visit()


def visit(event, at, title="Visit", day=0, minutes=60, **fields):
    """Create a visit to a host on the first day, 7 June."""
    session = make_session(event, day=day, at=at, title=title, minutes=minutes)
    return Meeting.objects.create(session=session, status="confirmed", **fields)


def train(event, people, start, end, number="45"):
    return make_leg(
        event, people, start=f"2027-06-07 {start}", end=f"2027-06-07 {end}", zones=ZONE, cities=("Tokyo", "Osaka"),
        mode="train", carrier="", number=number,
    )  # fmt: skip


def found(event):
    return [(str(one.kind), one.text) for one in find_problems(event, items_of(event))]


def test_people_on_a_leg_cannot_be_at_a_visit(event):
    going, staying = (make_traveller(event, name=name) for name in ("Chan Sreymom", "Keo Dara"))
    visit(event, "14:00", "A day at the counter")
    train(event, [going], "14:30", "17:00")
    make_session(event, at="18:00", title="Later")

    (problem,) = found(event)

    assert problem[0] == "travel"
    assert "“A day at the counter”, Mon 7 Jun, 14:00–15:00: on “Train 45" in problem[1]
    assert ("Chan Sreymom" in problem[1], staying.name in problem[1]) == (True, False)


def test_an_interpreter_on_a_leg_is_missed(event):
    interpreter = make_person(name="Sato Yuki")
    one = visit(event, "14:00")
    Contributor.objects.create(session=one.session, name="Sato Yuki", person=interpreter, role="interpreter")
    train(event, [interpreter], "12:00", "14:30")

    assert [kind for kind, _text in found(event)] == ["travel"]


def test_people_on_a_leg_miss_the_bus_before_the_visit(event):
    person = make_traveller(event)
    visit(event, "14:00", bus_minutes=60)

    train(event, [person], "11:00", "13:20")

    assert [kind for kind, _text in found(event)] == ["travel"]


def test_one_host_has_one_visit_at_a_time(event):
    make_traveller(event)
    for title, at, host in (
        ("One", "10:00", "Labour Office"),
        ("Two", "10:30", "labour office"),
        ("Three", "13:00", "Labour Office"),
    ):
        visit(event, at, title, institution=host)

    assert [text for kind, text in found(event) if kind == "host"] == [
        "Labour Office has two visits at once: “One” and “Two”, Mon 7 Jun, 10:30–11:30."
    ]


def test_a_bus_leaves_when_its_people_are_free(event):
    make_traveller(event)
    make_session(event, at="10:00", title="Opening")
    visit(event, "11:30", "Visit", bus_minutes=45)

    assert found(event) == [("bus", "The bus to “Visit” leaves at 10:45, before “Opening” ends at 11:00.")]
    Meeting.objects.update(bus_minutes=30)
    assert found(event) == []


@pytest.mark.parametrize("status", ["cancelled", "declined"])
def test_a_visit_that_does_not_take_place_clashes_with_nothing(event, status):
    person = make_traveller(event)
    visit(event, "14:00")
    train(event, [person], "14:30", "17:00")
    Meeting.objects.update(status=status)

    assert found(event) == []


def test_the_editor_shows_them_and_knows_the_legs_during_a_move(client, event):
    person = make_traveller(event)
    visit(event, "14:00")
    leg = train(event, [person], "14:30", "17:00")
    client.force_login(make_member(event.programme))

    page = client.get(reverse("agenda:editor", args=[event.slug])).text

    assert "on “Train 45" in page
    busy = json.loads(re.search(r'id="busy" type="application/json">(.*?)</script>', page).group(1))
    assert [(one["person"], one["from"]) for one in busy] == [(str(person.pk), leg.departs_at.timestamp() * 1000)]


def test_other_events_make_no_further_queries(django_assert_num_queries):
    event = make_event()
    make_session(event)
    items = items_of(event)

    with django_assert_num_queries(0):
        assert find_problems(event, []) == []
    assert found(event) == []
    assert items


@pytest.mark.parametrize("count", [1, 4])
def test_the_check_makes_a_fixed_number_of_queries(event, count, django_assert_num_queries):
    for number in range(count):
        visit(event, f"1{number}:00")
        train(event, [make_traveller(event)], f"1{number}:00", f"1{number}:30", number=str(number))
    items = items_of(event)

    with django_assert_num_queries(8):
        find_problems(event, items)
