"""Register people, switch their mode, pass offers on and withdraw. Each function is one transaction that locks the event."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.mails.writer import MailText
from events.models import Event, Registration, Step
from events.registration import notify, states, transitions
from events.registration.admission import Admission
from events.registration.decisions import decide_one
from events.registration.errors import EventClosedError, InvalidTransitionError, ModeFullError, OfferEndedError
from events.registration.seat_ledger import SeatBatch

Status = Registration.Status


@transaction.atomic
def register(
    event: Event,
    person: User,
    *,
    mode: str = "",
    needs: str = "",
    remark: str = "",
    code: str = "",
    by: User | None = None,
    then: Callable[[Registration], object] | None = None,
) -> Registration:
    """Register person for event. The policy of the event decides between a seat, the waiting list and a decision.

    `mode` is the mode of a person in a hybrid event ("" for in person). `by` is the person who registers somebody else.
    `then` is called with the saved registration before its notice is written, so that the notice can tell of it.

    An existing registration stays as it is, so that a second click changes nothing.

    Raise RegistrationClosedError outside the registration window, InvalidModeError for a mode that the event does not
    offer, and InvalidCodeError if the event needs a code and this one does not work."""
    event = transitions.lock_event(event)
    registration = event.registrations.filter(person=person).first()
    if registration and not states.is_allowed(Step.REGISTER, registration.status):
        return transitions.with_event(registration, event)
    admission = Admission(event, by=by or person)
    admission.use_code([registration], code)
    registration = admission.register(person, registration, mode=mode, needs=needs, remark=remark)
    if then:
        admission.batch.write()
        then(registration)
    admission.batch.finish()
    return registration


@transaction.atomic
def switch(registration: Registration, mode: str, *, by: User | None) -> Registration:
    """Change the mode of the registration (in person or online), if a seat of that mode is free.

    A person on the waiting list keeps their position. A seat that becomes free goes to the waiting list.

    Raise InvalidModeError if the event is not hybrid, ModeFullError, InvalidTransitionError if the registration has
    ended, EventClosedError."""
    registration = transitions.lock_registration(registration)
    event = registration.event
    if not registration.is_active:
        raise InvalidTransitionError
    if not event.is_ahead:
        raise EventClosedError
    mode = transitions.resolve_mode(event, mode)
    if mode == registration.mode:
        return registration
    if registration.status == Status.CONFIRMED or registration.is_offered:
        keeps_seat_in_room = registration.delegation_id is not None and mode == Registration.Mode.IN_PERSON
        if not keeps_seat_in_room and not transitions.has_seat_in_mode(event, mode):
            raise ModeFullError
    transitions.apply_step(registration, Step.SWITCH, Status(registration.status), by=by, mode=mode)
    transitions.fill_free_seats(event)
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by: User | None) -> Registration:
    """Withdraw the registration. The next person on the waiting list gets the seat, if one becomes free.

    Raise InvalidTransitionError if the registration has ended, EventClosedError if the event is over."""
    return decide_one(Step.WITHDRAW, registration, by=by)


@transaction.atomic
def take_offer(registration: Registration, *, by: User | None) -> Registration:
    """Confirm a person who accepts the seat that is offered to them from the waiting list, or held for them.

    Raise OfferEndedError, ModeFullError or EventClosedError."""
    registration = transitions.lock_registration(registration)
    if registration.status == Status.CONFIRMED:
        return registration  # a second click
    if registration.offer_expires_at is None or registration.offer_expires_at <= now():
        raise OfferEndedError.of(registration.event)
    if not registration.event.is_ahead:
        raise EventClosedError
    if not transitions.has_seat(registration):
        raise ModeFullError
    return transitions.apply_step(registration, Step.TAKE, Status.CONFIRMED, by=by)


@transaction.atomic
def agree(registration: Registration, *, by: User | None) -> Registration:
    """Record that a person whom somebody else registered takes part. A seat that is held for them is then confirmed.

    Raise OfferEndedError if the time for the answer has ended, ModeFullError or EventClosedError."""
    registration = transitions.lock_registration(registration)
    if registration.is_offered:
        return take_offer(registration, by=by)
    if registration.is_active and not registration.awaits_answer:
        return registration  # a second click
    if not registration.is_active:
        raise OfferEndedError.of(registration.event)
    if not registration.event.is_ahead:
        raise EventClosedError
    return transitions.apply_step(registration, Step.AGREE, Status(registration.status), by=by)


def lapse_offers() -> int:
    """End the offers and holds that were not accepted in time and pass the seats on. Return their number.

    Use one transaction for each event."""
    expired = Registration.objects.filter(offer_expires_at__lte=now()).order_by().values_list("event", flat=True)
    events = Event.objects.filter(pk__in=expired.distinct()).select_related("programme")
    return sum(_lapse_offers_of(event) for event in events)


@transaction.atomic
def _lapse_offers_of(event: Event) -> int:
    event = transitions.lock_event(event)
    expired = event.registrations.filter(offer_expires_at__lte=now()).select_related("person")
    batch, count = SeatBatch(event), 0
    for registration in expired.order_by("queued_at", "pk"):
        transitions.with_event(registration, event)
        transitions.apply_step(registration, Step.LAPSE, Status.WITHDRAWN, by=None, batch=batch)
        count += 1
    transitions.fill_free_seats(event, batch)
    batch.finish()
    return count


@transaction.atomic
def promote(event: Event) -> int:
    """Give free seats to the waiting list in its order. Return the number of people who got a seat or an offer.

    Call this when the number of seats has grown. Withdrawals promote by themselves."""
    return transitions.fill_free_seats(transitions.lock_event(event))


@transaction.atomic
def send_note_to(event: Event, keys: Iterable[int], text: MailText, *, by: User | None) -> int:
    """Send a mail of the organisers to the selected active registrations. Return the number of recipients."""
    event = transitions.lock_event(event)
    selected = event.registrations.active().filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    count = notify.send_note([transitions.with_event(registration, event) for registration in selected], text)
    if count:
        history.record(event, history.What.WRITTEN, [text.subject, history.people_notified(count)], by=by)
    return count
