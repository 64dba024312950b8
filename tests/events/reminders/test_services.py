from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.models import Event, PlannedReminder, ReminderRule
from events.planning import services as agenda
from events.registration.services import register, withdraw
from events.reminders.planning import plan
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


def make_published(**fields):
    event = make_event(status=Event.Status.DRAFT, **fields)
    return agenda.publish(event, by=make_person())


def reminders():
    return Message.objects.filter(kind="reminder")


def test_reminds_confirmed_people_once():
    event = make_published(seats=1)
    confirmed, _waiting = register(event, make_person()), register(event, make_person())
    assert remind_due() == 0

    with time_machine.travel(event.starts_at - timedelta(days=7) + timedelta(minutes=1)):  # nine o'clock there
        assert (remind_due(), remind_due()) == (1, 0)

    message = reminders().get()
    assert message.recipient == confirmed.person
    assert message.subject.startswith("Reminder: ")


def test_does_not_remind_people_who_registered_after_the_due_time():
    event = make_published()
    with time_machine.travel(event.starts_at - timedelta(days=3)):
        register(event, make_person())
        remind_due()
        assert not reminders().exists()
    with time_machine.travel(event.starts_at - timedelta(hours=14)):  # the evening before
        remind_due()

    assert reminders().count() == 1


def test_publishing_late_plans_only_what_lies_ahead():
    start = now() + timedelta(days=3)
    event = make_published(starts_at=start, ends_at=start + timedelta(hours=2))

    assert [planned.rule.amount for planned in event.planned_reminders.all()] == [1]


def test_reminds_of_the_new_date_of_a_moved_event_only():
    event = make_published()
    register(event, make_person())
    moved = agenda.reschedule(
        event, starts_at=event.starts_at + timedelta(days=20), ends_at=event.ends_at + timedelta(days=20), by=None
    )

    with time_machine.travel(event.starts_at - timedelta(hours=1)):
        assert remind_due() == 0
    with time_machine.travel(moved.starts_at - timedelta(hours=1)):
        remind_due()

    assert {planned.anchor_at for planned in event.planned_reminders.filter(reminders__state="queued")} == {
        moved.starts_at
    }


def test_does_not_remind_of_a_cancelled_event():
    event = make_published()
    register(event, make_person())
    agenda.cancel(event, by=None)

    with time_machine.travel(event.starts_at - timedelta(hours=1)):
        assert remind_due() == 0


def test_does_not_remind_people_who_withdrew():
    event = make_published()
    registration = register(event, make_person())
    withdraw(registration, by=registration.person)

    with time_machine.travel(event.starts_at - timedelta(hours=1)):
        assert remind_due() == 0


def test_does_not_remind_of_an_event_that_has_begun():
    event = make_published()
    register(event, make_person())

    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        assert remind_due() == 0

    assert not PlannedReminder.objects.filter(done_at=None).exists()


def test_own_rules_replace_programme_rules():
    event = make_published()
    event.planned_reminders.all().delete()
    ReminderRule.objects.create(programme=event.programme, event=event, amount=3)

    assert plan(event) == 1


def test_an_event_without_an_exact_date_has_no_plans():
    event = make_published(precision=Event.Precision.MONTH)

    assert not event.planned_reminders.exists()
