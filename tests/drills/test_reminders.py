"""Two workers remind many people at once, and one is killed in the middle: everybody is told once. On PostgreSQL."""

import multiprocessing
import os
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Registration, Reminder, ReminderRule
from events.reminders import planning
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

EVENTS, PEOPLE = 6, 60
ZONES = ("", "Asia/Tokyo", "Europe/Paris")


def _work(barrier: "multiprocessing.Barrier", failed: "multiprocessing.Queue") -> None:
    connections.close_all()
    barrier.wait()
    try:
        remind_due()
    except Exception as error:  # whatever it is, it is what the test is about
        failed.put(repr(error))
    connections.close_all()


def make_many_due() -> None:
    """Create events with people in several time zones and reminders that are due. One event has most of the people."""
    people = [make_person(timezone=ZONES[number % len(ZONES)]) for number in range(PEOPLE)]
    for number in range(EVENTS):
        event = make_event(starts_at=now() + timedelta(hours=20))
        event.registrations.bulk_create(
            Registration(event=event, person=person, status="confirmed")
            for person in (people if number == 0 else people[number::EVENTS])
        )
        event.registrations.update(created_at=now() - timedelta(days=30))
        ReminderRule.objects.create(programme=event.programme, event=event, amount=2, hour=8)
        PlannedReminder.objects.bulk_create(planning.wanted_plans([event]))


def check_each_person_is_reminded_once() -> None:
    wanted = Counter(Registration.objects.values_list("event", "person"))
    assert Counter(Reminder.objects.filter(state="queued").values_list("event", "person")) == wanted
    mailed = Message.objects.filter(kind="reminder")
    assert Counter(mailed.values_list("topic", "recipient")) == Counter(
        (f"event:{event}", person) for event, person in wanted
    )
    assert not PlannedReminder.objects.filter(done_at=None, next_at__lte=now()).exists()


def start(workers: int):
    connection.close()  # or they would share it
    context = multiprocessing.get_context("fork")
    barrier, failed = context.Barrier(workers), context.Queue()
    found = [context.Process(target=_work, args=(barrier, failed)) for _ in range(workers)]
    for worker in found:
        worker.start()
    return found, failed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_simultaneous_workers_remind_each_person_once(workers):
    make_many_due()

    found, failed = start(workers)
    for worker in found:
        worker.join()

    assert failed.empty()
    assert [worker.exitcode for worker in found] == [0] * workers
    check_each_person_is_reminded_once()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_next_worker_reminds_the_people_whom_a_killed_worker_missed():
    make_many_due()
    total = Registration.objects.count()

    (worker,), _failed = start(1)
    deadline = time.monotonic() + 60
    while Message.objects.count() < total // 3 and time.monotonic() < deadline:
        time.sleep(0.001)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    at_kill = Message.objects.count()
    assert worker.exitcode == -signal.SIGKILL
    assert 0 < at_kill < total
    assert Reminder.objects.filter(state="due").exists()
    remind_due()

    check_each_person_is_reminded_once()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_worker_killed_while_storing_reminders_leaves_complete_plans():
    make_many_due()

    (worker,), _failed = start(1)
    deadline = time.monotonic() + 60
    while not PlannedReminder.objects.filter(reminders__isnull=False).exists() and time.monotonic() < deadline:
        time.sleep(0.0005)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    for event in Event.objects.all():
        assert event.reminders.count() in {0, event.registrations.count()}
    remind_due()

    check_each_person_is_reminded_once()
