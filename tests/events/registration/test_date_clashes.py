"""Date clashes of people who are expected at two events on one day."""

from datetime import timedelta

import pytest

from events.models import Contributor, Event, Session
from events.registration.date_clashes import date_clashes
from events.registration.services import register, withdraw
from tests.factories import make_event, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(seats=12)


def other_event(event, days=0, **fields):
    starts_at = event.starts_at + timedelta(days=days)
    fields.setdefault("programme", event.programme)
    return make_event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=6), **fields)


@pytest.mark.parametrize(("days", "clashes"), [(-1, False), (0, True), (1, True), (2, False)])
def test_clashes_are_on_a_day_of_the_event(event, days, clashes):
    person = make_person()
    other = other_event(event, days)
    register(other, person)

    assert date_clashes(event, [person.pk]) == ({person.pk: [other]} if clashes else {})


def test_clashes_leave_out_what_does_not_take_place_and_who_does_not_come(event):
    person = make_person()
    withdraw(register(other_event(event), person), by=person)
    cancelled = other_event(event)
    register(cancelled, person)
    Event.objects.filter(pk=cancelled.pk).update(status="cancelled")
    undated = make_event(programme=event.programme, precision=Event.Precision.TBC)

    assert date_clashes(event, [person.pk]) == {}
    assert date_clashes(undated, [person.pk]) == {}
    assert date_clashes(event, []) == {}


def test_tasks_in_sessions_clash_too(event):
    person, other = make_person(), other_event(event)
    session = Session.objects.create(event=other, title="Opening")
    Contributor.objects.create(session=session, name="Speaker", person=person)

    assert date_clashes(event, [person.pk]) == {person.pk: [other]}


def test_published_events_of_other_programmes_clash_and_their_drafts_do_not(event):
    person = make_person()
    published = other_event(event, programme=make_programme())
    draft = other_event(event, programme=make_programme())
    for other in (published, draft):
        register(other, person)
    Event.objects.filter(pk=draft.pk).update(status="draft")

    assert date_clashes(event, [person.pk]) == {person.pk: [published]}


def test_date_clashes_of_many_people_take_two_queries(event, django_assert_num_queries):
    people = [make_person() for _number in range(5)]
    for number in range(3):
        other = other_event(event, number % 2)
        for person in people:
            register(other, person)

    with django_assert_num_queries(2):
        found = date_clashes(event, [person.pk for person in people])

    assert {person: len(others) for person, others in found.items()} == {person.pk: 3 for person in people}
