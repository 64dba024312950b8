"""Rules reach each person once for each date, whatever happens in between."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.models import Contributor, Event, Reminder, ReminderRule, Session
from events.planning import services as agenda
from events.registration.services import register, withdraw
from events.reminders.planning import plan
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


def make_reminding(*, event_fields=None, **rule_fields):
    """Return a published event with one rule of its own, and nothing else to be reminded of."""
    event = make_event(status=Event.Status.DRAFT, **(event_fields or {}))
    ReminderRule.objects.create(programme=event.programme, event=event, **rule_fields)
    return event


def published(event):
    return agenda.publish(event, by=make_person())


def told(event):
    return set(Message.objects.filter(dedupe_key__startswith="reminder:").values_list("to_email", flat=True))


def test_reminds_each_reader_at_their_own_hour():
    event = published(make_reminding(amount=1, hour=9))
    for name in ("Asia/Tokyo", "Asia/Bangkok", "America/New_York"):
        register(event, make_person(email=f"{name.split('/')[1].lower()}@example.org", timezone=name))
    day = event.local_starts_at.replace(hour=0, minute=0) - timedelta(days=1)  # in Bangkok

    reached = []
    for hour in (6, 7, 8, 9):
        with time_machine.travel(day + timedelta(hours=hour, minutes=5), tick=False):
            remind_due()
            reached.append(told(event))

    # The event begins on the eve in New York, whose morning before is past. Nine in Tokyo is seven in Bangkok.
    new_york, tokyo, bangkok = "new_york@example.org", "tokyo@example.org", "bangkok@example.org"
    assert reached == [{new_york}, {new_york, tokyo}, {new_york, tokyo}, {new_york, tokyo, bangkok}]


@pytest.mark.parametrize("status", ["sent", "queued"])
def test_moving_an_event_back_reminds_everyone_once(status):
    event = published(make_reminding(amount=7))
    register(event, make_person())
    first, length = event.starts_at, event.ends_at - event.starts_at
    with time_machine.travel(first - timedelta(days=6, hours=20), tick=False):
        assert remind_due() == 1
        if status == "sent":
            Message.objects.filter(kind="reminder").update(status="sent", sent_at=now())
        move_by_thirty_days_and_back(event, first, length)
        remind_due()

    assert Message.objects.filter(kind="reminder").exclude(status="dropped").count() == 1
    assert Reminder.objects.filter(state="queued").count() == 1


def move_by_thirty_days_and_back(event, first, length):
    later = first + timedelta(days=30)
    agenda.reschedule(event, starts_at=later, ends_at=later + length, by=None)
    remind_due()
    event.refresh_from_db()
    agenda.reschedule(event, starts_at=first, ends_at=first + length, by=None)


def test_moving_an_event_back_reminds_people_who_were_not_reminded():
    event = published(make_reminding(amount=1, hour=9))
    east, west = (register(event, make_person(timezone=name)).person for name in ("Asia/Tokyo", "Europe/Paris"))
    first, length = event.starts_at, event.ends_at - event.starts_at
    nine = event.local_starts_at.replace(hour=9, minute=5) - timedelta(
        days=1
    )  # in Bangkok, where Tokyo has had its morning
    with time_machine.travel(nine, tick=False):
        remind_due()
        reached = [*Reminder.objects.values_list("person", flat=True)]
        Message.objects.filter(kind="reminder").update(status="sent", sent_at=now())
        move_by_thirty_days_and_back(event, first, length)
    with time_machine.travel(nine + timedelta(hours=8), tick=False):
        remind_due()

    assert reached == [east.pk]
    assert sorted(Reminder.objects.values_list("person", "state")) == sorted([(east.pk, "queued"), (west.pk, "queued")])


def test_after_an_outage_sends_useful_reminders_and_skips_the_others():
    event = make_reminding(amount=2)
    ReminderRule.objects.create(programme=event.programme, event=event, amount=0, unit="hours", is_quiet_at_night=False)
    event = published(event)
    register(event, make_person())

    with time_machine.travel(event.starts_at - timedelta(hours=20), tick=False):  # a day late
        assert remind_due() == 1
    with time_machine.travel(event.starts_at + timedelta(hours=3), tick=False):  # it has begun meanwhile
        assert remind_due() == 0

    assert Message.objects.filter(kind="reminder").count() == 1


def test_a_clock_that_is_set_back_reminds_no_one_twice():
    event = published(make_reminding(amount=1))
    register(event, make_person())

    for ahead in (timedelta(hours=10), timedelta(hours=40), timedelta(hours=11)):
        with time_machine.travel(event.starts_at - ahead, tick=False):
            remind_due()

    assert Message.objects.filter(kind="reminder").count() == 1


def test_reminds_people_awaiting_a_decision_unless_they_left():
    event = published(make_reminding(event_fields={"policy": Event.Policy.APPROVAL}, audience="pending", amount=3))
    waits, left = (register(event, make_person()) for _ in range(2))
    withdraw(left, by=left.person)

    with time_machine.travel(event.starts_at - timedelta(days=2), tick=False):
        assert remind_due() == 1

    assert told(event) == {waits.person.email}


def test_reminds_contributors_of_their_sessions():
    event = make_reminding(audience="contributors", amount=1)
    session = Session.objects.create(
        event=event, title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1)
    )
    speaker = make_person(name="Dr Aye")
    Contributor.objects.create(session=session, name="Dr Aye", person=speaker)
    event = published(event)

    with time_machine.travel(event.starts_at - timedelta(hours=10), tick=False):
        assert remind_due() == 1

    mail = Message.objects.get(recipient=speaker, kind="reminder_contributor")
    assert event.title in mail.subject
    assert "{" not in mail.text


def test_reminds_only_people_in_person_at_a_hybrid_event():
    event = published(make_reminding(event_fields={"mode": Event.Mode.HYBRID}, mode="in_person", amount=1))
    comes = register(event, make_person(), mode="in_person")
    register(event, make_person(), mode="online")

    with time_machine.travel(event.starts_at - timedelta(hours=10), tick=False):
        assert remind_due() == 1

    assert told(event) == {comes.person.email}


def test_an_inactive_own_rule_leaves_the_event_without_reminders():
    event = make_reminding(amount=1, is_active=False)

    assert plan(published(event)) == 0
