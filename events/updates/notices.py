from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import override

from events.calendars import invites
from events.calendars.change_text import describe_changes
from events.calendars.invites import Invitee, Method
from events.calendars.vevent import venue_text
from events.contributors import notify as contributors
from events.contributors.queries import Contribution, contributors_without_seat
from events.mails.context import language_of
from events.models import Event, PendingUpdate, Registration
from events.registration.notify import draft
from notifications.outbox import services as outbox

Status = Registration.Status


# What of an event has become another if it is somewhere else, or at another time.
MOVING = frozenset(
    {PendingUpdate.What.WHEN, PendingUpdate.What.PLACE, PendingUpdate.What.MODE, PendingUpdate.What.STATUS}
)


# What concerns those alone who have it in their calendars.
OF_CALENDARS = frozenset({PendingUpdate.What.LINK, PendingUpdate.What.FORM})


@dataclass(frozen=True)
class Recipients:
    """Who is told of what becomes of an event: as they stand, or as contributors without a place."""

    registrations: list[Registration]
    contributions: list[Contribution]

    def __len__(self) -> int:
        return len(self.registrations) + len(self.contributions)


def notify_moved(event: Event, before: PendingUpdate) -> int:
    """Mail whom it concerns what has changed at event since before; return how many. After calendars' revise().

    Who has a place, or contributes, gets the update of their invite."""
    is_moved = bool(before.differs(event, place=venue_text(event.venue)) & MOVING)
    told = recipients_of_update(event, before)
    return _notify(event, told, "event_moved", Method.REQUEST, before, is_moved=is_moved)


def recipients_of_update(event: Event, before: PendingUpdate) -> Recipients:
    """Return those who know event as it was before: all with a place, or in line for one, and who contributes, but for
    those whose place or turn is younger than its latest change. Of another link to join, or another form in calendars, only those who have it in theirs are told."""
    what = before.differs(event, place=venue_text(event.venue))
    found = all_recipients(event, in_calendars=what <= OF_CALENDARS)
    return Recipients(
        [one for one in found.registrations if not _knows(one, before.revision)],
        [one for one in found.contributions if not one.knows(before.revision)],
    )


def notify_postponed(event: Event, *, reason: str = "") -> int:
    """Mail everyone with a place, or in line for one, and who contributes, that event's date no longer holds; return how many.

    Calendars that hold the event show it as tentative."""
    return _notify(event, all_recipients(event), "event_postponed", Method.REQUEST, reason=reason)


def notify_cancelled(event: Event, *, reason: str = "") -> int:
    """Mail everyone with a place, or in line for one, and who contributes, that event does not take place; return how many.

    Calendars that hold the event get a CANCEL."""
    return _notify(event, all_recipients(event), "event_cancelled", Method.CANCEL, reason=reason)


def all_recipients(event: Event, *, in_calendars: bool = False) -> Recipients:
    """Return all who are told of what becomes of event: with a place, in line for one, or as contributors. Who
    contributes while they are in line is told as one who contributes. in_calendars: only those who
    have it in theirs."""
    contributions = contributors_without_seat(event)
    found = event.registrations.confirmed() if in_calendars else event.registrations.active()
    found = found.exclude(person__in=[one.person for one in contributions])
    return Recipients(list(found.select_related("person", "invite").order_by("pk")), contributions)


def _notify(
    event: Event,
    told: Recipients,
    name: str,
    method: Method,
    before: PendingUpdate | None = None,
    **context: Any,
) -> int:
    for registration in told.registrations:
        registration.event = event
    wanted = [
        (Invitee.of(one), method if one.status == Status.CONFIRMED else Method.NONE) for one in told.registrations
    ]
    drafts = [
        draft(
            name,
            registration,
            f"{name}:{registration.pk}:{event.sequence}",
            part,
            **context,
            **(_changes(registration, before) if before else {}),
        )
        for registration, part in zip(told.registrations, invites.calendar_parts(event, wanted), strict=True)
    ]
    drafts += contributors.draft_event_notices(event, told.contributions, name, method, before, **context)
    return outbox.queue(*drafts)


def _knows(registration: Registration, revision: datetime) -> bool:
    """Say whether the person has been told of the event, in this revision of it, already."""
    if registration.status != Status.CONFIRMED:
        return registration.created_at >= revision
    invite = getattr(registration, "invite", None)
    return bool(invite and invite.is_held and invite.revision and invite.revision >= revision)


def _changes(registration: Registration, before: PendingUpdate) -> dict[str, Any]:
    event, person = registration.event, registration.person
    with override(language_of(event, person)):
        joins = registration.status == Status.CONFIRMED
        return {"changes": describe_changes(before, event, person.zone, shows_link=joins)}
