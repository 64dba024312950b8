"""The ribbon of twelve months above the calendar."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from events.calendars.ribbon import in_month, months_from, start_of_ribbon
from events.models import Event
from tests.factories import make_event

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 9, 2, tzinfo=UTC)  # 09:00 in Bangkok


def entries(page):
    """Return the month, the number in words, and the attributes of each link of the ribbon."""
    ribbon = page.partition('<ol class="ribbon">')[2].partition("</ol>")[0]
    return re.findall(
        r'<a href="/calendar/\?month=([\d-]+)"([^>]*)>.*?<span class="sr-only">([^<]+)</span>', ribbon, re.DOTALL
    )


def test_ribbon_links_to_twelve_months_and_says_how_many_events_each_has(client, time_machine):
    time_machine.move_to(datetime(2027, 1, 5, tzinfo=UTC), tick=False)
    make_event(kind="training", starts_at=NINE, ends_at=NINE + timedelta(days=30))
    make_event(kind="meeting", status="cancelled", starts_at=NINE, ends_at=NINE + timedelta(hours=2))
    make_event(status="draft", starts_at=NINE, ends_at=NINE + timedelta(hours=2))

    page = client.get("/calendar/?month=2027-03").text

    found = entries(page)
    assert [month for month, _rest, _text in found] == [f"2027-{number:02}" for number in range(1, 13)]
    assert {month: text for month, _rest, text in found if text != "no events"} == {
        "2027-03": "2 events",
        "2027-04": "1 event",
    }
    assert [month for month, rest, _text in found if "aria-current" in rest] == ["2027-03"]
    assert [month for month, rest, _text in found if "is-empty" not in rest] == ["2027-03", "2027-04"]
    ribbon = page.partition('<ol class="ribbon">')[2].partition("</ol>")[0]
    assert ribbon.count('<span class="kind-mark kind-training">') == 2
    assert '<span class="kind-mark kind-meeting is-off">' in ribbon


def test_many_events_of_a_month_are_a_number(client):
    for _ in range(7):
        make_event(starts_at=NINE, ends_at=NINE + timedelta(hours=2))

    ribbon = client.get("/calendar/?month=2027-03").text.partition('<ol class="ribbon">')[2].partition("</ol>")[0]

    assert ribbon.count("kind-mark") == 3
    assert "<small>+4</small>" in ribbon


@pytest.mark.parametrize(
    ("chosen", "start"),
    [
        (date(2026, 11, 1), date(2026, 11, 1)), (date(2027, 10, 1), date(2026, 11, 1)), (date(2027, 11, 1), date(2027, 11, 1)),
        (date(2026, 10, 1), date(2025, 11, 1)), (date(2013, 5, 1), date(2012, 11, 1)),
    ],
)  # fmt: skip
def test_ribbon_stays_the_same_while_a_reader_turns_its_months(chosen, start):
    assert start_of_ribbon(chosen, date(2026, 11, 30)) == start


def test_month_without_a_choice_is_that_of_the_reader(client, time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 20, tzinfo=UTC), tick=False)
    client.cookies["tz"] = "Asia/Tokyo"

    assert client.get("/calendar/").context["first"] == date(2026, 12, 1)


def test_months_are_those_of_the_place_of_each_event():
    late = datetime(2027, 2, 28, 18, tzinfo=UTC)
    in_march = make_event(timezone="Asia/Bangkok", starts_at=late, ends_at=late + timedelta(hours=8))
    in_february = make_event(timezone="America/Lima", starts_at=late, ends_at=late + timedelta(hours=2))
    make_event(precision="year", starts_at=datetime(2027, 2, 1, tzinfo=UTC), ends_at=datetime(2028, 1, 1, tzinfo=UTC))
    events = Event.objects.all()

    months = months_from(date(2027, 2, 1), 2, events)

    assert [month.number for month in months] == [1, 1]
    assert list(in_month(events, date(2027, 2, 1))) == [in_february]
    assert list(in_month(events, date(2027, 3, 1))) == [in_march]
