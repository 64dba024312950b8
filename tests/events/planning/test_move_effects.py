"""What the page "Reschedule" says about a new time before anything changes."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.models import Event
from events.planning.move_effects import effects_of
from events.registration.services import register
from tests.factories import make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db
STARTS, ENDS = datetime(2031, 3, 3, 2, tzinfo=UTC), datetime(2031, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def event():
    return make_event(venue=make_venue(name="Hall"), timezone="Asia/Bangkok")


def moved(event):
    after = Event.objects.get(pk=event.pk)
    after.starts_at, after.ends_at = STARTS, ENDS
    return after


def other(event, **fields):
    return make_event(**{"programme": event.programme, "starts_at": STARTS, "ends_at": ENDS} | fields)


def test_names_events_at_the_time_and_at_the_place(event):
    there = other(event, title="There", venue=event.venue)
    elsewhere = other(event, title="Elsewhere")
    other(event, status="cancelled")
    make_event(programme=make_programme(), starts_at=STARTS, ends_at=ENDS)

    effects = effects_of(moved(event))

    assert set(effects.same_time) == {there, elsewhere}
    assert effects.same_place == [there]


def test_the_event_itself_is_no_other_event(event):
    assert effects_of(Event.objects.get(pk=event.pk)).same_time == []


def test_names_people_who_have_another_event_on_these_days(event):
    training = other(event)
    for number in range(7):
        busy = make_person(name=f"Person {number}")
        register(event, busy)
        register(training, busy)
    register(event, make_person(name="Free"))

    effects = effects_of(moved(event))

    assert effects.busy_count == 7
    assert effects.busy == [f"Person {number}" for number in range(5)]


def test_groups_people_by_the_clock_on_which_it_starts(event):
    for zone in ("Asia/Yangon", "Asia/Bangkok", "Asia/Jakarta", "", "America/New_York"):
        register(event, make_person(timezone=zone))

    starts = effects_of(moved(event)).starts

    assert [(one.text, one.people) for one in starts] == [("Sun 2 Mar, 21:00", 1), ("08:30", 1), ("09:00", 3)]
    assert starts[1].places == "Yangon"
    assert starts[2].places == "Bangkok, Jakarta"


@pytest.mark.parametrize("precision", ["day", "month"])
def test_an_event_without_hours_starts_at_no_local_time(event, precision):
    register(event, make_person())
    after = moved(event)
    after.precision = precision

    assert effects_of(after).starts == []


@pytest.mark.parametrize("count", [1, 4])
def test_costs_a_fixed_number_of_queries(event, count, django_assert_num_queries):
    training = other(event)
    for _number in range(count):
        person = make_person()
        register(event, person)
        register(training, person)

    with django_assert_num_queries(7):
        effects_of(moved(event))


def test_the_page_shows_the_new_date_and_what_is_then_and_changes_nothing(client, event):
    other(event, title="Training there", venue=event.venue)
    register(event, make_person(name="Aung", timezone="Asia/Yangon"))
    client.force_login(make_member(event.programme))
    typed = {"timezone": "Asia/Bangkok", "precision": "time", "starts_local": "2031-03-03T09:00", "ends_local": "2031-03-04T16:00"}  # fmt: skip

    page = client.post(reverse("planning:reschedule", args=[event.slug]), typed | {"do": "look"}).text

    assert "Monday 3 March 2031, 09:00 to Tuesday 4 March 2031, 16:00" in page
    assert "Another event is there then: <bdi>Training there</bdi>" in page
    assert '<b class="number">08:30</b>' in page
    assert Event.objects.get(pk=event.pk).starts_at == event.starts_at


@pytest.mark.parametrize("name", ["planning:reschedule", "planning:create"])
def test_forms_with_a_date_ask_for_hours_only_if_the_days_are_known(client, event, name):
    client.force_login(make_member(event.programme))
    slug = event.slug if name == "planning:reschedule" else event.programme.slug

    page = client.get(reverse(name, args=[slug])).text

    for field in ("starts_local", "ends_local"):
        before = page[: page.index(f'id="id_{field}"')]
        rule = before[before.rindex("data-shown-if") :]
        assert "&quot;precision&quot;, &quot;values&quot;: [&quot;time&quot;]" in rule
