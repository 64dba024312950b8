"""Reminders to the experts of a mission: before its days, of missing papers, and of what the terms of reference say is due."""

from datetime import timedelta

import pytest
import time_machine

from events.missions.experts import services as experts
from events.models import Deliverable, Event, ReminderRule
from events.planning import services as planning
from events.reminders.services import remind_due
from notifications.models import Message
from notifications.outbox.tasks import deliver_due
from tests.events.missions.experts.helpers import NO_INTERESTS, agreed, proposed, ready, selected, token_of
from tests.events.missions.experts.helpers import make_mission as make_published
from tests.events.missions.experts.helpers import make_terms as make_agreed_terms
from tests.events.missions.helpers import agree, make_asked_mission, make_expert, make_terms
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db


def make_rule(event, **fields):
    rule = ReminderRule.objects.create(programme=event.programme, event=event, **fields)
    planning.reminders.plan(event)
    return rule


def sent(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def remind_before(event, days=3):
    with time_machine.travel(event.starts_at - timedelta(days=days, hours=-3), tick=False):
        return remind_due()


def test_selected_experts_are_reminded_with_the_link_to_their_page():
    mission = make_published()
    expert, interpreter = selected(mission), selected(mission, name="Dewi Lestari", role="interpreter")
    proposed(mission, name="Somsak Chaiyaporn")
    make_rule(mission.event, audience="mission_experts", amount=3)

    assert remind_before(mission.event) == 2

    mails = sent("reminder_mission")
    assert {mail.recipient for mail in mails} == {expert.expert.person, interpreter.expert.person}
    (mail,) = [mail for mail in mails if mail.recipient == interpreter.expert.person]
    assert f"/assignments/{token_of(interpreter)}/" in mail.text
    assert "Your role: Interpreter." in mail.text


def test_only_experts_whose_papers_are_missing_are_reminded_of_them():
    mission = make_published()
    make_agreed_terms(mission)
    ready(mission)
    undeclared, unsigned = selected(mission, name="Not Declared"), selected(mission, name="Not Signed")
    experts.declare(unsigned, NO_INTERESTS)
    make_rule(mission.event, audience="expert_papers", amount=3)

    assert remind_before(mission.event) == 2

    assert {mail.recipient for mail in sent("reminder_expert_papers")} == {
        undeclared.expert.person,
        unsigned.expert.person,
    }


def test_new_terms_are_a_missing_paper_of_those_who_signed_the_version_before():
    mission = make_published()
    signed = agreed(mission)
    make_agreed_terms(mission)
    make_rule(mission.event, audience="expert_papers", amount=3)

    assert remind_before(mission.event) == 1

    assert sent("reminder_expert_papers")[0].recipient == signed.expert.person


def test_release_withdraws_the_queued_reminder():
    mission = make_published()
    released = selected(mission)
    make_rule(mission.event, audience="mission_experts", amount=3)
    with time_machine.travel(mission.event.starts_at - timedelta(days=2, hours=21), tick=False):
        remind_due()
        experts.release(released, by=make_member(mission.event.programme))
        deliver_due()

    assert [mail.status for mail in sent("reminder_mission")] == [Message.Status.DROPPED]


def test_due_dates_of_agreed_terms_are_moments_and_their_mail_has_the_page_of_the_expert():
    mission, request = make_asked_mission(status=Event.Status.PUBLISHED)
    expert = make_expert(mission)
    make_terms(mission)
    agree(mission, request)
    make_rule(mission.event, audience="reports", anchor="deliverable_due", amount=2)
    due_at = Deliverable.objects.filter(person=expert.expert.person).latest("due_at").due_at

    with time_machine.travel(due_at - timedelta(days=1), tick=False):
        assert remind_due() >= 1

    assert f"/assignments/{token_of(expert)}/" in sent("reminder_report")[-1].text


def test_people_of_other_events_get_no_reminder_of_a_mission():
    mission, other = make_published(), make_published()
    selected(other, person=make_person())
    make_rule(mission.event, audience="mission_experts", amount=3)

    assert remind_before(mission.event) == 0
