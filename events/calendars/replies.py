"""Replies from people's calendars: find the invite, and save the new PARTSTAT.

Anyone can write any From address. So a reply counts only with the tag of its To address, which only mails to this person
contain, and with the UID of the event. The ATTENDEE must also be that person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from events.calendars.date_formats import clock_time, short_date
from events.calendars.dates import moment_text
from events.models import Event, Invite
from notifications.inbox.itip import ItipReply, Moment, ReplyAttendee
from notifications.models import InboundMail

Reason, State = InboundMail.Reason, InboundMail.State
TAG = re.compile(r"\+([0-9a-f]{24})@")
PARTSTATS = {Invite.Partstat.ACCEPTED, Invite.Partstat.TENTATIVE, Invite.Partstat.DECLINED}


@dataclass(frozen=True)
class ReplyOutcome:
    """The result of a reply. reason is "" for an accepted reply. is_new: whether it differs from the reply before."""

    state: str
    reason: str = ""
    detail: str = ""
    is_new: bool = False


def invites_of(addresses: Iterable[str]) -> list[Invite]:
    """Return at most two invites with these reply addresses, with their event, person and registration."""
    tags = {tag for address in addresses for tag in TAG.findall(address.lower())}
    if not tags:
        return []
    invites = Invite.objects.filter(reply_tag__in=tags)
    return list(invites.select_related("event__programme", "person", "registration").order_by("pk")[:2])


def apply_reply(invite: Invite, reply: ItipReply, *, sender: str, received_at: datetime) -> ReplyOutcome:
    """Save the reply of a calendar on its invite, and change nothing else. The caller locks the row of the event.

    A reply to an older SEQUENCE, or one that is not newer than the last accepted reply, changes nothing (RFC 5546,
    2.1.5). sender: the From address. received_at: the time at which the mail arrived."""
    attendee = _attendee(invite, reply, sender)
    if reply.uid != invite.event.uid or reply.is_for_one_occurrence:
        return ReplyOutcome(State.QUARANTINED, Reason.OTHER_EVENT, reply.uid[:200])
    if attendee is None:
        return ReplyOutcome(
            State.QUARANTINED, Reason.OTHER_PERSON, ", ".join(attendee.email for attendee in reply.attendees[:5])
        )
    # A wrong clock or an invented number must not block later replies.
    version = invite.sequence or 0, min(reply.dtstamp or received_at, received_at)
    reason = _reason_to_ignore(invite, reply, version)
    return ReplyOutcome(State.DONE, reason) if reason else _accept(invite, reply, attendee, version)


def _reason_to_ignore(invite: Invite, reply: ItipReply, version: tuple[int, datetime]) -> str:
    """Return why a reply is too late to count; "" if it counts. version: SEQUENCE and time of the reply."""
    if not invite.is_held:
        return Reason.NOT_HELD
    if reply.sequence < version[0]:
        return Reason.STALE
    accepted = invite.answer_sequence, invite.answer_dtstamp
    is_repeated = accepted[0] is not None and accepted[1] is not None and version <= accepted
    return Reason.REPEATED if is_repeated else ""


def _accept(invite: Invite, reply: ItipReply, attendee: ReplyAttendee, version: tuple[int, datetime]) -> ReplyOutcome:
    if attendee.partstat == "DELEGATED":
        return ReplyOutcome(State.QUARANTINED, Reason.DELEGATED, attendee.delegated_to)
    is_counter, has_partstat = reply.method == "COUNTER", attendee.partstat in PARTSTATS
    if not has_partstat and not is_counter:
        return ReplyOutcome(State.QUARANTINED, Reason.NO_ANSWER_IN_IT, attendee.partstat[:40])
    is_new = has_partstat and invite.partstat != attendee.partstat
    _save(invite, attendee.partstat if has_partstat else invite.partstat, reply.comment, version)
    if is_counter:
        return ReplyOutcome(State.QUARANTINED, Reason.COUNTER, proposal(invite.event, reply))
    return ReplyOutcome(State.DONE, is_new=is_new)


def _attendee(invite: Invite, reply: ItipReply, sender: str) -> ReplyAttendee | None:
    """Return the ATTENDEE that is the person of the invite; None without one.

    Some people reply with another address of their mailbox. Then the mail itself must come from a known address."""
    person = invite.person
    known_addresses = {person.email.lower()}
    verified = EmailAddress.objects.filter(user=person, verified=True)
    known_addresses.update(address.lower() for address in verified.values_list("email", flat=True))
    attendees = [attendee for attendee in reply.attendees if attendee.email in known_addresses]
    if len(attendees) == 1:
        return attendees[0]
    if len(reply.attendees) == 1 and sender.lower() in known_addresses and not reply.attendees[0].delegated_from:
        return reply.attendees[0]
    return None


def _save(invite: Invite, partstat: str, comment: str, version: tuple[int, datetime]) -> None:
    invite.partstat, invite.comment = partstat, comment
    invite.answer_sequence, invite.answer_dtstamp = version
    invite.answered_at = version[1]
    invite.save(update_fields=["partstat", "comment", "answer_sequence", "answer_dtstamp", "answered_at"])


def proposal(event: Event, reply: ItipReply) -> str:
    """Return the proposal of a COUNTER as text, with times in the time zone of the event."""
    lines = [
        _("From: {moment}").format(moment=_moment(event, reply.starts)) if reply.starts else "",
        _("To: {moment}").format(moment=_moment(event, _last_day(reply.ends))) if reply.ends else "",
        _("Place: {place}").format(place=reply.location) if reply.location else "",
        reply.comment,
    ]
    return "\n".join(line for line in lines if line)


def _last_day(moment: Moment) -> Moment:
    """Return the last of whole days: DTEND is the day after it (RFC 5545, 3.6.1). A time stays as it is."""
    if isinstance(moment.at, datetime) or moment.at == date.min:
        return moment
    return Moment(moment.at - timedelta(days=1))


def _moment(event: Event, moment: Moment) -> str:
    at: date | datetime = moment.at
    if not isinstance(at, datetime):
        return short_date(at)
    if at.tzinfo is None:  # the time zone has a name that only their calendar knows
        return f"{short_date(at)}, {clock_time(at)} {moment.tzid}".rstrip()
    return moment_text(at, event.zone)
