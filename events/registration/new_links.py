"""Mail a person a new link, or the same link again: to their own address only."""

from dataclasses import replace
from uuid import uuid4

from django.db import transaction

from accounts.links import purposes
from accounts.models import User
from events.calendars.invites import NO_PART, CalendarPart
from events.mails.context import MailContext, MailLinks, NominationRequest
from events.mails.writer import MailWriter
from events.models import Event, NominationLink, Registration
from events.registration import links, notify, transitions
from events.registration.errors import EventClosedError
from notifications.outbox import services as outbox

NAME = "new_link"
LINK_SENT = "link_sent"  # not a step: the status does not change


def declare() -> None:
    """Let people renew the links about registrations and nominations."""
    for purpose in (links.REGISTRATION, links.DECLINED, links.EVALUATION, links.NOMINEE):
        purposes.declare_sender(purpose, mail_link)
    purposes.declare_sender(links.FOCAL_POINT, _mail_focal_point)


@transaction.atomic
def send_again(registration: Registration, *, by: User) -> None:
    """Mail the person their present link again, and record it in the history. Earlier links stay valid.

    Raise EventClosedError for a draft, whose links do not work yet."""
    registration = transitions.lock_registration(registration)
    if registration.event.status == Event.Status.DRAFT:
        raise EventClosedError
    is_asked = registration.status == Registration.Status.NOMINATED and registration.delegation_id
    link = links.nominee_link(registration) if is_asked else links.registration_link(registration)
    mail_link(registration, link)
    status = registration.status
    registration.changes.create(action=LINK_SENT, from_status=status, to_status=status, by=by)


def mail_link(registration: Registration, link: str, part: CalendarPart = NO_PART) -> None:
    """Queue the mail with link to the person of registration. part: an invite for their calendar."""
    context = notify.registration_context(registration, part)
    context = replace(context, links=replace(context.links, renewed=link))
    writer = MailWriter(registration.event)
    outbox.queue(notify.draft(writer, NAME, context, f"{NAME}:{uuid4()}", part))


def _mail_focal_point(nomination_link: NominationLink, link: str) -> None:
    context = MailContext(
        event=nomination_link.event,
        person=nomination_link.person,
        links=MailLinks(renewed=link),
        nomination=NominationRequest(),
        shows_reader_time=False,
    )
    outbox.queue(MailWriter(nomination_link.event).draft(NAME, context, f"{NAME}:{uuid4()}"))
