"""Due times: time zones, nights, weekends and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from events.models import ReminderRule
from events.reminders import due_dates
from events.reminders.due_dates import due, earliest, latest


def rule(**fields):
    return ReminderRule(**({"amount": 1, "hour": 9, "is_quiet_at_night": False} | fields))


def moment(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Yangon", "2027-03-08T09:00+06:30"),
        ("Asia/Kathmandu", "2027-03-08T09:00+05:45"),
        ("Asia/Tokyo", "2027-03-08T09:00+09:00"),
        ("America/New_York", "2027-03-07T09:00-05:00"),  # the event begins on the 8th there
        ("Pacific/Kiritimati", "2027-03-08T09:00+14:00"),
    ],
)
def test_hour_is_in_the_time_zone_of_the_reader(zone, expected):
    begins = moment("2027-03-09T09:00", "Asia/Bangkok")
    assert due(rule(), begins, ZoneInfo(zone)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "fields", "expected"),
    [
        ("2027-03-15T14:00", {"hour": 2}, "2027-03-14T03:00-04:00"),  # the clocks leave two o'clock out
        ("2027-11-08T14:00", {"hour": 1}, "2027-11-07T01:00-04:00"),  # one o'clock comes twice: the first
        ("2027-03-14T12:00", {"unit": "hours", "amount": 24}, "2027-03-13T11:00-05:00"),  # hours know no clocks
    ],
)
def test_clock_changes_keep_the_hour(day, fields, expected):
    zone = ZoneInfo("America/New_York")
    found = due(rule(**fields), moment(day, "America/New_York"), zone)
    assert found.isoformat(timespec="minutes") == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"unit": "hours", "amount": 2}, "2027-03-08T20:00+09:00"),  # seven in the morning: the evening before
        ({"unit": "hours", "amount": 2, "is_after": True}, "2027-03-09T11:00+09:00"),
        ({"unit": "hours", "amount": 14, "is_after": True}, "2027-03-10T08:00+09:00"),  # at night: the morning after
    ],
)
def test_nothing_is_due_at_night(fields, expected):
    begins = moment("2027-03-09T09:00", "Asia/Tokyo")
    assert due(rule(**fields, is_quiet_at_night=True), begins, ZoneInfo("Asia/Tokyo")) == datetime.fromisoformat(
        expected
    )


@pytest.mark.parametrize(
    ("is_after", "expected"), [(False, "2027-03-05T09:00+07:00"), (True, "2027-03-15T09:00+07:00")]
)
def test_weekends_move_it_to_a_working_day(is_after, expected):
    zone = ZoneInfo("Asia/Bangkok")
    monday, friday = moment("2027-03-08T09:00", zone.key), moment("2027-03-12T09:00", zone.key)
    found = due(rule(weekends="avoid", is_after=is_after), friday if is_after else monday, zone)
    assert found == datetime.fromisoformat(expected)


def test_all_day_events_have_the_same_date_everywhere():
    begins = datetime(2027, 3, 8, 17, tzinfo=UTC)  # the ninth in Bangkok
    found = due(rule(), begins, ZoneInfo("America/New_York"), date(2027, 3, 9))
    assert found == datetime.fromisoformat("2027-03-08T09:00-05:00")


def test_a_reminder_of_an_early_event_is_due_the_day_before():
    begins = moment("2027-03-09T07:00", "Asia/Bangkok")
    assert due(rule(amount=0), begins, ZoneInfo("Asia/Bangkok")) == datetime.fromisoformat("2027-03-08T09:00+07:00")


START = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    rule=st.builds(
        ReminderRule,
        amount=st.integers(0, 40),
        unit=st.sampled_from(["days", "hours"]),
        is_after=st.booleans(),
        hour=st.integers(8, 20),
        weekends=st.sampled_from(["any", "avoid"]),
        is_quiet_at_night=st.booleans(),
    ),
    anchor=st.integers(0, 2 * 365 * 24 * 4).map(lambda quarters: START + timedelta(minutes=15 * quarters)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    has_hour=st.booleans(),
)
@example(  # half past noon in London is midnight in the far east, where the day after is another one
    rule=ReminderRule(amount=1, unit="days", is_after=True, hour=9),
    anchor=datetime(2026, 12, 27, 10, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Bangkok"),
    has_hour=True,
)
def test_earliest_and_latest_include_every_time_zone(rule, anchor, zone, has_hour):
    day = None if has_hour else anchor.date()
    moment = due_dates.due(rule, anchor, zone, day)

    assert due_dates.earliest(rule, anchor, day) <= moment <= due_dates.latest(rule, anchor, day)


@pytest.mark.parametrize("bound", [earliest, latest])
def test_bounds_with_fractions_of_a_second_can_be_stored(bound):
    offered_until = datetime(2027, 3, 9, 2, 11, 25, 127540, tzinfo=UTC)

    assert bound(rule(amount=1), offered_until).utcoffset() == timedelta()
