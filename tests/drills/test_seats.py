"""Eight processes register people at the same time, on PostgreSQL: all seats are filled, in the order of arrival."""

import multiprocessing

import pytest
from django.db import connection, connections

from accounts.models import User
from events.models import Event, Registration
from events.registration.services import register
from tests.factories import make_event, make_person

PROCESSES, PEOPLE, SEATS = 8, 300, 100


def _register(event_id: int, people: "multiprocessing.Queue", errors: "multiprocessing.Queue") -> None:
    connections.close_all()
    while (person_id := people.get()) is not None:
        try:
            register(Event.objects.get(pk=event_id), User.objects.get(pk=person_id))
        except Exception as error:  # the test reports any error
            errors.put(repr(error))
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_processes_never_exceed_the_seats():
    event = make_event(seats=SEATS)
    persons = [make_person().pk for _ in range(PEOPLE)]
    context = multiprocessing.get_context("fork")
    people, errors = context.Queue(), context.Queue()
    for person in [*persons, *[None] * PROCESSES]:
        people.put(person)
    connection.close()

    workers = [context.Process(target=_register, args=(event.pk, people, errors)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert errors.empty()
    event.refresh_from_db()
    confirmed = event.registrations.confirmed()
    waiting = list(event.registrations.waiting())
    assert (confirmed.count(), len(waiting), event.seats_taken) == (SEATS, PEOPLE - SEATS, SEATS)
    # The event's row is locked while a place is decided on: row numbers are the order of arrival.
    order = list(Registration.objects.filter(event=event).order_by("pk"))
    assert {registration.status for registration in order[:SEATS]} == {"confirmed"}
    assert waiting == order[SEATS:]
