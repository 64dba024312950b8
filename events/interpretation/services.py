"""Assign interpreters to the booths of a session."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from events import history
from events.interpretation.errors import BoothGoneError
from events.models import Contributor, Event, Session
from events.registration import transitions
from events.spoken_languages import language_names


@transaction.atomic
def assign(session: Session, booths: Mapping[int, str], *, by: User) -> int:
    """Assign interpreters to booths of a session. Return the number of interpreters whose booth has changed.

    booths: the language of the booth by the key of the contributor; "" for no booth: then their pairs propose one.
    Raise BoothGoneError for a language that the session does not have, and for somebody who does not interpret it."""
    event = transitions.lock_event(session.event)
    fresh = event.sessions.filter(pk=session.pk).first()
    if fresh is None or {*booths.values()} - {"", *(fresh.languages or [])}:
        raise BoothGoneError
    rows = Contributor.objects.filter(session=fresh, role=Contributor.Role.INTERPRETER).not_declined()
    interpreters = {row.pk: row for row in rows.order_by("pk")}
    if {*booths} - {*interpreters}:
        raise BoothGoneError
    changed = []
    for key, code in booths.items():
        interpreter = interpreters[key]
        if interpreter.booth != code:
            interpreter.booth = code
            changed.append(interpreter)
    Contributor.objects.bulk_update(changed, ["booth"])
    if changed:
        _record(event, fresh, changed, by=by)
    return len(changed)


def _record(event: Event, session: Session, changed: list[Contributor], *, by: User) -> None:
    lines = [f"{one.name}: {language_names([one.booth])[0] if one.booth else '–'}" for one in changed]
    history.record(event, history.What.CONTRIBUTORS, [session.title, *lines], by=by)
