"""Who may fill the seats of an event, and whom they name. Each function is one transaction that holds the event's row."""

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
# How long a link works when its event has no date yet.
WITHOUT_DATE = timedelta(days=180)
LONGEST_LIST = 200


@dataclass(frozen=True)
class Nominee:
    """A person as their focal point writes them down; country and constituency hold where the delegation is of any."""

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

    def facts(self, delegation: Delegation) -> dict[str, str]:
        """Return what is known of them as a member of delegation, by the fields of their account."""
        found = asdict(self)
        del found["address"]
        found["organisation_name"] = found.pop("organisation")
        found["country"] = delegation.country_id or self.country
        found["constituency"] = delegation.constituency or self.constituency
        return {name: said for name, said in found.items() if said}


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
    """Let the person with this address fill these delegations of event until closes_at, and mail them their link.

    Whoever filled them before keeps their link, and finds there what is still theirs.

    Raise CannotBeNominatedError for a blocked address."""
    event = transitions.lock_event(event)
    person = get_or_create_person(address, name=name)
    if not person.is_active:
        raise CannotBeNominatedError(
            _("This address is blocked on this site. Please ask the administrators of the site.")
        )
    event.delegations.filter(pk__in=delegations).update(focal_point=person, nomination_closes_at=closes_at)
    given = queries.delegations(event).filter(pk__in=delegations)
    until = _("Until %(moment)s") % {"moment": moment_text(closes_at, event.zone)} if closes_at else ""
    history.record(event, history.What.FOCAL_POINT, [_mailbox(person), *map(str, given), until], by=by)
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
    """Mail the focal point their link once more; one that was revoked or has ended works anew, under a new key."""
    link = _lock(link)
    if not link.works:
        link.key, link.revoked_at = new_key(), None
        link.expires_at = link.event.ends_at or now() + WITHOUT_DATE
    _mail(link)
    history.record(link.event, history.What.LINK_SENT, [_mailbox(link.person)], by=by)


@transaction.atomic
def revoke(link: NominationLink, *, by: User | None = None) -> None:
    """Make the link worthless; whom it named stays named."""
    link = _lock(link)
    link.key, link.revoked_at = new_key(), now()
    link.save()
    history.record(link.event, history.What.LINK_REVOKED, [_mailbox(link.person)], by=by)


@transaction.atomic
def remind(event: Event, *, by: User | None = None) -> int:
    """Mail each focal point who has seats left and time to fill them; return how many those are."""
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
    """Name people for the seats of delegation; whom it has no seat for becomes a reserve, in this order.

    All of them, or none: raises NotAll, which says by the position in the list what is wrong; NominationsClosed after
    the deadline."""
    event = transitions.lock_event(delegation.event)
    delegation = event.delegations.select_related("country").get(pk=delegation.pk)
    delegation.event = event
    if not delegation.takes_nominations:
        raise NominationsClosedError
    problems: dict[int, RegistrationError] = {}
    found, addresses = [], set[str]()
    reserves = event.registrations.filter(delegation=delegation, reserve_rank__isnull=False)
    last_rank = reserves.aggregate(last=Max("reserve_rank"))["last"] or 0
    seats_left, reserves_left = delegation.seats_left, delegation.reserve_seats - reserves.count()
    for number, nominee in enumerate(nominees):
        try:
            if nominee.address.lower() in addresses:
                raise CannotBeNominatedError(_("This address stands in the list twice."))
            if number >= LONGEST_LIST:
                raise CannotBeNominatedError(_("A list may have %(most)d people.") % {"most": LONGEST_LIST})
            addresses.add(nominee.address.lower())
            rank = None
            if seats_left > 0:
                seats_left -= 1
            elif reserves_left > 0:
                reserves_left -= 1
                rank = last_rank = last_rank + 1
            else:
                raise CannotBeNominatedError(_("All seats and all places for reserves are filled."))
            found.append(_name(delegation, nominee, Step.NOMINATE, Status.NOMINATED, rank=rank, by=by))
        except RegistrationError as error:
            problems[number] = error
    if problems:
        raise BulkDecisionError(problems)
    return found


@transaction.atomic
def replace(registration: Registration, nominee: Nominee, *, by: User | None) -> Registration:
    """Give the seat of registration, as it stands, to somebody else, in one step; return theirs.

    Calendars of the one get a CANCEL and of the other a REQUEST, if the place was confirmed.

    Raises PlacesFixed once the event is over, InvalidTransition where there is no seat to hand on, CannotBeNamed."""
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
    successor = _name(delegation, nominee, Step.REPLACE, after, rank=rank, by=by)
    if successor.pk == registration.pk:
        raise CannotBeNominatedError(_("This is the person who has the seat."))
    Nomination.objects.filter(registration=successor).update(replaces=registration)
    return successor


@transaction.atomic
def rank(registration: Registration, places: int, *, by: User | None) -> None:
    """Let a reserve stand so many places further down among those of their delegation, or up if negative; who stands
    first gets the next seat.

    Raises PlacesFixed once the event is over, InvalidTransition for somebody who is no reserve."""
    registration = transitions.lock_registration(registration)
    if not registration.event.is_ahead:
        raise EventClosedError
    if registration.reserve_rank is None or not registration.is_active:
        raise InvalidTransitionError
    reserves = registration.event.registrations.filter(
        delegation=registration.delegation_id, reserve_rank__isnull=False
    )
    order = list(reserves.select_related("person", "delegation__country").order_by("reserve_rank", "pk"))
    before = order.index(registration)
    place = max(0, min(len(order) - 1, before + places))
    found = order[before]
    order.remove(registration)
    order.insert(place, registration)
    for number, reserve in enumerate(order, start=1):
        reserve.reserve_rank = number
    Registration.objects.bulk_update(order, ["reserve_rank"])
    if place == before:
        return
    said = [str(found.delegation), history.describe_change(found.person.full_name, before + 1, place + 1)]
    history.record(registration.event, history.What.RESERVES, said, by=by)


def _name(
    delegation: Delegation, nominee: Nominee, step: Step, after: Status, *, rank: int | None, by: User | None
) -> Registration:
    event = delegation.event
    person = get_or_create_person(nominee.address, **nominee.facts(delegation))
    if not person.is_active:
        raise CannotBeNominatedError
    registration = event.registrations.filter(person=person).first()
    before = registration.status if registration else states.NO_STATUS
    if not states.is_allowed(step, before) or (registration and registration.merged_into_id):
        if registration and registration.delegation_id == delegation.pk:
            raise CannotBeNominatedError(_("This person has been named already."))
        raise CannotBeNominatedError
    registration = registration or Registration(event=event)
    registration.person, registration.delegation, registration.reserve_rank = person, delegation, rank
    # In the room, for which a delegation's seats are kept, in whatever way the one before took part.
    registration.registered_by, registration.mode = None, transitions.resolve_mode(event, "")
    registration = transitions.apply_step(
        transitions.with_event(registration, event), step, after, by=by, before=before
    )
    typed = {"name": nominee.name, "address": nominee.address, "position": nominee.position, "by": by}
    Nomination.objects.update_or_create(registration=registration, defaults=typed | {"replaces": None})
    return registration


@transaction.atomic
def accept(registration: Registration, *, mode: str = "", needs: str = "", remark: str = "") -> Registration:
    """Note that the nominee comes, and how; the organisers decide. Raises InvalidTransition unless they are still
    nominated, ModeRefused, PlacesFixed once the event is over."""
    registration = transitions.lock_registration(registration)
    if not registration.event.is_ahead:
        raise EventClosedError
    registration.mode = transitions.resolve_mode(registration.event, mode, registration.mode)
    registration.needs, registration.remark = needs, remark
    return transitions.apply_step(registration, Step.ACCEPT, Status.PENDING, by=registration.person)


@transaction.atomic
def release(event: Event, *, by: User) -> list[queries.Released]:
    """Give the seats that nobody was named for to reserves and to those who wait, as queries.plan_release() chooses;
    return what became of each. Seats for which nobody is found go back to the event.

    Raises PlacesFixed unless the event is ahead."""
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
        history.record(event, history.What.RELEASED, [_given(seat) for seat in plan], by=by)
    return plan


def _given(seat: queries.Released) -> str:
    to = seat.registration.person.full_name if seat.registration else _("the event")
    return _("%(delegation)s: a seat to %(to)s") % {"delegation": seat.delegation, "to": to}
