"""One reminder a person and evening: the later one waits until the next morning."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.mails import sender
from events.models import ReminderRule
from events.planning import services as planning
from events.reminders.services import remind_due
from events.reminders.spacing import spaced
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment
from tests.events.missions.experts.helpers import make_mission, selected

pytestmark = pytest.mark.django_db
PHNOM_PENH = "Asia/Phnom_Penh"


def draft_to(event, person, key="one", **fields):
    return Draft(
        dedupe_key=key,
        kind="reminder_session",
        subject="x",
        text="x",
        recipient=person,
        topic=sender.topic(event),
        **fields,
    )


@pytest.fixture
def traveller():
    event = make_visit()
    person = make_traveller(event)
    make_leg(event, [person], start="2027-06-06 08:30", end="2027-06-06 16:20")
    return event, person


def test_of_two_reminders_to_an_expert_the_later_one_waits_until_the_morning():
    mission = make_mission()
    selected(mission, role="lead")
    for audience in ("mission_experts", "expert_papers"):
        ReminderRule.objects.create(programme=mission.event.programme, event=mission.event, audience=audience, amount=3)
    planning.reminders.plan(mission.event)
    at = mission.event.starts_at - timedelta(days=3, hours=-3)

    with time_machine.travel(at, tick=False):
        assert remind_due() == 2

    first, second = Message.objects.filter(kind__startswith="reminder_").order_by("due_at")
    local = second.due_at.astimezone(mission.event.zone)
    assert first.due_at == at
    assert (local.date(), local.hour) == (at.astimezone(mission.event.zone).date() + timedelta(days=1), 8)


def test_a_reminder_waits_for_the_mail_about_the_next_day(traveller):
    event, person = traveller

    with time_machine.travel(moment("2027-06-05 17:00", PHNOM_PENH), tick=False):
        (waiting,) = spaced(event, [draft_to(event, person)])
        (useless,) = spaced(event, [draft_to(event, person, expires_at=moment("2027-06-06 17:00", PHNOM_PENH))])
    with time_machine.travel(moment("2027-06-05 09:00", PHNOM_PENH), tick=False):
        (in_the_morning,) = spaced(event, [draft_to(event, person)])

    assert waiting.due_at.astimezone(person.zone or event.zone).hour == 8
    assert waiting.due_at > moment("2027-06-05 21:00", PHNOM_PENH)
    assert (useless.due_at, in_the_morning.due_at) == (None, None)


def test_a_mail_of_another_event_or_one_that_was_dropped_lets_nobody_wait(traveller):
    event, person = traveller
    other = make_visit(slug="other")
    outbox.queue(draft_to(other, person, "other"), draft_to(event, person, "dropped"))
    outbox.drop(topic=sender.topic(event))

    (found,) = spaced(event, [draft_to(event, person)])

    assert found.due_at is None


def test_the_mail_that_waits_is_known_until_it_is_sent(traveller):
    event, person = traveller
    outbox.queue(draft_to(event, person, "earlier", due_at=now() + timedelta(hours=9)))

    (found,) = spaced(event, [draft_to(event, person)])

    assert found.due_at > now()
