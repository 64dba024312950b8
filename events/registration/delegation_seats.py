"""Put a person into a seat of a delegation."""

from django.db import transaction

from accounts.models import User
from events.models import Delegation, Registration, Step
from events.registration import states, transitions
from events.registration.errors import DelegationFullError, EventClosedError, ModeFullError
from events.registration.seat_ledger import SeatBatch

Status = Registration.Status


@transaction.atomic
def place(
    registration: Registration, delegation: Delegation, *, by: User | None, reason: str = "", because: str = ""
) -> Registration:
    """Confirm the person in a free seat of this delegation of the event. registration: saved or new.

    because: why a person is confirmed whose mandatory requirements are open, for the history.

    A seat that the person had before becomes free, and the next person on the waiting list gets it. Raise
    DelegationFullError without a free seat, ModeFullError if the delegation has one but the event has none in the mode of
    the person, InvalidTransitionError for a merged registration, EventClosedError after the end of the event, and
    RequirementsOpenError if requirements are open without `because`. A confirmed person is not asked for them again."""
    if registration.pk:
        registration = transitions.lock_registration(registration)
    else:
        transitions.with_event(registration, transitions.lock_event(registration.event))
    event, before = registration.event, registration.status or states.NO_STATUS
    states.require_allowed(Step.PLACE, before, Status.CONFIRMED)
    if not event.is_ahead or registration.merged_into_id:
        raise EventClosedError
    batch = SeatBatch(event)
    if registration.delegation_id != delegation.pk or before != Status.CONFIRMED:
        transitions.release_usage(registration, batch)
        registration.delegation = event.delegations.get(pk=delegation.pk)
        if not transitions.has_seat(registration, batch):
            is_free = batch.seats_left(delegation.pk) > 0
            raise ModeFullError if is_free else DelegationFullError
        transitions.apply_step(
            registration,
            Step.PLACE,
            Status.CONFIRMED,
            by=by,
            before=before,
            reason=reason,
            batch=batch,
            because=because,
        )
        transitions.fill_free_seats(event, batch)
        batch.finish()
    return registration
