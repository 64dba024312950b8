"""Withdraw queued reminders that no longer concern their recipients, in the same transaction."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from events.duplicates.services import merge
from events.models import Contributor, Event, Reminder, ReminderRule, Session
from events.planning import services as agenda
from events.registration.decisions import confirm, decline
from events.registration.services import register, withdraw
from events.reminders.planning import plan
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


def make_reminding(audience="confirmed", **fields):
    event = make_event(**fields)
    ReminderRule.objects.create(programme=event.programme, event=event, audience=audience, amount=1, hour=8)
    plan(event)
    return event


def register_before(event, *people, **fields):
    with time_machine.travel(event.starts_at - timedelta(days=20), tick=False):
        return [register(event, person, **fields) for person in people or (make_person(),)]


def remind(event):
    with time_machine.travel(event.starts_at - timedelta(hours=20), tick=False):
        assert remind_due()


def waiting(event):
    found = Message.objects.filter(dedupe_key__startswith="reminder:", status="queued")
    return {one.recipient_id for one in found}


@pytest.mark.parametrize("leave", [withdraw, decline])
def test_withdraws_the_reminder_of_a_person_who_leaves(leave):
    event = make_reminding()
    leaves, stays = register_before(event, make_person(), make_person())
    remind(event)
    leave(leaves, by=None)

    assert waiting(event) == {stays.person_id}
    assert [*Reminder.objects.order_by("person").values_list("person", "state", "skip")] == [
        (leaves.person_id, "skipped", "gone"),
        (stays.person_id, "queued", ""),
    ]


def test_keeps_the_reminder_if_the_step_fails():
    event = make_reminding()
    (leaves,) = register_before(event)
    remind(event)
    with transaction.atomic():
        withdraw(leaves, by=None)
        transaction.set_rollback(True)

    assert waiting(event) == {leaves.person_id}


def test_withdraws_the_reminder_of_a_merged_registration():
    event = make_reminding()
    goes, stays = register_before(event, make_person(name="Aye Aye"), make_person(name="Aye Aye"))
    remind(event)
    merge(stays, goes, by=None)

    assert waiting(event) == {stays.person_id}


def test_withdraws_the_reminder_of_a_person_whose_decision_was_made():
    event = make_reminding("pending", policy=Event.Policy.APPROVAL)
    decided, waits = register_before(event, make_person(), make_person())
    remind(event)
    confirm(decided, by=None)

    assert waiting(event) == {waits.person_id}


@pytest.mark.parametrize("stop", [agenda.postpone, agenda.cancel])
def test_withdraws_all_reminders_if_the_event_does_not_take_place(stop):
    event = make_reminding()
    register_before(event)
    remind(event)
    with time_machine.travel(event.starts_at - timedelta(hours=19), tick=False):
        stop(event, by=None)

    assert waiting(event) == set()


def test_keeps_the_reminder_of_a_speaker_who_withdraws_as_participant():
    event = make_event()
    session = Session.objects.create(event=event, title="Opening")
    ReminderRule.objects.create(programme=event.programme, event=event, audience="contributors", amount=1, hour=8)
    plan(event)
    (registration,) = register_before(event)
    Contributor.objects.create(session=session, name="Dr Aye", person=registration.person)
    remind(event)
    withdraw(registration, by=None)

    assert waiting(event) == {registration.person_id}


def test_keeps_what_was_sent_already():
    event = make_reminding()
    (leaves,) = register_before(event)
    remind(event)
    Message.objects.filter(dedupe_key__startswith="reminder:").update(status="sending", claimed_at="2026-01-01T00:00Z")
    withdraw(leaves, by=None)

    assert Reminder.objects.get().state == "queued"
