"""Requests for the tests of missions."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import now

from events.missions.requests import services
from events.missions.requests.links import request_link
from events.models import CallForRequests, MissionRequest, Programme
from events.questions.file_validation import ValidatedFile, validate_file
from tests.factories import make_country, make_programme

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
