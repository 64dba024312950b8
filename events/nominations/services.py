"""Services of focal points and nominees: appoint, nominate, replace, rank, accept, release.

Each service is one transaction that locks the row of the event or of the nomination link."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.addresses import canonical
from accounts.models import User
from accounts.names import name_key
from events import history
from events.mails import rules, sender
from events.models import Delegation, Event, Nomination, NominationLink, Registration, Step
from events.models.nomination import new_key
from events.nominations import notify, queries
from events.nominations.appointments import WITHOUT_DATE, appoint_person, mail_link, mailbox
from events.ordering import moved
from events.registration import states, transitions
from events.registration.errors import (
    BulkDecisionError,
    CannotBeNominatedError,
    EventClosedError,
    InvalidTransitionError,
    NominationsClosedError,
    RegistrationError,
)
from events.registration.people import described_person
from events.registration.requirement_checks import open_requirements
from notifications.outbox import services as outbox

Status = Registration.Status
LONGEST_LIST = 200  # people


@dataclass(frozen=True)
class Nominee:
    """A person as the focal point describes them.

    country is used only if the delegation is of any country, constituency only if it is of any constituency."""

    name: str
    address: str
    position: str = ""
    organisation: str = ""
    country: str = ""
    constituency: str = ""
    honorific: str = ""
    gender: str = ""
    gender_words: str = ""
    phone: str = ""
    language: str = ""
    # The answer to the question who is meant, if the name differs from the known one: see accounts.identity.
    answer: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """The address and the name in the forms that identify the person."""
        return canonical(self.address), name_key(self.name)

    def person_data(self, delegation: Delegation) -> dict[str, str]:
        """Return the values for the person, as a member of the delegation, that are not empty."""
        data = asdict(self)
        del data["address"], data["answer"]
        data["organisation_name"] = data.pop("organisation")
        data["country"] = delegation.country_id or self.country
        data["constituency"] = delegation.constituency or self.constituency
        return {name: value for name, value in data.items() if value}


@transaction.atomic
def appoint(
    event: Event,
    delegations: Iterable[int],
    *,
    address: str,
    name: str,
    answer: str = "",
    closes_at: datetime | None = None,
    as_alternate: bool = False,
    by: User | None = None,
) -> NominationLink:
    """Make a described person the focal point of delegations of the event, or their alternate: see appoint_person().

    Raise NobodyMeantError for another name than the known one at the address, without an answer."""
    event = transitions.lock_event(event)
    rules.require(event, notify.LINK)
    person = described_person(address, answer=answer, name=name)
    return appoint_person(event, delegations, person, closes_at=closes_at, as_alternate=as_alternate, by=by)


@transaction.atomic
def send_again(link: NominationLink, *, by: User | None = None) -> None:
    """Mail the focal point their link again. If it was revoked or has expired, renew it with a new key.

    Raise EventNotTakingPlaceError if the event does not take place."""
    link = _lock(link)
    rules.require(link.event, notify.LINK)
    if not link.works:
        link.key, link.revoked_at = new_key(), None
        link.expires_at = link.event.ends_at or now() + WITHOUT_DATE
    mail_link(link)
    history.record(link.event, history.What.LINK_SENT, [mailbox(link.person)], by=by)


@transaction.atomic
def revoke(link: NominationLink, *, by: User | None = None) -> None:
    """Revoke the link. Its nominations stay."""
    link = _lock(link)
    link.key, link.revoked_at = new_key(), now()
    link.save()
    history.record(link.event, history.What.LINK_REVOKED, [mailbox(link.person)], by=by)


@transaction.atomic
def remind(event: Event, *, by: User | None = None) -> int:
    """Mail each focal point with seats left before the deadline. Return the number of these focal points.

    Raise EventNotTakingPlaceError if the event does not take place."""
    event = transitions.lock_event(event)
    rules.require(event, notify.LINK)
    links = list(queries.links_with_seats_left(event))
    for link in links:
        mail_link(link)
    if links:
        history.record(event, history.What.REMINDED, [mailbox(link.person) for link in links], by=by)
    return len(links)


@transaction.atomic
def mail_held_links(event: Event) -> int:
    """Mail the links that were held while event was a draft, with its present facts. Return their number.

    The caller has locked the event and published it."""
    held = outbox.held(topic=sender.topic(event), kinds=[notify.LINK])
    recipients = set(held.values_list("recipient", flat=True))
    held.delete()  # they show the event as it was, and the new mails have their dedupe keys
    links = list(queries.links(event).filter(person__in=recipients, revoked_at=None))
    for link in links:
        link.event, link.mails = event, 0
        link.expires_at = event.ends_at or now() + WITHOUT_DATE
        mail_link(link)
    return len(links)


def _lock(link: NominationLink) -> NominationLink:
    event = transitions.lock_event(link.event)
    locked = NominationLink.objects.select_related("person").get(pk=link.pk)
    locked.event = event
    return locked


@transaction.atomic
def nominate(delegation: Delegation, nominees: Sequence[Nominee], *, by: User) -> list[Registration]:
    """Nominate people for the seats of the delegation: all of them, or none.

    When no seat is left, the next nominees become reserves, in the order of the list.

    Raise NominationsClosedError after the deadline. Raise BulkDecisionError with the problems by the position in the
    list."""
    event = transitions.lock_event(delegation.event)
    delegation = event.delegations.select_related("country").get(pk=delegation.pk)
    delegation.event = event
    if not delegation.takes_nominations:
        raise NominationsClosedError
    problems: dict[int, RegistrationError] = {}
    registrations: list[Registration] = []
    described: set[tuple[str, str]] = set()
    free_ranks = _FreeRanks(delegation)
    for position, nominee in enumerate(nominees):
        try:
            if nominee.identity in described:
                raise CannotBeNominatedError(_("This person is in the list twice."))
            if position >= LONGEST_LIST:
                raise CannotBeNominatedError(_("The limit is %(most)d people.") % {"most": LONGEST_LIST})
            described.add(nominee.identity)
            rank = free_ranks.next()
            registrations.append(_nominate(delegation, nominee, Step.NOMINATE, rank=rank, by=by))
        except RegistrationError as error:
            problems[position] = error
    if problems:
        raise BulkDecisionError(problems)
    return registrations


class _FreeRanks:
    """The seats of a delegation that are still free, and then the ranks of its reserves."""

    def __init__(self, delegation: Delegation) -> None:
        reserves = delegation.event.registrations.filter(delegation=delegation, reserve_rank__isnull=False)
        self.last_rank = reserves.aggregate(last=Max("reserve_rank"))["last"] or 0
        self.seats_left = delegation.seats_left
        self.reserves_left = delegation.reserve_seats - reserves.count()

    def next(self) -> int | None:
        """Return the rank of the next nominee, or None if they get a seat.

        Raise CannotBeNominatedError if no seat and no reserve is free."""
        if self.seats_left > 0:
            self.seats_left -= 1
            return None
        if self.reserves_left <= 0:
            raise CannotBeNominatedError(_("All seats are filled, and the list of reserves is full."))
        self.reserves_left -= 1
        self.last_rank += 1
        return self.last_rank


@transaction.atomic
def replace(registration: Registration, nominee: Nominee, *, by: User | None) -> Registration:
    """Withdraw a nominee and give their seat or rank to another person. Return the registration of the new nominee.

    If the seat was confirmed, the calendar of the first person gets a CANCEL. The seat is held for the other person, who
    is asked whether they come: nobody is confirmed without having agreed. A person on the waiting list has no seat to give:
    the other person then becomes a nominee as if there had been nobody before.

    Raise EventClosedError if the event is over; InvalidTransitionError if the registration has no delegation or is not
    active; CannotBeNominatedError if the new person cannot be nominated."""
    registration = transitions.lock_registration(registration)
    event, delegation = registration.event, registration.delegation
    if not event.is_ahead:
        raise EventClosedError
    if delegation is None or not registration.is_active:
        raise InvalidTransitionError
    delegation.event = event
    is_held, rank = registration.has_place, registration.reserve_rank
    if rank is None and not (is_held or registration.holds_named_seat):
        rank = _FreeRanks(delegation).next()
    transitions.apply_step(registration, Step.WITHDRAW, Status.WITHDRAWN, by=by)
    successor = _nominate(delegation, nominee, Step.REPLACE, rank=rank, by=by, holds_seat=is_held)
    if successor.pk == registration.pk:
        raise CannotBeNominatedError(_("This person already has the seat."))
    Nomination.objects.filter(registration=successor).update(replaces=registration)
    return successor


@transaction.atomic
def rank(registration: Registration, offset: int, *, by: User | None) -> None:
    """Move a reserve among the reserves of their delegation.

    offset: the number of ranks to move down, negative to move up.

    The first reserve gets the next free seat.

    Raise EventClosedError if the event is over, and InvalidTransitionError if the registration is not a reserve."""
    registration = transitions.lock_registration(registration)
    if not registration.event.is_ahead:
        raise EventClosedError
    if registration.reserve_rank is None or not registration.is_active:
        raise InvalidTransitionError
    all_reserves = registration.event.registrations.filter(
        delegation=registration.delegation_id, reserve_rank__isnull=False
    )
    reserves = list(all_reserves.select_related("person", "delegation__country").order_by("reserve_rank", "pk"))
    before = reserves.index(registration)
    reserves = moved(reserves, registration, offset)
    after = reserves.index(registration)
    for number, reserve in enumerate(reserves, start=1):
        reserve.reserve_rank = number
    Registration.objects.bulk_update(reserves, ["reserve_rank"])
    if after != before:
        reserve = reserves[after]  # with its person and delegation
        changes = [str(reserve.delegation), history.describe_change(reserve.person.full_name, before + 1, after + 1)]
        history.record(registration.event, history.What.RESERVES, changes, by=by)


def _nominate(
    delegation: Delegation,
    nominee: Nominee,
    step: Step,
    *,
    rank: int | None,
    by: User | None,
    holds_seat: bool = False,
) -> Registration:
    """Register one nominee and save what the focal point wrote.

    rank: the rank of a reserve, or None if the nominee gets a seat. holds_seat: hold the seat of a confirmed person for
    the nominee until they answer. If mandatory requirements are open, the nominee has the seat of the delegation but awaits
    a decision. Raise CannotBeNominatedError."""
    event = delegation.event
    person = described_person(nominee.address, answer=nominee.answer, **nominee.person_data(delegation))
    if not person.is_active or person.erase_at:
        raise CannotBeNominatedError
    registration = event.registrations.filter(person=person).first()
    before = registration.status if registration else states.NO_STATUS
    if not states.is_allowed(step, before) or (registration and registration.merged_into_id):
        if registration and registration.delegation_id == delegation.pk:
            raise CannotBeNominatedError(_("This person is already nominated."))
        raise CannotBeNominatedError
    registration = registration or Registration(event=event)
    registration.person, registration.delegation, registration.reserve_rank = person, delegation, rank
    # The seats of a delegation are in-person seats, even if an earlier registration of the person was online.
    registration.registered_by, registration.mode = None, transitions.resolve_mode(event, "")
    transitions.with_event(registration, event)
    if holds_seat and not open_requirements(event, [registration]):
        registration.registered_by = by
        until = transitions.hold_until(event)
        transitions.apply_step(registration, Step.HOLD, Status.WAITLISTED, by=by, before=before, offer_until=until)
    else:
        transitions.apply_step(registration, step, Status.NOMINATED, by=by, before=before)
    written = {"name": nominee.name, "address": nominee.address, "position": nominee.position, "by": by}
    Nomination.objects.update_or_create(registration=registration, defaults=written | {"replaces": None})
    return registration


@transaction.atomic
def accept(registration: Registration, *, mode: str = "", needs: str = "", remark: str = "") -> Registration:
    """Record that the nominee will come. The organisers then decide.

    mode: "" for the present mode. Raise EventClosedError if the event is over, InvalidModeError if the event does not
    offer the mode, and InvalidTransitionError if the person is no longer nominated."""
    registration = transitions.lock_registration(registration)
    if not registration.event.is_ahead:
        raise EventClosedError
    registration.mode = transitions.resolve_mode(registration.event, mode, registration.mode)
    registration.needs, registration.remark = needs, remark
    return transitions.apply_step(registration, Step.ACCEPT, Status.PENDING, by=registration.person)
