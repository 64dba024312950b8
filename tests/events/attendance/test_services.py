"""Check-in and evaluations."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import now

from events.attendance import queries, services
from events.attendance.errors import EvaluationNotAskedError, EventNotStartedError, NobodyChosenError
from events.duplicates.services import merge
from events.models import Attendance, Evaluation, EvaluationGiven, Registration, Session
from events.registration.services import register
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def late_morning(time_machine):
    """In Bangkok: what begins two hours before and ends two hours after is of one day."""
    time_machine.move_to(datetime(2031, 3, 5, 4, tzinfo=UTC))


@pytest.fixture
def event():
    return make_event(starts_at=now() - timedelta(hours=2), ends_at=now() + timedelta(hours=2))


@pytest.fixture
def desk(event):
    return make_member(event.programme, "reception")


def confirmed(event, **person):
    registration = register(event, make_person(**person))
    assert registration.status == Registration.Status.CONFIRMED
    return registration


def ended(event):
    event.starts_at, event.ends_at = now() - timedelta(days=2), now() - timedelta(days=1)
    event.save()
    return event


def test_checks_each_person_in_once(event, desk):
    first, other = confirmed(event), confirmed(event)

    assert services.check_in(event, [first.pk], by=desk) == 1
    assert services.check_in(event, [first.pk, other.pk], by=desk) == 1

    assert Attendance.objects.count() == 2
    assert queries.count(event) == (2, 2)


def test_check_in_at_a_session_is_check_in_at_the_event(event, desk):
    session = Session.objects.create(event=event, title="Opening")
    mine = confirmed(event)

    services.check_in(event, [mine.pk], session=session, by=desk)

    assert queries.count(event) == queries.count(event, session) == (1, 1)
    assert services.undo_check_in(event, [mine.pk]) == 1
    assert queries.count(event, session) == (0, 1)


def test_undoing_check_in_at_a_session_keeps_the_event(event, desk):
    session = Session.objects.create(event=event, title="Opening")
    mine = confirmed(event)
    services.check_in(event, [mine.pk], session=session, by=desk)

    services.undo_check_in(event, [mine.pk], session=session)

    assert queries.count(event) == (1, 1)
    assert queries.count(event, session) == (0, 1)


def test_checks_in_only_confirmed_participants(event, desk):
    mine = confirmed(event)
    stranger = confirmed(make_event())
    Registration.objects.filter(pk=mine.pk).update(status=Registration.Status.WITHDRAWN)

    with pytest.raises(NobodyChosenError):
        services.check_in(event, [mine.pk, stranger.pk], by=desk)

    assert not Attendance.objects.exists()


def test_refuses_check_in_before_the_first_morning(desk, event, time_machine):
    mine = confirmed(event)
    morning = event.local_starts_at.replace(hour=0, minute=0, second=0, microsecond=0)

    time_machine.move_to(morning - timedelta(minutes=1), tick=False)
    with pytest.raises(EventNotStartedError):
        services.check_in(event, [mine.pk], by=desk)

    time_machine.move_to(morning, tick=False)
    assert services.check_in(event, [mine.pk], by=desk) == 1


def test_merging_combines_the_attendance_of_both_registrations(event, desk):
    session = Session.objects.create(event=event, title="Opening")
    keep, gone = confirmed(event), confirmed(event)
    services.check_in(event, [keep.pk, gone.pk], by=desk)
    services.check_in(event, [gone.pk], session=session, by=desk)

    merge(keep, gone, {}, by=desk)

    assert {one.session for one in keep.attendances.all()} == {None, session}
    assert not gone.attendances.exists()


def test_evaluates_once_and_anonymously(event, desk):
    mine = confirmed(event)
    services.check_in(event, [mine.pk], by=desk)
    ended(event)

    services.evaluate(mine, {"overall": 5, "comment": "More visits"})
    with pytest.raises(EvaluationNotAskedError):
        services.evaluate(mine, {"overall": 1})

    assert Evaluation.objects.get().overall == 5
    assert {field.name for field in Evaluation._meta.get_fields()}.isdisjoint({"registration", "person", "at"})
    assert EvaluationGiven.objects.get().registration == mine


def test_absent_people_cannot_evaluate_if_attendance_was_taken(event, desk):
    mine, other = confirmed(event), confirmed(event)
    mine.event = event
    assert services.can_evaluate(mine)

    services.check_in(event, [other.pk], by=desk)

    assert not services.can_evaluate(mine)


@pytest.mark.parametrize(
    ("after", "state"), [(timedelta(days=-2), "not_yet"), (timedelta(hours=1), "open"), (timedelta(days=61), "over")]
)
def test_evaluation_is_open_from_the_last_day_for_sixty_days(after, state, time_machine):
    event = make_event()
    mine = confirmed(event)
    mine.event = event

    time_machine.move_to(event.ends_at + after, tick=False)

    assert services.evaluation_state(mine).value == state
    assert services.can_evaluate(mine) is (state == "open")


def test_results_are_shown_when_enough_people_have_answered(event, desk):
    people = [confirmed(event) for _number in range(4)]
    ended(event)
    for number, one in enumerate(people[:2], start=4):
        services.evaluate(one, {"overall": number})
    assert not queries.results(event).is_shown

    services.evaluate(people[2], {"overall": 3, "comment": "Longer breaks"})

    found = queries.results(event)
    assert found.is_shown
    assert (found.given, found.asked, found.percent) == (3, 4, 75)
    overall = next(score for score in found.scores if score.question == queries.question("overall"))
    assert (overall.mean, overall.answers) == (4, 3)
    assert dict(found.texts)[queries.question("comment")] == ("Longer breaks",)
