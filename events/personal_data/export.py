"""The download of a person's data: a ZIP file with JSON, files, mails and a calendar."""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.db.models import Q
from django.utils.timezone import now

from accounts.models import User
from events.calendars import vevent
from events.models import AnswerFile, EvidenceFile, ExpertPicture, Registration, Slides
from events.personal_data.declarations import PLACES
from events.personal_data.identity import addresses_of
from events.personal_data.legal_grounds import legal_grounds
from events.personal_data.places import KINDS
from events.personal_data.record import raw_rows
from events.personal_data.retention.table import LINES
from notifications.mail.mime import build_mime
from notifications.models import Message

SCHEMA = "plenary-personal-data-1"
MEMORY = 5_000_000  # bytes; a larger file is written to a temporary file
JSON_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The data that Plenary holds about a person",
    "type": "object",
    "required": ["schema", "made_at", "site", "person", "data", "must_be_kept"],
    "properties": {
        "schema": {"const": SCHEMA},
        "made_at": {"type": "string", "format": "date-time", "description": "in UTC"},
        "site": {"type": "string", "format": "uri"},
        "person": {"type": "integer", "description": "the number of the account"},
        "data": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "model", "title", "reason", "kept", "decided_by", "rows"],
                "properties": {
                    "kind": {"type": "string", "description": "the section of the page My data"},
                    "model": {"type": "string", "description": "the table"},
                    "title": {"type": "string"},
                    "reason": {"type": "string", "description": "why it is kept"},
                    "kept": {"type": "string", "description": "how long it is kept"},
                    "decided_by": {"type": "string", "description": "who decides how long it is kept"},
                    "rows": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "description": "values by field; two underscores lead to a field of another table",
                        },
                    },
                },
            },
        },
        "must_be_kept": {
            "type": "array",
            "description": "what a programme must keep after an erasure",
            "items": {
                "type": "object",
                "required": ["programme", "event", "ground", "until_on"],
                "properties": {
                    "programme": {"type": "string"},
                    "event": {"type": "string"},
                    "ground": {"type": "string"},
                    "until_on": {"type": "string", "format": "date"},
                },
            },
        },
    },
}
README = """This file contains the data that {site} holds about you.

data.json      all data, by kind, with the reason and the time for which it is kept
schema.json    describes data.json (JSON Schema 2020-12)
calendar.ics   your events
mails/         the mails that we have sent to you, as long as their text is kept
files/         the files that you have uploaded
slides/        your slides
pictures/      your pictures in the directories of experts
"""


def export(person: User) -> IO[bytes]:
    """Return the ZIP file of a person, open at its start. The caller closes it."""
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=MEMORY)  # noqa: SIM115 (the caller closes it)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(site=settings.SITE_NAME))
        archive.writestr("data.json", _json(data_of(person)))
        archive.writestr("schema.json", _json(JSON_SCHEMA))
        archive.writestr("calendar.ics", _calendar(person))
        for name, content in (*_files(person), *_mails(person)):
            archive.writestr(name, content)
    target.seek(0)
    return target


def data_of(person: User) -> dict[str, Any]:
    """Return the content of data.json. Its schema is JSON_SCHEMA."""
    addresses = addresses_of(person)
    data = []
    for place in PLACES:
        if not place.kind:
            continue
        line = LINES[place.line]
        data.append(
            {
                "kind": str(KINDS[place.kind]),
                "model": place.model,
                "title": str(place.model_class._meta.verbose_name_plural),
                "reason": str(line.reason),
                "kept": line.period_text,
                "decided_by": str(line.decides.label),
                "rows": [_plain(row) for row in raw_rows(place, person, addresses)],
            }
        )
    return {
        "schema": SCHEMA,
        "made_at": now().astimezone(UTC).isoformat(),
        "site": settings.BASE_URL,
        "person": person.pk,
        "data": data,
        "must_be_kept": [_plain(vars(ground)) for ground in legal_grounds(person)],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def _calendar(person: User) -> str:
    """Return the events of person as a calendar file: those of a confirmed or undecided registration."""
    rows = Registration.objects.of(person).active().exclude(event__starts_at=None).order_by("event__starts_at", "pk")
    events = [row.event for row in rows.select_related("event__venue__country", "event__programme")]
    pairs = [(event.vevent or vevent.render(event), event.timezone) for event in events]
    return vevent.calendar((block for block, _zone in pairs), (zone for _block, zone in pairs))


def _files(person: User) -> Iterator[tuple[str, bytes]]:
    own = Q(registration__person=person) | Q(kept_for=person)
    for picture in ExpertPicture.objects.filter(expert__person=person).order_by("pk"):
        yield f"pictures/{picture.pk}.jpg", bytes(picture.jpeg)
    stored_files: list[tuple[str, AnswerFile | EvidenceFile | Slides]] = [
        *(("files", stored) for stored in AnswerFile.objects.filter(own).order_by("pk")),
        *(("evidence", stored) for stored in EvidenceFile.objects.filter(own).order_by("pk")),
        *(("slides", stored) for stored in Slides.objects.filter(contributor__person=person).order_by("pk")),
    ]
    for folder, stored in stored_files:
        try:
            with stored.file.open() as content:
                yield f"{folder}/{stored.pk}-{_safe(stored.name)}", content.read()
        except FileNotFoundError:  # lost by the storage; its name is in data.json
            continue


def _mails(person: User) -> Iterator[tuple[str, bytes]]:
    for message in Message.objects.filter(recipient=person).exclude(text="").order_by("pk").iterator(chunk_size=50):
        name = f"mails/{message.created_at:%Y-%m-%d}-{message.pk}.eml"
        try:
            yield name, bytes(build_mime(message).message())
        except ValueError:  # an address that no mail program accepts: the mail was never sent
            yield name.removesuffix(".eml") + ".txt", message.text.encode()


def _safe(name: str) -> str:
    """Return a file name that every system accepts."""
    return re.sub(r"[^\w.\- ]", "_", PurePath(name).name)[-100:] or "file"
