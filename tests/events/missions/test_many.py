"""Pages with forty missions and twenty visits run as many queries as those with two."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from events.models import (
    Assignment,
    Expert,
    FollowUp,
    Mission,
    MissionReport,
    MissionRequest,
    RequestChange,
    StudyVisit,
)
from events.organise import digest
from tests.events.missions.experts.helpers import make_terms
from tests.events.missions.helpers import make_request
from tests.factories import make_country, make_event, make_member, make_programme, make_session, make_venue

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Season:
    """A programme whose missions and visits are of every kind: asked for, ahead, late, reported, followed up."""

    def __init__(self) -> None:
        self.programme = make_programme(slug="ours")
        self.country = make_country("ID", name="Indonesia")
        self.programme.countries.add(self.country)
        self.venue = make_venue(country=self.country)
        self.manager = make_member(self.programme)
        self.numbers = 0

    def add(self, *, missions: int, visits: int) -> None:
        for _number in range(missions):
            self._add_mission()
        for _number in range(visits):
            event = self._event("study_visit", days=40)
            StudyVisit.objects.create(event=event)
            make_session(event)

    def _event(self, kind: str, *, days: int):
        self.numbers += 1
        start = now().replace(hour=3, minute=0, second=0, microsecond=0) + days * DAY + timedelta(minutes=self.numbers)
        policy = "none" if kind == "expert_mission" else "nomination"
        fields = {"kind": kind, "policy": policy, "venue": self.venue, "starts_at": start, "ends_at": start + 4 * DAY}
        return make_event(programme=self.programme, **fields)

    def _add_mission(self) -> None:
        event = self._event("expert_mission", days=-25 if self.numbers % 2 else 20)
        mission = Mission.objects.create(event=event)
        expert = Expert.objects.create(programme=self.programme, name=f"Expert {self.numbers}")
        Assignment.objects.create(mission=mission, expert=expert, status="selected", selected_at=now())
        request = make_request(self.programme, status="submitted", reference=f"REQ-2026-{self.numbers:03}")
        RequestChange.objects.create(request=request, status="submitted")
        answered = make_request(self.programme, status="accepted", reference=f"REQ-2025-{self.numbers:03}")
        MissionRequest.objects.filter(pk=answered.pk).update(mission=mission)
        make_terms(mission, status="sent", agreed_at=None, answer="Two more days, please.")
        MissionReport.objects.create(
            mission=mission,
            status="accepted" if self.numbers % 3 else "submitted",
            released_at=now() if self.numbers % 3 else None,
        )
        for number in (1, 2):
            FollowUp.objects.create(
                event=event,
                kind="recommendation",
                number=number,
                text=f"Do {self.numbers}-{number}.",
                due_on=(now() - 3 * DAY).date(),
                visibility="public",
            )


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # sessions and other first times
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200, address
    return len(found)


def test_pages_with_many_missions_and_visits_run_a_fixed_number_of_queries():
    season = Season()
    team, anybody = Client(), Client()
    team.force_login(season.manager)
    pages = {
        **dict.fromkeys(("/organise/", "/organise/events/", "/organise/events/?view=year"), team),
        "/organise/events/?view=board": team,
        "/organise/programmes/ours/": team,
        reverse("mission_requests:list", args=["ours"]): team,
        reverse("experts:list", args=["ours"]): team,
        "/": anybody,
        reverse("public:country", args=["ID"]): anybody,
    }

    season.add(missions=6, visits=2)
    few = {page: queries_of(client, page) for page, client in pages.items()}
    season.add(missions=34, visits=18)
    many = {page: queries_of(client, page) for page, client in pages.items()}

    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}
    assert anybody.get(reverse("public:country", args=["ID"])).text.count("Do ") >= 40


def test_morning_mail_about_many_missions_runs_a_fixed_number_of_queries(settings):
    settings.WORK_LIST_SECONDS = 0
    season = Season()
    counts = []
    for missions in (6, 34):
        season.add(missions=missions, visits=missions // 2)
        with CaptureQueriesContext(connection) as found:
            assert digest._draft(f"digest:{missions}", season.manager, now().date())
        counts.append(len(found))

    assert counts[0] == counts[1]
