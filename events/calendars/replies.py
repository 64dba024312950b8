"""Replies from people's calendars: find the invite, and save the new PARTSTAT.

Anyone can write any From address. So a reply counts only with the tag of its To address, which only mails to this person
contain, and with the UID of the event. The ATTENDEE must also be that person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.addresses import canonical
from accounts.links.masking import mask
from accounts.models import User
from events.calendars import entry_text, itip
from events.calendars.content_lines import clean_line
from events.calendars.date_formats import clock_time, short_date
from events.calendars.dates import moment_text
from events.models import Event, Invite
from notifications.inbox.itip import ItipReply, Moment, ReplyAttendee, moment_of_line
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
    return list(invites.select_related("event__programme", "session", "person", "registration").order_by("pk")[:2])


def apply_reply(invite: Invite, reply: ItipReply, *, sender: str, received_at: datetime) -> ReplyOutcome:
    """Save the reply of a calendar on its invite, and change nothing else. The caller locks the row of the event.

    A reply to an older SEQUENCE counts if it names the times and the place of the present invite; otherwise a person
    decides. One that is older than the last accepted reply changes nothing (RFC 5546, 2.1.5), but a person sees what it
    says beside yes, maybe or no. Of two replies with the same version, the later arrival counts. A reply for single days
    is for a person to decide.
    sender: the From address. received_at: the time at which the mail arrived."""
    attendee = _attendee(invite, reply, sender)
    if reply.uid != invite.uid:
        return ReplyOutcome(State.QUARANTINED, Reason.OTHER_EVENT, reply.uid[:200])
    if attendee is None:
        return ReplyOutcome(
            State.QUARANTINED, Reason.OTHER_PERSON, ", ".join(attendee.email for attendee in reply.attendees[:5])
        )
    # A wrong clock or an invented number must not block later replies.
    version = invite.sequence or 0, min(reply.dtstamp or received_at, received_at)
    reason = _reason_to_ignore(invite, reply, attendee, version)
    days = _different_days(invite, reply, attendee, sender)
    if days and reason in {None, Reason.REPEATED}:
        outcome = (
            ReplyOutcome(State.DONE) if reason or reply.is_for_days_only else _accept(invite, reply, attendee, version)
        )
        return ReplyOutcome(State.QUARANTINED, Reason.ONE_DAY, "\n".join(days), is_new=outcome.is_new)
    if reason:
        return _late_outcome(invite, reply, attendee, reason, days)
    return _accept(invite, reply, attendee, version)


def _late_outcome(
    invite: Invite, reply: ItipReply, attendee: ReplyAttendee, reason: InboundMail.Reason, days: list[str]
) -> ReplyOutcome:
    """Return the result of a reply that does not count. A person sees all that the invite does not show already.

    Nobody needs to see the decline of an entry that was removed, nor a mere yes or no with a later one after it."""
    if _is_seen(invite, reply, attendee, reason, days):
        return ReplyOutcome(State.DONE, reason)
    if reply.method == "COUNTER":
        lines = [proposal(invite.event, reply)]
    else:
        whole = "" if reply.is_for_days_only else _answer_label(attendee.partstat)
        lines = [whole, *(days or [reply.comment])]
    return ReplyOutcome(State.QUARANTINED, reason, "\n".join(filter(None, [*lines, attendee.delegated_to])))


def _is_seen(
    invite: Invite, reply: ItipReply, attendee: ReplyAttendee, reason: InboundMail.Reason, days: list[str]
) -> bool:
    """Return whether the team misses nothing if nobody reads this late reply."""
    has_new_comment = bool(reply.comment) and mask(reply.comment) != invite.comment
    if days or has_new_comment or reply.method == "COUNTER" or attendee.partstat == "DELEGATED":
        return False
    if attendee.partstat in {"", Invite.Partstat.NEEDS_ACTION} or reason == Reason.REPEATED:
        return True
    if reason == Reason.STALE:
        return attendee.partstat == invite.partstat
    return attendee.partstat == Invite.Partstat.DECLINED


def _answer_label(partstat: str) -> str:
    known = partstat in Invite.Partstat.values
    return str(Invite.Partstat(partstat).label) if known else partstat[:40] or _("no answer")


def _different_days(invite: Invite, reply: ItipReply, attendee: ReplyAttendee, sender: str) -> list[str]:
    """Return one line for each day with another answer than that for the whole event."""
    lines = []
    for day in reply.days:
        answer = _attendee(invite, ItipReply(reply.method, reply.uid, attendees=day.attendees), sender)
        partstat = answer.partstat if answer else ""
        if not reply.is_for_days_only and partstat == attendee.partstat:
            continue
        when = _moment(invite.event, day.day) if day.day else _("A day that is not readable")
        lines.append(_("{day}: {answer}").format(day=when, answer=_answer_label(partstat)))
        lines += [day.comment] if day.comment and day.comment != reply.comment else []
    return lines + ([reply.comment] if lines and reply.comment else [])


def _reason_to_ignore(
    invite: Invite, reply: ItipReply, attendee: ReplyAttendee, version: tuple[int, datetime]
) -> InboundMail.Reason | None:
    """Return why a reply is too late to count; None if it counts. version: SEQUENCE and time of the reply.

    Clocks count seconds, and some calendars stamp two replies alike. Another content is then a later reply."""
    if not invite.is_held:
        return Reason.NOT_HELD
    accepted = invite.answer_sequence, invite.answer_dtstamp
    is_first = accepted[0] is None or accepted[1] is None or version > accepted
    if reply.sequence < version[0] and is_first and not _names_present_entry(invite, reply):
        return Reason.REPEATED if _has_later(invite, reply, version[1]) else Reason.STALE
    if is_first:
        return None
    is_same = (attendee.partstat, reply.comment) == (invite.partstat, invite.comment) and reply.method == "REPLY"
    return None if version == accepted and not is_same else Reason.REPEATED


def _has_later(invite: Invite, reply: ItipReply, stamped_at: datetime) -> bool:
    """Return whether the last accepted reply is later by its version, and by its time too."""
    last, at = invite.answer_sequence, invite.answer_dtstamp
    return last is not None and at is not None and reply.sequence <= last and stamped_at <= at


def _names_present_entry(invite: Invite, reply: ItipReply) -> bool:
    """Return whether a reply to an earlier version names the times and the place of the present one.

    Calendars copy them from the version that they answer. A title or a link that has changed since does not matter."""
    times = itip.sent_times(invite)
    if "RRULE" in times or invite.event.status != Event.Status.PUBLISHED:
        return False
    with override(entry_text.language(invite.event, invite.person)):
        place = entry_text.session_location(invite.session) if invite.session else entry_text.location(invite.event)
    present = tuple(moment_of_line(times.get(name, "")) for name in ("DTSTART", "DTEND"))
    return None not in present and (reply.starts, reply.ends) == present and clean_line(reply.location) == place[:500]


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
    known = known_addresses(invite.person)
    attendees = [attendee for attendee in reply.attendees if attendee.email in known]
    if len(attendees) == 1:
        return attendees[0]
    if len(reply.attendees) == 1 and canonical(sender) in known and not reply.attendees[0].delegated_from:
        return reply.attendees[0]
    return None


def known_addresses(person: User) -> set[str]:
    """Return the canonical addresses of person that they have confirmed, and the one to which we write."""
    verified = EmailAddress.objects.filter(user=person, verified=True)
    return {person.mail_address, *map(canonical, verified.values_list("email", flat=True))}


def _save(invite: Invite, partstat: str, comment: str, version: tuple[int, datetime]) -> None:
    invite.partstat, invite.comment = partstat, mask(comment)
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
