"""The preview of the reminders of an event that is rescheduled."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.agenda.sessions import set_sessions
from events.models import Event, EventChange, ReminderRule, Session
from events.planning import services as agenda
from events.registration.services import register
from events.reminders import overrides
from events.reminders.rescheduling import preview_changes
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def make_reminding(*amounts, **fields):
    event = make_event(status=Event.Status.DRAFT)
    for amount in amounts:
        ReminderRule.objects.create(programme=event.programme, event=event, amount=amount, **fields)
    event = agenda.publish(event, by=make_person())
    register(event, make_person())
    return event


def by(days, event, **more):
    """Return what moving event by so many days would change of its reminders, by how many days ahead they are."""
    step = timedelta(days=days, **more)
    lines = preview_changes(
        event,
        lambda: agenda.reschedule(event, starts_at=event.starts_at + step, ends_at=event.ends_at + step, by=None),
    )
    return {int(line.sentence.split()[0]): line.becomes for line in lines}


def test_previews_old_and_new_time_without_changes():
    event = make_reminding(7)
    before = event.planned_reminders.get()

    (becomes,) = by(10, event).values()

    old, new = becomes.split(" → ")
    day = event.local_starts_at - timedelta(days=7)
    assert f"{day.day} {day:%B %Y}, 09:00" in old
    day += timedelta(days=10)
    assert f"{day.day} {day:%B %Y}, 09:00" in new
    event.refresh_from_db()
    after = event.planned_reminders.get()
    assert (after.pk, after.due_at, after.anchor_at) == (before.pk, before.due_at, event.starts_at)
    assert not EventChange.objects.filter(what="moved").exists()
    assert not Message.objects.filter(kind="event_moved").exists()


def test_previews_late_and_new_reminders():
    event = make_reminding(14, 1)

    found = by(-25, event)

    assert found[14].startswith("is too late: its time, ")
    assert " → " in found[1]


def test_previews_what_is_sent_again_for_another_date():
    event = make_reminding(7)
    with time_machine.travel(event.starts_at - timedelta(days=6, hours=20), tick=False):
        remind_due()
        assert by(0, event, hours=3)[7] == "was sent to 1 person already, and is not sent again"
        assert by(30, event)[7].startswith("was sent to 1 person already; for the new date it is sent again: ")


def test_previews_that_changes_by_the_team_are_lost():
    event = make_reminding(7, 3)
    first, second = event.planned_reminders.order_by("due_at")
    overrides.skip_reminder(first, by=None)
    overrides.reschedule(second, second.due_at - timedelta(hours=5), by=None)

    found = by(2, event)

    assert found[7].startswith("was skipped; for the new date it is planned: ")
    assert found[3].startswith("was rescheduled to ")


def test_previews_reminders_of_moved_sessions():
    event = make_reminding(2, anchor="session_start", unit="hours")
    start = event.starts_at + timedelta(hours=2)
    session = Session(title="Opening", starts_at=start, ends_at=start + timedelta(hours=1))
    set_sessions(event, [session])
    agenda.edit_event(event, by=make_person(), title="So that it is planned")

    assert " → " in by(3, event)[2]


def test_previews_the_new_reminders_of_a_postponed_event():
    event = make_reminding(7)
    agenda.postpone(event, by=None)
    event.refresh_from_db()

    assert by(10, event)[7].startswith("is new: ")


def test_page_shows_the_preview_before_rescheduling(client):
    event = make_reminding(7)
    client.force_login(make_member(event.programme))
    later = now() + timedelta(days=60)
    later += timedelta(days=(2 - later.weekday()) % 7)  # a Wednesday: the page asks again about a weekend
    day = f"{later:%Y-%m-%d}"
    form = {"starts_local": f"{day}T09:00", "ends_local": f"{day}T17:00", "timezone": "Asia/Bangkok"}
    address = reverse("planning:reschedule", args=[event.slug])

    looked = unescape(client.post(address, form | {"do": "look"}).content.decode())
    part = unescape(client.post(address, form | {"do": "look"}, headers={"HX-Request": "true"}).content.decode())
    wrong = client.post(address, form | {"do": "look", "ends_local": f"{day}T08:00"})
    event.refresh_from_db()
    unmoved = event.local_starts_at
    client.post(address, form | {"do": "move"})
    event.refresh_from_db()

    assert "7 days before the event begins" in looked
    assert "→" in part
    assert "<html" not in part
    assert wrong.context["form"].errors["ends_local"] == ["The end must come after the start."]
    assert f"{unmoved:%Y-%m-%d}" != day
    assert f"{event.local_starts_at:%Y-%m-%d %H:%M}" == f"{day} 09:00"
