"""Processes move people between two events in opposite directions, and undo decisions while others decide, on PostgreSQL."""

import multiprocessing
import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, connections

from accounts.models import User
from events.models import Event, PendingDecision, Registration, Step
from events.participants.event_moves import move
from events.registration.decisions import decide
from events.registration.errors import RegistrationError
from events.registration.services import register
from events.registration.undoing import undo_decision
from tests.events.registration.counters import check_counters
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PROCESSES, ROUNDS = 4, 9


def run(work, *arguments) -> None:
    """Run work in PROCESSES processes, each with its number. Fail if one of them has an error."""
    context = multiprocessing.get_context("fork")
    errors = context.Queue()
    connection.close()
    workers = [context.Process(target=_report, args=(errors, work, number, *arguments)) for number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(180)

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert errors.empty(), errors.get()


def _report(errors, work, *arguments) -> None:
    connections.close_all()
    try:
        work(*arguments)
    except Exception as error:  # the test reports any error, a deadlock too
        errors.put(repr(error))
    connections.close_all()


def _move_to_and_fro(number: int, person: list[int], events: list[int]) -> None:
    for _ in range(ROUNDS):
        active = Registration.objects.active().select_related("event", "person").get(person=person[number])
        (other,) = (key for key in events if key != active.event_id)
        move(active, Event.objects.get(pk=other), by=None)


def test_moves_in_opposite_directions_do_not_deadlock_and_count_the_seats():
    events = [make_event(seats=PROCESSES - 1), make_event(seats=PROCESSES - 1)]
    people = [make_person() for _ in range(PROCESSES)]
    for number, person in enumerate(people):
        register(events[number % 2], person)

    run(_move_to_and_fro, [person.pk for person in people], [event.pk for event in events])

    for event in events:
        check_counters(event)
    for number, person in enumerate(people):
        active = Registration.objects.active().get(person=person)
        assert active.event == events[(number + ROUNDS) % 2]


def _decide_and_undo(number: int, event_id: int) -> None:
    settings.UPDATE_DELAY = timedelta(minutes=10)
    chance = random.Random(number)  # noqa: S311 (not a secret)
    team = User.objects.earliest("pk")
    for _ in range(ROUNDS):
        event = Event.objects.get(pk=event_id)
        keys = list(event.registrations.order_by("?").values_list("pk", flat=True)[:3])
        with suppress(RegistrationError):
            decide(event, keys, chance.choice([Step.CONFIRM, Step.DECLINE]), by=team, can_be_undone=True)
        key = PendingDecision.objects.order_by("?").values_list("pk", flat=True).first()
        if key:
            with suppress(RegistrationError):
                undo_decision(event, key, by=team)


def test_undo_against_other_decisions_keeps_the_seats_right():
    team = make_person()
    event = make_event(seats=4, policy=Event.Policy.APPROVAL)
    for _ in range(8):
        register(event, make_person())

    run(_decide_and_undo, event.pk)

    check_counters(event)
    for registration in Registration.objects.all():
        assert registration.changes.latest("pk").to_status == registration.status
    assert Registration.objects.filter(changes__action="undone").exists()
    assert team.pk


def _undo(number: int, event_id: int, key: int) -> None:
    with suppress(RegistrationError):
        undo_decision(Event.objects.get(pk=event_id), key, by=None)


def test_of_several_people_who_undo_at_once_one_succeeds():
    event = make_event(seats=4, policy=Event.Policy.APPROVAL)
    applicant = register(event, make_person())
    settings.UPDATE_DELAY, before = timedelta(minutes=10), settings.UPDATE_DELAY
    try:
        decide(event, [applicant.pk], Step.CONFIRM, by=None, can_be_undone=True)
    finally:
        settings.UPDATE_DELAY = before

    run(_undo, event.pk, PendingDecision.objects.get().pk)

    assert Registration.objects.get().status == "pending"
    assert applicant.changes.filter(action="undone").count() == 1
    check_counters(event)
