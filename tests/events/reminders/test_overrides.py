"""Reminders that the team skips, reschedules or sends, before, after and while workers send them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.models import Event, EventChange, Reminder, ReminderRule
from events.planning import services as agenda
from events.registration.services import register, withdraw
from events.reminders import overrides
from events.reminders.errors import (
    InvalidReminderTimeError,
    NothingToRemindError,
    ReminderOverError,
    TooLateToUndoError,
    UselessRuleError,
)
from events.reminders.planning import plan
from events.reminders.services import create_due_reminders, remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


def make_planned(people=1, **rule_fields):
    """Return the one reminder, a day ahead at nine, of a published event to which so many are registered."""
    event = make_event(status=Event.Status.DRAFT)
    ReminderRule.objects.create(programme=event.programme, event=event, **({"amount": 1} | rule_fields))
    event = agenda.publish(event, by=make_person())
    for _number in range(people):
        register(event, make_person())
    return event.planned_reminders.get()


def reminded():
    return Message.objects.filter(kind="reminder").exclude(status="dropped").count()


def after_its_time(planned):
    return time_machine.travel(planned.due_at + timedelta(hours=1), tick=False)


def test_skipping_sends_to_no_one_and_records_who_skipped():
    planned, manager = make_planned(), make_person(name="Ma Thida")
    overrides.skip_reminder(planned, by=manager)

    with after_its_time(planned):
        remind_due()

    planned.refresh_from_db()
    assert (reminded(), planned.skip) == (0, "by_hand")
    change = EventChange.objects.filter(what="rules").get()
    assert change.by == manager
    assert change.said == (
        "Skipped: 1 day before the event begins, at 09:00 in each person's time zone, to confirmed participants."
    )


def test_undoing_a_skip_sends_the_reminder():
    planned = make_planned()
    overrides.skip_reminder(planned, by=None)
    overrides.undo_skip(planned, by=None)

    with after_its_time(planned):
        remind_due()

    assert reminded() == 1


def test_refuses_to_undo_a_skip_after_the_due_time():
    planned = make_planned()
    overrides.skip_reminder(planned, by=None)

    with after_its_time(planned), pytest.raises(TooLateToUndoError):
        overrides.undo_skip(planned, by=None)


def test_skipping_withdraws_queued_mails_and_undoing_sends_them():
    planned = make_planned(people=2)
    asia, other = (one.person for one in planned.event.registrations.select_related("person").order_by("pk"))
    type(asia).objects.filter(pk=asia.pk).update(timezone="Asia/Tokyo")
    type(other).objects.filter(pk=other.pk).update(timezone="Asia/Bangkok")
    with time_machine.travel(planned.due_at - timedelta(hours=1), tick=False):  # nine in Tokyo is past
        assert remind_due() == 1
        overrides.skip_reminder(planned, by=None)
        assert reminded() == 0
        overrides.undo_skip(planned, by=None)
        assert remind_due() == 1

    with after_its_time(planned):
        remind_due()

    assert reminded() == 2


def test_skipping_deletes_reminders_that_a_worker_has_created():
    planned = make_planned(people=2)
    first = planned.event.registrations.first().person
    type(first).objects.filter(pk=first.pk).update(timezone="Asia/Tokyo")
    with time_machine.travel(planned.due_at - timedelta(hours=1), tick=False):  # nine in Tokyo is past
        assert create_due_reminders() == 1
        overrides.skip_reminder(planned, by=None)
        remind_due()

    assert reminded() == 0


def test_a_rescheduled_reminder_stays_rescheduled_after_planning():
    planned = make_planned()
    at = planned.due_at - timedelta(days=2, hours=3)
    overrides.reschedule(planned, at, by=None)
    plan(planned.event)
    agenda.edit_event(planned.event, by=make_person(), title="Another title")

    with time_machine.travel(at - timedelta(minutes=1), tick=False):
        remind_due()
        before = reminded()
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        remind_due()
    with after_its_time(planned):
        remind_due()

    assert (before, reminded()) == (0, 1)


def test_rescheduling_can_return_to_the_time_of_the_rule():
    planned = make_planned()
    overrides.reschedule(planned, planned.due_at - timedelta(days=2), by=None)
    back = overrides.reschedule(planned, None, by=None)

    assert (back.due_at, back.next_at, back.fixed_at) == (planned.due_at, planned.next_at, None)


def test_refuses_to_reschedule_to_a_useless_time():
    planned = make_planned()

    for at in (now() - timedelta(hours=1), planned.event.starts_at):
        with pytest.raises(InvalidReminderTimeError):
            overrides.reschedule(planned, at, by=None)


def test_sending_now_reaches_everyone_once():
    planned = make_planned(people=2)
    left = planned.event.registrations.select_related("person").first()
    assert overrides.send_now(planned, by=None) == 2
    withdraw(left, by=left.person)
    assert remind_due() == 1  # who has left meanwhile is told nothing

    with pytest.raises(ReminderOverError):
        overrides.send_now(planned, by=None)
    with after_its_time(planned):
        remind_due()

    assert reminded() == 1


def test_a_skipped_reminder_can_be_sent_now():
    planned = make_planned()
    overrides.skip_reminder(planned, by=None)

    assert overrides.send_now(planned, by=None) == 1


def test_refuses_to_send_a_useless_reminder():
    planned = make_planned()
    with time_machine.travel(planned.event.starts_at), pytest.raises(UselessRuleError):
        overrides.send_now(planned, by=None)
    overrides.skip_reminder(planned, by=None)
    event = planned.event
    agenda.reschedule(
        event, starts_at=event.starts_at + timedelta(days=3), ends_at=event.ends_at + timedelta(days=3), by=None
    )

    for service in (overrides.send_now, overrides.undo_skip):
        with pytest.raises(NothingToRemindError):
            service(planned, by=None)


def test_refuses_to_send_now_by_an_inactive_rule():
    planned = make_planned()
    overrides.skip_reminder(planned, by=None)
    ReminderRule.objects.update(is_active=False)

    with pytest.raises(NothingToRemindError):
        overrides.send_now(planned, by=None)
    assert not Reminder.objects.exists()
