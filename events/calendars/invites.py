"""The iTIP messages of an event to people's calendars: which METHOD and which SEQUENCE each person gets.

The caller locks the row of the event, and queues the mails in the same transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from events.calendars import itip
from events.models import Contributor, Event, Invite, Registration

BATCH = 500
ContributorRoles = Mapping[int, frozenset[str]]  # by the primary key of the person


class Method(StrEnum):
    """The iTIP methods that we send (RFC 5546, 1.4). NONE: send nothing to the calendar."""

    NONE = ""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Invitee:
    """A person whose calendar gets the event: a registered person, or a contributor without a registration."""

    person: User
    registration: Registration | None = None

    @classmethod
    def of(cls, registration: Registration) -> "Invitee":
        return cls(registration.person, registration)

    @property
    def is_confirmed(self) -> bool:
        return self.registration is not None and self.registration.status == Registration.Status.CONFIRMED


@dataclass(frozen=True)
class CalendarPart:
    """The calendar part of a mail, and the invite that it belongs to. ics is "" if the mail has no calendar part.

    stays: True if a person lost their seat, but the event stays in their calendar because they contribute to it."""

    ics: str = ""
    method: Method = Method.NONE
    invite: Invite | None = None
    stays: bool = False


NO_PART = CalendarPart()


def method_after(registration: Registration, *, before: str) -> Method:
    """Return the message for the calendar after a change of status: REQUEST for a confirmed person, CANCEL for a person
    who was confirmed before. before: the old status."""
    if registration.status == Registration.Status.CONFIRMED:
        return Method.REQUEST
    return Method.CANCEL if before == Registration.Status.CONFIRMED else Method.NONE


def calendar_parts(event: Event, messages: Sequence[tuple[Invitee, Method]]) -> list[CalendarPart]:
    """Return the calendar part of each message, in the same order, and save what was sent to each person.

    An event without an exact date gets no part, nor does a CANCEL to a person who holds no invite or still contributes.
    The SEQUENCE is higher than any earlier one to this person, and at least that of the event (RFC 5546, 2.1.4).
    The number of queries is fixed, plus one for each different SEQUENCE."""
    person_ids = [invitee.person.pk for invitee, method in messages if method]
    if not person_ids:
        return [NO_PART] * len(messages)
    invites = {invite.person_id: invite for invite in event.invites.filter(person__in=person_ids)}
    roles = roles_of(event, person_ids)
    sent: dict[int, tuple[Invite, Invitee]] = {}
    parts = []
    for invitee, method in messages:
        key = invitee.person.pk
        invite = invites.get(key)
        if method == Method.REQUEST and invite is None:
            invite = _new_invite(event, invitee)
        part = _part(event, invitee, invite, method, roles.get(key, frozenset())) if invite else NO_PART
        if part.method and part.invite:
            invites[key] = part.invite
            sent[key] = part.invite, invitee
        parts.append(part)
    _save(sent.values())
    return parts


def roles_of(event: Event, people: Iterable[int]) -> ContributorRoles:
    """Return the contributor roles of people (primary keys) at event. People without a role are left out. One query."""
    roles_by_person: defaultdict[int, set[str]] = defaultdict(set)
    rows = Contributor.objects.filter(session__event=event, person__in=people).order_by()
    for person, role in rows.values_list("person", "role"):
        roles_by_person[person].add(role)
    return {person: frozenset(roles) for person, roles in roles_by_person.items()}


def _new_invite(event: Event, invitee: Invitee) -> Invite:
    if invitee.registration is None:
        return Invite(event=event, person=invitee.person)
    # Earlier mails had the reply address of the registration. Later mails keep it.
    return Invite(event=event, person=invitee.person, reply_tag=invitee.registration.reply_tag)


def _part(event: Event, invitee: Invitee, invite: Invite, method: Method, roles: Collection[str]) -> CalendarPart:
    if method == Method.NONE or (method == Method.CANCEL and not invite.is_held):
        return NO_PART
    if method == Method.CANCEL and roles and event.status != Event.Status.CANCELLED:
        return CalendarPart(invite=invite, stays=True)
    invite.event, invite.person, invite.role = event, invitee.person, role_for(event, invitee, roles)
    sequence = event.sequence if invite.sequence is None else max(event.sequence, invite.sequence + 1)
    write = itip.request if method == Method.REQUEST else itip.cancel
    ics = write(invite, sequence=sequence)
    if not ics:
        return NO_PART
    invite.sequence, invite.method, invite.revision = sequence, method, event.revised_at
    invite.partstat = Invite.Partstat.NEEDS_ACTION
    return CalendarPart(ics, method, invite)


def role_for(event: Event, invitee: Invitee, roles: Collection[str]) -> Invite.Role:
    """Return the ROLE of a person with these contributor roles (RFC 5545, 3.2.16).

    An interpreter without a seat is no participant. A person who takes part online in a hybrid event is optional."""
    if Contributor.Role.MODERATOR in roles:
        return Invite.Role.CHAIR
    if set(roles) - {Contributor.Role.INTERPRETER}:
        return Invite.Role.REQUIRED
    if roles and not invitee.is_confirmed:
        return Invite.Role.NON_PARTICIPANT
    registration = invitee.registration
    if event.mode == Event.Mode.HYBRID and registration and registration.mode == Registration.Mode.ONLINE:
        return Invite.Role.OPTIONAL
    return Invite.Role.REQUIRED


def _save(sent: Collection[tuple[Invite, Invitee]]) -> None:
    """Save the invites that were sent, each with the registration of its invitee."""
    ids_by_values: defaultdict[tuple[int | None, str, datetime | None, str], list[int]] = defaultdict(list)
    linked: list[Invite] = []
    new: list[Invite] = []
    for invite, invitee in sent:
        if invitee.registration is not None and invite.registration_id != invitee.registration.pk:
            invite.registration_id = invitee.registration.pk
            linked.append(invite)
        if invite.pk is None:
            new.append(invite)
        else:
            ids_by_values[invite.sequence, invite.method, invite.revision, invite.role].append(invite.pk)
    # These people were contributors before they registered.
    Invite.objects.bulk_update(
        [invite for invite in linked if invite.pk is not None], ["registration"], batch_size=BATCH
    )
    Invite.objects.bulk_create(new, batch_size=BATCH)
    for (sequence, method, revision, role), ids in ids_by_values.items():
        Invite.objects.filter(pk__in=ids).update(
            sequence=sequence, method=method, revision=revision, role=role, partstat=Invite.Partstat.NEEDS_ACTION
        )
