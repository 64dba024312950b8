from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from events.calendars import zones


@pytest.mark.parametrize(
    "tzid",
    [
        "Asia/Yangon",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Asia/Dili",
        "America/New_York",
        "Europe/Vienna",
        "Pacific/Auckland",
    ],
)
def test_vtimezone_agrees_with_the_zone_in_every_month(tzid):
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + zones.vtimezone(tzid) + "END:VCALENDAR\r\n"
    read = icalendar.Calendar.from_ical(text).timezones[0].to_tz(lookup_tzid=False)
    zone = ZoneInfo(tzid)

    for year in (2026, 2030):
        for month in range(1, 13):
            noon = datetime(year, month, 15, 12)  # noqa: DTZ001 (clock time)
            assert noon.replace(tzinfo=read).utcoffset() == noon.replace(tzinfo=zone).utcoffset()


def test_zones_with_daylight_saving_say_it_by_rule():
    text = zones.vtimezone("Europe/Vienna")

    assert text.count("RRULE:") == 2
    assert "RDATE" not in text
    assert "DTSTART:19700329T020000" in text  # relative to TZOFFSETFROM (RFC 5545, 3.6.5)


@pytest.mark.parametrize("tzid", ["Africa/Casablanca", "No/Where"])
def test_zones_without_a_rule_have_no_vtimezone(tzid):
    assert zones.vtimezone(tzid) == ""
    assert not zones.can_name(tzid, datetime(2027, 1, 1, tzinfo=UTC)) if tzid != "No/Where" else True


def test_the_second_pass_of_an_hour_cannot_be_named():
    zone = ZoneInfo("America/New_York")
    first = datetime(2026, 11, 1, 1, 30, tzinfo=zone)

    assert zones.can_name(zone.key, first)
    assert not zones.can_name(zone.key, first.replace(fold=1))
