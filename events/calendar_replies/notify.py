"""Mails that follow from the reply of a person's calendar."""

from dataclasses import replace

from events.calendars.invites import CalendarPart
from events.mails.writer import MailWriter
from events.models import Invite, Registration
from events.registration import links
from events.registration.notify import draft, registration_context
from notifications.outbox import services as outbox


def ask_about_decline(registration: Registration, invite: Invite) -> int:
    """Ask a person whose calendar declined whether they give their seat back; once for each decline.

    Return the number of mails queued."""
    name = "calendar_declined"
    context = registration_context(registration, CalendarPart(invite=invite))
    context = replace(context, links=replace(context.links, declined=links.decline_link(registration)))
    key = f"{name}:{invite.pk}:{invite.answer_dtstamp:%Y%m%d%H%M%S%f}"
    return outbox.queue(draft(MailWriter(registration.event), name, context, key, CalendarPart(invite=invite)))


def notify_place_kept(registration: Registration, part: CalendarPart) -> int:
    """Send the invite again to a person who keeps the seat that their calendar declined.

    Return the number of mails queued."""
    name = "place_kept"
    sequence = part.invite.sequence if part.invite else 0
    context = registration_context(registration, part)
    key = f"{name}:{registration.pk}:{sequence}"
    return outbox.queue(draft(MailWriter(registration.event), name, context, key, part))
