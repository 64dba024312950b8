"""The agenda as a table and as JSON, for people and for programs. docs/agenda-file.md describes the fields of the JSON."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from events.agenda.languages import language_names
from events.agenda.session_times import end_text, start_text
from events.models import AgendaVersion, Event, Session
from events.spreadsheets.writer import Cell

# Increase it when a field is renamed or removed, or gets another meaning. A new field needs no new number.
FORMAT = 1


def headings() -> list[str]:
    return [
        _("Date"),
        _("Starts"),
        _("Ends"),
        _("Time zone"),
        _("Type"),
        _("Session"),
        _("Track"),
        _("Room"),
        _("Host institution"),
        _("Place"),
        _("Interpreted into"),
        _("Contributors"),
        _("Optional"),
        _("Places"),
        _("Description"),
        _("Page"),
    ]


def rows(sessions: Iterable[Session]) -> Iterator[list[Cell]]:
    """Yield one row for each session, with local times. Dates are ISO 8601, so that every program sorts them."""
    for session in sessions:
        start = _local(session, session.starts_at)
        yield [
            start.date().isoformat() if start else session.time_text,
            start_text(session),
            end_text(session),
            session.zone.key if start else "",
            str(session.get_kind_display()),
            session.title,
            session.track,
            session.room,
            session.host_institution,
            str(session.venue or ""),
            ", ".join(language_names(session.languages)),
            "; ".join(_contributor_text(contributor) for contributor in session.contributors.all()),
            _("Yes") if session.is_optional else _("No"),
            "" if session.seats is None else session.seats,
            session.abstract,
            settings.BASE_URL + session.get_absolute_url(),
        ]


def _contributor_text(contributor: Any) -> str:
    about = ", ".join(filter(None, [contributor.affiliation, str(contributor.get_role_display())]))
    return f"{contributor.name} ({about})"


def document(event: Event, sessions: Iterable[Session], version: AgendaVersion | None) -> dict[str, Any]:
    """Return the agenda as plain values for JSON."""
    return {
        "format": FORMAT,
        "event": {
            "title": event.title,
            "url": settings.BASE_URL + event.get_absolute_url(),
            "status": event.status,
            "starts_at": _iso(event.local_starts_at) if event.is_dated else None,
            "ends_at": _iso(event.local_ends_at) if event.is_dated else None,
            "timezone": event.timezone,
        },
        "version": {"number": version.number, "published_at": _iso(version.at), "note": version.note}
        if version
        else None,
        "sessions": [_session(session) for session in sessions],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "id": session.pk,
        "uid": session.uid,
        "url": settings.BASE_URL + session.get_absolute_url(),
        "kind": session.kind,
        "title": session.title,
        "abstract": session.abstract,
        "starts_at": _iso(_local(session, session.starts_at)),
        "ends_at": _iso(_local(session, session.ends_at)),
        "timezone": session.zone.key,
        "time_text": session.time_text,
        "track": session.track,
        "room": session.room,
        "host_institution": session.host_institution,
        "venue": str(session.venue) if session.venue else None,
        "languages": session.languages,
        "is_optional": session.is_optional,
        "seats": session.seats,
        "seats_left": session.seats_left,
        "contributors": [
            {"name": contributor.name, "affiliation": contributor.affiliation, "role": contributor.role}
            for contributor in session.contributors.all()
        ],
    }


def _local(session: Session, moment: datetime | None) -> datetime | None:
    return moment.astimezone(session.zone) if moment else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
