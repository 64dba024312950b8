"""What runs at the minute of the request, and what comes next."""

from datetime import timedelta

import pytest
import time_machine

from events.models import Event, Session
from events.public.agenda.now_and_next import left_text, now_and_next
from events.public.agenda.page import sessions_of
from events.public.agenda.timetable import shown_sessions
from tests.events.public.agenda.scene import add_session, at, make_seminar, two_tracks

pytestmark = pytest.mark.django_db


def state(event, moment):
    return now_and_next(event, shown_sessions(sessions_of(event), at=moment), moment)


def names(found):
    return (
        [(running.shown.session.title, running.left_text) for running in found.current],
        [(start.day_text, [shown.session.title for shown in start.sessions]) for start in found.following],
    )


def test_both_rooms_and_the_next_sessions_are_shown():
    event, _sessions = two_tracks()

    current, following = names(state(event, at("11:37")))

    assert current == [("Designing benefits", "53 minutes left"), ("The one-stop shop", "23 minutes left")]
    assert following == [("", ["Profiling job seekers"])]


def test_after_a_break_the_next_sessions_are_named_too():
    event, _sessions = two_tracks()

    current, following = names(state(event, at("09:10")))

    assert current == [("Opening", "1 hour 20 minutes left")]
    assert following == [("", ["Coffee"]), ("", ["Designing benefits", "The one-stop shop"])]


def test_in_the_evening_the_next_morning_is_named_with_its_day():
    event, _sessions = two_tracks()
    add_session(event, "Second day", "09:00", "10:00", day=1)

    current, following = names(state(event, at("20:00")))

    assert current == []
    assert [title for _day, titles in following for title in titles] == ["Second day"]
    assert following[0][0].startswith("Fri ")


@pytest.mark.parametrize("moment", [at("08:29"), at("18:00", day=1), at("08:30") - timedelta(days=9)])
def test_nothing_is_shown_before_and_after_the_event(moment):
    event, _sessions = two_tracks()

    assert state(event, moment) is None


def test_nothing_is_shown_when_nothing_is_left():
    event, _sessions = two_tracks()

    assert state(event, at("17:00", day=1)) is None


@pytest.mark.parametrize("status", [Event.Status.CANCELLED, Event.Status.POSTPONED, Event.Status.DRAFT])
def test_an_event_that_does_not_take_place_does_not_run(status):
    event, _sessions = two_tracks(make_seminar(status=status))

    assert state(event, at("09:10")) is None


def test_the_clock_is_that_of_the_current_session():
    event = make_seminar()
    add_session(event, "In Tokyo", "09:00", "10:00", timezone="Asia/Tokyo")

    found = state(event, at("09:30"))

    assert (found.clock, found.zone_text) == ("11:30", "Tokyo time (UTC+9)")


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (1, "1 minute left"),
        (23, "23 minutes left"),
        (60, "1 hour left"),
        (61, "1 hour 1 minute left"),
        (130, "2 hours 10 minutes left"),
    ],
)
def test_the_time_that_is_left_is_in_words(minutes, text):
    assert left_text(minutes) == text


def test_the_last_minute_counts_until_its_end():
    event, _sessions = two_tracks()

    current, _following = names(state(event, at("10:29") + timedelta(seconds=59)))

    assert current == [("Opening", "1 minute left")]


def test_the_page_shows_the_minute_of_the_request(client):
    event, sessions = two_tracks()
    Session.objects.filter(pk=sessions[0].pk).update(title="Now <b>here</b>")

    with time_machine.travel(at("10:07"), tick=False):
        page = client.get(f"/events/{event.slug}/agenda/").content.decode()
    with time_machine.travel(at("08:00"), tick=False):
        before = client.get(f"/events/{event.slug}/agenda/").content.decode()

    assert 'id="now"' in page
    assert "23 minutes left" in page
    assert "Now &lt;b&gt;here&lt;/b&gt;" in page
    assert 'id="now"' not in before
