"""Processes register a person, undo and finish an erasure at the same time, on PostgreSQL: never half."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from accounts.models import User
from events.models import Erasure, Event, Registration
from events.personal_data import services
from events.personal_data.errors import ErasureFinishedError
from events.registration.errors import PersonIsLeavingError
from events.registration.services import register
from tests.factories import make_event, make_person

ROUNDS = 6
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _run(
    function: Callable[..., object], start: "multiprocessing.Event", errors: "multiprocessing.Queue", *keys: int
) -> None:
    connections.close_all()
    start.wait()
    try:
        function(*keys)
    except (PersonIsLeavingError, ErasureFinishedError, Erasure.DoesNotExist):
        pass  # refused, with an explanation
    except Exception as error:  # the test reports any other error
        errors.put(repr(error))
    connections.close_all()


def _register(event: int, person: int) -> None:
    register(Event.objects.get(pk=event), User.objects.get(pk=person))


def _erase(person: int) -> None:
    services.erase(User.objects.get(pk=person), by=None, at_once=True)


def _undo(erasure: int) -> None:
    services.undo(Erasure.objects.get(pk=erasure), by=None)


def _finish(erasure: int) -> None:
    services.finish(Erasure.objects.select_related("person").get(pk=erasure))


def at_the_same_time(*calls: tuple) -> None:
    """Run each function with its keys in a process of its own."""
    context = multiprocessing.get_context("fork")
    errors, start = context.Queue(), context.Event()
    connection.close()
    workers = [context.Process(target=_run, args=(function, start, errors, *keys)) for function, *keys in calls]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * len(workers)
    found = [errors.get() for _ in range(errors.qsize())]
    assert found == []


def test_registration_during_an_erasure_is_withdrawn_or_refused():
    for _round in range(ROUNDS):
        person, events = make_person(), [make_event() for _ in range(3)]

        at_the_same_time((_erase, person.pk), *((_register, event.pk, person.pk) for event in events))

        person.refresh_from_db()
        assert person.is_erased
        assert not Registration.objects.of(person).active().exists()
        assert [Event.objects.get(pk=event.pk).seats_taken for event in events] == [0, 0, 0]


def test_undo_against_the_end_of_its_time():
    for _round in range(ROUNDS):
        person = make_person(name="Daw Khin")
        erasure = services.erase(person, by=person)
        Erasure.objects.filter(pk=erasure.pk).update(due_at=now() + timedelta(milliseconds=30))

        at_the_same_time((_undo, erasure.pk), (_finish, erasure.pk), (_finish, erasure.pk))

        person.refresh_from_db()
        if Erasure.objects.filter(pk=erasure.pk, finished_at__isnull=False).exists():
            assert (person.is_erased, person.name) == (True, "Erased person")
        else:
            assert person.name == "Daw Khin"
            assert person.is_active
            assert (person.erase_at is None) == (not Erasure.objects.filter(pk=erasure.pk).exists())
