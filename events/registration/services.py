"""Places in an event: taken, waited for, given back. Each function is one transaction that holds the event's row."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from accounts.services import get_or_create_people
from events import history
from events.mails.preview import Preview
from events.models import Event, Registration, Step
from events.registration import notify, states, transitions
from events.registration.admission import Admission
from events.registration.errors import (
    BulkDecisionError,
    DelegationFullError,
    EventClosedError,
    EventFullError,
    InvalidTransitionError,
    ModeFullError,
    OfferEndedError,
    ReasonRequiredError,
    RecipientsChangedError,
    RegistrationError,
)
from events.registration.notify import MailText, MailTexts, StatusNotice
from events.registration.seat_ledger import SeatBatch

Status = Registration.Status


@dataclass(frozen=True)
class PlannedMail:
    """A mail that somebody would get: which one, its subject and words, and the step that causes it."""

    registration: Registration
    mail: str
    subject: str
    words: str
    action: Step
    look: Preview | None = None  # as this person would read it, if that was asked for


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
) -> Registration:
    """Give person a place in event, a place in its queue when it is full, or a decision to wait for.

    mode is how they take part in a hybrid event ("" in person). by is who registers somebody else. Whoever has a
    registration already keeps it as it stands: a second click changes nothing.

    Raises RegistrationClosed outside the registration window, ModeRefused, CodeRefused where a code is asked for and
    this one does not work."""
    event = transitions.lock_event(event)
    registration = event.registrations.filter(person=person).first()
    if registration and not states.is_allowed(Step.REGISTER, registration.status):
        return transitions.with_event(registration, event)
    registrar = Admission(event, by=by or person)
    registrar.let_in([registration], code)
    registration = registrar.register(person, registration, mode=mode, needs=needs, remark=remark)
    registrar.steps.end()
    return registration


@transaction.atomic
def register_others(event: Event, people: Iterable[Mapping[str, str]], *, by: User, code: str = "") -> int:
    """Register people for whom somebody else fills in the form; return how many those are.

    Each is {"email": ..., "name": ..., ...} and, if it is hybrid, "mode". Whoever has a registration already is mailed
    the link to it and nothing is said here: nobody learns so who is registered. Nor who was shut out of the site, and is
    neither registered nor mailed.

    All of them, or none. Raises what register() raises."""
    event = transitions.lock_event(event)
    rows = {row["email"].lower(): row for row in people}
    found = get_or_create_people({email: _facts(row) for email, row in rows.items()})
    modes: dict[User, str] = {}
    for email, row in rows.items():  # one person may stand there under two addresses
        if found[email].is_active:
            modes.setdefault(found[email], row.get("mode", ""))
    standing = {one.person_id: one for one in event.registrations.filter(person__in=modes).select_related("person")}
    stays = [one for one in standing.values() if one.merged_into_id or not states.is_allowed(Step.REGISTER, one.status)]
    new = modes.keys() - {one.person for one in stays}
    if new:
        registrar = Admission(event, by=by)
        registrar.let_in([standing.get(person.pk) for person in new], code)
        for person, mode in modes.items():
            if person in new:
                registrar.register(person, standing.get(person.pk), mode=mode)
        registrar.steps.end()
    notify.remind_already_registered([transitions.with_event(one, event) for one in stays])
    return len(rows)


def _facts(row: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, said in row.items() if name not in {"email", "mode"}}


@transaction.atomic
def switch(registration: Registration, mode: str, *, by: User | None) -> Registration:
    """Let the person take part online instead of in person, or the other way round, while there are places.

    Who waits keeps their turn. A place that becomes free goes to the queue.

    Raises ModeRefused for an event that is not hybrid, ModeFull, InvalidTransition for a registration that has ended,
    PlacesFixed."""
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
    transitions.take_step(registration, Step.SWITCH, Status(registration.status), by=by, mode=mode)
    transitions.fill_free_seats(event)
    return registration


@transaction.atomic
def take_offer(registration: Registration, *, by: User | None) -> Registration:
    """Take the place that is kept for somebody on the waiting list. Raises NoOffer, ModeFull, PlacesFixed."""
    registration = transitions.lock_registration(registration)
    if registration.status == Status.CONFIRMED:
        return registration  # a second click
    if registration.offer_expires_at is None or registration.offer_expires_at <= now():
        raise OfferEndedError
    if not registration.event.is_ahead:
        raise EventClosedError
    if not transitions.has_seat(registration):
        raise ModeFullError
    return transitions.take_step(registration, Step.TAKE, Status.CONFIRMED, by=by)


def lapse_offers() -> int:
    """Pass on the places that nobody took in time; return how many. One transaction for each event."""
    late = Registration.objects.filter(offer_expires_at__lte=now()).order_by().values_list("event", flat=True)
    return sum(_lapse(event) for event in Event.objects.filter(pk__in=late.distinct()).select_related("programme"))


@transaction.atomic
def _lapse(event: Event) -> int:
    event = transitions.lock_event(event)
    late = event.registrations.filter(offer_expires_at__lte=now()).select_related("person").order_by("queued_at", "pk")
    steps, count = SeatBatch(event), 0
    for registration in late:
        transitions.take_step(
            transitions.with_event(registration, event), Step.LAPSE, Status.WITHDRAWN, by=None, into=steps
        )
        count += 1
    transitions.fill_free_seats(event, steps)
    steps.end()
    return count


@transaction.atomic
def confirm(registration: Registration, *, by: User | None) -> Registration:
    """Give the person a place.

    Raises EventFull when none is free, DelegationFull when their delegation has none, InvalidTransition for one confirmed
    already, PlacesFixed when the event is over or does not take place."""
    return _take_alone(Step.CONFIRM, registration, by=by)


@transaction.atomic
def waitlist(registration: Registration, *, by: User | None) -> Registration:
    """Put somebody who awaits a decision at the end of the queue. Raises InvalidTransition, PlacesFixed."""
    return _take_alone(Step.WAITLIST, registration, by=by)


@transaction.atomic
def decline(registration: Registration, *, by: User | None) -> Registration:
    """Tell the person that there is no place for them; the next in the queue gets one that becomes free.

    Raises InvalidTransition for one that has ended, PlacesFixed."""
    return _take_alone(Step.DECLINE, registration, by=by)


@transaction.atomic
def withdraw(registration: Registration, *, by: User | None) -> Registration:
    """Give the person's place back; the next in the queue gets it.

    Raises InvalidTransition when it was given back before, or declined; PlacesFixed when the event is over."""
    return _take_alone(Step.WITHDRAW, registration, by=by)


def _take_alone(step: Step, registration: Registration, *, by: User | None) -> Registration:
    registration = transitions.lock_registration(registration)
    steps = SeatBatch(registration.event)
    _take(step, registration, steps, by=by)
    if step in GIVING_BACK:
        transitions.fill_free_seats(registration.event, steps)
    steps.end()
    return registration


@transaction.atomic
def decide(
    event: Event,
    keys: Iterable[int],
    step: Step,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    words: MailTexts | None = None,
    as_shown: str = "",
) -> int:
    """Take one step for several registrations of event, all of them or none; return how many.

    reason is written into the history of each, and told to those who lose their place. over_seats confirms people whose
    delegation is full, within the places of the event, and needs a reason. words stand in place of a mail's own.
    as_shown is the sign of what would_decide() has shown.

    Places that become free go to the queue once all are done, so that nobody is promoted who is then withdrawn.

    Raises NotAll, which says for whom it cannot be done and why; OthersNow if others would be told than were shown."""
    count, told = _decide(event, keys, step, by=by, reason=reason, over_seats=over_seats)
    if as_shown and as_shown != fingerprint(told):
        raise RecipientsChangedError
    notify.send_notices(told, words)
    return count


class _RollbackError(Exception):
    pass


def preview_decision(
    event: Event,
    keys: Iterable[int],
    step: Step,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
    readers: Container[int] = (),
    words: MailTexts | None = None,
) -> list[PlannedMail]:
    """Return who would be told what if decide() were called so: nothing is done. Raises NotAll as it does.

    readers and words are those of dry_run()."""
    return preview_step(
        lambda: _decide(event, keys, step, by=by, reason=reason, over_seats=over_seats)[1], readers=readers, words=words
    )


def preview_step(
    take: Callable[[], list[StatusNotice]], *, readers: Container[int] = (), words: MailTexts | None = None
) -> list[PlannedMail]:
    """Return who would be told what if the step were taken whose news take returns: it is undone.

    Each mail is looked at as one person: a registration whose key is among readers, else the first; with words in
    place of its own."""
    told: list[StatusNotice] = []
    looks: dict[str, tuple[int, Preview]] = {}
    try:
        with transaction.atomic():
            told = take()
            first: dict[str, MailText] = {}
            for news in told:
                if news.mail and news.mail not in first:
                    first[news.mail] = notify.mail_text_of(news)
            for mail in first:
                everyone = [news for news in told if news.mail == mail]
                news = next((one for one in everyone if one.registration.pk in readers), everyone[0])
                looks[mail] = news.registration.pk, notify.preview_notice(news, (words or {}).get(mail))
            raise _RollbackError
    except _RollbackError:
        pass
    return [
        PlannedMail(
            news.registration,
            news.mail,
            first[news.mail].subject,
            first[news.mail].text,
            Step(news.change.action),
            look if news.registration.pk == reader else None,
        )
        for news in told
        if news.mail
        for reader, look in [looks[news.mail]]
    ]


def fingerprint(told: Iterable[StatusNotice | PlannedMail]) -> str:
    """Return a sign that is another one if others are told, or something else."""
    pairs = sorted((one.registration.pk, one.mail) for one in told if one.mail)
    return sha256(repr(pairs).encode()).hexdigest()[:24]


def _decide(
    event: Event, keys: Iterable[int], step: Step, *, by: User | None, reason: str, over_seats: bool
) -> tuple[int, list[StatusNotice]]:
    event = transitions.lock_event(event)
    chosen = event.registrations.filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    steps = SeatBatch(event)
    problems: dict[int, str] = {}
    count = 0
    for registration in chosen:
        transitions.with_event(registration, event)
        try:
            _take(step, registration, steps, by=by, reason=reason, over_seats=over_seats)
        except RegistrationError as error:
            problems[registration.pk] = str(error.advice)
        count += 1
    if problems:
        raise BulkDecisionError(problems)
    if step in GIVING_BACK:
        transitions.fill_free_seats(event, steps)
    steps.write()
    return count, steps.told


@transaction.atomic
def send_note_to(event: Event, keys: Iterable[int], words: MailText, *, by: User | None) -> int:
    """Mail what the organisers have written to the chosen, as far as their registration stands; return to how many."""
    event = transitions.lock_event(event)
    chosen = event.registrations.active().filter(pk__in=keys).select_related("person").order_by("created_at", "pk")
    count = notify.send_note([transitions.with_event(registration, event) for registration in chosen], words)
    if count:
        history.record(event, history.What.WRITTEN, [words.subject, history.people_notified(count)], by=by)
    return count


@transaction.atomic
def promote(event: Event) -> int:
    """Fill free places from the queue, first come first; return how many people were given one.

    For when the number of places was raised; withdrawals promote by themselves."""
    return transitions.fill_free_seats(transitions.lock_event(event))


OUTCOME = {
    Step.CONFIRM: Status.CONFIRMED,
    Step.WAITLIST: Status.WAITLISTED,
    Step.DECLINE: Status.DECLINED,
    Step.WITHDRAW: Status.WITHDRAWN,
}
GIVING_BACK = (Step.DECLINE, Step.WITHDRAW)


def _take(
    step: Step,
    registration: Registration,
    steps: SeatBatch,
    *,
    by: User | None,
    reason: str = "",
    over_seats: bool = False,
) -> None:
    """Take a step that people decide on, for a registration of the locked event, as a part of the round."""
    after = OUTCOME[step]
    states.require(step, registration.status, after)
    if not steps.event.is_ahead:
        raise EventClosedError
    if step == Step.CONFIRM and not transitions.has_seat(registration, steps):
        _make_room(registration, steps, over_seats=over_seats, reason=reason)
    transitions.take_step(registration, step, after, by=by, reason=reason, into=steps)


def _make_room(registration: Registration, steps: SeatBatch, *, over_seats: bool, reason: str) -> None:
    """Give the delegation one seat more for them, if the event has a place and there is a reason."""
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
    steps.resize(registration.delegation_id, 1)
