"""The default rules of a programme."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.models import Event
from events.planning import services as agenda
from events.registration.services import register
from events.reminders import planning
from events.reminders.planning import DEFAULTS
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shipped(monkeypatch, two_default_rules):
    monkeypatch.setattr(planning, "DEFAULTS", DEFAULTS)


def test_reminds_participants_two_weeks_one_week_and_one_evening_before():
    event = agenda.publish(make_event(status=Event.Status.DRAFT), by=make_person())
    register(event, make_person(timezone="Asia/Bangkok"))
    sent = []

    day = now()
    while day < event.starts_at:
        with time_machine.travel(day, tick=False):
            if remind_due():
                sent.append((event.local_starts_at.date() - day.astimezone(event.zone).date()).days)
        day += timedelta(hours=6)

    assert sent == [14, 7, 1]
    assert Message.objects.filter(kind="reminder").count() == 3


def test_creates_each_default_rule_once():
    programme = make_event().programme

    planning.create_default_rules(programme)
    planning.create_default_rules(programme)

    assert programme.reminder_rules.count() == len(DEFAULTS) == 9
    audiences = set(programme.reminder_rules.values_list("audience", flat=True))
    assert audiences == {"confirmed", "free_seats", "nominated", "details", "letter_missing", "reports"}
