"""Reminders of missing details: a rule like the others, and one mail a day together with the team's button."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.models import Event, Registration, RegistrationChange
from events.planning import services as agenda
from events.reminders import planning, timeline
from events.reminders.planning import DEFAULTS
from events.reminders.services import remind_due
from events.travel import queries, services
from events.travel.errors import NobodyToRemindError
from notifications.models import Message
from tests.events.travel.helpers import make_travel_event, make_traveller, save_all_details
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def default_rule(monkeypatch, two_default_rules):
    """Give programmes the one default rule that is for missing details."""
    monkeypatch.setattr(planning, "DEFAULTS", [rule for rule in DEFAULTS if rule.get("audience") == "details"])


def make_due(event, due_at):
    """Set the time at which details are due; return the planned reminder of the default rule."""
    Event.objects.filter(pk=event.pk).update(details_due_at=due_at)
    event.refresh_from_db()
    planning.plan(event)
    return event.planned_reminders.get(rule__audience="details", done_at=None)


def reminders():
    return Message.objects.filter(kind="reminder_details").order_by("pk")


def test_rule_reminds_once_three_days_before_details_are_due():
    event = make_travel_event()
    complete, incomplete = make_traveller(event), make_traveller(event)
    save_all_details(complete)
    due_at = event.starts_at - timedelta(days=10)
    planned = make_due(event, due_at)

    counts = []
    for moment in (
        planned.due_at - timedelta(minutes=1),
        planned.due_at,
        planned.due_at + timedelta(days=1),
        due_at - timedelta(minutes=1),
        due_at + timedelta(minutes=1),
    ):
        with time_machine.travel(moment, tick=False):
            counts += [remind_due(), remind_due()]

    assert (due_at.astimezone(event.zone).date() - planned.due_at.date()).days == 3
    assert counts == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert reminders().get().recipient == incomplete.person


def test_rule_reminds_again_when_the_deadline_moves():
    event = make_travel_event()
    make_traveller(event)
    first = make_due(event, event.starts_at - timedelta(days=10))
    with time_machine.travel(first.due_at, tick=False):
        remind_due()
        agenda.edit_event(event, by=make_person(), details_due_at=first.anchor_at + timedelta(days=4))

    with time_machine.travel(first.due_at + timedelta(days=4), tick=False):
        assert remind_due() == 1
    assert reminders().count() == 2


def test_rule_does_not_remind_a_person_who_was_confirmed_after_it_was_due():
    event = make_travel_event()
    late, early = make_traveller(event), make_traveller(event)
    planned = make_due(event, event.starts_at - timedelta(days=10))
    Registration.objects.update(created_at=planned.due_at - timedelta(days=9))  # both waited for their confirmation
    RegistrationChange.objects.filter(registration=early).update(at=planned.due_at - timedelta(days=1))
    RegistrationChange.objects.filter(registration=late).update(at=planned.due_at + timedelta(minutes=1))

    with time_machine.travel(planned.due_at + timedelta(minutes=2), tick=False):
        assert remind_due() == 1

    assert reminders().get().recipient == early.person
    assert late.person != early.person


@pytest.mark.parametrize("status", [Event.Status.CANCELLED, Event.Status.POSTPONED])
def test_rule_does_not_remind_of_an_event_that_does_not_take_place(status):
    event = make_travel_event()
    make_traveller(event)
    planned = make_due(event, event.starts_at - timedelta(days=10))
    Event.objects.update(status=status)

    with time_machine.travel(planned.due_at + timedelta(hours=1), tick=False):
        assert remind_due() == 0


def test_rule_does_not_remind_a_person_whom_the_team_has_reminded_on_the_same_day():
    event = make_travel_event()
    make_traveller(event)
    planned = make_due(event, event.starts_at - timedelta(days=10))

    with time_machine.travel(planned.due_at - timedelta(hours=1), tick=False):
        assert services.remind(event, by=None) == 1
    with time_machine.travel(planned.due_at, tick=False):
        assert remind_due() == 0

    assert reminders().count() == 0


def test_team_does_not_remind_a_person_whom_a_rule_has_reminded_on_the_same_day():
    event = make_travel_event()
    make_traveller(event)
    planned = make_due(event, event.starts_at - timedelta(days=10))
    with time_machine.travel(planned.due_at, tick=False):
        assert remind_due() == 1

    with time_machine.travel(planned.due_at + timedelta(hours=1), tick=False):
        assert queries.travellers_to_remind(event) == []
        with pytest.raises(NobodyToRemindError):
            services.remind(event, by=None)
    with time_machine.travel(planned.due_at + timedelta(days=1), tick=False):
        assert services.remind(event, by=None) == 1


def test_timeline_shows_how_many_people_have_missing_details():
    event = make_travel_event()
    save_all_details(make_traveller(event))
    for _ in range(2):
        make_traveller(event)
    planned = make_due(event, now() + timedelta(days=9))

    entry = timeline.entries(event, [planned])[0]

    assert (entry.reach, timeline.recipients(planned).count()) == (2, 2)
