from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from events.calendars import timezones, vevent
from events.calendars.entry_times import moment_lines, whole_days
from events.models import Event


@pytest.mark.parametrize(
    "tzid",
    [
        "Asia/Yangon",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Asia/Dili",
        "Asia/Bangkok",
        "America/New_York",
        "Europe/Vienna",
        "Pacific/Auckland",
        "Pacific/Apia",
        "Pacific/Kiritimati",
    ],
)
def test_vtimezone_agrees_with_the_zone_in_every_month(tzid):
    as_read, zone = read(tzid), ZoneInfo(tzid)

    for year in (2026, 2030):
        for month in range(1, 13):
            noon = datetime(year, month, 15, 12)  # noqa: DTZ001 (clock time)
            assert noon.replace(tzinfo=as_read).utcoffset() == noon.replace(tzinfo=zone).utcoffset()


def test_zones_with_daylight_saving_time_have_a_rule():
    text = timezones.vtimezone("Europe/Vienna")

    assert text.count("RRULE:") == 2
    assert "RDATE" not in text
    assert "DTSTART:19700329T020000" in text  # relative to TZOFFSETFROM (RFC 5545, 3.6.5)


@pytest.mark.parametrize("tzid", ["UTC", "No/Where"])
def test_utc_and_unknown_zones_have_no_vtimezone(tzid):
    assert timezones.vtimezone(tzid) == ""
    assert timezones.is_expressible(tzid, datetime(2027, 1, 1, tzinfo=UTC)) is False


@pytest.mark.parametrize(
    ("tzid", "local"),
    [
        ("America/New_York", datetime(2026, 11, 1, 1, 30)),  # noqa: DTZ001 (clock time)
        ("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 45)),  # noqa: DTZ001 (by half an hour)
        ("Pacific/Chatham", datetime(2027, 4, 4, 3, 0)),  # noqa: DTZ001
    ],
)
def test_both_passes_of_a_repeated_hour_are_not_expressible(tzid, local):
    """Seven programs read the first pass as the second."""
    first = local.replace(tzinfo=ZoneInfo(tzid))

    assert not timezones.is_expressible(tzid, first)
    assert not timezones.is_expressible(tzid, first.replace(fold=1))
    assert timezones.is_expressible(tzid, first - timedelta(hours=2), first + timedelta(hours=3))


IRREGULAR = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Asuncion",
    "America/Scoresbysund",
    "Asia/Almaty",
    "Asia/Gaza",
    "Asia/Qostanay",
]


def test_every_zone_has_a_vtimezone():
    zones = available_timezones() - timezones.UTC_NAMES

    assert [tzid for tzid in zones if not timezones.vtimezone(tzid)] == []
    # The description of a zone agrees with it at all times, so that no event is in UTC for want of a rule.
    for tzid in zones:
        description, zone = timezones.describe(tzid), ZoneInfo(tzid)
        for year in (2024, 2025, 2027, 2032):
            for month in range(1, 13):
                moment = datetime(year, month, 15, tzinfo=UTC)
                assert moment.astimezone(zone).utcoffset().total_seconds() == description.offset_at(moment), tzid


@pytest.mark.parametrize("tzid", IRREGULAR)
def test_programs_read_zones_whose_changes_follow_no_rule(tzid):
    as_read, zone = read(tzid), ZoneInfo(tzid)
    day = datetime(2024, 1, 2, 12)  # noqa: DTZ001 (clock time)

    while day.year < 2033:
        assert day.replace(tzinfo=as_read).utcoffset() == day.replace(tzinfo=zone).utcoffset(), day
        day += timedelta(days=9)


def test_event_in_a_zone_without_a_rule_keeps_its_zone():
    zone = ZoneInfo("Africa/Casablanca")
    start = datetime(2027, 2, 10, 9, tzinfo=zone)

    lines = moment_lines(start, start + timedelta(hours=8), zone.key)

    assert lines["DTSTART"] == "DTSTART;TZID=Africa/Casablanca:20270210T090000\r\n"


def read(tzid):
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + timezones.vtimezone(tzid) + "END:VCALENDAR\r\n"
    return icalendar.Calendar.from_ical(text).timezones[0].to_tz(lookup_tzid=False)


@pytest.mark.parametrize(
    ("tzid", "text"),
    [
        ("Asia/Yangon", "+0630"),
        ("Asia/Kathmandu", "+0545"),
        ("Asia/Tokyo", "+0900"),
        ("Asia/Dili", "+0900"),
        ("Pacific/Apia", "+1300"),  # crossed the date line in 2011, gave up summer time in 2021
        ("Pacific/Kiritimati", "+1400"),
        ("Pacific/Pago_Pago", "-1100"),
    ],
)
def test_zones_without_daylight_saving_time_have_one_offset(tzid, text):
    vtimezone = timezones.vtimezone(tzid)

    assert f"TZOFFSETFROM:{text}\r\nTZOFFSETTO:{text}\r\n" in vtimezone
    assert vtimezone.count("BEGIN:STANDARD") == 1
    assert "DAYLIGHT" not in vtimezone
    assert "RRULE" not in vtimezone


@pytest.mark.parametrize(
    ("clock", "offset"),
    [
        (datetime(2027, 3, 14, 1, 59), -5),  # noqa: DTZ001 (clock times)
        (datetime(2027, 3, 14, 3, 0), -4),  # noqa: DTZ001
        (datetime(2027, 11, 7, 0, 59), -4),  # noqa: DTZ001
        (datetime(2027, 11, 7, 2, 0), -5),  # noqa: DTZ001
    ],
)
def test_new_york_changes_its_offset_at_both_limits(clock, offset):
    zone = ZoneInfo("America/New_York")

    assert clock.replace(tzinfo=read(zone.key)).utcoffset() == timedelta(hours=offset)
    assert clock.replace(tzinfo=zone).utcoffset() == timedelta(hours=offset)
    assert timezones.is_expressible(zone.key, clock.replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("tzid", "utc"),
    [
        ("Pacific/Apia", datetime(2027, 6, 30, 11, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2027, 6, 30, 10, tzinfo=UTC)),
    ],
)
def test_zones_beyond_the_date_line_are_a_day_ahead(tzid, utc):
    event = Event(
        title="x", slug="x", kind="meeting", status="published", precision="day", timezone=tzid, created_at=utc,
        starts_at=utc, ends_at=utc + timedelta(days=1),
    )  # fmt: skip

    assert whole_days(event) == (date(2027, 7, 1), date(2027, 7, 2))
    block = icalendar.Event.from_ical(vevent.render(event))
    assert (block["dtstart"].dt, block["dtend"].dt) == (date(2027, 7, 1), date(2027, 7, 2))


def test_time_under_an_older_rule_is_not_expressible():
    zone = ZoneInfo("Pacific/Apia")

    assert not timezones.is_expressible(zone.key, datetime(2011, 12, 29, 9, tzinfo=zone))
    assert timezones.is_expressible(zone.key, datetime(2027, 1, 1, 9, tzinfo=zone))
