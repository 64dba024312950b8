"""A published agenda that changes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from accounts.models import User
from events.agenda import edits, versions
from events.agenda.edits import Edit
from events.agenda.items import items_of
from events.models import Event, Session
from tests.factories import make_member


def publish_changes(
    event: Event, changes: Mapping[Session, Mapping[str, Any] | None], *, by: User | None = None
) -> int:
    """Publish a version with new values of sessions, or without a session (None). Return the number of people notified."""
    by = by or make_member(event.programme)
    draft_changes(event, changes, by=by)
    seen = versions.fingerprint(items_of(event, with_removed=True))
    return versions.publish(event, note="", seen=seen, by=by)[1]


def draft_changes(event: Event, changes: Mapping[Session, Mapping[str, Any] | None], *, by: User | None = None) -> None:
    """Give sessions new values in the agenda that organisers edit, or remove them (None)."""
    made = [Edit(f"s{session.pk}", None if values is None else dict(values)) for session, values in changes.items()]
    edits.save(event, made, text="change", by=by)


def later(session: Session, hours: int) -> dict[str, str]:
    """Return the times of a session so many hours later."""
    assert session.starts_at
    assert session.ends_at
    by = timedelta(hours=hours)
    return {"starts_at": (session.starts_at + by).isoformat(), "ends_at": (session.ends_at + by).isoformat()}
