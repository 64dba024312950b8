"""Rules changed while events go by them: what is planned follows at once, and nobody is told twice."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, EventChange, PlannedReminder, ReminderRule
from events.planning import services as agenda
from events.registration.decisions import confirm
from events.registration.services import register
from events.reminders import overrides, rules
from events.reminders.errors import DuplicateRuleError, RuleGoneError
from events.reminders.planning import create_default_rules
from events.reminders.rules import Effect
from events.reminders.services import remind_due
from notifications.models import Message
from tests.factories import make_event, make_person, make_programme

pytestmark = pytest.mark.django_db


def make_published(**fields):
    return agenda.publish(make_event(status=Event.Status.DRAFT, **fields), by=make_person())


def make_programme_with(count, **fields):
    programme = make_programme()
    create_default_rules(programme)
    return programme, [make_published(programme=programme, **fields) for _number in range(count)]


def amounts(event):
    return sorted(one.rule.amount for one in event.planned_reminders.filter(done_at=None).select_related("rule"))


def reminded():
    return Message.objects.filter(kind="reminder").count()


def test_a_new_rule_of_the_programme_reaches_its_events():
    programme, events = make_programme_with(3)

    effect = rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)

    assert effect == Effect(added=3, events=3)
    assert [amounts(event) for event in events] == [[1, 7, 14]] * 3
    assert str(effect) == "3 reminders are added, at 3 events."


def test_a_changed_rule_moves_what_it_has_planned():
    programme, (event,) = make_programme_with(1)
    rule = programme.reminder_rules.get(amount=7)
    rule.amount = 5
    manager = make_person()

    assert rules.save_rule(rule, by=manager) == Effect(moved=1, events=1)
    assert amounts(event) == [1, 5]
    change = EventChange.objects.get(what="rules")
    assert change.by == manager
    assert "→ 5 days before the event begins" in change.said


def test_what_would_change_is_said_and_not_done():
    programme, (event,) = make_programme_with(1)
    before = list(event.planned_reminders.values_list("pk", "due_at"))
    rule = programme.reminder_rules.get(amount=7)

    assert rules.preview_effect(lambda: rules.remove_rule(rule, by=None)) == Effect(removed=1, events=1)

    assert list(event.planned_reminders.values_list("pk", "due_at")) == before
    assert not EventChange.objects.filter(what="rules").exists()


def test_the_programmes_rules_leave_events_with_their_own_alone():
    programme, (own, other) = make_programme_with(2)
    rules.use_own_rules(own, by=None)

    rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)

    assert (amounts(own), amounts(other)) == ([1, 7], [1, 7, 14])


def test_making_rules_its_own_tells_nobody_twice_and_keeps_what_was_set_by_hand():
    _programme, (event,) = make_programme_with(1)
    east, west = (make_person(timezone=name) for name in ("Asia/Tokyo", "Africa/Accra"))
    register(event, east)
    register(event, west)
    week, eve = event.planned_reminders.order_by("due_at")
    overrides.skip_reminder(eve, by=None)
    with time_machine.travel(week.due_at - timedelta(hours=1), tick=False):  # nine in Tokyo is past
        assert remind_due() == 1
        rules.use_own_rules(event, by=None)
        assert remind_due() == 0
    with time_machine.travel(week.due_at + timedelta(days=1), tick=False):
        assert remind_due() == 1
    with time_machine.travel(eve.due_at + timedelta(hours=3), tick=False):
        assert remind_due() == 0

    assert reminded() == 2
    assert {one.rule.event for one in event.planned_reminders.select_related("rule__event")} == {event}


def test_going_back_to_the_programmes_tells_nobody_twice():
    programme, (event,) = make_programme_with(1)
    register(event, make_person(timezone="Asia/Tokyo"))
    register(event, make_person(timezone="Africa/Accra"))
    rules.use_own_rules(event, by=None)
    week = event.planned_reminders.earliest("due_at")
    with time_machine.travel(week.due_at - timedelta(hours=1), tick=False):
        assert remind_due() == 1
        rules.use_programme_rules(event, by=None)
        assert remind_due() == 0
    with time_machine.travel(week.due_at + timedelta(days=1), tick=False):
        assert remind_due() == 1

    assert reminded() == 2
    assert not event.reminder_rules.exists()  # none of them was needed by anything any more
    assert amounts(event) == [1]
    assert programme.reminder_rules.count() == 2


def test_a_rule_that_has_told_somebody_is_kept_for_them_and_plans_no_more():
    programme, (event,) = make_programme_with(1)
    register(event, make_person())
    week = event.planned_reminders.earliest("due_at")
    with time_machine.travel(week.due_at + timedelta(hours=1), tick=False):
        remind_due()
        rules.remove_rule(week.rule, by=None)

    week.rule.refresh_from_db()
    assert week.rule.archived_at is not None
    assert week.reminders.count() == 1
    with pytest.raises(RuleGoneError):
        rules.save_rule(week.rule, by=None)
    rules.save_rule(ReminderRule(programme=programme, amount=7), by=None)  # the moment is free again


def test_a_rule_for_others_tells_them_though_it_has_told_somebody():
    programme, (event,) = make_programme_with(1, policy=Event.Policy.APPROVAL)
    rule = ReminderRule(programme=programme, audience="pending", amount=3)
    rules.save_rule(rule, by=None)
    waits = register(event, make_person())
    assert overrides.send_now(event.planned_reminders.get(rule=rule), by=None) == 1
    assert remind_due() == 1
    confirm(waits, by=make_person())

    rule.audience = "confirmed"
    rules.save_rule(rule, by=None)
    with time_machine.travel(event.starts_at - timedelta(days=2), tick=False):
        remind_due()

    assert event.reminders.filter(rule__audience="confirmed", rule__amount=3, state="queued").count() == 1


def test_the_last_rule_is_switched_off_so_that_no_other_takes_its_place():
    _programme, (event,) = make_programme_with(1)
    rules.use_own_rules(event, by=None)
    for rule in event.reminder_rules.all():
        rules.remove_rule(rule, by=None)

    assert amounts(event) == []
    assert [rule.is_active for rule in event.reminder_rules.all()] == [False]


def test_the_same_rule_is_not_written_twice():
    programme, _events = make_programme_with(1)

    with pytest.raises(DuplicateRuleError):
        rules.save_rule(ReminderRule(programme=programme, amount=7, weekends="avoid"), by=None)
    other = programme.reminder_rules.get(amount=1)
    other.amount, other.hour = 7, 9
    with pytest.raises(DuplicateRuleError):
        rules.save_rule(other, by=None)


def test_the_first_rule_of_a_programme_begins_with_those_that_held():
    programme = make_programme()

    rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)

    assert sorted(programme.reminder_rules.values_list("amount", flat=True)) == [1, 7, 14]


def test_forty_events_are_planned_in_as_many_queries_as_two_but_for_their_histories():
    counted = []
    for number in (2, 40):
        programme, _events = make_programme_with(number)
        with CaptureQueriesContext(connection) as queries:
            effect = rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)
        counted.append(len(queries) - sum("eventchange" in one["sql"] for one in queries))
        assert effect.events == number

    assert counted[0] == counted[1]


def test_a_rule_of_a_draft_plans_nothing_yet():
    event = make_event(status=Event.Status.DRAFT)

    assert not rules.use_own_rules(event, by=None)
    assert event.reminder_rules.count() == 2
    assert not PlannedReminder.objects.exists()
