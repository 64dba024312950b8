"""What people's calendars are sent of an event: which message, with which SEQUENCE. The event's row is locked by the
caller, and the mail goes out with its transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from events.calendars import invites
from events.models import Event, Invite, Registration

BATCH = 500


class Method(StrEnum):
    """iTIP methods that we send (RFC 5546, 1.4); NONE leaves a calendar as it is."""

    NONE = ""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Part:
    """A calendar part of a mail, and whose; ics is "" where there is nothing to put into a calendar."""

    ics: str = ""
    method: Method = Method.NONE
    invite: Invite | None = None


NOTHING = Part()


def method_for(registration: Registration, *, before: str) -> Method:
    """Return what goes to the person's calendar now that their status was `before`: a REQUEST for who has a place, a
    CANCEL for who lost theirs."""
    if registration.status == Registration.Status.CONFIRMED:
        return Method.REQUEST
    return Method.CANCEL if before == Registration.Status.CONFIRMED else Method.NONE


def parts(event: Event, wanted: Sequence[tuple[Registration, Method]]) -> list[Part]:
    """Return the calendar part for each of wanted, in their order, and write down what was sent to whom.

    Nothing is sent of an event that calendars cannot hold, nor a CANCEL to who holds no invite. Each message has a
    SEQUENCE above any that this person's calendar has seen, and no lower than the event's own (RFC 5546, 2.1.4). Reads
    and writes in a fixed number of statements, but for one for each SEQUENCE that goes out."""
    asked = [registration for registration, method in wanted if method]
    if not asked:
        return [NOTHING] * len(wanted)
    known = {one.person_id: one for one in _known(event, asked)}
    sent: dict[int, Invite] = {}
    found = []
    for registration, method in wanted:
        invite = known.get(registration.person_id)
        if method == Method.REQUEST and invite is None:
            invite = _new(event, registration)
        part = _part(event, registration, invite, method) if invite else NOTHING
        if part.invite:
            known[registration.person_id] = sent[registration.pk] = part.invite
        found.append(part)
    _write(sent)
    return found


def _known(event: Event, registrations: Iterable[Registration]) -> Iterable[Invite]:
    return event.invites.filter(person__in=[registration.person_id for registration in registrations])


def _new(event: Event, registration: Registration) -> Invite:
    # Mails before this one came from the registration's address: those that follow come from the same.
    return Invite(event=event, person=registration.person, reply_tag=registration.reply_tag)


def _part(event: Event, registration: Registration, invite: Invite, method: Method) -> Part:
    if method == Method.NONE or (method == Method.CANCEL and not invite.is_held):
        return NOTHING
    invite.event, invite.person, invite.role = event, registration.person, role_of(event, registration)
    sequence = event.sequence if invite.sequence is None else max(event.sequence, invite.sequence + 1)
    write = invites.request if method == Method.REQUEST else invites.cancel
    ics = write(invite, sequence=sequence)
    if not ics:
        return NOTHING
    invite.sequence, invite.method, invite.revision = sequence, method, event.revised_at
    invite.partstat = Invite.Partstat.NEEDS_ACTION
    return Part(ics, method, invite)


def role_of(event: Event, registration: Registration) -> Invite.Role:
    """Return as what the person is asked: who takes part online in what happens in a room is not waited for there."""
    if event.mode == Event.Mode.HYBRID and registration.mode == Registration.Mode.ONLINE:
        return Invite.Role.OPTIONAL
    return Invite.Role.REQUIRED


def _write(sent: Mapping[int, Invite]) -> None:
    """Write invites, each by the key of its registration."""
    alike: defaultdict[tuple[int | None, str, datetime | None, str], list[int]] = defaultdict(list)
    linked = [invite for key, invite in sent.items() if invite.registration_id != key]
    for key, invite in sent.items():
        invite.registration_id = key
        if invite.pk is not None:
            alike[invite.sequence, invite.method, invite.revision, invite.role].append(invite.pk)
    new = [invite for invite in sent.values() if invite.pk is None]
    # Who contributed before they registered.
    Invite.objects.bulk_update([one for one in linked if one.pk is not None], ["registration"], batch_size=BATCH)
    Invite.objects.bulk_create(new, batch_size=BATCH)
    for (sequence, method, revision, role), keys in alike.items():
        Invite.objects.filter(pk__in=keys).update(
            sequence=sequence, method=method, revision=revision, role=role, partstat=Invite.Partstat.NEEDS_ACTION
        )
