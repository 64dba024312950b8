from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events.models import Event

Precision, DaysAs = Event.Precision, Event.DaysAs
NIGHT = (datetime(2027, 3, 9, 15, tzinfo=UTC), datetime(2027, 3, 10, 3, tzinfo=UTC))  # 22:00 to 10:00 in Bangkok
ONE_DAY = (datetime(2027, 3, 9, 2, tzinfo=UTC), datetime(2027, 3, 9, 10, tzinfo=UTC))  # 09:00 to 17:00
THREE_DAYS = (datetime(2027, 3, 9, 2, tzinfo=UTC), datetime(2027, 3, 11, 10, tzinfo=UTC))
THREE_DAYS_AND_EARLIER = (datetime(2027, 3, 9, 2, tzinfo=UTC), datetime(2027, 3, 12, 1, tzinfo=UTC))  # until 08:00


def event_at(times: tuple[datetime, datetime] | tuple[None, None], **fields: str) -> Event:
    return Event(timezone="Asia/Bangkok", starts_at=times[0], ends_at=times[1], **fields)


def test_local_times_are_in_the_zone_of_the_event() -> None:
    event = event_at(ONE_DAY)

    assert event.zone == ZoneInfo("Asia/Bangkok")
    assert event.local_starts_at is not None
    assert event.local_ends_at is not None
    assert (event.local_starts_at.hour, event.local_ends_at.hour) == (9, 17)


def test_local_times_are_none_without_a_date() -> None:
    event = event_at((None, None), precision=Precision.TBC)

    assert event.local_starts_at is None
    assert event.local_ends_at is None


@pytest.mark.parametrize(
    ("precision", "is_dated"), [("time", True), ("day", True), ("month", False), ("year", False), ("tbc", False)]
)
def test_is_dated_only_if_the_days_are_known(precision: str, is_dated: bool) -> None:
    assert event_at(ONE_DAY, precision=precision).is_dated is is_dated


@pytest.mark.parametrize(
    ("times", "precision", "spans_days"),
    [
        (ONE_DAY, "time", False),
        (NIGHT, "time", False),
        (THREE_DAYS, "time", True),
        (ONE_DAY, "day", True),
        (THREE_DAYS, "month", False),
        ((None, None), "tbc", False),
    ],
)
def test_spans_days(times: tuple[datetime, datetime], precision: str, spans_days: bool) -> None:
    assert event_at(times, precision=precision).spans_days is spans_days


@pytest.mark.parametrize(
    ("times", "precision", "days_as", "form"),
    [
        (ONE_DAY, "time", "busy", ""),
        (THREE_DAYS, "time", "free", "free"),
        (THREE_DAYS, "time", "busy", "busy"),
        (THREE_DAYS, "time", "hours", "hours"),
        (THREE_DAYS, "time", "block", "block"),
        (THREE_DAYS, "day", "busy", "busy"),
        (THREE_DAYS, "day", "hours", "free"),
        (THREE_DAYS, "day", "block", "free"),
        (THREE_DAYS_AND_EARLIER, "time", "hours", "free"),
        (THREE_DAYS_AND_EARLIER, "time", "block", "block"),
    ],
)
def test_calendar_form_is_free_when_the_chosen_form_is_impossible(
    times: tuple[datetime, datetime], precision: str, days_as: str, form: str
) -> None:
    assert event_at(times, precision=precision, days_as=days_as).calendar_form == form
