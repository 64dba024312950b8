"""Who was there, and what they say of it. Each function is one transaction that holds the event's row."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.attendance.errors import EvaluationNotAskedError, EventNotStartedError, NobodyChosenError
from events.models import Attendance, Evaluation, EvaluationGiven, Event, Registration, Session
from events.registration import transitions

# From the last day of an event, while people remember it.
EVALUATED_FOR = timedelta(days=60)


def may_check_in(event: Event) -> bool:
    """Say whether the event has begun: from midnight of its first day, on the clocks of the place."""
    start = event.local_starts_at
    if start is None or not event.is_dated or event.status != Event.Status.PUBLISHED:
        return False
    return now() >= start.replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def check_in(event: Event, keys: Iterable[int], *, session: Session | None = None, by: User) -> int:
    """Note that these registrations (by key) are there; return how many were not noted before.

    Who comes to a session is at the event. Raises NotYet before the first day, NobodyChosen if none of them has a
    place."""
    event = transitions.lock_event(event)
    if not may_check_in(event):
        raise EventNotStartedError
    chosen = list(event.registrations.confirmed().filter(pk__in=list(keys)).values_list("pk", flat=True))
    if not chosen:
        raise NobodyChosenError
    at_event = _note(chosen, None, by)
    return _note(chosen, session, by) if session else at_event


def _note(keys: list[int], session: Session | None, by: User) -> int:
    there = set(
        Attendance.objects.filter(registration__in=keys, session=session).values_list("registration", flat=True)
    )
    new = [Attendance(registration_id=pk, session=session, by=by) for pk in keys if pk not in there]
    Attendance.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def undo_check_in(event: Event, keys: Iterable[int], *, session: Session | None = None) -> int:
    """Note that these registrations are not there after all; return how many were noted.

    Who was not at the event was at none of its sessions."""
    event = transitions.lock_event(event)
    mine = Attendance.objects.filter(registration__event=event, registration__in=list(keys))
    found = mine.filter(session=session)
    count = found.count()
    (found if session else mine).delete()
    return count


def may_evaluate(registration: Registration) -> bool:
    """Say whether this person is asked what they think of the event: from its last day on for sixty days, who was
    there; where nobody was marked, who had a place."""
    event = registration.event
    end = event.local_ends_at
    if end is None or event.status != Event.Status.PUBLISHED or registration.status != Registration.Status.CONFIRMED:
        return False
    opens = (end - timedelta(microseconds=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if not opens <= now() < end + EVALUATED_FOR:
        return False
    if EvaluationGiven.objects.filter(registration=registration).exists():
        return False
    was_there = Attendance.objects.filter(registration__event=event)
    return not was_there.exists() or was_there.filter(registration=registration).exists()


@transaction.atomic
def evaluate(registration: Registration, said: Mapping[str, Any]) -> None:
    """Keep what somebody says of the event (fields of Evaluation), once, and apart from who said it. Raises NotAsked."""
    registration = transitions.lock_registration(registration)
    if not may_evaluate(registration):
        raise EvaluationNotAskedError
    EvaluationGiven.objects.create(registration=registration)
    Evaluation.objects.create(event=registration.event, **said)
