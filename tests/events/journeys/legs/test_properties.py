"""Durations are right across zones and clock changes, and no sequence of changes puts a person on two legs at once."""

import contextlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from events.calendars.leg_text import days_later_text
from events.duplicates.services import merge
from events.errors import DomainError
from events.journeys.durations import shift_text
from events.journeys.legs.consequences import consequences
from events.journeys.legs.forms import LegForm
from events.journeys.legs.moving import move_leg
from events.journeys.legs.services import add_leg, change_leg, step
from events.journeys.people import travellers_of
from events.journeys.states import LEG
from events.journeys.travellers.journeys import Journeys
from events.local_times import offset_value
from events.models import Event, Leg
from events.planning.services import reschedule
from tests.events.journeys.scene import make_traveller, make_visit, moment

ZONES = ["Asia/Ulaanbaatar", "Asia/Jayapura", "Pacific/Apia", "Pacific/Pago_Pago", "Asia/Tokyo", "Europe/Paris",
         "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]  # fmt: skip
MOMENTS = st.datetimes(datetime(2011, 12, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 (Hypothesis wants local bounds)
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(MOMENTS, st.integers(1, 60 * 40), st.sampled_from(ZONES), st.sampled_from(ZONES))
@settings(max_examples=200, deadline=None)
def test_durations_are_those_of_utc(departs_at, minutes, from_zone, to_zone):
    leg = Leg(
        departs_at=departs_at, arrives_at=departs_at + timedelta(minutes=minutes), from_timezone=from_zone,
        to_timezone=to_zone,
    )  # fmt: skip

    assert leg.minutes == minutes
    on_clocks = leg.local_arrival.replace(tzinfo=None) - leg.local_departure.replace(tzinfo=None)
    assert on_clocks == timedelta(minutes=minutes + leg.clock_shift_minutes)
    assert leg.arrives_days_later == (leg.local_arrival.date() - leg.local_departure.date()).days


@pytest.mark.parametrize(
    ("departs", "arrives", "minutes", "shift", "later"),
    [
        # Mongolia set its clocks forward in the night of 28 March 2015: the train takes four hours, not five.
        (("2015-03-27 23:00", "Asia/Ulaanbaatar"), ("2015-03-28 04:00", "Asia/Ulaanbaatar"), 240, "+1 h", "+1 day"),
        (("2027-04-13 23:55", "Asia/Jakarta"), ("2027-04-14 07:15", "Asia/Jayapura"), 320, "+2 h", "+1 day"),
        # From one side of the date line to the other: 24 hours earlier on the clocks.
        (("2027-06-06 10:00", "Pacific/Apia"), ("2027-06-05 10:40", "Pacific/Pago_Pago"), 40, "−24 h", "−1 day"),
        # Samoa had no 30 December 2011.
        (("2011-12-29 23:30", "Pacific/Apia"), ("2011-12-31 00:30", "Pacific/Apia"), 60, "+24 h", "+2 days"),
    ],
)
def test_known_traps_of_clocks(departs, arrives, minutes, shift, later):
    leg = Leg(
        departs_at=moment(*departs), arrives_at=moment(*arrives), from_timezone=departs[1], to_timezone=arrives[1]
    )

    assert leg.minutes == minutes
    assert (shift_text(leg.clock_shift_minutes), days_later_text(leg.arrives_days_later)) == (shift, later)


class TypedTimes(TestCase):
    """What people type as local times at both ends is stored as these moments, and read as this duration."""

    @given(MOMENTS, st.integers(1, 60 * 40), st.sampled_from(ZONES), st.sampled_from(ZONES))
    # Mongolia set its clocks back in the night of 25 September 2015: 23:30 was there twice.
    @example(datetime(2015, 9, 25, 14, 30, tzinfo=UTC), 60, "Asia/Ulaanbaatar", "Asia/Ulaanbaatar")
    @example(datetime(2015, 9, 25, 15, 30, tzinfo=UTC), 60, "Asia/Ulaanbaatar", "Asia/Tokyo")
    @example(datetime(2027, 4, 13, 16, 55, tzinfo=UTC), 320, "Asia/Jakarta", "Asia/Jayapura")
    # Both directions across the date line.
    @example(datetime(2027, 6, 5, 21, 0, tzinfo=UTC), 40, "Pacific/Apia", "Pacific/Pago_Pago")
    @example(datetime(2027, 6, 5, 21, 0, tzinfo=UTC), 40, "Pacific/Pago_Pago", "Pacific/Apia")
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_a_typed_leg_is_the_one_that_travels(self, departs_at, minutes, from_zone, to_zone):
        event = make_visit(status=Event.Status.DRAFT)
        traveller = make_traveller(event)
        arrives_at = departs_at + timedelta(minutes=minutes)
        places = {"from_city": "A", "to_city": "B", "from_timezone": from_zone, "to_timezone": to_zone}
        typed = _typed("departs_at", departs_at, from_zone) | _typed("arrives_at", arrives_at, to_zone)
        data = QueryDict(urlencode({"mode": "flight", "people": traveller.pk, **places, **typed}))
        form = LegForm(data, event=event, travellers=travellers_of(event))

        assert form.is_valid(), form.errors
        add_leg(event, form.people(), by=None, **form.values())

        leg = Leg.objects.get()
        assert (leg.departs_at, leg.minutes) == (departs_at, minutes)
        assert f"{leg.local_arrival:%Y-%m-%dT%H:%M}" == typed["arrives_at"]
        (item,) = Journeys.of(event).for_person(traveller).items
        assert item.ends_at - item.starts_at == timedelta(minutes=minutes)
        assert item.days_later == leg.arrives_days_later


def _typed(name: str, moment: datetime, zone: str) -> dict[str, str]:
    """Return a moment as people type it on the clocks of a zone, with the choice between two passes of one time."""
    local = moment.astimezone(ZoneInfo(zone))
    return {name: f"{local:%Y-%m-%dT%H:%M}", f"{name}-offset": offset_value(local)}


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "move", "people", "step", "event", "merge"]),
        st.integers(0, 40),  # the start, in half hours
        st.integers(-1, 9),  # the length, in half hours
        st.sets(st.integers(0, 2)),  # the people
        st.integers(0, 5),  # the leg
        st.sampled_from(list(LEG.rows)),
        st.sampled_from(["shift", "leave", "keep"]),
    ),
    max_size=8,
)
BEGIN = datetime(2027, 6, 6, 8, tzinfo=UTC)


class AnySequence(TestCase):
    """Changes in any order, some of them refused. The database is empty before each one."""

    @given(actions=ACTIONS)
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_nobody_is_ever_on_two_legs_at_once(self, actions):
        event = make_visit(status=Event.Status.DRAFT, timezone="Europe/Paris")
        people = [make_traveller(event) for _number in range(3)]
        Event.objects.update(seats_taken=len(people))

        for action in actions:
            # A refused change changes nothing.
            with contextlib.suppress(DomainError, IndexError):
                _do(event, people, action)
            _require_no_overlap(people)


def _do(event, people, action):
    what, start, length, chosen, number, name, choice = action
    times = {
        "departs_at": BEGIN + timedelta(minutes=30 * start),
        "arrives_at": BEGIN + timedelta(minutes=30 * (start + length)),
    }
    who = [people[key] for key in sorted(chosen)]
    if what == "event":  # the legs move with it, by their own clocks
        by = timedelta(days=(start - 20) * 10)
        reschedule(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, by=None)
        return
    if what == "merge":
        found = event.registrations.not_merged().order_by("pk").select_related("event", "person")
        merge(found[0], found[1], by=None)
        return
    if what == "add":
        places = {"from_city": "A", "to_city": "B", "from_timezone": "Europe/Paris", "to_timezone": "Asia/Bangkok"}
        add_leg(event, who, by=None, **places, **times)
        return
    leg = list(event.legs.order_by("pk"))[number]
    if what == "people":
        change_leg(event, leg.pk, who, by=None)
    elif what == "step":
        step(event, leg.pk, name, by=None)
    else:
        keys = consequences(event, leg, **times).keys
        move_leg(event, leg.pk, by=None, chosen=dict.fromkeys(keys, choice), **times)


def _require_no_overlap(people: list[User]):
    for person in people:
        own = list(Leg.objects.taking_place().filter(travellers__person=person))
        assert not [(one, other) for one in own for other in own if one.pk < other.pk and one.overlaps(other)]
        assert all(leg.departs_at < leg.arrives_at for leg in own)
