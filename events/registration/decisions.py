"""Decisions on registrations, for one or for several people, and the preview of a decision.

Each function is one transaction that locks the row of the event."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from events.mails.preview import Preview
from events.mails.writer import MailText, MailWriter
from events.models import Event, Registration, Step
from events.registration import notify, states, transitions, undo_records
from events.registration.errors import (
    BulkDecisionError,
    DelegationFullError,
    EventClosedError,
    EventFullError,
    ModeFullError,
    ReasonRequiredError,
    RecipientsChangedError,
    RegistrationError,
)
from events.registration.notify import MailTexts, StatusNotice
from events.registration.seat_ledger import SeatBatch
from notifications.outbox import services as outbox

Status = Registration.Status
OUTCOMES = {
    Step.CONFIRM: Status.CONFIRMED,
    Step.WAITLIST: Status.WAITLISTED,
    Step.DECLINE: Status.DECLINED,
    Step.WITHDRAW: Status.WITHDRAWN,
}
STEPS_THAT_FREE_SEATS = (Step.DECLINE, Step.WITHDRAW)


@dataclass(frozen=True)
class PlannedMail:
    """A mail that a step would send: its key, its subject and text with their placeholders, and the step."""

    registration: Registration
    mail: str
    subject: str
    text: str
    step: Step
    preview: Preview | None = None  # the rendered mail, for one reader of each kind of mail


@transaction.atomic
def confirm(registration: Registration, *, by: User | None, because: str = "") -> Registration:
    """Give the person a seat. For a person who has not agreed to take part, hold the seat until they answer.

    because: why they get it although mandatory requirements are open.

    Raise EventFullError or ModeFullError if no seat is free, DelegationFullError if their delegation has none,
    InvalidTransitionError if they are confirmed already, EventClosedError if the event is over or does not take place,
    RequirementsOpenError if requirements are open without `because`."""
    return decide_one(Step.CONFIRM, registration, by=by, because=because)


@transaction.atomic
def waitlist(registration: Registration, *, by: User | None) -> Registration:
    """Add a person who awaits a decision to the end of the waiting list.

    Raise InvalidTransitionError or EventClosedError."""
    return decide_one(Step.WAITLIST, registration, by=by)


@transaction.atomic
def decline(registration: Registration, *, by: User | None) -> Registration:
    """Decline the registration. The next person on the waiting list gets the seat, if one becomes free.

    Raise InvalidTransitionError if the registration has ended, or EventClosedError."""
    return decide_one(Step.DECLINE, registration, by=by)


@transaction.atomic
def decide(
    event: Event,
    keys: Iterable[int],
    step: Step,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    texts: MailTexts | None = None,
    shown_fingerprint: str = "",
    because: str = "",
    can_be_undone: bool = False,
) -> int:
    """Apply one step to several registrations of the event, to all of them or to none. Return their number.

    `reason` goes into the history, and into the mail to a person who loses a seat. `over_seats` confirms people whose
    delegation is full, within the seats of the event; it needs a reason. `texts` replace the texts of the mails.
    `shown_fingerprint` is the fingerprint() of the preview that the user has seen. `because` is why people are confirmed
    whose mandatory requirements are open; without it they are not. It goes into their history. With `can_be_undone`,
    the mails wait UPDATE_DELAY, unless the event is near; until then undoing.undo_decision() restores everything.

    Free seats go to the waiting list after the last step, so that no one is promoted and then withdrawn.

    Raise BulkDecisionError with the problem of each registration, or RecipientsChangedError if other people would get
    mail than the preview has shown."""
    event, keys = transitions.lock_event(event), list(keys)
    until = undo_records.held_until(event) if can_be_undone else None
    recorder = undo_records.Recorder(event, keys) if until else None
    count, batch = _decide(event, keys, step, by=by, reason=reason, over_seats=over_seats, because=because)
    if shown_fingerprint and shown_fingerprint != fingerprint(batch.notices):
        raise RecipientsChangedError
    if until is None or recorder is None or not count:
        notify.send_notices(batch.notices, texts)
        return count
    recorder.decided(batch)
    with outbox.delayed(until) as delay:
        notify.send_notices(batch.notices, texts)
    recorder.save(delay, status=OUTCOMES[step], count=count, by=by)
    return count


def preview_decision(
    event: Event,
    keys: Iterable[int],
    step: Step,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    readers: Container[int] = (),
    texts: MailTexts | None = None,
) -> list[PlannedMail]:
    """Return the mails that decide() with the same arguments would send. Change nothing.

    `readers` and `texts` are explained at preview_step(). Raise BulkDecisionError as decide() does, but not for open
    requirements: the page of the preview shows them."""

    def apply() -> list[StatusNotice]:
        locked = transitions.lock_event(event)
        return _decide(locked, keys, step, by=by, reason=reason, over_seats=over_seats)[1].notices

    return preview_step(apply, readers=readers, texts=texts)


class _RollbackError(Exception):
    """Raised to undo the changes of a preview."""


def preview_step(
    apply: Callable[[], list[StatusNotice]], *, readers: Container[int] = (), texts: MailTexts | None = None
) -> list[PlannedMail]:
    """Call `apply` in a transaction, roll it back, and return the mails that its notices would send.

    Render each kind of mail for one reader: a registration whose key is in `readers`, otherwise the first. `texts`
    replace the texts of the mails."""
    planned: list[PlannedMail] = []
    try:
        with transaction.atomic():
            planned = _planned_mails([notice for notice in apply() if notice.mail], readers, texts or {})
            raise _RollbackError
    except _RollbackError:
        pass
    return planned


def _planned_mails(notices: list[StatusNotice], readers: Container[int], texts: MailTexts) -> list[PlannedMail]:
    if not notices:
        return []
    writer = MailWriter(notices[0].registration.event)
    notices_by_mail: dict[str, list[StatusNotice]] = {}
    for notice in notices:
        notices_by_mail.setdefault(notice.mail, []).append(notice)
    text_by_mail: dict[str, MailText] = {}
    previews: dict[tuple[str, int], Preview] = {}
    for mail, same_mail in notices_by_mail.items():
        text_by_mail[mail] = notify.mail_text_of(same_mail[0], writer)
        shown = next((notice for notice in same_mail if notice.registration.pk in readers), same_mail[0])
        previews[mail, shown.registration.pk] = notify.preview_notice(shown, writer, texts.get(mail))
    return [
        PlannedMail(
            notice.registration,
            notice.mail,
            text_by_mail[notice.mail].subject,
            text_by_mail[notice.mail].text,
            Step(notice.change.action),
            previews.get((notice.mail, notice.registration.pk)),
        )
        for notice in notices
    ]


def fingerprint(mails: Iterable[StatusNotice | PlannedMail]) -> str:
    """Return a hash of the recipients and of the mail that each of them gets."""
    pairs = sorted((mail.registration.pk, mail.mail) for mail in mails if mail.mail)
    return sha256(repr(pairs).encode()).hexdigest()[:24]


def _decide(
    event: Event,
    keys: Iterable[int],
    step: Step,
    *,
    by: User | None,
    reason: str,
    over_seats: bool,
    because: str | None = None,
) -> tuple[int, SeatBatch]:
    """Apply one step in the locked event. Return the number of people, and the batch, which is written.

    because: None to confirm people with open requirements without a reason, in a preview."""
    rows = event.registrations.filter(pk__in=keys).select_related("person", "registered_by")
    selected = list(rows.order_by("created_at", "pk"))
    batch = SeatBatch(event)
    if step == Step.CONFIRM:
        batch.requirements.load(selected)
    problems: dict[int, RegistrationError] = {}
    count = 0
    for registration in selected:
        transitions.with_event(registration, event)
        try:
            _apply_decision(step, registration, batch, by=by, reason=reason, over_seats=over_seats, because=because)
        except RegistrationError as error:
            problems[registration.pk] = error
        count += 1
    if problems:
        raise BulkDecisionError(problems)
    if step in STEPS_THAT_FREE_SEATS:
        transitions.fill_free_seats(event, batch)
    batch.write()
    return count, batch


def decide_one(step: Step, registration: Registration, *, by: User | None, because: str = "") -> Registration:
    """Apply one of OUTCOMES to the registration, in the transaction of the caller, and send the notices."""
    registration = transitions.lock_registration(registration)
    batch = SeatBatch(registration.event)
    _apply_decision(step, registration, batch, by=by, because=because)
    if step in STEPS_THAT_FREE_SEATS:
        transitions.fill_free_seats(registration.event, batch)
    batch.finish()
    return registration


def _apply_decision(
    step: Step,
    registration: Registration,
    batch: SeatBatch,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    because: str | None = "",
) -> None:
    after, offer_until = OUTCOMES[step], None
    states.require_allowed(step, registration.status, after)
    if not batch.event.is_ahead:
        raise EventClosedError
    if step == Step.CONFIRM and not transitions.has_seat(registration, batch):
        _add_delegation_seat(registration, batch, over_seats=over_seats, reason=reason)
    if step == Step.CONFIRM and registration.is_asked and not registration.is_held:
        # Nobody is confirmed who has not agreed. The seat is held until the person answers. If the organisers confirm a
        # person whose seat is held, they have asked the person themselves.
        step, after, offer_until = Step.HOLD, Status.WAITLISTED, transitions.hold_until(batch.event, batch.moment)
    transitions.apply_step(
        registration, step, after, by=by, reason=reason, offer_until=offer_until, batch=batch, because=because
    )


def _add_delegation_seat(registration: Registration, batch: SeatBatch, *, over_seats: bool, reason: str) -> None:
    """Give the delegation of the registration one more seat, if the event has a free seat and there is a reason."""
    event = registration.event
    if not transitions.has_seat_in_mode(event, registration.mode):
        raise ModeFullError
    left = event.seats_left_in(registration.mode)
    if left is not None and left <= 0:
        raise EventFullError
    if registration.delegation_id is None or not over_seats:
        raise DelegationFullError
    if not reason:
        raise ReasonRequiredError
    batch.resize_delegation(registration.delegation_id, 1)
