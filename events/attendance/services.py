"""Check people in, and save their evaluations. Each function is one transaction that locks the event."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.attendance.errors import EvaluationNotAskedError, EventNotStartedError, NobodyChosenError
from events.models import Attendance, Evaluation, EvaluationGiven, Event, Registration, Session
from events.registration import transitions

# How long after its end an event can be evaluated.
EVALUATED_FOR = timedelta(days=60)


def can_check_in(event: Event) -> bool:
    """Return whether check-in is open: from midnight of the first day, in the event's time zone."""
    start = event.local_starts_at
    if start is None or not event.is_dated or event.status != Event.Status.PUBLISHED:
        return False
    return now() >= start.replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def check_in(event: Event, keys: Iterable[int], *, session: Session | None = None, by: User) -> int:
    """Record that the people of these registrations (keys) are present; return how many were not recorded before.

    A person who is present at a session is present at the event too. Raise EventNotStartedError before the first day,
    NobodyChosenError if none of the registrations is confirmed."""
    event = transitions.lock_event(event)
    if not can_check_in(event):
        raise EventNotStartedError
    chosen = list(event.registrations.confirmed().filter(pk__in=list(keys)).values_list("pk", flat=True))
    if not chosen:
        raise NobodyChosenError
    at_event = _record(chosen, None, by)
    return _record(chosen, session, by) if session else at_event


def _record(keys: list[int], session: Session | None, by: User) -> int:
    present = set(
        Attendance.objects.filter(registration__in=keys, session=session).values_list("registration", flat=True)
    )
    new = [Attendance(registration_id=pk, session=session, by=by) for pk in keys if pk not in present]
    Attendance.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def undo_check_in(event: Event, keys: Iterable[int], *, session: Session | None = None) -> int:
    """Delete the attendance of these registrations (keys); return how many were recorded.

    Without session, delete their attendance at all sessions too."""
    event = transitions.lock_event(event)
    everywhere = Attendance.objects.filter(registration__event=event, registration__in=list(keys))
    there = everywhere.filter(session=session)
    count = there.count()
    (there if session else everywhere).delete()
    return count


class EvaluationState(Enum):
    """Whether a person can evaluate an event, or why they cannot."""

    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"
    GIVEN = "given"  # they have evaluated it
    NOT_ASKED = "not_asked"  # they did not take part, or the event does not take place


def evaluation_window(event: Event) -> tuple[datetime, datetime] | None:
    """Return when evaluation of event opens and closes (aware): from its last day, for EVALUATED_FOR after its end.

    None if the event has no date or does not take place."""
    end = event.local_ends_at
    if end is None or event.status != Event.Status.PUBLISHED:
        return None
    opens = (end - timedelta(microseconds=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return opens, end + EVALUATED_FOR


def evaluation_state(registration: Registration) -> EvaluationState:
    """Return whether the person can evaluate the event: they were present, and evaluation is open.

    If no attendance was taken, all confirmed participants can."""
    window = evaluation_window(registration.event)
    if EvaluationGiven.objects.filter(registration=registration).exists():
        return EvaluationState.GIVEN
    if window is None or registration.status != Registration.Status.CONFIRMED:
        return EvaluationState.NOT_ASKED
    if now() < window[0]:
        return EvaluationState.NOT_YET
    if now() >= window[1]:
        return EvaluationState.OVER
    attendance = Attendance.objects.filter(registration__event=registration.event)
    was_present = not attendance.exists() or attendance.filter(registration=registration).exists()
    return EvaluationState.OPEN if was_present else EvaluationState.NOT_ASKED


def can_evaluate(registration: Registration) -> bool:
    """Return whether the person can evaluate the event now, and has not done so."""
    return evaluation_state(registration) is EvaluationState.OPEN


@transaction.atomic
def evaluate(registration: Registration, answers: Mapping[str, Any]) -> None:
    """Save the answers (by field of Evaluation) of a person, once. They are stored without a link to the person.

    Raise EvaluationNotAskedError if the person cannot evaluate the event."""
    registration = transitions.lock_registration(registration)
    if not can_evaluate(registration):
        raise EvaluationNotAskedError
    EvaluationGiven.objects.create(registration=registration)
    Evaluation.objects.create(event=registration.event, **answers)
