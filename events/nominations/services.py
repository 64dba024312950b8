"""Services of focal points and nominees: appoint, nominate, replace, rank, accept, release.

Each service is one transaction that locks the row of the event or of the nomination link."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import get_or_create_person
from events import history
from events.calendars.dates import moment_text
from events.models import Delegation, Event, Nomination, NominationLink, Registration, Step
from events.models.nomination import new_key
from events.nominations import notify, queries
from events.registration import states, transitions
from events.registration.errors import (
    BulkDecisionError,
    CannotBeNominatedError,
    EventClosedError,
    InvalidTransitionError,
    NominationsClosedError,
    RegistrationError,
)
from events.registration.seat_ledger import SeatBatch

Status = Registration.Status
# How long the link of a focal point works if the event has no date yet.
WITHOUT_DATE = timedelta(days=180)
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
    phone: str = ""
    language: str = ""

    def person_data(self, delegation: Delegation) -> dict[str, str]:
        """Return the values for the person, as a member of the delegation, that are not empty."""
        data = asdict(self)
        del data["address"]
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
    closes_at: datetime | None = None,
    by: User | None = None,
) -> NominationLink:
    """Make a person the focal point of delegations of the event, and mail them their nomination link.

    delegations: primary keys. closes_at: the deadline (aware), or None for no deadline. A previous focal point of a
    delegation keeps their link, but it no longer shows this delegation.

    Raise CannotBeNominatedError for a blocked address."""
    event = transitions.lock_event(event)
    person = get_or_create_person(address, name=name)
    if not person.is_active:
        raise CannotBeNominatedError(
            _("This address is blocked on this site. Please ask the administrators of the site.")
        )
    event.delegations.filter(pk__in=delegations).update(focal_point=person, nomination_closes_at=closes_at)
    assigned = queries.delegations(event).filter(pk__in=delegations)
    until = _("Until %(moment)s") % {"moment": moment_text(closes_at, event.zone)} if closes_at else ""
    history.record(event, history.What.FOCAL_POINT, [_mailbox(person), *map(str, assigned), until], by=by)
    expires_at = event.ends_at or now() + WITHOUT_DATE
    link, _is_new = NominationLink.objects.update_or_create(
        event=event, person=person, defaults={"expires_at": expires_at, "revoked_at": None}
    )
    _mail(link)
    return link


def _mailbox(person: User) -> str:
    return f"{person.full_name} <{person.email}>"


@transaction.atomic
def send_again(link: NominationLink, *, by: User | None = None) -> None:
    """Mail the focal point their link again. If it was revoked or has expired, renew it with a new key."""
    link = _lock(link)
    if not link.works:
        link.key, link.revoked_at = new_key(), None
        link.expires_at = link.event.ends_at or now() + WITHOUT_DATE
    _mail(link)
    history.record(link.event, history.What.LINK_SENT, [_mailbox(link.person)], by=by)


@transaction.atomic
def revoke(link: NominationLink, *, by: User | None = None) -> None:
    """Revoke the link. Its nominations stay."""
    link = _lock(link)
    link.key, link.revoked_at = new_key(), now()
    link.save()
    history.record(link.event, history.What.LINK_REVOKED, [_mailbox(link.person)], by=by)


@transaction.atomic
def remind(event: Event, *, by: User | None = None) -> int:
    """Mail each focal point with seats left before the deadline. Return the number of these focal points."""
    event = transitions.lock_event(event)
    links = list(queries.links_with_seats_left(event))
    for link in links:
        _mail(link)
    if links:
        history.record(event, history.What.REMINDED, [_mailbox(link.person) for link in links], by=by)
    return len(links)


def _lock(link: NominationLink) -> NominationLink:
    return (
        NominationLink.objects.select_for_update(of=("self",))
        .select_related("event__programme", "person")
        .get(pk=link.pk)
    )


def _mail(link: NominationLink) -> None:
    link.mails += 1
    link.mailed_at = now()
    link.save()
    notify.send_link(link, list(queries.delegations_of(link)))


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
    addresses: set[str] = set()
    free_ranks = _FreeRanks(delegation)
    for position, nominee in enumerate(nominees):
        try:
            if nominee.address.lower() in addresses:
                raise CannotBeNominatedError(_("This address is in the list twice."))
            if position >= LONGEST_LIST:
                raise CannotBeNominatedError(_("The limit is %(most)d people.") % {"most": LONGEST_LIST})
            addresses.add(nominee.address.lower())
            rank = free_ranks.next()
            registrations.append(_nominate(delegation, nominee, Step.NOMINATE, Status.NOMINATED, rank=rank, by=by))
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

    If the seat was confirmed, it stays confirmed: the calendar of the first person gets a CANCEL, that of the second
    person a REQUEST.

    Raise EventClosedError if the event is over; InvalidTransitionError if the registration has no delegation or is not
    active; CannotBeNominatedError if the new person cannot be nominated."""
    registration = transitions.lock_registration(registration)
    event, delegation = registration.event, registration.delegation
    if not event.is_ahead:
        raise EventClosedError
    if delegation is None or not registration.is_active:
        raise InvalidTransitionError
    delegation.event = event
    after = Status.CONFIRMED if registration.status == Status.CONFIRMED else Status.NOMINATED
    rank = registration.reserve_rank
    transitions.apply_step(registration, Step.WITHDRAW, Status.WITHDRAWN, by=by)
    successor = _nominate(delegation, nominee, Step.REPLACE, after, rank=rank, by=by)
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
    after = max(0, min(len(reserves) - 1, before + offset))
    moved = reserves.pop(before)
    reserves.insert(after, moved)
    for number, reserve in enumerate(reserves, start=1):
        reserve.reserve_rank = number
    Registration.objects.bulk_update(reserves, ["reserve_rank"])
    if after != before:
        changes = [str(moved.delegation), history.describe_change(moved.person.full_name, before + 1, after + 1)]
        history.record(registration.event, history.What.RESERVES, changes, by=by)


def _nominate(
    delegation: Delegation, nominee: Nominee, step: Step, after: Status, *, rank: int | None, by: User | None
) -> Registration:
    """Register one nominee and save what the focal point wrote.

    rank: the rank of a reserve, or None if the nominee gets a seat. Raise CannotBeNominatedError."""
    event = delegation.event
    person = get_or_create_person(nominee.address, **nominee.person_data(delegation))
    if not person.is_active:
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
    registration = transitions.apply_step(
        transitions.with_event(registration, event), step, after, by=by, before=before
    )
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


@transaction.atomic
def release(event: Event, *, by: User) -> list[queries.ReleasedSeat]:
    """Release the unused seats after the deadline, and give them to the people that queries.plan_release() chooses.

    Return the released seats. A seat that no one can take goes back to the event.

    Raise EventClosedError if the event is over, cancelled or not published."""
    event = transitions.lock_event(event)
    if not event.is_ahead:
        raise EventClosedError
    plan, batch = queries.plan_release(event), SeatBatch(event)
    for seat in plan:
        batch.resize_delegation(seat.delegation.pk, -1)
        registration = seat.registration
        if registration is None:
            continue
        transitions.with_event(registration, event)
        if registration.delegation_id is not None and registration.reserve_rank is not None:
            batch.resize_delegation(registration.delegation_id, 1)
            transitions.apply_step(registration, Step.SEAT, Status(registration.status), by=by, batch=batch)
        else:
            transitions.apply_step(registration, Step.PROMOTE, Status.CONFIRMED, by=by, batch=batch)
    batch.finish()
    if plan:
        history.record(event, history.What.RELEASED, [_describe_release(seat) for seat in plan], by=by)
    return plan


def _describe_release(seat: queries.ReleasedSeat) -> str:
    recipient = seat.registration.person.full_name if seat.registration else _("the event")
    return _("%(delegation)s: a seat to %(to)s") % {"delegation": seat.delegation, "to": recipient}
