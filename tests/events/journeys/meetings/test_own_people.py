"""The team brings an expert of a mission into a meeting, and sees only the steps that make sense."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.journeys.meetings import own_people, services
from events.models import Meeting
from notifications.models import Message
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.missions.experts.helpers import make_mission, selected
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def sheet_page(meeting):
    return reverse("meetings:sheet", args=[meeting.session.event.slug, meeting.pk])


def test_an_expert_of_the_mission_is_brought_into_a_meeting_with_one_click(client):
    mission = make_mission()
    expert = selected(mission, role="lead")
    meeting = make_visit(mission.event)
    client.force_login(make_member(mission.event.programme, "manager"))
    assert f"Add {expert.expert.name}" in client.get(sheet_page(meeting)).text

    page = client.post(sheet_page(meeting), {"action": "bring", "expert": expert.pk}, follow=True).text

    (row,) = meeting.session.contributors.all()
    assert (row.person, row.role, row.name) == (expert.expert.person, "expert", expert.expert.name)
    assert f"Add {expert.expert.name}" not in page
    assert own_people.bring(meeting, expert.pk, by=None) == 0
    assert meeting.session.contributors.count() == 1


def test_an_interpreter_of_the_mission_interprets_in_its_meetings():
    mission = make_mission()
    interpreter = selected(mission, role="interpreter")
    meeting = make_visit(mission.event)

    own_people.bring(meeting, interpreter.pk, by=make_member(mission.event.programme))

    assert meeting.session.contributors.get().role == "interpreter"


def test_no_expert_of_another_mission_is_brought():
    meeting = make_visit(make_mission().event)

    assert (
        own_people.bring(
            meeting, selected(make_mission(), role="lead").pk, by=make_member(meeting.session.event.programme)
        )
        == 0
    )
    assert not meeting.session.contributors.exists()


def test_the_team_sees_the_steps_of_the_time():
    meeting = make_visit(status="confirmed")
    before, after = (
        meeting.session.starts_at - timedelta(minutes=1),
        meeting.session.ends_at + timedelta(minutes=1),
    )

    assert not set(services.steps_of(meeting, before)) & {"hold", "not_hold"}
    assert "hold" in services.steps_of(meeting, after)
    assert not set(services.steps_of(meeting, after)) & {"ask", "cancel", "confirm"}


def test_asking_says_who_is_asked_and_offers_the_list_only_to_a_host_who_wants_one(client):
    meeting = make_visit()
    client.force_login(make_member(meeting.session.event.programme, "manager"))

    page = client.post(
        sheet_page(meeting), {"action": "step", "step": "ask", "mails": "1", "mail": "1"}, follow=True
    ).text

    assert Meeting.objects.get().status == "asked"
    assert ("hara.emi@example.org is asked by email." in page) == Message.objects.filter(kind="host_asked").exists()
    assert Message.objects.filter(kind="host_asked").exists()
    assert "Study visit" in Message.objects.get(kind="host_asked").text
    assert 'value="release"' not in page
