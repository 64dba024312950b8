"""Mails about a change of an event, to everyone who is affected."""

from dataclasses import dataclass, replace
from datetime import datetime

from events.calendars import invites
from events.calendars.invites import Invitee, Method
from events.calendars.vevent import venue_text
from events.contributors import notify as contributors
from events.contributors.queries import Contribution, contributors_without_seat
from events.mails.context import EventUpdate
from events.mails.writer import MailWriter
from events.models import Event, PendingUpdate, Registration
from events.registration.notify import draft, registration_context
from notifications.outbox import services as outbox

Status, What = Registration.Status, PendingUpdate.What

# An event has moved if one of these has changed.
MOVING = frozenset({What.WHEN, What.PLACE, What.MODE, What.STATUS})
# These changes concern only the people who have the event in their calendars.
OF_CALENDARS = frozenset({What.LINK, What.FORM})


@dataclass(frozen=True)
class Recipients:
    """The people who are notified of an update: through their registration, or as contributors without a seat."""

    registrations: list[Registration]
    contributions: list[Contribution]

    def __len__(self) -> int:
        return len(self.registrations) + len(self.contributions)


def notify_moved(event: Event, before: PendingUpdate) -> int:
    """Mail the recipients what has changed at event since before; return their number.

    Participants and contributors get an updated invite. Call the revise() of calendars first."""
    is_moved = bool(before.differs(event, place=venue_text(event.venue)) & MOVING)
    update = EventUpdate(before=before, is_moved=is_moved)
    return _notify(event, recipients_of_update(event, before), "event_moved", Method.REQUEST, update)


def recipients_of_update(event: Event, before: PendingUpdate) -> Recipients:
    """Return the people who know event as it was before.

    These are the contributors, and the people who have a seat or wait for one, except those whose seat or
    registration is more recent than the latest change. If only the link or the form of the calendar entry has changed,
    only people with a calendar entry are included."""
    what = before.differs(event, place=venue_text(event.venue))
    recipients = all_recipients(event, in_calendars=what <= OF_CALENDARS)
    return Recipients(
        [registration for registration in recipients.registrations if not _knows(registration, before.revision)],
        [contribution for contribution in recipients.contributions if not contribution.knows(before.revision)],
    )


def notify_postponed(event: Event, *, reason: str = "") -> int:
    """Mail everyone concerned that the date of event no longer holds; return their number.

    Calendars show the event as tentative."""
    return _notify(event, all_recipients(event), "event_postponed", Method.REQUEST, EventUpdate(reason=reason))


def notify_cancelled(event: Event, *, reason: str = "") -> int:
    """Mail everyone concerned that event does not take place; return their number.

    Calendars that hold the event get a CANCEL."""
    return _notify(event, all_recipients(event), "event_cancelled", Method.CANCEL, EventUpdate(reason=reason))


def all_recipients(event: Event, *, in_calendars: bool = False) -> Recipients:
    """Return everyone who has a seat at event, waits for one, or contributes to it.

    A contributor who waits for a seat is notified as a contributor. in_calendars: only people whose calendars have the
    event."""
    contributions = contributors_without_seat(event)
    registrations = event.registrations.confirmed() if in_calendars else event.registrations.active()
    registrations = registrations.exclude(person__in=[contribution.person for contribution in contributions])
    return Recipients(list(registrations.select_related("person", "invite").order_by("pk")), contributions)


def _notify(event: Event, recipients: Recipients, name: str, method: Method, update: EventUpdate) -> int:
    writer = MailWriter(event)
    for registration in recipients.registrations:
        registration.event = event
    wanted = [
        (Invitee.of(registration), method if registration.status == Status.CONFIRMED else Method.NONE)
        for registration in recipients.registrations
    ]
    drafts = [
        draft(
            writer,
            name,
            replace(registration_context(registration, part), update=update),
            f"{name}:{registration.pk}:{event.sequence}",
            part,
        )
        for registration, part in zip(recipients.registrations, invites.calendar_parts(event, wanted), strict=True)
    ]
    drafts += contributors.draft_event_notices(writer, recipients.contributions, name, method, update)
    return outbox.queue(*drafts)


def _knows(registration: Registration, revision: datetime) -> bool:
    """Return whether the person was already notified of this revision of the event."""
    if registration.status != Status.CONFIRMED:
        return registration.created_at >= revision
    invite = getattr(registration, "invite", None)  # a reverse one-to-one relation raises if there is none
    return bool(invite and invite.is_held and invite.revision and invite.revision >= revision)
