"""The days of a journey from its legs. The legs are those of the worked examples."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from events.journeys.costs.journey_days import days_at, days_of_legs
from events.models import Leg

TOKYO, JAKARTA, JAYAPURA, PHNOM_PENH, HANOI = (
    "Asia/Tokyo",
    "Asia/Jakarta",
    "Asia/Jayapura",
    "Asia/Phnom_Penh",
    "Asia/Ho_Chi_Minh",
)


def leg(*ends, **fields):
    from_city, from_zone, departs, to_city, to_zone, arrives = ends
    return Leg(
        from_city=from_city,
        from_timezone=from_zone,
        departs_at=datetime.fromisoformat(departs).replace(tzinfo=ZoneInfo(from_zone)),
        to_city=to_city,
        to_timezone=to_zone,
        arrives_at=datetime.fromisoformat(arrives).replace(tzinfo=ZoneInfo(to_zone)),
        **fields,
    )


MISSION = [
    leg("Tokyo", TOKYO, "2027-04-11 11:30", "Jakarta", JAKARTA, "2027-04-11 17:15"),
    leg("Jakarta", JAKARTA, "2027-04-13 23:55", "Jayapura", JAYAPURA, "2027-04-14 07:15"),
    leg("Jayapura", JAYAPURA, "2027-04-15 14:20", "Jakarta", JAKARTA, "2027-04-15 17:45"),
    leg("Jakarta", JAKARTA, "2027-04-16 21:25", "Tokyo", TOKYO, "2027-04-17 06:50"),
]
VISIT = [
    leg("Phnom Penh", PHNOM_PENH, "2027-06-06 08:30", "Tokyo", TOKYO, "2027-06-06 16:20"),
    leg("Narita airport", TOKYO, "2027-06-06 17:20", "Tokyo", TOKYO, "2027-06-06 18:55"),
    leg("Tokyo", TOKYO, "2027-06-09 17:33", "Osaka", TOKYO, "2027-06-09 20:03"),
    leg("Osaka", TOKYO, "2027-06-12 19:30", "Kansai airport", TOKYO, "2027-06-12 20:30"),
    leg("Osaka", TOKYO, "2027-06-12 23:30", "Phnom Penh", PHNOM_PENH, "2027-06-13 03:15"),
]


def nights_of(days):
    return [(one.day.day, one.night, one.place) for one in days]


def test_counts_a_night_flight_at_the_place_of_arrival_and_ends_with_the_departure_for_home():
    assert nights_of(days_of_legs(MISSION, set())) == [
        (11, "place", "Jakarta"),
        (12, "place", "Jakarta"),
        (13, "air", "Jayapura"),
        (14, "place", "Jayapura"),
        (15, "place", "Jakarta"),
        (16, "last", "Jakarta"),
    ]


def test_counts_the_nights_in_hotels_with_breakfast_on_the_next_day():
    days = days_of_legs(VISIT, {date(2027, 6, day) for day in range(6, 12)})

    assert nights_of(days) == [
        *((day, "place", "Tokyo") for day in (6, 7, 8)),
        *((day, "place", "Osaka") for day in (9, 10, 11)),
        (12, "last", "Osaka"),
    ]
    assert [one.provided.lodging for one in days] == [True] * 6 + [False]
    assert [one.provided.breakfast for one in days] == [False] + [True] * 6


def test_counts_the_day_before_a_night_flight_to_the_event():
    later = leg("Hanoi", HANOI, "2027-06-06 23:55", "Tokyo", TOKYO, "2027-06-07 06:45")
    home = leg("Osaka", TOKYO, "2027-06-12 17:55", "Hanoi", HANOI, "2027-06-12 20:45")

    days = days_of_legs([later, VISIT[2], home], set())

    assert nights_of(days)[:2] == [(6, "air", "Tokyo"), (7, "place", "Tokyo")]
    assert nights_of(days)[-1] == (12, "last", "Osaka")


def test_ends_with_the_event_while_the_leg_home_is_missing():
    days = days_of_legs(MISSION[:1], set(), until=date(2027, 4, 16))

    assert nights_of(days)[-2:] == [(15, "place", "Jakarta"), (16, "last", "Jakarta")]


def test_leaves_out_cancelled_legs():
    cancelled = leg("A", TOKYO, "2027-04-01 08:00", "B", TOKYO, "2027-04-01 09:00", status="cancelled")

    assert days_of_legs([cancelled], set()) == []


def test_takes_the_days_of_the_event_without_legs():
    days = days_at("Hanoi", date(2027, 4, 12), date(2027, 4, 13), {date(2027, 4, 12)})

    assert [(one.night, one.provided.lodging, one.provided.breakfast) for one in days] == [
        ("place", True, False),
        ("last", False, True),
    ]
