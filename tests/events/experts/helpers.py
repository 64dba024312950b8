"""An expert with a past and a future event, and pictures."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from PIL import Image

from events.models import Contributor, Event, Expert, Programme, Session
from tests.factories import make_event, make_person, make_programme


def make_expert(programme: Programme | None = None, **fields: Any) -> Expert:
    programme = programme or Programme.objects.first() or make_programme()
    fields.setdefault("name", "Haruka Nakamura")
    return Expert.objects.create(programme=programme, **fields)


def make_assignment(expert: Expert, event: Event | None = None, **fields: Any) -> Contributor:
    session = fields.pop("session", None)
    if session is None:
        event = event or make_event(programme=expert.programme)
        ends_at = event.starts_at + timedelta(hours=1)
        session = Session.objects.create(event=event, title="Profiling", starts_at=event.starts_at, ends_at=ends_at)
    fields.setdefault("person", expert.person)
    return Contributor.objects.create(session=session, expert=expert, name=expert.name, **fields)


def past_event(programme: Programme, **fields: Any) -> Event:
    return make_event(programme=programme, starts_at=now() - timedelta(days=40), **fields)


def expert_with_account(**fields: Any) -> Expert:
    return make_expert(person=make_person(name="Haruka Nakamura"), **fields)


def make_picture(width: int = 900, height: int = 1200, *, form: str = "JPEG", **saved: Any) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, form, **saved)
    return SimpleUploadedFile("portrait.jpg", content.getvalue(), content_type="image/jpeg")
