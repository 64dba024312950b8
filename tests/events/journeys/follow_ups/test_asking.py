"""The daily task that asks owners for progress."""

from datetime import date, timedelta

import pytest

from events.daily_tasks.timetable import daily_tasks
from events.journeys.follow_ups.asking import ask_owners, months_after
from events.models import Event, FollowUp, FollowUpChange
from tests.events.journeys.follow_ups.helpers import mails, make_past_mission, make_recommendation, today

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked_on(day):
    before = len(mails())
    counted = ask_owners(day)["follow_ups_asked"]
    assert len(mails()) - before == counted
    return [mail.kind for mail in mails()][before:]


def test_owner_is_asked_before_and_after_the_due_date_each_once():
    due = today() + 60 * DAY
    make_recommendation(make_past_mission(days_ago=1), due_on=due)

    assert asked_on(due - 15 * DAY) == []
    assert asked_on(due - 14 * DAY) == ["follow_up_due"]
    assert asked_on(due - 14 * DAY) == []
    assert asked_on(due) == []
    assert asked_on(due + DAY) == ["follow_up_overdue"]
    assert asked_on(due + DAY) == []
    assert asked_on(due + 2 * DAY) == []


def test_owner_is_asked_three_and_six_months_after_the_end():
    event = make_past_mission(days_ago=1)
    make_recommendation(event, due_on=today() + 900 * DAY)
    end = event.local_ends_at.date()

    assert asked_on(months_after(end, 3) - DAY) == []
    assert asked_on(months_after(end, 3)) == ["follow_up_progress"]
    assert asked_on(months_after(end, 3) + DAY) == []
    assert asked_on(months_after(end, 6) + 5 * DAY) == ["follow_up_progress"]  # the task was stopped for some days
    assert asked_on(months_after(end, 6) + 6 * DAY) == []


def test_occasions_of_one_day_are_one_mail():
    event = make_past_mission(days_ago=1)
    day = months_after(event.local_ends_at.date(), 3)
    follow_up = make_recommendation(event, due_on=day - DAY)

    assert asked_on(day) == ["follow_up_overdue"]
    assert asked_on(day) == []

    assert set(follow_up.changes.values_list("asked_for", flat=True)) == {"overdue", "3 months"}


@pytest.mark.parametrize(("language", "words"), [("en", "Due soon"), ("fr", "Échéance proche"), ("vi", "Sắp đến hạn")])
def test_mail_is_in_the_language_of_the_owner_with_what_to_do_and_the_link(language, words):
    make_recommendation(due_on=today() + 10 * DAY, owner_language=language)

    ask_owners()

    (mail,) = mails()
    assert words in mail.subject
    assert "Remind employers on the fifth day." in mail.text
    assert "/follow-ups/" in mail.text
    assert mail.text.startswith({"en": "Dear Agus Halim", "fr": "Bonjour", "vi": "Kính gửi"}[language][:4])


@pytest.mark.parametrize(
    "fields",
    [
        {"owner_email": ""},
        {"visibility": "team"},
        {"status": "done", "evidence": "x"},
        {"due_on": None},
        {"response": "rejected", "response_reason": "No law."},
    ],
)
def test_nobody_is_asked_without_a_reason_to_ask(fields):
    make_recommendation(**{"due_on": today() + 10 * DAY} | fields)

    assert asked_on(today()) == []


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
def test_recommendations_of_a_report_that_is_not_accepted_are_not_mailed(status):
    make_recommendation(make_past_mission(status=status), due_on=today() + 10 * DAY)

    assert asked_on(today()) == []


def test_cancelled_event_asks_nobody():
    make_recommendation(due_on=today() + 10 * DAY)
    Event.objects.update(status="cancelled")

    assert asked_on(today()) == []


def test_second_process_finds_the_row_and_sends_nothing():
    follow_up = make_recommendation(due_on=today() + 10 * DAY)
    FollowUpChange.objects.create(follow_up=follow_up, status="open", asked_for="due-14")

    assert asked_on(today()) == []


def test_number_of_queries_does_not_grow_with_missions_that_have_no_occasion(django_assert_num_queries):
    for _number in range(3):
        make_recommendation(make_past_mission(days_ago=5), due_on=today() + 400 * DAY)

    with django_assert_num_queries(1):
        ask_owners()
    assert FollowUp.objects.count() == 3


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 4, 16), 3, date(2027, 7, 16)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2027, 12, 31), 6, date(2028, 6, 30)),
    ],
)
def test_months_end_on_a_day_that_exists(day, months, expected):
    assert months_after(day, months) == expected


def test_task_runs_each_day():
    assert daily_tasks()["follow-ups"].function is ask_owners
