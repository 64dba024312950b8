"""Mails to focal points."""

from events.mails.context import MailContext, MailLinks, NominationRequest
from events.mails.writer import MailWriter
from events.models import Delegation, NominationLink
from events.registration import links
from notifications.outbox import services as outbox


def send_link(link: NominationLink, delegations: list[Delegation]) -> None:
    """Mail the focal point their nomination link, with the seats of their delegations and the deadlines."""
    name = "nomination_link"
    context = MailContext(
        event=link.event,
        person=link.person,
        links=MailLinks(nominate=links.focal_point_link(link)),
        nomination=NominationRequest(delegations=delegations, is_first=link.mails == 1),
        shows_reader_time=False,
    )
    writer = MailWriter(link.event)
    outbox.queue(writer.draft(name, context, f"{name}:{link.pk}:{link.mails}", expires_at=link.expires_at))
