"""Organisers move a person from one event of a programme to another."""

from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.calendars.invites import Method
from events.models import Event, Registration, Step
from events.registration import notify, states, transitions
from events.registration.admission import ADMISSION_COLUMNS
from events.registration.errors import EventClosedError, InvalidTransitionError, RegistrationError
from events.registration.seat_ledger import SeatBatch

Status = Registration.Status
MOVED, REMOVED = "registration_moved", "calendar_removed"
COLUMNS = (*ADMISSION_COLUMNS, "certificate_name")


class AlreadyThereError(RegistrationError):
    advice = gettext_lazy("This person has a registration for that event already. Nothing was changed.")


def possible_targets(registration: Registration) -> QuerySet[Event]:
    """Return the events to which the person can be moved: those ahead of the same programme, the next first."""
    event = registration.event
    ahead = Event.objects.filter(programme=event.programme_id, status=Event.Status.PUBLISHED, ahead_until__gte=now())
    return ahead.exclude(pk=event.pk).order_by("starts_at", "pk")


@transaction.atomic
def move(registration: Registration, target: Event, *, by: User, because: str = "") -> Registration:
    """Withdraw the person here and register them for target. Return the new registration.

    A confirmed person is confirmed there if a seat is free, else they go to the waiting list. If mandatory requirements of
    the other event are open, they await a decision there, unless `because` says why they are confirmed. Others keep their place in
    the order of decisions: a person who waits for a seat waits there, all others await a decision. Both histories name
    the other event. One mail tells of the move, with the new status and the calendar invite. A calendar that shows the old
    event also gets a CANCEL, in a message of its own: calendars apply one METHOD of one mail, and it must not overtake the
    earlier messages about the old event.

    Raise EventClosedError if one of the events is over, AlreadyThereError, InvalidTransitionError if the registration has
    ended, and PersonIsLeavingError."""
    here, there = _lock_both(registration.event, target)
    fresh = here.registrations.select_related("person").filter(pk=registration.pk).first()
    if fresh is None or not fresh.is_active or fresh.merged_into_id:
        raise InvalidTransitionError
    if not here.is_ahead or not possible_targets(fresh).filter(pk=there.pk).exists():
        raise EventClosedError
    transitions.with_event(fresh, here)
    status = fresh.status
    moved = _new_registration(fresh, there)
    _leave(fresh, there, by=by)
    batch = SeatBatch(there, COLUMNS)
    _join(moved, _status_there(status, moved, batch, because), here, batch, by=by, because=because)
    return moved


def _lock_both(one: Event, other: Event) -> tuple[Event, Event]:
    """Lock both events in the order of their keys, and return them in the given order."""
    events = (
        Event.objects.filter(pk__in=[one.pk, other.pk]).select_related("programme", "venue__country").order_by("pk")
    )
    locked = {event.pk: event for event in events.select_for_update(of=("self",))}
    return locked[one.pk], locked[other.pk]


def _new_registration(old: Registration, event: Event) -> Registration:
    """Return the registration for event, with what is known about the person. It is not saved."""
    existing = event.registrations.filter(person=old.person_id).first()
    if existing and (existing.merged_into_id or not states.is_allowed(Step.ADD, existing.status)):
        raise AlreadyThereError
    new = transitions.with_event(existing or Registration(event=event), event)
    new.person, new.delegation, new.registered_by_id = old.person, None, old.registered_by_id
    new.mode = transitions.resolve_mode(event, old.mode if old.mode in event.modes else "")
    new.needs, new.remark, new.certificate_name = old.needs, old.remark, old.certificate_name
    new.awaits_answer = old.awaits_answer
    return new


def _status_there(status: str, moved: Registration, batch: SeatBatch, because: str) -> Status:
    if status == Status.CONFIRMED:
        if not because.strip() and batch.requirements.open_for(moved):
            return Status.PENDING
        left = moved.event.seats_left_in(moved.mode)
        return Status.CONFIRMED if left is None or left > 0 else Status.WAITLISTED
    return Status(status) if status in {Status.INVITED, Status.WAITLISTED} else Status.PENDING


def _leave(old: Registration, target: Event, *, by: User) -> None:
    """Withdraw the registration. The person gets only a calendar message, if the event is in their calendar."""
    batch = SeatBatch(old.event)
    reason = _("Moved to: %(event)s") % {"event": target.title}
    transitions.apply_step(old, Step.WITHDRAW, Status.WITHDRAWN, by=by, reason=reason[:1000], batch=batch)
    transitions.fill_free_seats(old.event, batch)
    batch.write()
    notices, batch.notices = batch.notices, []
    silent, removed = {"is_silent": True}, {"name": REMOVED, "other_event": target}
    notify.send_notices(
        [
            replace(notice, **(removed if notice.method == Method.CANCEL else silent))  # type: ignore[arg-type]
            if notice.registration is old
            else notice
            for notice in notices
        ]
    )


def _join(new: Registration, status: Status, source: Event, batch: SeatBatch, *, by: User, because: str) -> None:
    before = new.status if new.pk else states.NO_STATUS
    reason = _("Moved from: %(event)s") % {"event": source.title}
    step = Step.INVITE if status == Status.INVITED else Step.ADD
    transitions.apply_step(new, step, status, by=by, before=before, reason=reason[:1000], batch=batch, because=because)
    batch.write()
    notify.send_notices([replace(notice, name=MOVED, other_event=source) for notice in batch.notices])
