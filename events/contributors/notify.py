"""Mails to contributors, with their invites. They are queued in the transaction of their cause."""

from collections.abc import Sequence
from dataclasses import replace

from events.calendars import invites
from events.calendars.invites import NO_PART, CalendarPart, Method
from events.contributors.queries import Contribution
from events.mails.context import EventUpdate, MailContext, MailLinks
from events.mails.writer import MailWriter
from events.models import Event
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

NAMED, CHANGED, REMOVED = "contributor_named", "contributor_changed", "contributor_removed"


def notify_named(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Mail people what they contribute, with an invite; return their number. occasion is unique to what happened."""
    return _notify(event, contributions, NAMED, occasion)


def notify_changed(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Mail people that their contribution has changed; return their number.

    They get a new invite only if their role in the calendar is another one."""
    return _notify(event, contributions, CHANGED, occasion)


def notify_removed(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Mail people that they no longer contribute; return their number.

    Their calendars get a CANCEL, unless they have a seat."""
    return _notify(event, contributions, REMOVED, occasion)


def draft_event_notices(
    writer: MailWriter, contributions: Sequence[Contribution], name: str, method: Method, update: EventUpdate
) -> list[Draft]:
    """Return the mails about an update of the event to contributors without a seat."""
    event = writer.event
    parts = invites.calendar_parts(event, [(contribution.guest, method) for contribution in contributions])
    return [
        _draft(
            writer,
            contribution,
            replace(contributor_context(contribution, part), update=update),
            name=name,
            key=f"{name}:contributor:{event.pk}:{contribution.person.pk}:{event.sequence}",
            part=part,
        )
        for contribution, part in zip(contributions, parts, strict=True)
    ]


def contributor_context(contribution: Contribution, part: CalendarPart = NO_PART) -> MailContext:
    """Return the context of a mail about contribution, with part as its calendar part."""
    event = contribution.event
    joins = bool(contribution.contributors) or contribution.has_place
    return MailContext(
        event=event,
        person=contribution.person,
        contributions=contribution.contributors,
        keeps_seat=contribution.has_place,
        method=part.method,
        links=MailLinks(join=event.join_url if joins else ""),
    )


def _notify(event: Event, contributions: Sequence[Contribution], name: str, occasion: str) -> int:
    writer = MailWriter(event)
    wanted = [(contribution.guest, _method(contribution)) for contribution in contributions]
    drafts = [
        _draft(
            writer,
            contribution,
            contributor_context(contribution, part),
            name=name,
            key=f"{name}:{event.pk}:{contribution.person.pk}:{occasion}",
            part=part,
        )
        for contribution, part in zip(contributions, invites.calendar_parts(event, wanted), strict=True)
    ]
    return outbox.queue(*drafts)


def _method(contribution: Contribution) -> Method:
    """Return the iTIP method for the calendar of a person who now has this contribution."""
    if not contribution.contributors and not contribution.has_place:
        return Method.CANCEL
    has_new_role = contribution.invite is not None and contribution.invite.role != contribution.calendar_role
    return Method.REQUEST if has_new_role or not contribution.is_held else Method.NONE


def _draft(
    writer: MailWriter, contribution: Contribution, context: MailContext, *, name: str, key: str, part: CalendarPart
) -> Draft:
    registration, invite = contribution.registration, part.invite or contribution.invite
    tag = invite.reply_tag if invite else registration.reply_tag if registration else ""
    return writer.draft(name, context, key, part, reply_tag=tag)
