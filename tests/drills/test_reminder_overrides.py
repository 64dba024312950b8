"""Members of the team press "Send now" while workers send due reminders, on PostgreSQL: each person gets one mail."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Reminder, ReminderRule
from events.planning import services as agenda
from events.registration.services import register
from events.reminders import overrides
from events.reminders.errors import ReminderOverError
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

PEOPLE, PRESSING, WORKING = 120, 3, 3


def _press(key: int, start: "multiprocessing.Barrier", results: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait()
    try:
        results.put(overrides.send_now(PlannedReminder.objects.get(pk=key), by=None))
    except ReminderOverError:
        results.put("over")
    except Exception as error:  # the test reports any error
        results.put(repr(error))
    connections.close_all()


def _work(start: "multiprocessing.Barrier", results: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait()
    try:
        for _turn in range(5):
            remind_due()
        results.put("worked")
    except Exception as error:
        results.put(repr(error))
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_reminder_that_several_people_send_reaches_each_person_once():
    event = make_event(status=Event.Status.DRAFT)
    ReminderRule.objects.create(programme=event.programme, event=event, amount=1)
    event = agenda.publish(event, by=make_person())
    for _number in range(PEOPLE):
        register(event, make_person())
    planned = event.planned_reminders.get()
    PlannedReminder.objects.update(next_at=now() - timedelta(minutes=1))  # so that workers look at it as well
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(PRESSING + WORKING), context.Queue()
    connection.close()

    processes = [context.Process(target=_press, args=(planned.pk, start, results)) for _ in range(PRESSING)]
    processes += [context.Process(target=_work, args=(start, results)) for _ in range(WORKING)]
    for process in processes:
        process.start()
    found = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    remind_due()

    assert sorted(found, key=str) == [PEOPLE, *["over"] * (PRESSING - 1), *["worked"] * WORKING]
    assert Reminder.objects.filter(state="queued").count() == PEOPLE
    assert Message.objects.filter(kind="reminder").values("recipient").distinct().count() == PEOPLE
    assert Message.objects.filter(kind="reminder").count() == PEOPLE
