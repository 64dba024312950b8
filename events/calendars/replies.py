"""What the answer of somebody's calendar means: whose invite it is about, and what it changes there.

From says nothing about who wrote a mail. What counts is the tag of the address that it came to, which only mails to this
person have, together with the event's UID; whoever the answer names must be that person too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.calendars.dates import moment_text
from events.models import Event, Invite
from notifications.inbox.itip import ItipReply, Moment, ReplyAttendee
from notifications.models import InboundMail

Reason, State = InboundMail.Reason, InboundMail.State
TAG = re.compile(r"\+([0-9a-f]{24})@")
PARTSTATS = {Invite.Partstat.ACCEPTED, Invite.Partstat.TENTATIVE, Invite.Partstat.DECLINED}


@dataclass(frozen=True)
class ReplyOutcome:
    """What has become of an answer: reason is "" where it was taken; is_news where it differs from the one before."""

    state: str
    reason: str = ""
    detail: str = ""
    is_news: bool = False


def invites_of(addresses: Iterable[str]) -> list[Invite]:
    """Return the invites whose addresses are among these, with event, person and registration."""
    tags = {tag for address in addresses for tag in TAG.findall(address.lower())}
    if not tags:
        return []
    found = Invite.objects.filter(reply_tag__in=tags)
    return list(found.select_related("event__programme", "person", "registration").order_by("pk")[:2])


def apply_reply(invite: Invite, answer: ItipReply, *, sender: str, received_at: datetime) -> ReplyOutcome:
    """Write down at invite what its person's calendar answers, and nothing else; the event's row is locked.

    An answer to an older SEQUENCE, or one that is not newer than the last taken, changes nothing (RFC 5546, 2.1.5)."""
    attendee = _attendee(invite, answer, sender)
    if answer.uid != invite.event.uid or answer.is_of_one_date:
        return ReplyOutcome(State.QUARANTINED, Reason.OTHER_EVENT, answer.uid[:200])
    if attendee is None:
        return ReplyOutcome(
            State.QUARANTINED, Reason.OTHER_PERSON, ", ".join(one.email for one in answer.attendees[:5])
        )
    # Neither a wrong clock nor a made-up number may keep later answers out.
    version = invite.sequence or 0, min(answer.dtstamp or received_at, received_at)
    late = _late(invite, answer, version)
    return ReplyOutcome(State.DONE, late) if late else _taken(invite, answer, attendee, version)


def _late(invite: Invite, answer: ItipReply, version: tuple[int, datetime]) -> str:
    """Return why an answer comes too late to say anything; "" if it does not."""
    if not invite.is_held:
        return Reason.NOT_HELD
    if answer.sequence < version[0]:
        return Reason.STALE
    taken = invite.answer_sequence, invite.answer_dtstamp
    is_repeated = taken[0] is not None and taken[1] is not None and version <= taken
    return Reason.REPEATED if is_repeated else ""


def _taken(invite: Invite, answer: ItipReply, attendee: ReplyAttendee, version: tuple[int, datetime]) -> ReplyOutcome:
    if attendee.partstat == "DELEGATED":
        return ReplyOutcome(State.QUARANTINED, Reason.DELEGATED, attendee.delegated_to)
    is_counter, is_answer = answer.method == "COUNTER", attendee.partstat in PARTSTATS
    if not is_answer and not is_counter:
        return ReplyOutcome(State.QUARANTINED, Reason.NO_ANSWER_IN_IT, attendee.partstat[:40])
    is_news = is_answer and invite.partstat != attendee.partstat
    _write(invite, attendee.partstat if is_answer else invite.partstat, answer.comment, version)
    if is_counter:
        return ReplyOutcome(State.QUARANTINED, Reason.COUNTER, proposal(invite.event, answer))
    return ReplyOutcome(State.DONE, is_news=is_news)


def _attendee(invite: Invite, answer: ItipReply, sender: str) -> ReplyAttendee | None:
    """Return the line of the invite's person. Some of them answer from an address behind the one that we know: then the
    mail must come from the one that we know."""
    person = invite.person
    known = {person.email.lower()}
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    known.update(address.lower() for address in confirmed.values_list("email", flat=True))
    theirs = [one for one in answer.attendees if one.email in known]
    if len(theirs) == 1:
        return theirs[0]
    if len(answer.attendees) == 1 and sender.lower() in known and not answer.attendees[0].delegated_from:
        return answer.attendees[0]
    return None


def _write(invite: Invite, partstat: str, comment: str, version: tuple[int, datetime]) -> None:
    invite.partstat, invite.comment = partstat, comment
    invite.answer_sequence, invite.answer_dtstamp = version
    invite.answered_at = version[1]
    invite.save(update_fields=["partstat", "comment", "answer_sequence", "answer_dtstamp", "answered_at"])


def proposal(event: Event, answer: ItipReply) -> str:
    """Return in words what a COUNTER proposes, on the clocks of event's place."""
    said = [
        _("From: {moment}").format(moment=_moment(event, answer.starts)) if answer.starts else "",
        _("To: {moment}").format(moment=_moment(event, _last(answer.ends))) if answer.ends else "",
        _("Place: {place}").format(place=answer.location) if answer.location else "",
        answer.comment,
    ]
    return "\n".join(part for part in said if part)


def _last(moment: Moment) -> Moment:
    """Whole days end before the day that DTEND names (RFC 5545, 3.6.1)."""
    if isinstance(moment.at, datetime) or moment.at == date.min:
        return moment
    return Moment(moment.at - timedelta(days=1))


def _moment(event: Event, moment: Moment) -> str:
    at: date | datetime = moment.at
    if not isinstance(at, datetime):
        return date_format(at, "j F Y")
    if at.tzinfo is None:  # in a zone that only their calendar knows
        return " ".join(part for part in (date_format(at, "j F Y, H:i"), moment.tzid) if part)
    return moment_text(at, event.zone)
