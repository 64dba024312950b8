"""Mails about a change of an event, to everyone who is affected."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from events.calendars import invites
from events.calendars.entry_text import venue_text
from events.calendars.invites import Invitee, Method
from events.contributors import notify as contributors
from events.contributors.queries import Contribution, contributors_without_seat
from events.mails.context import EventUpdate
from events.mails.writer import MailWriter
from events.models import Event, PendingUpdate, Registration
from events.nominations import notify as nominations
from events.nominations.notify import FocalPoint
from events.registration.notify import draft, registration_context
from events.updates import followers
from notifications.outbox import services as outbox

Status, What = Registration.Status, PendingUpdate.What

# An event has moved if one of these has changed.
MOVING = frozenset({What.WHEN, What.PLACE, What.MODE, What.STATUS})
# After these changes, calendars ask people again whether they come. A new title or link does not.
ASKING = MOVING | {What.FORM}
# These changes concern only the people who have the event in their calendars.
OF_CALENDARS = frozenset({What.LINK, What.FORM})


@dataclass(frozen=True)
class Recipients:
    """The people who are notified of an update: through their registration, as contributors without a seat, or as focal
    points. A focal point who also takes part gets both mails: they ask for different things.

    outside: the number of hosts and institutions, who are told by the packages above: see followers.py."""

    registrations: list[Registration]
    contributions: list[Contribution]
    focal_points: list[FocalPoint] = field(default_factory=list)
    outside: int = 0

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Pairs of a label and a number of people: for each status, contributors and focal points."""
        by_status = Counter(registration.status for registration in self.registrations)
        counts = [(str(Status(status).label), count) for status, count in by_status.most_common()]
        if self.contributions:
            counts.append((_("Contributors"), len(self.contributions)))
        if self.focal_points:
            counts.append((_("Focal points"), len(self.focal_points)))
        if self.outside:
            counts.append((_("Hosts and institutions"), self.outside))
        return counts

    def __len__(self) -> int:
        return len(self.registrations) + len(self.contributions) + len(self.focal_points) + self.outside


def notify_moved(event: Event, before: PendingUpdate) -> int:
    """Mail the recipients what has changed at event since before; return their number.

    Participants and contributors get an updated invite. Call the revise() of calendars first."""
    what = before.differs(event, place=venue_text(event.venue))
    update = EventUpdate(before=before, is_moved=bool(what & MOVING), keeps_answers=not what & ASKING)
    return _notify(event, recipients_of_update(event, before), "event_moved", Method.REQUEST, update)


def recipients_of_update(event: Event, before: PendingUpdate) -> Recipients:
    """Return the people who know event as it was before.

    These are the contributors, the focal points, and the people who have a seat or wait for one, except those whose seat or
    registration is more recent than the latest change. If only the link or the form of the calendar entry has changed,
    only people with a calendar entry are included."""
    what = before.differs(event, place=venue_text(event.venue))
    recipients = all_recipients(event, in_calendars=what <= OF_CALENDARS)
    return Recipients(
        [registration for registration in recipients.registrations if not _knows(registration, before.revision)],
        [contribution for contribution in recipients.contributions if not contribution.knows(before.revision)],
        [point for point in recipients.focal_points if not _has_seen(point, before.revision)],
        recipients.outside if what & MOVING else 0,
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
    """Return everyone who has a seat at event, waits for one, contributes to it, or nominates people for it.

    A contributor who waits for a seat is notified as a contributor. in_calendars: only people whose calendars have the
    event."""
    contributions = contributors_without_seat(event)
    registrations = event.registrations.confirmed() if in_calendars else event.registrations.active()
    registrations = registrations.exclude(person__in=[contribution.person for contribution in contributions])
    registrations = registrations.select_related("person", "invite").order_by("pk")
    if in_calendars:
        return Recipients(list(registrations), contributions)
    outside = followers.count_readers(event)
    return Recipients(list(registrations), contributions, nominations.focal_points(event), outside)


def _notify(event: Event, recipients: Recipients, name: str, method: Method, update: EventUpdate) -> int:
    writer = MailWriter(event)
    for registration in recipients.registrations:
        registration.event = event
    wanted = [
        (Invitee.of(registration), method if registration.status == Status.CONFIRMED else Method.NONE)
        for registration in recipients.registrations
    ]
    parts = invites.calendar_parts(event, wanted, keeps_answers=update.keeps_answers)
    drafts = [
        draft(
            writer,
            name,
            replace(registration_context(registration, part), update=update),
            f"{name}:{registration.pk}:{event.revised_at.isoformat()}",  # a new title does not raise SEQUENCE
            part,
        )
        for registration, part in zip(recipients.registrations, parts, strict=True)
    ]
    drafts += contributors.draft_event_notices(writer, recipients.contributions, name, method, update)
    drafts += nominations.draft_event_notices(writer, recipients.focal_points, name, update)
    outbox.queue(*drafts)
    return len(recipients) - recipients.outside


def _knows(registration: Registration, revision: datetime) -> bool:
    """Return whether the person was already notified of this revision of the event."""
    if registration.status != Status.CONFIRMED:
        return registration.created_at >= revision
    invite = getattr(registration, "invite", None)  # a reverse one-to-one relation raises if there is none
    return bool(invite and invite.is_held and invite.revision and invite.revision >= revision)


def _has_seen(point: FocalPoint, revision: datetime) -> bool:
    """Return whether the focal point got their link after this revision of the event."""
    mailed_at = point.link.mailed_at
    return mailed_at is not None and mailed_at >= revision
