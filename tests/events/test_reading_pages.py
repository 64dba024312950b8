"""A GET changes nothing: pages of missions, visits and journeys create and delete no rows, also before anybody has written."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from events.contributors.links import assignment_link
from events.journeys.follow_ups.links import owner_link
from events.journeys.meetings import services as meetings
from events.journeys.meetings.links import host_link
from events.missions.requests.links import request_link
from events.models import Assignment, Event, FollowUp, Meeting, Mission, MissionReport, MissionRequest
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.missions.experts.helpers import selected
from tests.factories import make_event, make_member
from tests.test_permissions import EXPECTED, client_of, path_of, world

pytestmark = [pytest.mark.look, pytest.mark.django_db]
PACKAGES = (
    *("missions:", "mission_experts:", "mission_terms:", "mission_reports:", "mission_requests:", "mission_calls:"),
    *("assignments:", "follow_ups:", "meetings:", "legs:", "costs:", "journeys:", "study_visits:", "security_lists:"),
)
# Looks at data of this kind are recorded.
RECORDS_LOOKS = {"events.TravelLook", "events.EventChange"}


def counts() -> dict[str, int]:
    """Return the number of rows of each model of events."""
    models = apps.get_app_config("events").get_models()
    return {m._meta.label: m._default_manager.count() for m in models if m._meta.label not in RECORDS_LOOKS}


def read(client: Client, path: str) -> int:
    response: Any = client.get(path)
    if response.streaming:
        assert b"".join(response.streaming_content)  # read to its end, it is closed
    return response.status_code


def changed_by(client: Client, paths: list[str]) -> list[str]:
    """Return the paths whose GET has changed the number of rows of a model."""
    found, before = [], counts()
    for path in paths:
        read(client, path)
        after = counts()
        if after != before:
            found.append(path)
        before = after
    return found


@pytest.mark.parametrize("reader", ["viewer", "manager"])
def test_get_of_each_page_creates_no_row(reader):
    people, arguments = world()
    names = [name for name in EXPECTED if name.startswith(PACKAGES)]

    assert len(names) > 60
    assert changed_by(client_of(people[reader]), [path_of(name, arguments) for name in names]) == []


@pytest.mark.parametrize("kind", [Event.Kind.EXPERT_MISSION, Event.Kind.STUDY_VISIT])
def test_get_before_anybody_has_written_creates_no_row(kind):
    event = make_event(kind=kind, policy="none" if kind == Event.Kind.EXPERT_MISSION else "open")
    names = {
        Event.Kind.EXPERT_MISSION: (
            *("missions:mission", "missions:public", "mission_terms:terms", "mission_terms:edit"),
            *("mission_experts:list", "mission_experts:propose", "mission_reports:review", "mission_reports:edit"),
            *("follow_ups:list", "follow_ups:create", "meetings:itinerary", "legs:list", "costs:sheet"),
        ),
        Event.Kind.STUDY_VISIT: (
            *("study_visits:visit", "study_visits:edit", "study_visits:public", "study_visits:rooms"),
            *("study_visits:papers", "study_visits:after", "follow_ups:list", "meetings:itinerary", "legs:list"),
            "costs:sheet",
        ),
    }[kind]
    client = client_of(make_member(event.programme))
    paths = [reverse(name, args=[event.slug]) for name in names]

    assert changed_by(client, paths) == []
    assert [path for path in paths if read(client, path) not in {200, 302}] == []
    assert not Mission.objects.exists()


def test_get_of_personal_links_creates_no_row():
    _people, arguments = world()
    request = MissionRequest.objects.get(pk=arguments["request_pk"])
    expert = selected()
    MissionReport.objects.filter(mission=expert.mission).delete()  # as before the first author
    Assignment.objects.exclude(pk=expert.pk).delete()
    FollowUp.objects.update(visibility="institution")
    asked = meetings.take_step(make_visit(), "ask", by=None)
    meeting = Meeting.objects.select_related("session__event").get(pk=asked.pk)
    own = request_link(request), assignment_link(expert), owner_link(FollowUp.objects.get()), host_link(meeting)
    paths = ["/" + link.split("/", 3)[3] for link in own]
    paths += [f"{paths[0]}terms/", f"{paths[0]}report/", f"{paths[1]}report/", f"{paths[3]}day/"]

    assert changed_by(Client(), paths) == []
    assert [path for path in paths if read(Client(), path) != 200] == []
