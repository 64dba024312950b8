"""Reminders of deliverables and evaluations, and to people who did not attend."""

from datetime import timedelta

import pytest
import time_machine

from events.attendance import services as attendance
from events.deliverables import services as deliverables
from events.models import Deliverable, Event, PlannedReminder, Reminder, ReminderRule
from events.planning import services as agenda
from events.registration.services import register, withdraw
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def make_reminding(**rule):
    event = make_event(status=Event.Status.DRAFT)
    ReminderRule.objects.create(programme=event.programme, event=event, **rule)
    return agenda.publish(event, by=make_person())


def told():
    return list(Message.objects.filter(dedupe_key__startswith="reminder:").order_by("pk"))


def ask(event, kind=Deliverable.Kind.REPORT, person=None, title="Mission report", days=14):
    person = person or make_person(name="Expert")
    due_at = event.ends_at + timedelta(days=days)
    return deliverables.ask(event, person, kind=kind, title=title, due_at=due_at)


def test_reminds_experts_of_each_report_before_and_after_it_is_due():
    event = make_reminding(audience="reports", anchor="deliverable_due", amount=2)
    ReminderRule.objects.create(
        programme=event.programme, event=event, audience="reports", anchor="deliverable_due", amount=3, is_after=True
    )
    asked = ask(event)
    ask(event, kind=Deliverable.Kind.SLIDES, title="Slides")  # of which another rule would remind

    with time_machine.travel(asked.due_at - timedelta(days=1), tick=False):
        assert remind_due() == 1
        assert remind_due() == 0
    with time_machine.travel(asked.due_at + timedelta(days=4), tick=False):
        assert remind_due() == 1

    first, second = told()
    assert (first.kind, first.recipient, second.recipient) == ("reminder_report", asked.person, asked.person)
    assert "Mission report, due by" in first.text
    assert "Slides" not in first.text
    assert "you contribute to" in first.text


def test_receiving_a_deliverable_withdraws_its_reminders():
    event = make_reminding(audience="reports", anchor="deliverable_due", amount=2)
    asked, other = ask(event), ask(event)

    with time_machine.travel(asked.due_at - timedelta(days=1), tick=False):
        assert remind_due() == 2
        deliverables.receive(event, asked.pk, by=make_member(event.programme))

        dropped = Message.objects.filter(status=Message.Status.DROPPED)
        assert [one.recipient for one in dropped] == [asked.person]
        deliverables.reopen(event, asked.pk)
        remind_due()

    assert {one.recipient for one in told()} == {asked.person, other.person}
    assert Reminder.objects.filter(person=asked.person).count() == 1


def test_reminds_a_person_of_all_missing_slides_in_one_mail():
    event = make_reminding(audience="slides", amount=3)
    speaker = make_person()
    for title in ("Opening slides", "Slides of the panel"):
        ask(event, kind=Deliverable.Kind.SLIDES, person=speaker, title=title, days=-10)

    with time_machine.travel(event.starts_at - timedelta(days=2), tick=False):
        assert remind_due() == 1

    (mail,) = told()
    assert mail.kind == "reminder_slides"
    assert "Opening slides, due by" in mail.text
    assert "Slides of the panel, due by" in mail.text


def test_a_later_due_time_of_a_deliverable_replans_its_reminder():
    event = make_reminding(audience="reports", anchor="deliverable_due", amount=2)
    asked = ask(event)
    deliverables.remove(event, asked.pk)
    later = ask(event, days=30)

    planned = PlannedReminder.objects.get(event=event, done_at=None)

    assert (planned.about, planned.anchor_at) == (later.pk, later.due_at)


def ended(event):
    return time_machine.travel(event.ends_at + timedelta(days=2), tick=False)


def test_asks_only_present_people_without_an_evaluation():
    event = make_reminding(audience="not_evaluated", anchor="event_end", is_after=True, amount=1)
    there, said, absent = (register(event, make_person(name=name)) for name in ("There", "Said", "Absent"))
    desk = make_member(event.programme)
    with time_machine.travel(event.starts_at + timedelta(hours=1), tick=False):
        attendance.check_in(event, [there.pk, said.pk], by=desk)
    event.refresh_from_db()
    with ended(event):
        attendance.evaluate(said, {"overall": 5})
        assert remind_due() == 1

    (mail,) = told()
    assert (mail.kind, mail.recipient) == ("reminder_evaluation", there.person)
    assert "/evaluate/" in mail.text
    assert absent.person not in {one.person for one in Reminder.objects.all()}


def test_without_attendance_asks_all_confirmed_and_has_no_no_shows():
    event = make_reminding(audience="not_evaluated", anchor="event_end", is_after=True, amount=1)
    ReminderRule.objects.create(
        programme=event.programme, event=event, audience="no_shows", anchor="event_end", is_after=True, amount=1
    )
    mine = register(event, make_person())
    gone = register(event, make_person())
    withdraw(gone, by=gone.person)
    with ended(event):
        remind_due()

    assert [(one.kind, one.recipient) for one in told()] == [("reminder_evaluation", mine.person)]


def test_sends_a_mail_to_no_shows():
    event = make_reminding(audience="no_shows", anchor="event_end", is_after=True, amount=1)
    there, absent = register(event, make_person()), register(event, make_person())
    with time_machine.travel(event.starts_at + timedelta(hours=1), tick=False):
        attendance.check_in(event, [there.pk], by=make_member(event.programme))
    with ended(event):
        remind_due()

    assert [(one.kind, one.recipient) for one in told()] == [("reminder_no_show", absent.person)]
