"""Mails in reply to invites of the sample season: replies of calendars, a proposal for a new time, and a question."""

from datetime import UTC, timedelta

import icalendar
from django.utils.timezone import now

from events.calendar_replies.services import process_mail
from events.calendars.itip import organizer_address
from events.models import Event, Invite
from notifications.inbox import services as inbox

REPLIES = [  # PARTSTAT, comment
    ("ACCEPTED", ""),
    ("ACCEPTED", "Looking forward to it."),
    ("TENTATIVE", "I am waiting for my visa."),
    ("DECLINED", "The Minister travels that week, sorry."),
    ("ACCEPTED", ""),
]
COUNTER_INDEX, QUESTION_INDEX = 5, 6
QUESTION = "Dear colleagues,\r\n\r\nmay I bring my interpreter along on the second day?\r\n"


def load(event: Event) -> None:
    """Process replies of some confirmed people of event."""
    invites = list(
        event.invites.filter(method="REQUEST", session=None, registration__status="confirmed").select_related("person")
    )
    for invite, (partstat, comment) in zip(invites, REPLIES, strict=False):
        reply(invite, partstat, comment)
    if len(invites) > QUESTION_INDEX:
        proposal = _calendar(event, invites[COUNTER_INDEX], "COUNTER", "TENTATIVE", "My flight lands at noon.")
        _process(invites[COUNTER_INDEX], proposal, "text/calendar; method=COUNTER", "New time proposed")
        _process(invites[QUESTION_INDEX], QUESTION, "text/plain", "Re: your place")


def reply(invite: Invite, partstat: str, comment: str) -> None:
    """Process a reply of the calendar of the person of invite."""
    text = _calendar(invite.event, invite, "REPLY", partstat, comment)
    _process(invite, text, "text/calendar; method=REPLY", partstat)


def _calendar(event: Event, invite: Invite, method: str, partstat: str, comment: str) -> str:
    calendar, vevent = icalendar.Calendar(), icalendar.Event()
    calendar.add("method", method)
    vevent.add("uid", invite.uid)
    vevent.add("sequence", invite.sequence)
    vevent.add("dtstamp", now().astimezone(UTC))
    vevent.add("attendee", f"mailto:{invite.person.email}", parameters={"PARTSTAT": partstat})
    if comment:
        vevent.add("comment", comment)
    if method == "COUNTER" and event.starts_at and event.ends_at:
        vevent.add("dtstart", event.starts_at.astimezone(UTC) + timedelta(hours=4))
        vevent.add("dtend", event.ends_at.astimezone(UTC))
    calendar.add_component(vevent)
    return calendar.to_ical().decode()


def _process(invite: Invite, text: str, kind: str, subject: str) -> None:
    headers = (
        f"From: {invite.person.email}\r\nTo: {organizer_address(invite.reply_tag)}\r\nSubject: {subject}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    process_mail(inbox.receive((headers + text).encode()))
