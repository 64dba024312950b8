from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.calendars.dates import days_text, hours_text, moment_text, short_text, when_text, zone_text
from events.models import Event

START = datetime(2027, 3, 9, 2, tzinfo=UTC)  # 09:00 in Bangkok
END = START + timedelta(hours=8)
Precision = Event.Precision


def event_from(start: datetime | None = START, end: datetime | None = END, **fields: str) -> Event:
    return Event(timezone="Asia/Bangkok", starts_at=start, ends_at=end, **fields)


def test_when_text_has_the_hours_and_the_zone_of_the_event() -> None:
    assert when_text(event_from()) == "Tuesday 9 March 2027, 09:00 to 17:00, Bangkok time (UTC+7)"


def test_when_text_of_several_days_has_both_dates_with_their_hours() -> None:
    text = "Tuesday 9 March 2027, 09:00 to Wednesday 10 March 2027, 17:00, Bangkok time (UTC+7)"
    assert when_text(event_from(end=END + timedelta(days=1))) == text


def test_when_text_of_whole_days_excludes_the_end() -> None:
    midnight = datetime(2027, 3, 8, 17, tzinfo=UTC)
    event = event_from(midnight, midnight + timedelta(days=3), precision=Precision.DAY)

    assert when_text(event) == "9 to 11 March 2027"


@pytest.mark.parametrize(
    ("precision", "days", "text"),
    [("month", 20, "March 2027"), ("month", 40, "March 2027 to April 2027"), ("year", 40, "2027")],
)
def test_when_text_is_only_as_exact_as_the_date_is_known(precision: str, days: int, text: str) -> None:
    assert when_text(event_from(end=START + timedelta(days=days), precision=precision)) == text


def test_when_text_prefers_the_text_of_the_source_to_a_month() -> None:
    assert when_text(event_from(precision=Precision.MONTH, date_text="Early spring")) == "Early spring"


def test_when_text_without_a_date() -> None:
    assert when_text(event_from(None, None, precision=Precision.TBC)) == "Date to be confirmed"


def test_when_text_for_a_reader_is_in_their_zone() -> None:
    text = "Tuesday 9 March 2027, 03:00 to 11:00, Paris time (UTC+1)"
    assert when_text(event_from(), ZoneInfo("Europe/Paris")) == text


@pytest.mark.parametrize(("zone", "precision"), [("Asia/Jakarta", "time"), ("Europe/Paris", "day")])
def test_when_text_for_a_reader_is_empty_without_another_time(zone: str, precision: str) -> None:
    assert when_text(event_from(precision=precision), ZoneInfo(zone)) == ""


def test_short_text_of_several_days_has_the_first_hour() -> None:
    text = "9 to 10 March 2027, from 09:00, Bangkok time (UTC+7)"
    assert short_text(event_from(end=END + timedelta(days=1))) == text


def test_days_text_has_no_hours() -> None:
    assert days_text(event_from()) == "Tuesday 9 March 2027"
    assert days_text(event_from(end=END + timedelta(days=1))) == "9 to 10 March 2027"
    assert days_text(event_from(end=START + timedelta(hours=15))) == "Tuesday 9 March 2027"  # 24:00 in Bangkok
    assert days_text(event_from(None, None, precision=Precision.TBC)) == "Date to be confirmed"


def test_moment_text_is_in_the_zone() -> None:
    assert moment_text(START, ZoneInfo("Asia/Yangon")) == "Tuesday 9 March 2027, 08:30, Yangon time (UTC+6:30)"


@pytest.mark.parametrize(
    ("tzid", "text"),
    [
        ("America/St_Johns", "St Johns time (UTC-2:30)"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "UTC-5"),
        ("Africa/Accra", "Accra time (UTC)"),
    ],
)
def test_zone_text_has_the_offset_at_that_time(tzid: str, text: str) -> None:
    assert zone_text(tzid, datetime(2027, 7, 1, tzinfo=UTC).astimezone(ZoneInfo(tzid))) == text


@pytest.mark.parametrize(("hours", "text"), [(1, "1 hour"), (24, "24 hours"), (36, "36 hours"), (48, "2 days")])
def test_hours_text_has_days_for_two_or_more_whole_days(hours: int, text: str) -> None:
    assert hours_text(hours) == text


@pytest.mark.parametrize(
    ("start", "end", "text", "short"),
    [
        (
            "2027-03-05T18:00", "2027-03-06T00:00", "Friday 5 March 2027, 18:00 to 24:00, Berlin time (UTC+1)",
            "Friday 5 March 2027, 18:00 to 24:00, Berlin time (UTC+1)",
        ),
        (
            "2027-03-04T09:00", "2027-03-06T00:00",
            "Thursday 4 March 2027, 09:00 to Friday 5 March 2027, 24:00, Berlin time (UTC+1)",
            "4 to 5 March 2027, from 09:00, Berlin time (UTC+1)",
        ),
        (
            "2027-03-26T09:00", "2027-03-29T17:00",
            "Friday 26 March 2027, 09:00 (UTC+1) to Monday 29 March 2027, 17:00 (UTC+2), Berlin time",
            "26 to 29 March 2027, from 09:00, Berlin time (UTC+1 at the start, UTC+2 at the end)",
        ),
        (
            "2027-10-30T20:00", "2027-11-01T00:00",
            "Saturday 30 October 2027, 20:00 (UTC+2) to Sunday 31 October 2027, 24:00 (UTC+1), Berlin time",
            "30 to 31 October 2027, from 20:00, Berlin time (UTC+2 at the start, UTC+1 at the end)",
        ),
    ],
)  # fmt: skip
def test_exclusive_ends_and_offsets_are_shown_as_people_read_them(start: str, end: str, text: str, short: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    starts_at, ends_at = (datetime.fromisoformat(at).replace(tzinfo=berlin) for at in (start, end))
    event = Event(timezone=berlin.key, starts_at=starts_at.astimezone(UTC), ends_at=ends_at.astimezone(UTC))

    assert when_text(event) == text
    assert short_text(event) == short


def test_zone_text_has_the_present_name_of_an_old_zone() -> None:
    assert zone_text("Asia/Rangoon", START.astimezone(ZoneInfo("Asia/Rangoon"))) == "Yangon time (UTC+6:30)"
