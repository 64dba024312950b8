"""How sessions become days, rows and columns."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from events.public.agenda.page import sessions_of
from events.public.agenda.timetable import days, shown_sessions
from tests.events.public.agenda.scene import add_session, at, make_seminar, two_tracks

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def arranged(event, reader=None, moment=None):
    shown = shown_sessions(sessions_of(event), at=moment or at("08:00"))
    return days(event, shown, reader)


def outline(day):
    """Return (start, end, [(title, column)]) for each row."""
    return [
        (row.starts_text, row.ends_text, [(shown.session.title, shown.column) for shown in row.sessions])
        for row in day.rows
    ]


def test_there_is_one_row_for_each_start_and_a_column_for_each_track():
    event, _sessions = two_tracks()

    (day,) = arranged(event)

    assert [row.columns for row in day.rows] == [1, 1, 2, 2]
    assert outline(day) == [
        ("09:00", "10:30", [("Opening", 0)]),
        ("10:30", "11:00", [("Coffee", 0)]),
        ("11:00", "", [("Designing benefits", 1), ("The one-stop shop", 2)]),
        ("12:00", "12:30", [("Profiling job seekers", 2)]),
    ]
    assert [row.is_thin for row in day.rows] == [False, True, False, False]
    assert [row.is_parallel for row in day.rows] == [False, False, True, True]


def test_a_track_keeps_its_column_and_colour_on_both_days():
    event, _sessions = two_tracks()
    for title, track in (("First", "Services"), ("Second", "Benefits")):
        add_session(event, title, "09:00", "10:00", day=1, track=track)

    first, second = arranged(event)

    assert outline(second) == [("09:00", "10:00", [("Second", 1), ("First", 2)])]
    colours = [
        {shown.session.track: shown.colour for row in day.rows for shown in row.sessions} for day in (first, second)
    ]
    assert colours[1] == {"Benefits": 1, "Services": 2}
    assert colours[0] == colours[1] | {"": 0}


def test_rooms_are_the_columns_without_tracks():
    event = make_seminar()
    for title, room in (("A", "Room 1"), ("B", "Room 2"), ("C", "Room 1")):
        start = "09:00" if title != "C" else "10:00"
        add_session(event, title, start, "10:00" if title != "C" else "11:00", room=room)

    (day,) = arranged(event)

    assert [row.columns for row in day.rows] == [2, 1]
    assert outline(day) == [("09:00", "10:00", [("A", 1), ("B", 2)]), ("10:00", "11:00", [("C", 0)])]


def test_a_session_beside_a_track_without_a_track_has_its_own_column():
    event = make_seminar()
    add_session(event, "Networking", "09:00", "10:00")
    add_session(event, "Pensions", "09:00", "10:00", track="Benefits")

    (day,) = arranged(event)

    assert outline(day) == [("09:00", "10:00", [("Networking", 1), ("Pensions", 2)])]


def test_rooms_are_the_columns_where_no_session_has_a_track():
    event, _sessions = two_tracks()
    for title, room in (("Governments", "Main hall"), ("Employers", "Room 2")):
        add_session(event, title, "14:00", "15:00", room=room)

    (day,) = arranged(event)

    assert outline(day)[-1] == ("14:00", "15:00", [("Governments", 1), ("Employers", 2)])
    assert day.rows[-1].columns == 2


def test_sessions_without_track_and_room_stand_side_by_side():
    event = make_seminar()
    for title in ("A", "B"):
        add_session(event, title, "09:00", "10:00")

    (day,) = arranged(event)

    assert (day.rows[0].columns, day.rows[0].is_parallel) == (2, True)
    assert outline(day) == [("09:00", "10:00", [("A", 0), ("B", 0)])]


def test_more_places_than_columns_flow_without_columns():
    event = make_seminar()
    for number in range(8):
        add_session(event, f"Group {number}", "09:00", "10:00", room=f"Room {number}")

    (day,) = arranged(event)

    assert day.rows[0].columns == 8
    assert {shown.column for shown in day.rows[0].sessions} == {0}


def test_days_follow_the_clock_of_each_session_and_name_another_zone():
    event = make_seminar()
    add_session(event, "Late", "23:30", "23:45", zone=TOKYO, timezone="Asia/Tokyo")
    add_session(event, "Early", "09:00", "10:00", day=1)

    first, second = arranged(event)

    assert first.day == at("00:00").date()
    assert second.day == first.day + timedelta(days=1)
    assert first.rows[0].starts_text == "23:30"
    assert first.rows[0].zone_text == "Tokyo time (UTC+9)"
    assert second.rows[0].zone_text == ""
    assert second.zone_text == "Bangkok time (UTC+7)"


def test_each_day_is_there_once_if_places_are_far_apart():
    event, new_york = make_seminar(), ZoneInfo("America/New_York")
    add_session(event, "Early in Tokyo", "06:00", "07:00", day=1, zone=TOKYO, timezone="Asia/Tokyo")
    add_session(event, "In New York", "20:00", "21:00", zone=new_york, timezone="America/New_York")
    add_session(event, "Later in Tokyo", "10:30", "11:30", day=1, zone=TOKYO, timezone="Asia/Tokyo")

    found = arranged(event)

    assert [(day.day, [row.first.title for row in day.rows]) for day in found] == [
        (at("00:00").date(), ["In New York"]),
        (at("00:00").date() + timedelta(days=1), ["Early in Tokyo", "Later in Tokyo"]),
    ]


def test_the_clock_of_the_reader_is_shown_only_if_it_differs():
    event = make_seminar()
    add_session(event, "Opening", "09:00", "10:00")
    add_session(event, "Dinner", "23:00", "23:30")

    def texts(zone):
        return [row.reader_text for row in arranged(event, ZoneInfo(zone))[0].rows]

    tomorrow = f"{DAY_NAMES[(at('00:00').weekday() + 1) % 7]} {(at('00:00') + timedelta(days=1)).day}"
    assert texts("Asia/Ho_Chi_Minh") == ["", ""]
    assert texts("Asia/Tokyo")[0] == "11:00"
    assert texts("Asia/Tokyo")[1].startswith(tomorrow)
    assert texts("Asia/Tokyo")[1].endswith(", 01:00")


DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def test_an_end_on_another_day_is_named():
    event = make_seminar()
    session = add_session(event, "Night train", "22:00", "23:00")
    session.ends_at = at("06:00", day=1)
    session.save()

    row = arranged(event)[0].rows[0]

    assert row.ends_text.startswith("Fri ")
    assert row.ends_text.endswith(", 06:00")


def test_sessions_without_a_time_are_last():
    event = make_seminar()
    event.sessions.create(title="Undated", time_text="in the afternoon")
    add_session(event, "Opening", "09:00", "10:00")

    dated, undated = arranged(event)

    assert dated.day is not None
    assert (undated.day, undated.zone_text) == (None, "")
    assert [row.first.title for row in undated.rows] == ["Undated"]


def test_a_row_is_current_from_its_start_to_its_end():
    event = make_seminar()
    add_session(event, "Opening", "09:00", "10:00")

    def is_now(clock):
        return arranged(event, moment=at(clock))[0].rows[0].is_now

    assert [is_now(clock) for clock in ("08:59", "09:00", "09:59", "10:00")] == [False, True, True, False]
