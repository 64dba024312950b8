"""The mails about security lists. They are queued in the transaction of their cause."""

from collections.abc import Iterable
from uuid import uuid4

from accounts.models import User
from events.journeys.meetings.mails import when_of
from events.journeys.security_lists import mail_texts
from events.journeys.security_lists.links import consent_link, list_link
from events.mails import outside
from events.mails.outside import OutsideReader
from events.models import ListReader, Meeting
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

ASKED, RELEASED = "passport_consent_asked", "security_list_released"


def notify_asked(meeting: Meeting, people: Iterable[User]) -> int:
    """Ask travellers for their consent. Return the number of mails queued."""
    return outbox.queue(*(_question(meeting, person) for person in people))


def notify_released(reader: ListReader) -> int:
    """Mail a reader the link to the list. Return the number of mails queued."""
    meeting, link = reader.meeting, list_link(reader)
    to = OutsideReader(email=reader.email, name=reader.name, language=meeting.contact_language)
    event = meeting.session.event
    draft = outside.draft(
        to,
        lambda: mail_texts.list_released(reader, when_of(meeting), link),
        kind=RELEASED,
        key=f"{RELEASED}:{reader.pk}:{reader.key}",
        programme=event.programme,
        event=event,
    )
    return outbox.queue(draft)


def _question(meeting: Meeting, person: User) -> Draft:
    event = meeting.session.event
    link = consent_link(event, person)
    return outside.draft(
        OutsideReader.of(person),
        lambda: mail_texts.consent_asked(meeting, when_of(meeting), link),
        kind=ASKED,
        key=f"{ASKED}:{meeting.pk}:{person.pk}:{uuid4()}",
        programme=event.programme,
        event=event,
    )
