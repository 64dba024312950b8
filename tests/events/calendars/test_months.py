from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from events.calendars import months
from events.models import Event
from tests.factories import make_event

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 9, 2, tzinfo=UTC)  # 09:00 in Bangkok


@pytest.mark.parametrize("query", ["", "?month=2027-03", "?month=nonsense", "?month=9999-99", "?month=0001-01"])
def test_month_page_accepts_any_query(client, query):
    assert client.get(f"/calendar/{query}").status_code == 200


@pytest.mark.parametrize("item_count", [1, 3])
def test_month_page_runs_two_queries(client, item_count, django_assert_num_queries):
    for number in range(item_count):
        make_event(title=f"Found {number}", starts_at=NINE, ends_at=NINE + timedelta(days=2))

    with django_assert_num_queries(2):  # the second one is for the ribbon
        response = client.get("/calendar/?month=2027-03")

    assert len(response.context["listed"]) == item_count
    days = [cell.day.day for week in response.context["weeks"] for cell in week if cell.events]
    assert days == [9, 10, 11]


@pytest.mark.parametrize("item_count", [1, 3])
def test_empty_month_links_to_the_next_events_with_one_more_query(client, item_count, django_assert_num_queries):
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC)):
        for number in range(item_count):
            make_event(starts_at=NINE + timedelta(days=40 * number), ends_at=NINE + timedelta(days=40 * number + 1))

        with django_assert_num_queries(3):
            page = client.get("/calendar/")

    assert page.context["next_month"] == date(2027, 3, 1)
    assert '<a href="?month=2027-03">The next events are in March 2027.</a>' in page.content.decode()


def test_next_month_has_an_event_with_a_known_date(client):
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC)):
        for fields in (
            {"status": Event.Status.DRAFT},
            {"status": Event.Status.CANCELLED},
            {"precision": Event.Precision.MONTH},
            {"starts_at": datetime(2026, 12, 1, tzinfo=UTC), "ends_at": datetime(2026, 12, 2, tzinfo=UTC)},
        ):
            make_event(**{"starts_at": NINE, "ends_at": NINE + timedelta(hours=8)} | fields)
        none = client.get("/calendar/").context["next_month"]
        # Midnight of 1 April in Apia is in March, in UTC.
        make_event(
            timezone="Pacific/Apia",
            starts_at=datetime(2027, 3, 31, 11, tzinfo=UTC),
            ends_at=datetime(2027, 3, 31, 19, tzinfo=UTC),
        )

        assert none is None
        assert client.get("/calendar/").context["next_month"] == date(2027, 4, 1)


def test_event_of_several_days_is_one_bar_in_each_week(client):
    event = make_event(starts_at=NINE - timedelta(days=3), ends_at=NINE + timedelta(days=5, hours=8))
    short = make_event(starts_at=NINE, ends_at=NINE + timedelta(hours=1))

    weeks = client.get("/calendar/?month=2027-03").context["weeks"]

    bars = [
        (cell.day.day, bar) for week in weeks for cell in week for bar in cell.lanes if isinstance(bar, months.MonthBar)
    ]
    assert bars == [
        (6, months.MonthBar(event, 2, comes_before=False, goes_on=True)),
        (8, months.MonthBar(event, 7, comes_before=True, goes_on=False)),
        (9, months.MonthBar(short, 1, comes_before=False, goes_on=False)),
    ]
    assert [cell.events for cell in weeks[1]] == [[event], [event, short], *[[event]] * 5]


def test_free_lane_is_used_again(client):
    long = make_event(starts_at=NINE, ends_at=NINE + timedelta(days=3))
    first = make_event(starts_at=NINE, ends_at=NINE + timedelta(hours=8))
    second = make_event(starts_at=NINE + timedelta(days=1), ends_at=NINE + timedelta(days=1, hours=8))

    week = client.get("/calendar/?month=2027-03").context["weeks"][1]

    assert [cell.events for cell in week[1:5]] == [[long, first], [long, second], [long], [long]]


def test_bar_ends_on_the_last_day_and_not_at_midnight(client):
    midnight = datetime(2027, 3, 8, 17, tzinfo=UTC)  # of 9 March in Bangkok
    make_event(precision=Event.Precision.DAY, starts_at=midnight, ends_at=midnight + timedelta(days=2))

    weeks = client.get("/calendar/?month=2027-03").context["weeks"]

    assert [cell.day.day for week in weeks for cell in week if cell.events] == [9, 10]


def test_today_is_in_the_time_zone_of_the_reader(client):
    client.cookies["tz"] = "Asia/Tokyo"

    with time_machine.travel(datetime(2027, 3, 8, 20, tzinfo=UTC)):
        page = client.get("/calendar/")

    assert page.context["today"] == date(2027, 3, 9)


def test_month_page_shows_an_event_of_several_days_as_one_bar(client):
    start = datetime(2027, 3, 9, 2, tzinfo=UTC)  # a Tuesday
    make_event(starts_at=start, ends_at=start + timedelta(days=2, hours=8))

    page = client.get("/calendar/?month=2027-03").text

    assert page.count('class="month-event') == 1
    assert "is-days-3" in page
