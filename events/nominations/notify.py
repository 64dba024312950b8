"""Mails to focal points."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from accounts.models import User
from events.mails import rules
from events.mails.context import (
    DelegationChange,
    DelegationTerms,
    EventUpdate,
    MailContext,
    MailLinks,
    NominationRequest,
)
from events.mails.writer import MailWriter
from events.models import Delegation, Event, NominationLink, OfficialLetter
from events.nominations import queries
from events.registration import links
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

LINK, CHANGED, RETURNED = "nomination_link", "delegation_changed", "letter_returned"
# The mails to a focal point about an update of the event, by the mail that other people get.
UPDATES: Mapping[str, str] = {
    "event_moved": "focal_point_moved",
    "event_postponed": "focal_point_postponed",
    "event_cancelled": "focal_point_cancelled",
}


@dataclass(frozen=True)
class FocalPoint:
    """A person who fills delegations of an event, with the link that they were sent."""

    link: NominationLink
    delegations: list[Delegation]

    @property
    def person(self) -> User:
        return self.link.person


def focal_points(event: Event) -> list[FocalPoint]:
    """Return the focal points of event who were sent their link, even if they have nominated nobody.

    A focal point whose link was revoked is not included. Two queries."""
    delegations: defaultdict[int, list[Delegation]] = defaultdict(list)
    for delegation in queries.delegations(event):
        delegation.event = event
        for person in delegation.focal_points:
            delegations[person.pk].append(delegation)
    links_of_event = queries.links(event).filter(revoked_at=None, mailed_at__isnull=False, person__in=[*delegations])
    return [FocalPoint(link, delegations[link.person_id]) for link in links_of_event.order_by("pk")]


def send_link(link: NominationLink, delegations: list[Delegation]) -> None:
    """Mail the focal point their nomination link, with the seats of their delegations and the deadlines."""
    request = NominationRequest(delegations=delegations, is_first=link.mails == 1)
    context = _context(link.event, link, request)
    writer = MailWriter(link.event)
    outbox.queue(writer.draft(LINK, context, f"{LINK}:{link.pk}:{link.mails}", expires_at=link.expires_at))


def draft_event_notices(
    writer: MailWriter, recipients: Iterable[FocalPoint], name: str, update: EventUpdate
) -> list[Draft]:
    """Return the mails about an update of the event to its focal points. name: of the mail that other people get."""
    event, own_name = writer.event, UPDATES[name]
    return [
        writer.draft(
            own_name,
            _context(event, recipient.link, NominationRequest(delegations=recipient.delegations), update),
            f"{own_name}:{recipient.link.pk}:{event.revised_at.isoformat()}",
        )
        for recipient in recipients
    ]


def notify_changed(event: Event, changes: Mapping[int, list[DelegationChange]]) -> int:
    """Mail focal points how their seats or deadlines have changed; return the number of mails.

    changes: by the primary key of the focal point. Only people who were sent their link are notified, and nobody while
    the event is a draft: their link is mailed with the present seats when it is published."""
    if event.status == Event.Status.DRAFT or not rules.is_allowed(event, CHANGED):
        return 0
    recipients = queries.links(event).filter(revoked_at=None, mailed_at__isnull=False, person__in=[*changes])
    writer, occasion = MailWriter(event), uuid4().hex
    drafts = [
        writer.draft(
            CHANGED,
            _context(event, link, NominationRequest(changes=changes[link.person_id])),
            f"{CHANGED}:{link.pk}:{occasion}",
        )
        for link in recipients.order_by("pk")
    ]
    return outbox.queue(*drafts)


def notify_letter_returned(event: Event, delegation: Delegation, letter: OfficialLetter) -> int:
    """Mail the focal point and the alternate that their official letter is returned; return the number of mails."""
    if not rules.is_allowed(event, RETURNED):
        return 0
    recipients = queries.links(event).filter(revoked_at=None, person__in=delegation.focal_points)
    letter.delegation, writer = delegation, MailWriter(event)
    drafts = [
        writer.draft(
            RETURNED,
            _context(event, link, NominationRequest(returned=letter)),
            f"{RETURNED}:{link.pk}:{letter.key}",
        )
        for link in recipients.order_by("pk")
    ]
    return outbox.queue(*drafts)


def terms_of(event: Event) -> list[tuple[Delegation, DelegationTerms]]:
    """Return the delegations of event that have a focal point or alternate, each with its present terms."""
    rows = (delegation for delegation in queries.delegations(event) if delegation.focal_points)
    return [(delegation, DelegationTerms.of(delegation)) for delegation in rows]


def notify_differences(event: Event, before: Iterable[tuple[Delegation, DelegationTerms]]) -> int:
    """Mail focal points what has changed since terms_of() returned before; return the number of mails."""
    after = {delegation.pk: terms for delegation, terms in terms_of(event)}
    changes: defaultdict[int, list[DelegationChange]] = defaultdict(list)
    for delegation, terms in before:
        if after.get(delegation.pk) != terms:
            change = DelegationChange(str(delegation), terms, after.get(delegation.pk))
            for person in delegation.focal_points:
                changes[person.pk].append(change)
    return notify_changed(event, changes) if changes else 0


def _context(
    event: Event, link: NominationLink, nomination: NominationRequest, update: EventUpdate | None = None
) -> MailContext:
    return MailContext(
        event=event,
        person=link.person,
        links=MailLinks(nominate=links.focal_point_link(link)),
        nomination=nomination,
        update=update,
        shows_reader_time=False,
    )
