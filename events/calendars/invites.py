"""What people's calendars are sent of an event: which message, with which SEQUENCE. The event's row is locked by the
caller, and the mail goes out with its transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from events.calendars import itip
from events.models import Contributor, Event, Invite, Registration

BATCH = 500
Roles = Mapping[int, frozenset[str]]  # of contributors, by the key of their person


class Method(StrEnum):
    """iTIP methods that we send (RFC 5546, 1.4); NONE leaves a calendar as it is."""

    NONE = ""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Invitee:
    """Somebody whose calendar an event goes into: a registration's person, or who contributes without one."""

    person: User
    registration: Registration | None = None

    @classmethod
    def of(cls, registration: Registration) -> "Invitee":
        return cls(registration.person, registration)

    @property
    def has_place(self) -> bool:
        return self.registration is not None and self.registration.status == Registration.Status.CONFIRMED


@dataclass(frozen=True)
class CalendarPart:
    """A calendar part of a mail, and whose; ics is "" where there is nothing to put into a calendar.

    stays: whether the event stays in the calendar of who lost their place, because they contribute to it."""

    ics: str = ""
    method: Method = Method.NONE
    invite: Invite | None = None
    stays: bool = False


NO_PART = CalendarPart()


def method_after(registration: Registration, *, before: str) -> Method:
    """Return what goes to the person's calendar now that their status was `before`: a REQUEST for who has a place, a
    CANCEL for who lost theirs."""
    if registration.status == Registration.Status.CONFIRMED:
        return Method.REQUEST
    return Method.CANCEL if before == Registration.Status.CONFIRMED else Method.NONE


def calendar_parts(event: Event, wanted: Sequence[tuple[Invitee, Method]]) -> list[CalendarPart]:
    """Return the calendar part for each of wanted, in their order, and write down what was sent to whom.

    Nothing is sent of an event that calendars cannot hold, nor a CANCEL to who holds no invite, or still contributes.
    Each message has a SEQUENCE above any that this person's calendar has seen, and no lower than the event's own
    (RFC 5546, 2.1.4). Reads and writes in a fixed number of statements, but for one for each SEQUENCE that goes out."""
    asked = [guest.person.pk for guest, method in wanted if method]
    if not asked:
        return [NO_PART] * len(wanted)
    known = {one.person_id: one for one in event.invites.filter(person__in=asked)}
    roles = roles_of(event, asked)
    sent: dict[int, tuple[Invite, Invitee]] = {}
    found = []
    for guest, method in wanted:
        key = guest.person.pk
        invite = known.get(key)
        if method == Method.REQUEST and invite is None:
            invite = _new(event, guest)
        part = _part(event, guest, invite, method, roles.get(key, frozenset())) if invite else NO_PART
        if part.method and part.invite:
            known[key] = part.invite
            sent[key] = part.invite, guest
        found.append(part)
    _write(sent.values())
    return found


def roles_of(event: Event, people: Iterable[int]) -> Roles:
    """Return as what people (their keys) contribute to event; who does not is left out. One query."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = Contributor.objects.filter(session__event=event, person__in=people).order_by()
    for person, role in rows.values_list("person", "role"):
        found[person].add(role)
    return {person: frozenset(roles) for person, roles in found.items()}


def _new(event: Event, guest: Invitee) -> Invite:
    if guest.registration is None:
        return Invite(event=event, person=guest.person)
    # Mails before this one came from the registration's address: those that follow come from the same.
    return Invite(event=event, person=guest.person, reply_tag=guest.registration.reply_tag)


def _part(event: Event, guest: Invitee, invite: Invite, method: Method, roles: Collection[str]) -> CalendarPart:
    if method == Method.NONE or (method == Method.CANCEL and not invite.is_held):
        return NO_PART
    if method == Method.CANCEL and roles and event.status != Event.Status.CANCELLED:
        return CalendarPart(invite=invite, stays=True)
    invite.event, invite.person, invite.role = event, guest.person, role_for(event, guest, roles)
    sequence = event.sequence if invite.sequence is None else max(event.sequence, invite.sequence + 1)
    write = itip.request if method == Method.REQUEST else itip.cancel
    ics = write(invite, sequence=sequence)
    if not ics:
        return NO_PART
    invite.sequence, invite.method, invite.revision = sequence, method, event.revised_at
    invite.partstat = Invite.Partstat.NEEDS_ACTION
    return CalendarPart(ics, method, invite)


def role_for(event: Event, guest: Invitee, roles: Collection[str]) -> Invite.Role:
    """Return as what the person is asked who contributes in these roles (RFC 5545, 3.2.16). Who interprets, and has no
    place, takes no part; who takes part online in what happens in a room is not waited for there."""
    if Contributor.Role.MODERATOR in roles:
        return Invite.Role.CHAIR
    if set(roles) - {Contributor.Role.INTERPRETER}:
        return Invite.Role.REQUIRED
    if roles and not guest.has_place:
        return Invite.Role.NON_PARTICIPANT
    registration = guest.registration
    if event.mode == Event.Mode.HYBRID and registration and registration.mode == Registration.Mode.ONLINE:
        return Invite.Role.OPTIONAL
    return Invite.Role.REQUIRED


def _write(sent: Collection[tuple[Invite, Invitee]]) -> None:
    """Write invites that were sent, each with the registration of its guest."""
    alike: defaultdict[tuple[int | None, str, datetime | None, str], list[int]] = defaultdict(list)
    linked: list[Invite] = []
    new: list[Invite] = []
    for invite, guest in sent:
        if guest.registration is not None and invite.registration_id != guest.registration.pk:
            invite.registration_id = guest.registration.pk
            linked.append(invite)
        if invite.pk is None:
            new.append(invite)
        else:
            alike[invite.sequence, invite.method, invite.revision, invite.role].append(invite.pk)
    # Who contributed before they registered.
    Invite.objects.bulk_update([one for one in linked if one.pk is not None], ["registration"], batch_size=BATCH)
    Invite.objects.bulk_create(new, batch_size=BATCH)
    for (sequence, method, revision, role), keys in alike.items():
        Invite.objects.filter(pk__in=keys).update(
            sequence=sequence, method=method, revision=revision, role=role, partstat=Invite.Partstat.NEEDS_ACTION
        )
