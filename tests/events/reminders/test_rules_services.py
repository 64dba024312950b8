"""Changes of rules replan their events at once, and remind no one twice."""

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


def test_saving_a_programme_rule_plans_its_events():
    programme, events = make_programme_with(3)

    effect = rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)

    assert effect == Effect(added=3, events=3)
    assert [amounts(event) for event in events] == [[1, 7, 14]] * 3
    assert str(effect) == "3 reminders are added, at 3 events."


def test_changing_a_rule_moves_its_plans():
    programme, (event,) = make_programme_with(1)
    rule = programme.reminder_rules.get(amount=7)
    rule.amount = 5
    manager = make_person()

    assert rules.save_rule(rule, by=manager) == Effect(moved=1, events=1)
    assert amounts(event) == [1, 5]
    change = EventChange.objects.get(what="rules")
    assert change.by == manager
    assert "→ 5 days before the event begins" in change.said


def test_previewing_an_effect_changes_nothing():
    programme, (event,) = make_programme_with(1)
    before = list(event.planned_reminders.values_list("pk", "due_at"))
    rule = programme.reminder_rules.get(amount=7)

    assert rules.preview_effect(lambda: rules.remove_rule(rule, by=None)) == Effect(removed=1, events=1)

    assert list(event.planned_reminders.values_list("pk", "due_at")) == before
    assert not EventChange.objects.filter(what="rules").exists()


def test_programme_rules_do_not_affect_events_with_own_rules():
    programme, (own, other) = make_programme_with(2)
    rules.use_own_rules(own, by=None)

    rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)

    assert (amounts(own), amounts(other)) == ([1, 7], [1, 7, 14])


def test_own_rules_remind_no_one_twice_and_keep_changes_by_the_team():
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


def test_returning_to_programme_rules_reminds_no_one_twice():
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


def test_removing_a_used_rule_archives_it():
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


def test_a_rule_with_another_audience_reminds_its_members():
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


def test_removing_the_last_rule_switches_it_off():
    _programme, (event,) = make_programme_with(1)
    rules.use_own_rules(event, by=None)
    for rule in event.reminder_rules.all():
        rules.remove_rule(rule, by=None)

    assert amounts(event) == []
    assert [rule.is_active for rule in event.reminder_rules.all()] == [False]


def test_refuses_a_duplicate_rule():
    programme, _events = make_programme_with(1)

    with pytest.raises(DuplicateRuleError):
        rules.save_rule(ReminderRule(programme=programme, amount=7, weekends="avoid"), by=None)
    other = programme.reminder_rules.get(amount=1)
    other.amount, other.hour = 7, 9
    with pytest.raises(DuplicateRuleError):
        rules.save_rule(other, by=None)


def test_the_first_programme_rule_is_added_to_the_defaults():
    programme = make_programme()

    rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)

    assert sorted(programme.reminder_rules.values_list("amount", flat=True)) == [1, 7, 14]


def test_planning_many_events_has_a_fixed_number_of_queries_without_history():
    counted = []
    for number in (2, 40):
        programme, _events = make_programme_with(number)
        with CaptureQueriesContext(connection) as queries:
            effect = rules.save_rule(ReminderRule(programme=programme, amount=14), by=None)
        counted.append(len(queries) - sum("eventchange" in one["sql"] for one in queries))
        assert effect.events == number

    assert counted[0] == counted[1]


def test_a_rule_of_a_draft_plans_nothing():
    event = make_event(status=Event.Status.DRAFT)

    assert not rules.use_own_rules(event, by=None)
    assert event.reminder_rules.count() == 2
    assert not PlannedReminder.objects.exists()
