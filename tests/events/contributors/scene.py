"""An event with one session, and people named for it."""

from datetime import timedelta
from typing import Any

import icalendar

from accounts.models import User
from events.contributors.services import ContributorEntry, add
from events.models import Contributor, Event, Session
from notifications.models import Message
from tests.factories import make_member


def make_session(event: Event, title: str = "Opening", **fields: Any) -> Session:
    if event.starts_at:
        fields.setdefault("starts_at", event.starts_at)
        fields.setdefault("ends_at", event.starts_at + timedelta(hours=1))
    return Session.objects.create(event=event, title=title, **fields)


def name(event: Event, person: User, role: str = Contributor.Role.SPEAKER, session: Session | None = None):
    session = session or event.sessions.first() or make_session(event)
    entry = ContributorEntry(name=person.name, address=person.email, role=role, session=session)
    return add(event, entry, by=make_member(event.programme))


def mails_to(person: User, kind: str = "") -> list[Message]:
    mails = Message.objects.filter(recipient=person).order_by("pk")
    return list(mails.filter(kind=kind) if kind else mails)


def read(message: Message) -> icalendar.Event:
    return icalendar.Calendar.from_ical(message.ics).events[0]


def role_in(message: Message) -> str:
    return str(read(message)["attendee"].params["ROLE"])
