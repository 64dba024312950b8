"""A failure does not stop other work, and the failed work is done later."""

import logging
from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from events.models import Reminder, ReminderRule
from events.registration.services import register
from events.reminders import audiences, planning
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, logger="events.reminders")


def make_due(people=2):
    """Return an event that begins in twenty hours, of which its people are to be reminded."""
    event = make_event()
    ReminderRule.objects.create(programme=event.programme, event=event, amount=1, hour=8)
    planning.plan(event)
    for _ in range(people):
        register(event, make_person())
    return event


def remind(event):
    with time_machine.travel(event.starts_at - timedelta(hours=20), tick=False):
        return remind_due()


def told(event):
    found = Reminder.objects.filter(event=event)
    return sorted(found.values_list("state", flat=True))


def test_a_mail_that_fails_does_not_stop_the_others(monkeypatch):
    event = make_due(people=3)
    poison = event.registrations.order_by("pk")[1].person
    write = audiences.mails.to_registered

    def broken(writer, planned, context, key):
        if context.person == poison:
            raise ZeroDivisionError
        return write(writer, planned, context, key)

    with monkeypatch.context() as patched:
        patched.setattr(audiences.mails, "to_registered", broken)
        assert (remind(event), told(event)) == (2, ["due", "queued", "queued"])

    assert (remind(event), told(event)) == (1, ["queued"] * 3)
    assert Message.objects.filter(kind="reminder").count() == 3


def test_an_event_that_fails_does_not_stop_the_others(monkeypatch):
    broken, works = make_due(), make_due()
    due_for = audiences.Confirmed.rows

    def rows(self, event, rule):
        if event.pk == broken.pk:
            raise ZeroDivisionError
        return due_for(self, event, rule)

    with monkeypatch.context() as patched:
        patched.setattr(audiences.Confirmed, "rows", rows)
        assert (remind(works), told(broken), told(works)) == (2, [], ["queued"] * 2)

    assert (remind(works), told(broken)) == (2, ["queued"] * 2)


def test_an_unknown_time_zone_counts_as_the_events():
    event = make_due(people=1)
    User.objects.filter(registrations__event=event).update(timezone="Asia/Atlantis")
    with time_machine.travel(event.starts_at - timedelta(hours=20), tick=False):
        remind_due()

    assert told(event) == ["queued"]
