from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.calendars import months
from events.models import Event
from events.registration.services import register
from tests.factories import make_country, make_event, make_person, make_venue

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 9, 2, tzinfo=UTC)  # 09:00 in Bangkok


@pytest.mark.parametrize("query", ["", "?month=2027-03", "?month=nonsense", "?month=9999-99", "?month=0001-01"])
def test_month_page_accepts_any_query(client, query):
    assert client.get(f"/calendar/{query}").status_code == 200


@pytest.mark.parametrize("item_count", [1, 3])
def test_month_page_runs_a_fixed_number_of_queries(client, item_count, django_assert_num_queries):
    for number in range(item_count):
        make_event(title=f"Found {number}", starts_at=NINE, ends_at=NINE + timedelta(days=2))

    with django_assert_num_queries(7):  # two for the store, three for the filters, the events, and the ribbon
        response = client.get("/calendar/?month=2027-03")

    assert len(response.context["listed"]) == item_count
    days = [cell.day.day for week in response.context["weeks"] for cell in week if cell.events]
    assert days == [9, 10, 11]


@pytest.mark.parametrize("item_count", [1, 3])
def test_empty_month_links_to_the_next_events_with_one_more_query(client, item_count, django_assert_num_queries):
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC)):
        for number in range(item_count):
            make_event(starts_at=NINE + timedelta(days=40 * number), ends_at=NINE + timedelta(days=40 * number + 1))

        with django_assert_num_queries(8):
            page = client.get("/calendar/")

    assert page.context["next_month"][0] == date(2027, 3, 1)
    assert '<a href="/calendar/?month=2027-03">The next events are in March 2027.</a>' in page.content.decode()


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
        assert client.get("/calendar/").context["next_month"][0] == date(2027, 4, 1)


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


def rows_of(page):
    return [event.title for _month, rows in page.context["months"] for row in rows for event in [row.event]]


def test_list_has_twelve_months_and_the_day_of_an_event_may_be_unknown(client):
    with time_machine.travel(datetime(2027, 3, 20, tzinfo=UTC), tick=False):
        make_event(title="Before", starts_at=NINE - timedelta(days=20), ends_at=NINE - timedelta(days=19))
        make_event(title="Goes on", starts_at=NINE - timedelta(days=20), ends_at=NINE)
        month = datetime(2027, 3, 31, 17, tzinfo=UTC)  # 1 April in Bangkok
        make_event(
            title="Some day", precision=Event.Precision.MONTH, starts_at=month, ends_at=month + timedelta(days=30)
        )
        make_event(title="In April", starts_at=month + timedelta(days=9), ends_at=month + timedelta(days=10))
        make_event(title="After a year", starts_at=NINE + timedelta(days=366), ends_at=NINE + timedelta(days=367))

        page = client.get("/calendar/?view=list")
        later = client.get("/calendar/?view=list&month=2028-03")

    assert rows_of(page) == ["Goes on", "In April", "Some day"]
    assert [month for month, _rows in page.context["months"]] == [date(2027, 3, 1), date(2027, 4, 1)]
    assert "<h1>Next 12 months</h1>" in page.text
    assert page.text.count("Day to be confirmed") == 1
    assert 'href="/calendar/?month=2028-03&amp;view=list"' in page.text  # the twelve months after
    assert rows_of(later) == ["After a year"]
    assert "<h1>March 2028 to February 2029</h1>" in later.text


def test_both_views_and_the_links_between_months_keep_the_filters(client):
    found = {"kind": "training", "venue": make_venue(country=make_country("VN"))}
    make_event(title="Found", starts_at=NINE, ends_at=NINE + timedelta(days=1), **found)
    make_event(title="Other kind", starts_at=NINE, ends_at=NINE + timedelta(days=1))
    query = "kind=training&country=VN&month=2027-03"

    month, listed = (client.get(f"/calendar/?{query}{view}").text for view in ("", "&view=list"))

    for page in (month, listed):
        assert "Found" in page
        assert "Other kind" not in page
        assert 'href="/calendar/subscribe/?kind=training&amp;country=VN"' in page
    assert 'href="/calendar/?kind=training&amp;country=VN&amp;month=2027-04"' in month
    assert 'href="/calendar/?kind=training&amp;country=VN&amp;month=2028-03&amp;view=list"' in listed
    assert 'href="/calendar/?kind=training&amp;country=VN&amp;month=2027-03&amp;view=list"' in month
    assert 'href="/calendar/?country=VN&amp;month=2027-03"' in month  # without the type


@pytest.mark.parametrize("view", ["", "&view=list"])
def test_both_views_show_the_own_registrations_with_a_fixed_number_of_queries(client, view):
    reader, address = make_person(), f"/calendar/?month=2099-03{view}"
    times = {"starts_at": NINE.replace(year=2099), "ends_at": NINE.replace(year=2099) + timedelta(hours=8)}
    register(make_event(**times), reader)
    register(make_event(**times), make_person(name="Other"))
    client.force_login(reader)

    with CaptureQueriesContext(connection) as before:
        page = client.get(address)
    for _ in range(3):
        register(make_event(**times), reader)
    with CaptureQueriesContext(connection) as after:
        more = client.get(address)

    assert (page.text.count("status-confirmed"), more.text.count("status-confirmed")) == (1, 4)
    assert len(after) == len(before)
    client.logout()
    assert "status-confirmed" not in client.get(address).text


def test_day_of_the_reader_is_marked_until_their_midnight(client, time_machine):
    client.cookies["tz"] = "Asia/Tokyo"
    for moment, day in ((datetime(2027, 3, 9, 14, 59, tzinfo=UTC), 9), (datetime(2027, 3, 9, 15, tzinfo=UTC), 10)):
        time_machine.move_to(moment, tick=False)
        page = client.get("/calendar/").text
        assert f'<span class="month-day">{day}</span>' in page.split("is-today")[1].split("</td>")[0]
