"""Choose sessions of an event. Each function is one transaction that locks the row of the event."""

from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from django.db.models import F

from accounts.models import User
from events.models import Registration, Session, SessionChoice
from events.registration import transitions
from events.registration.errors import EventClosedError
from events.registration.seat_ledger import leave_sessions
from events.sessions.errors import SessionChoiceClosedError, SessionFullError, SessionGoneError, SessionsClashError


@transaction.atomic
def choose(registration: Registration, sessions: Iterable[int], *, by: User | None) -> list[Session]:
    """Set the optional sessions of the registration to the sessions with these keys, all of them or none. Return them.

    Raise SessionChoiceClosedError if the registration has no seat, SessionGoneError, SessionFullError, SessionsClashError
    for two sessions at the same time, EventClosedError if the event is over."""
    registration = transitions.lock_registration(registration)
    event = registration.event
    if not event.is_ahead:
        raise EventClosedError
    if registration.status not in Registration.CHOOSING:
        raise SessionChoiceClosedError
    offered = {session.pk: session for session in event.sessions.filter(is_optional=True)}
    wanted = set(sessions)
    if not wanted <= offered.keys():
        raise SessionGoneError
    chosen = [session for key, session in offered.items() if key in wanted]
    _refuse_clash(chosen)
    current = set(registration.session_choices.values_list("session", flat=True))
    new = wanted - current
    full = [offered[key].title for key in sorted(new) if offered[key].is_full]
    if full:
        raise SessionFullError(full)
    leave_sessions(registration.session_choices.exclude(session__in=wanted))
    SessionChoice.objects.bulk_create(SessionChoice(session_id=key, registration=registration) for key in sorted(new))
    Session.objects.filter(pk__in=new).update(seats_taken=F("seats_taken") + 1)
    if wanted != current:
        registration.save(update_fields=["updated_at"])  # the version of the person's calendar
    return chosen


def _refuse_clash(chosen: Iterable[Session]) -> None:
    for first, second in combinations(chosen, 2):
        if first.overlaps(second):
            raise SessionsClashError(first.title, second.title)
