"""The figures of meetings, and what may go wrong with them."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.journeys.meetings.figures import figures_of, name_key
from events.journeys.meetings.problems import full_days, problems_of
from events.journeys.meetings.services import meetings_of
from events.models import Meeting
from tests.events.journeys.meetings.helpers import make_mission, make_visit
from tests.factories import make_event

pytestmark = pytest.mark.django_db


def test_counts_minutes_contacts_people_and_women_of_the_mission():
    figures = figures_of(meetings_of(make_mission()))

    assert (figures.held, figures.minutes, figures.duration) == (6, 735, "12 h 15")
    assert (figures.contacts, figures.people, figures.women_percent) == (45, 33, 51)


def test_counts_only_what_was_held():
    event = make_mission()
    Meeting.objects.filter(session__title="Meeting 6").update(status="not_held")

    figures = figures_of(meetings_of(event))

    assert (figures.minutes, figures.contacts) == (630, 33)


def test_without_meetings_there_is_no_share():
    assert figures_of([]).women_percent is None


def test_a_name_counts_once_with_and_without_a_job_title():
    assert name_key("Dr  Hendra Kusuma, Director") == name_key("dr Hendra Kusuma")


@pytest.mark.parametrize(
    ("fields", "days", "group", "found"),
    [
        ({"status": "asked"}, 10, 5, ["unconfirmed"]),
        ({"status": "asked"}, 11, 5, []),
        ({"status": "tentative"}, 2, 5, ["unconfirmed"]),
        ({"status": "confirmed"}, 2, 5, []),
        ({"status": "confirmed", "capacity": 4}, 2, 5, ["too_small"]),
        ({"status": "confirmed", "capacity": 5}, 2, 5, []),
        ({"status": "declined"}, 20, 5, ["declined"]),
        ({"status": "cancelled", "capacity": 1}, 2, 5, []),
        ({"status": "confirmed"}, -1, 5, ["not_recorded"]),
        ({"status": "held"}, -1, 5, []),
    ],
)
def test_warns(fields, days, group, found):
    meeting = make_visit(**fields)

    problems = problems_of(meeting, group=group, moment=meeting.session.starts_at - timedelta(days=days))

    assert [problem.kind for problem in problems] == found


def test_warns_of_a_time_that_the_host_does_not_know():
    meeting = make_visit(status="confirmed")
    meeting.told_starts_at, meeting.told_ends_at = meeting.session.starts_at, meeting.session.ends_at
    meeting.session.starts_at -= timedelta(minutes=30)

    problems = problems_of(meeting, group=1, moment=now())

    assert [problem.kind for problem in problems] == ["host_behind"]


def test_names_days_with_more_than_two_visits():
    event = make_event(kind="study_visit")
    for hour in ("08:00", "10:00", "14:00"):
        make_visit(event, hour=hour)
    for hour, status in (("08:00", "asked"), ("10:00", "confirmed"), ("14:00", "cancelled")):
        make_visit(event, day=1, hour=hour, status=status)

    assert full_days(meetings_of(event)) == [event.local_starts_at.date()]
