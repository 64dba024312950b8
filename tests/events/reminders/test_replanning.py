"""Each change of a moment replans its reminders."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.agenda.sessions import set_sessions
from events.models import PlannedReminder, ReminderRule, Session
from events.nominations.services import appoint
from events.planning import services as agenda
from events.registration.services import register, take_offer, withdraw
from events.reminders.replanning import replan
from events.reminders.services import remind_due
from tests.events.agenda.scene import later, publish_changes
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db


def make_reminding(anchor, audience="confirmed", **fields):
    """Return a published event with one rule, of a day before or after anchor."""
    event = make_event(**fields)
    is_after = anchor == "event_end"
    ReminderRule.objects.create(
        programme=event.programme, event=event, anchor=anchor, audience=audience, amount=1, is_after=is_after
    )
    return event


def planned_for(event):
    return [*event.planned_reminders.filter(done_at=None).order_by("anchor_at").values_list("anchor_at", flat=True)]


def edited(event, **fields):
    return agenda.edit_event(event, by=make_person(), **fields)


@pytest.mark.parametrize(
    ("anchor", "audience", "field"),
    [
        ("event_start", "confirmed", "starts_at"),
        ("event_end", "confirmed", "ends_at"),
        ("registration_close", "pending", "registration_closes_at"),
        ("details_due", "details", "details_due_at"),
    ],
)
def test_editing_a_moment_replans_its_reminder(anchor, audience, field):
    event = make_reminding(anchor, audience)
    first, second = (event.starts_at + timedelta(hours=hours) for hours in (-72, -48))
    if field == "ends_at":
        first, second = (event.ends_at + timedelta(hours=hours) for hours in (24, 48))

    planned = [planned_for(edited(event, **{field: moment})) for moment in (first, second)]

    assert planned == [[first], [second]]


@pytest.mark.parametrize("field", ["registration_closes_at", "details_due_at"])
def test_removing_a_deadline_deletes_its_plan(field):
    anchor, audience = {
        "registration_closes_at": ("registration_close", "pending"),
        "details_due_at": ("details_due", "details"),
    }[field]
    event = make_reminding(anchor, audience)
    edited(event, **{field: event.starts_at - timedelta(days=5)})

    assert planned_for(edited(event, **{field: None})) == []


def test_changing_the_time_zone_moves_session_reminders():
    event = make_reminding("session_start")
    session = Session(title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1))
    set_sessions(event, [session])
    edited(event, timezone="Asia/Tokyo")

    assert planned_for(event) == [event.starts_at - timedelta(hours=2)]


def test_adding_moving_and_removing_a_session_replans():
    event = make_reminding("session_start")
    session = Session(title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1))
    set_sessions(event, [session])
    came = planned_for(event)
    publish_changes(event, {session: later(session, 3)})
    moved = planned_for(event)
    publish_changes(event, {session: None})

    assert (came, moved) == ([event.starts_at], [event.starts_at + timedelta(hours=3)])
    assert planned_for(event) == []


@pytest.mark.parametrize(
    ("anchor", "audience"),
    [
        ("event_start", "confirmed"),
        ("event_end", "confirmed"),
        ("session_start", "confirmed"),
        ("registration_close", "pending"),
        ("details_due", "details"),
        ("nomination_deadline", "free_seats"),
    ],
)
def test_rescheduling_moves_all_moments(anchor, audience):
    event = make_reminding(anchor, audience)
    make_delegation(event, country=make_country(), nomination_closes_at=event.starts_at - timedelta(days=10))
    session = Session(title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1))
    set_sessions(event, [session])
    deadline = event.starts_at - timedelta(days=5)
    event = edited(event, registration_closes_at=deadline, details_due_at=deadline)
    before, days = planned_for(event), timedelta(days=20)

    agenda.reschedule(event, starts_at=event.starts_at + days, ends_at=event.ends_at + days, by=None)

    assert len(before) == 1
    assert planned_for(event) == [before[0] + days]


@pytest.mark.parametrize("stop", [agenda.postpone, agenda.cancel])
def test_postponing_or_cancelling_deletes_the_plans(stop):
    event = make_reminding("event_start")
    agenda.edit_event(event, by=make_person(), title="Planned")
    before = planned_for(event)

    stop(event, by=None)

    assert (len(before), planned_for(event)) == (1, [])


def test_an_event_that_takes_place_again_is_planned_again():
    event = make_reminding("event_start")
    edited(event, title="Planned")
    agenda.postpone(event, by=None)
    agenda.reschedule(event, starts_at=event.starts_at, ends_at=event.ends_at, by=None)

    assert planned_for(event) == [event.starts_at]


def test_setting_moving_and_removing_a_nomination_deadline_replans():
    event = make_reminding("nomination_deadline", "free_seats")
    delegation = make_delegation(event, country=make_country())
    found, moments = [], [now() + timedelta(days=days) for days in (10, 12)]
    for closes_at in (*moments, None):
        appoint(event, [delegation.pk], address="focal@example.org", name="Focal", closes_at=closes_at)
        remind_due()
        found.append(planned_for(event))

    assert found == [[moments[0]], [moments[1]], []]


def test_an_offer_has_a_reminder_until_it_ends():
    event = make_reminding("offer_lapse", "offered", seats=1, offer_hours=72)
    ReminderRule.objects.update(unit="hours", amount=24, is_quiet_at_night=False)
    has_place, waits = (register(event, make_person()) for _ in range(2))
    withdraw(has_place, by=has_place.person)
    waits.refresh_from_db()
    remind_due()
    offered = planned_for(event)
    take_offer(waits, by=waits.person)
    remind_due()

    assert waits.offer_expires_at in offered
    assert planned_for(event) == []


def test_compares_a_late_deadline_only_once(django_assert_num_queries):
    event = make_reminding("nomination_deadline", "free_seats")
    delegation = make_delegation(event, country=make_country())
    closes_at = now() + timedelta(hours=5)  # the day before is over
    appoint(event, [delegation.pk], address="focal@example.org", name="Focal", closes_at=closes_at)
    remind_due()
    skipped = [*PlannedReminder.objects.values_list("anchor_at", "skip")]

    assert skipped == [(closes_at, "too_late")]
    with django_assert_num_queries(1):
        replan()


def test_own_rules_exclude_an_event_from_the_comparison(django_assert_num_queries):
    event = make_reminding("event_start")
    ReminderRule.objects.create(programme=event.programme, anchor="nomination_deadline", audience="free_seats")
    make_delegation(event, country=make_country(), nomination_closes_at=now() + timedelta(days=9))
    with django_assert_num_queries(1):
        replan()
