"""Two of the team press "send now" while workers do what is due, each a process, on PostgreSQL: everybody hears once."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from events.models import Event, PlannedReminder, Reminder, ReminderRule
from events.planning import services as agenda
from events.registration.services import register
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

PEOPLE, PRESSING, WORKING = 120, 3, 3


def _press(key: int, start: "multiprocessing.Barrier", said: "multiprocessing.Queue") -> None:
    from events.reminders import overrides
    from events.reminders.errors import ReminderOverError

    connections.close_all()
    start.wait()
    try:
        said.put(overrides.send_now(PlannedReminder.objects.get(pk=key), by=None))
    except ReminderOverError:
        said.put("over")
    except Exception as error:  # whatever it is, it is what the test is about
        said.put(repr(error))
    connections.close_all()


def _work(start: "multiprocessing.Barrier", said: "multiprocessing.Queue") -> None:
    connections.close_all()
    start.wait()
    try:
        for _turn in range(5):
            remind_due()
        said.put("worked")
    except Exception as error:
        said.put(repr(error))
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sent_at_once_by_several_it_reaches_everybody_once():
    event = make_event(status=Event.Status.DRAFT)
    ReminderRule.objects.create(programme=event.programme, event=event, amount=1)
    event = agenda.publish(event, by=make_person())
    for _number in range(PEOPLE):
        register(event, make_person())
    planned = event.planned_reminders.get()
    PlannedReminder.objects.update(next_at=now() - timedelta(minutes=1))  # so that workers look at it as well
    context = multiprocessing.get_context("fork")
    start, said = context.Barrier(PRESSING + WORKING), context.Queue()
    connection.close()

    everybody = [context.Process(target=_press, args=(planned.pk, start, said)) for _ in range(PRESSING)]
    everybody += [context.Process(target=_work, args=(start, said)) for _ in range(WORKING)]
    for process in everybody:
        process.start()
    found = [said.get(timeout=60) for _ in everybody]
    for process in everybody:
        process.join(60)
    remind_due()

    assert sorted(found, key=str) == [PEOPLE, *["over"] * (PRESSING - 1), *["worked"] * WORKING]
    assert Reminder.objects.filter(state="queued").count() == PEOPLE
    assert Message.objects.filter(kind="reminder").values("recipient").distinct().count() == PEOPLE
    assert Message.objects.filter(kind="reminder").count() == PEOPLE
