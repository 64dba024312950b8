"""When people cannot take a session: days that they have named, and their sessions in all events of the programme."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.agenda.clashes import find_problems
from events.agenda.items import items_of
from events.agenda.problems import ProblemKind
from events.contributors.availability import unavailable, unavailable_on
from events.experts.services import set_unavailable
from events.models import Session
from tests.events.experts.helpers import make_assignment, make_expert
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


def test_days_and_sessions_of_the_programme_are_found():
    expert = make_expert(person=make_person())
    event = make_event(programme=expert.programme)
    day = event.starts_at.astimezone(event.zone).date()
    set_unavailable(expert, [(day, day), (day + timedelta(days=90), day + timedelta(days=90))])
    other = make_event(programme=expert.programme)
    session = make_assignment(expert, other).session

    found = unavailable(event.programme, [expert.person_id], event.starts_at, event.ends_at)[expert.person_id]

    assert (found.days, found.sessions) == ([(day, day)], [session])
    assert found.is_away(event.starts_at, event.starts_at + timedelta(hours=1), session)
    assert found.sessions_during(session.starts_at, session.ends_at) == [session]
    assert found.sessions_during(session.starts_at, session.ends_at, apart_from=session.pk) == []
    assert found.sessions_during(session.ends_at, session.ends_at + timedelta(hours=1)) == []


def test_other_programmes_cancelled_events_and_declined_tasks_do_not_count():
    expert = make_expert(person=make_person())
    event = make_event(programme=expert.programme)
    elsewhere = make_expert(make_programme(), person=expert.person)
    day = event.starts_at.date()
    set_unavailable(elsewhere, [(day, day)])
    make_assignment(elsewhere, make_event(programme=elsewhere.programme))
    make_assignment(expert, make_event(programme=expert.programme, status="cancelled"))
    make_assignment(expert, event, invitation="declined", invited_at=now(), answered_at=now())

    found = unavailable_on(event, [expert.person_id])

    assert (found[expert.person_id].days, found[expert.person_id].sessions) == ([], [])


def test_two_tasks_in_one_session_count_once():
    expert = make_expert(person=make_person())
    event = make_event(programme=expert.programme)
    session = make_assignment(expert, event).session
    make_assignment(expert, session=session, role="moderator")

    assert unavailable_on(event, [expert.person_id])[expert.person_id].sessions == [session]


def test_a_day_is_that_of_the_place():
    """00:30 in Bangkok is the evening before in UTC."""
    expert = make_expert(person=make_person())
    start = datetime(2027, 3, 9, 17, 30, tzinfo=UTC)  # 10 March, 00:30 in Bangkok
    event = make_event(programme=expert.programme, starts_at=start, ends_at=start + timedelta(hours=2))
    session = Session(event=event, title="Night")
    set_unavailable(expert, [(datetime(2027, 3, 10).date(), datetime(2027, 3, 10).date())])  # noqa: DTZ001 (a day)

    found = unavailable_on(event, [expert.person_id])[expert.person_id]

    assert found.is_away(start, event.ends_at, session)
    assert not found.is_away(start - timedelta(hours=3), start - timedelta(minutes=30), session)  # until midnight


def test_event_without_a_date_and_nobody_to_ask():
    person = make_person()

    assert unavailable_on(make_event(precision="tbc"), [person.pk])[person.pk].sessions == []
    assert unavailable_on(make_event(), []) == {}


@pytest.mark.parametrize("number", [1, 5])
def test_two_queries_for_any_number_of_people(number, django_assert_num_queries):
    event = make_event()
    experts = [make_expert(event.programme, person=make_person()) for _count in range(number)]
    for expert in experts:
        make_assignment(expert, event)
        make_assignment(expert, make_event(programme=event.programme))
    people = [expert.person_id for expert in experts]

    with django_assert_num_queries(2):
        found = unavailable_on(event, people)
        [session.zone for one in found.values() for session in one.sessions]

    assert {len(one.sessions) for one in found.values()} == {2}


def test_agenda_shows_who_cannot_come_on_a_day(client):
    expert = make_expert(person=make_person(), name="Anjali Rao")
    event = make_event(programme=expert.programme, slug="seminar")
    session = make_assignment(expert, event).session
    day = session.starts_at.astimezone(event.zone).date()
    assert find_problems(event, items_of(event)) == []
    set_unavailable(expert, [(day, day)])

    (problem,) = find_problems(event, items_of(event))

    assert (problem.kind, problem.short) == (ProblemKind.AWAY, "Anjali Rao")
    assert "cannot come at the time of “Profiling”" in problem.text
    client.force_login(make_member(event.programme))
    page = client.get(reverse("agenda:editor", args=["seminar"])).text
    assert "cannot come at the time" in page
    assert '"name": "Anjali Rao"' in page
