"""Requests for the tests of missions."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import now

from events.missions.records import new_mission
from events.missions.requests import services
from events.missions.requests.links import request_link
from events.missions.terms import services as terms_services
from events.models import (
    Assignment,
    CallForRequests,
    Expert,
    Mission,
    MissionRequest,
    Programme,
    TermsOfReference,
)
from events.questions.file_validation import ValidatedFile, validate_file
from tests.factories import make_country, make_event, make_person, make_programme

COMPLETE = {
    "topic": "Claims of unemployment insurance",
    "problem": "Four in ten people claim.",
    "questions": "Where do people give up?\nWhich staff does a counter need?",
    "period": "2027-04-12 to 2027-04-16: after Eid",
}


def make_request(programme: Programme | None = None, **fields: Any) -> MissionRequest:
    """Create a complete draft of an institution in Thailand."""
    fields = {
        "programme": programme or Programme.objects.first() or make_programme(),
        "country": make_country(),
        "institution": "Ministry of Manpower",
        "contact_name": "Ratna Wulandari",
        "contact_email": "ratna@example.org",
        **COMPLETE,
        **fields,
    }
    return MissionRequest.objects.create(**fields)


def make_submitted(programme: Programme | None = None, **fields: Any) -> MissionRequest:
    return services.submit(make_request(programme, **fields))


def make_call(programme: Programme | None = None, **fields: Any) -> CallForRequests:
    """Create a published call that is open for thirty days."""
    fields = {
        "programme": programme or Programme.objects.first() or make_programme(),
        "title": "Missions in 2027",
        "closes_at": now() + timedelta(days=30),
        "timezone": "Asia/Bangkok",
        "published_at": now(),
        **fields,
    }
    return CallForRequests.objects.create(**fields)


def path_of(request: MissionRequest) -> str:
    """Return the path of the page behind the personal link."""
    return request_link(request).split("/", 3)[3].join(["/", ""])


def a_letter() -> ValidatedFile:
    return validate_file(ContentFile(b"%PDF-1.7 %%EOF", "letter.pdf"))


ROWS = [
    {"title": "Questions", "owner": "Nakamura Haruka", "anchor": "start", "offset": -28, "format": "docx", "language": "en"},
    {"title": "Mission report, draft", "owner": "Nakamura Haruka", "anchor": "end", "offset": 14, "format": "docx", "language": "en"},
]  # fmt: skip
TEXTS = {
    "objective": "More people claim.",
    "tasks": "Read the data\nMeet the agency",
    "profile": "Lead: 2 + 5 + 3 days",
}


def make_mission(programme: Programme | None = None, **fields: Any) -> Mission:
    """Create a mission in Jakarta from 12 to 16 April 2027, as the draft of an event."""
    event = make_event(
        **{
            "programme": programme or Programme.objects.first() or make_programme(),
            "kind": "expert_mission",
            "policy": "none",
            "status": "draft",
            "timezone": "Asia/Jakarta",
            "precision": "day",
            "starts_at": datetime(2027, 4, 11, 17, tzinfo=UTC),
            "ends_at": datetime(2027, 4, 16, 17, tzinfo=UTC),
            **fields,
        }
    )
    mission = new_mission(event)
    mission.save()
    return mission


def make_asked_mission(**fields: Any) -> tuple[Mission, MissionRequest]:
    """Create a mission that answers an accepted request."""
    mission = make_mission(**fields)
    request = make_request(
        mission.event.programme, status="accepted", reference=f"REQ-2026-{mission.pk:03}", mission=mission
    )
    return mission, request


def make_terms(mission: Mission, **fields: Any) -> TermsOfReference:
    """Create the draft of terms that can be sent."""
    terms_services.begin(mission.event, by=None)
    return terms_services.save(mission.event, by=None, **{**TEXTS, "deliverables": ROWS, **fields})


def agree(mission: Mission, request: MissionRequest) -> TermsOfReference:
    """Send the draft of a mission, and agree to it for the institution."""
    terms_services.send(mission.event, by=None)
    request.refresh_from_db()
    number = mission.terms.order_by("number").last().number
    return terms_services.agree_by_link(request, number, name="Dr Hendra Kusuma")


def make_expert(mission: Mission, name: str = "Nakamura Haruka", **fields: Any) -> Assignment:
    """Select an expert with an account for a mission."""
    expert = Expert.objects.create(
        programme=mission.event.programme, name=name, person=fields.pop("person", None) or make_person(name=name)
    )
    return Assignment.objects.create(**{"mission": mission, "expert": expert, "status": "selected", **fields})
