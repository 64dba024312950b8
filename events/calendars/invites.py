"""The iTIP messages of an event and its sessions to people's calendars: which METHOD and which SEQUENCE each person gets.

The caller locks the row of the event, and queues the mails in the same transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts.models import User
from events.calendars import itip
from events.models import Contributor, Event, Invite, Registration, Session
from events.models.event import new_event_uid
from events.models.session import new_session_uid

BATCH = 500
Key = tuple[int, int | None]  # the primary keys of the person and of the session, if the invite is for a session
Mailbox = tuple[int, int | None]  # the primary keys of the holder of the mailbox (decision 0018), and of the session
ContributorRoles = Mapping[Key, frozenset[str]]
# The fields of an invite that tell what was sent. Many invites of an event have equal values.
SENT_FIELDS = ("sequence", "sequence_shift", "method", "revision", "role", "sent_times", "sent_at", "partstat")


class Method(StrEnum):
    """The iTIP methods that we send (RFC 5546, 1.4). NONE: send nothing to the calendar."""

    NONE = ""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Invitee:
    """A person whose calendar gets an entry: a registered person, or a contributor without a registration.

    session: the session that the entry is about; None for the whole event.
    is_tentative: the person has accepted with a condition that is open. Then their calendar is not asked."""

    person: User
    registration: Registration | None = None
    session: Session | None = None
    is_tentative: bool = False

    @classmethod
    def of(cls, registration: Registration) -> "Invitee":
        return cls(registration.person, registration)

    @property
    def partstat(self) -> Invite.Partstat:
        """The answer with which the entry is sent."""
        return Invite.Partstat.TENTATIVE if self.is_tentative else Invite.Partstat.NEEDS_ACTION

    @property
    def key(self) -> Key:
        return self.person.pk, self.session.pk if self.session else None

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


def calendar_parts(
    event: Event,
    messages: Sequence[tuple[Invitee, Method]],
    *,
    keeps_answers: bool = False,
    leaves_address: bool = False,
) -> list[CalendarPart]:
    """Return the calendar part of each message, in the same order, and save what was sent to each person.

    A REQUEST for an event that has lost its exact date is a CANCEL for a calendar that shows the event, and no part for
    others. A person who holds no invite gets no CANCEL. Nor does a person who still contributes to an event within a day.
    The SEQUENCE is higher than any earlier one to this person, and at least that of their personal feed (RFC 5546, 2.1.4).
    keeps_answers: only the text has changed. A calendar that shows the event gets it with the SEQUENCE of the last message
    and the answer of the person, so that it does not ask again.
    leaves_address: the person gets another address, so no entry stays at the present one.
    The number of queries is fixed, plus one for each different SEQUENCE."""
    person_ids = [invitee.person.pk for invitee, method in messages if method]
    if not person_ids:
        return [NO_PART] * len(messages)
    invites, mailboxes = _invites_at(event, {_holder(invitee.person) for invitee, method in messages if method})
    roles = roles_of(event, person_ids)
    sent: dict[Key, tuple[Invite, Invitee]] = {}
    parts, moment = [], now()
    for invitee, method in messages:
        key = invitee.key
        invite = invites.get(key)
        if method == Method.REQUEST and invite is None:
            invite = _new_invite(event, invitee, is_shared=(_holder(invitee.person), key[1]) in mailboxes)
        part = NO_PART
        if invite:
            held_roles = roles.get(key, frozenset())
            entry = invites.get((invitee.person.pk, None))
            invite.event_uid = entry.uid if entry else event.uid
            if method == Method.CANCEL and invite.is_held and not leaves_address and _stays(event, invitee, held_roles):
                part = CalendarPart(invite=invite, stays=True)
            else:
                part = _part(event, invitee, invite, method, held_roles, keeps_answer=keeps_answers)
        if part.method and part.invite:
            part.invite.sent_at = moment
            invites[key] = part.invite
            mailboxes.add((_holder(invitee.person), key[1]))
            sent[key] = part.invite, invitee
        parts.append(part)
    _save(sent.values())
    return parts


def roles_of(event: Event, people: Iterable[int]) -> ContributorRoles:
    """Return the contributor roles of people (primary keys) in each session, and in the event as a whole.

    What has no role is left out. One query."""
    roles: defaultdict[Key, set[str]] = defaultdict(set)
    rows = Contributor.objects.filter(session__event=event, person__in=people).not_declined().order_by()
    for person, session, role in rows.values_list("person", "session", "role"):
        roles[person, session].add(role)
        roles[person, None].add(role)
    return {key: frozenset(found) for key, found in roles.items()}


def has_session_invites(event: Event) -> bool:
    """Return whether contributors get an invite for each of their sessions instead of one for the event.

    They do if it takes longer than a day: most of them come for a part of it."""
    return event.is_dated and event.spans_days


def _holder(person: User) -> int:
    return person.mailbox_of_id or person.pk


def _invites_at(event: Event, holders: Collection[int]) -> tuple[dict[Key, Invite], set[Mailbox]]:
    """Return the invites of event to the people at these mailboxes, and the mailboxes that have one. One query."""
    # By the people first, which has an index: the holder is computed, so that it alone would read all invites of the event.
    people = User.objects.filter(Q(pk__in=holders) | Q(mailbox_of__in=holders)).order_by()
    rows = event.invites.annotate(holder=Coalesce("person__mailbox_of", "person"))
    found = list(rows.filter(person__in=people, holder__in=holders))
    for invite in found:
        invite.event = event
    return (
        {(invite.person_id, invite.session_id): invite for invite in found},
        {(invite.holder, invite.session_id) for invite in found},
    )


def _new_invite(event: Event, invitee: Invitee, *, is_shared: bool) -> Invite:
    """Return an unsaved invite. is_shared: whether another person at the mailbox of the invitee has had one."""
    invite = Invite(event=event, person=invitee.person, session=invitee.session)
    if invitee.registration and not invitee.session:
        # Earlier mails had the reply address of the registration. Later mails keep it.
        invite.reply_tag = invitee.registration.reply_tag
    if is_shared:
        invite.own_uid = new_session_uid() if invitee.session else new_event_uid()
    return invite


def _part(
    event: Event, invitee: Invitee, invite: Invite, method: Method, roles: Collection[str], *, keeps_answer: bool
) -> CalendarPart:
    if method == Method.NONE:
        return NO_PART
    invite.event, invite.person, invite.session = event, invitee.person, invitee.session
    invite.role = role_for(event, invitee, roles)
    if keeps_answer and invite.is_held and invite.sequence is not None and method == Method.REQUEST:
        sequence = invite.sequence  # RFC 5546, 3.2.2: a later DTSTAMP is enough for a new text
    else:
        sequence, invite.partstat = _next_sequence(invite, invitee), invitee.partstat
    ics = itip.request(invite, sequence=sequence) if method == Method.REQUEST else ""
    if not ics:  # also for an event without an exact date: its old date must not stay in calendars
        if not invite.is_held:
            return NO_PART
        if method == Method.REQUEST:
            sequence, invite.partstat = _next_sequence(invite, invitee), Invite.Partstat.NEEDS_ACTION
        method, ics = Method.CANCEL, itip.cancel(invite, sequence=sequence)
    invite.sequence_shift = max(0, sequence - _base_sequence(invite))
    invite.sequence, invite.method, invite.revision = sequence, method, event.revised_at
    invite.sent_times = itip.times_of(ics)
    return CalendarPart(ics, method, invite)


def _stays(event: Event, invitee: Invitee, roles: Collection[str]) -> bool:
    """Return whether the event stays in the calendar of a person who has lost their seat: they contribute to it."""
    return (
        bool(roles)
        and invitee.session is None
        and event.status != Event.Status.CANCELLED
        and event.is_dated
        and not has_session_invites(event)
    )


def _base_sequence(invite: Invite) -> int:
    return invite.session.sequence if invite.session else invite.event.sequence


def _next_sequence(invite: Invite, invitee: Invitee) -> int:
    """Return the SEQUENCE of the next message: above the last one, and that of the entry in a personal feed."""
    registration = None if invitee.session else invitee.registration
    shift = max(invite.sequence_shift, registration.sequence_shift if registration else 0)
    last = -1 if invite.sequence is None else invite.sequence
    return max(_base_sequence(invite) + shift, last + 1)


def role_for(event: Event, invitee: Invitee, roles: Collection[str]) -> Invite.Role:
    """Return the ROLE of a person with these contributor roles (RFC 5545, 3.2.16).

    An interpreter without a seat is no participant. A person who takes part online in a hybrid event is optional. Where
    contributors have invites for their sessions, the invite to the event is that of a participant."""
    if invitee.session is None and has_session_invites(event):
        roles = ()
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
    ids_by_values: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    linked: list[Invite] = []
    new: list[Invite] = []
    for invite, invitee in sent:
        registration = None if invitee.session else invitee.registration
        if registration is not None and invite.registration_id != registration.pk:
            invite.registration_id = registration.pk
            linked.append(invite)
        if invite.pk is None:
            new.append(invite)
        else:
            ids_by_values[tuple(getattr(invite, name) for name in SENT_FIELDS)].append(invite.pk)
    # These people were contributors before they registered.
    Invite.objects.bulk_update(
        [invite for invite in linked if invite.pk is not None], ["registration"], batch_size=BATCH
    )
    Invite.objects.bulk_create(new, batch_size=BATCH)
    for values, ids in ids_by_values.items():
        Invite.objects.filter(pk__in=ids).update(**dict(zip(SENT_FIELDS, values, strict=True)))
