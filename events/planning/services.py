"""Create, edit, publish, reschedule, postpone and cancel an event. Each function is one transaction that locks the event."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.calendars.dates import when_text
from events.calendars.services import revise
from events.contributors import services as contributors
from events.models import AreaOfAction, Country, Event, PendingUpdate, Programme
from events.planning.errors import ConcurrentEditError, EventChangedError, NotReadyError, TooFewSeatsError
from events.planning.shifting import shift_deadlines, shift_sessions
from events.registration import queries, transitions
from events.registration.services import promote
from events.reminders import planning as reminders
from events.updates import notices
from events.updates import services as updates

Status = Event.Status
SEAT_FIELDS = frozenset({"mode", "seats", "room_seats", "online_seats"})
# A change of these fields raises SEQUENCE (RFC 5546, 2.1.4) and notifies people.
NOTIFIED_FIELDS = frozenset({"title", "starts_at", "ends_at", "timezone", "precision", "venue", "mode", "online_url"})


@transaction.atomic
def create_event(programme: Programme, *, by: User, **fields: Any) -> Event:
    """Create a draft in programme. fields are fields of Event; without a slug, the slug is made from the title."""
    fields.setdefault("slug", _free_slug(fields["title"]))
    areas, countries = fields.pop("areas", None), fields.pop("countries", None)
    event = Event.objects.create(programme=programme, **fields)
    _set_relations(event, areas, countries)
    return event


@transaction.atomic
def edit_event(event: Event, *, by: User, as_of: datetime | None = None, **fields: Any) -> Event:
    """Change fields of event. Notify people if their calendars show one of the changed fields.

    More seats are offered to the waiting list at once. as_of is the revised_at of the event that the user has seen.
    Raise ConcurrentEditError if the event has a later revision, TooFewSeatsError if more seats are in use."""
    event = transitions.lock_event(event)
    if as_of is not None and event.revised_at != as_of:
        raise ConcurrentEditError
    areas, countries = fields.pop("areas", None), fields.pop("countries", None)
    changed = {name for name, value in fields.items() if getattr(event, name) != value}
    before, old_zone = updates.snapshot(event), event.zone
    old_seats = {name: getattr(event, name) for name in changed & SEAT_FIELDS}
    for name in changed:
        setattr(event, name, fields[name])
    if old_seats:
        _apply_seats(event, changed)
    if changed:
        event.save()
    _set_relations(event, areas, countries)
    if "timezone" in changed:
        shift_sessions(event, old_zone, timedelta())
    is_significant = bool(changed & NOTIFIED_FIELDS) or before.as_event().calendar_form != event.calendar_form
    _revise_and_notify(event, before, is_significant=event.status != Status.DRAFT and is_significant, by=by)
    if old_seats:
        lines = [_describe_seat_change(event, name, old_seats[name]) for name in sorted(old_seats)]
        history.record(event, history.What.PLACES, lines, by=by)
        promote(event)
    return event


def _describe_seat_change(event: Event, name: str, before: int | str | None) -> str:
    label = Event._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # these are no reverse relations
    if name == "mode":
        return history.describe_change(label, Event.Mode(str(before)).label, event.get_mode_display())
    return history.describe_change(label, before, getattr(event, name))


def _apply_seats(event: Event, changed: set[str]) -> None:
    """Adapt registrations to a changed mode. Raise TooFewSeatsError if people would lose their seats."""
    if event.mode != Event.Mode.HYBRID:
        event.room_seats = event.online_seats = None
    if "mode" in changed:
        transitions.apply_event_mode(event)
    names = queries.people_without_seat(event)
    if names:
        raise TooFewSeatsError(names)


@transaction.atomic
def publish(event: Event, *, by: User) -> Event:
    """Publish a draft: show it on public pages and in calendars, plan its reminders and notify its contributors.

    Raise EventChangedError if it is not a draft, NotReadyError if it has no title, time zone or date."""
    event = transitions.lock_event(event)
    if event.status != Status.DRAFT:
        raise EventChangedError
    if not event.title or not event.timezone or (event.precision != Event.Precision.TBC and event.starts_at is None):
        raise NotReadyError
    event.status, event.published_at = Status.PUBLISHED, now()
    event.save(update_fields=["status", "published_at"])
    revise(event, significant=False)
    reminders.plan(event)
    count = contributors.notify_all(event)
    history.record(event, history.What.PUBLISHED, [history.people_notified(count)], by=by)
    return event


@transaction.atomic
def reschedule(
    event: Event, *, starts_at: datetime, ends_at: datetime, timezone: str | None = None, by: User | None
) -> Event:
    """Move event to a new time. Move its sessions, deadlines and reminders with it, and update the invites.

    starts_at and ends_at are timezone-aware. timezone is an IANA name; None keeps the zone of the event. A postponed
    event becomes published again. Raise EventChangedError if the event is cancelled."""
    event = transitions.lock_event(event)
    if event.status == Status.CANCELLED:
        raise EventChangedError
    new = {"starts_at": starts_at, "ends_at": ends_at, "timezone": timezone or event.timezone}
    if not event.is_dated:
        new["precision"] = Event.Precision.TIME
    if event.status == Status.POSTPONED:
        new["status"] = Status.PUBLISHED
    if all(getattr(event, name) == value for name, value in new.items()):
        return event
    before, old_start, old_zone = updates.snapshot(event), event.local_starts_at if event.is_dated else None, event.zone
    for name, value in new.items():
        setattr(event, name, value)
    event.save(update_fields=[*new])
    if old_start and event.local_starts_at:
        by_clock = event.local_starts_at.replace(tzinfo=None) - old_start.replace(tzinfo=None)
        shift_sessions(event, old_zone, by_clock)
        shift_deadlines(event, old_zone, by_clock)
    _revise_and_notify(event, before, is_significant=True, by=by)
    promote(event)  # seats that became free while the event was postponed
    return event


@transaction.atomic
def postpone(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Postpone event to an unknown date and notify people, who keep their seats. `reschedule` sets the new date.

    Calendars show the event as tentative, and its reminders are deleted. Raise EventChangedError if the event is not
    published or is over."""
    event = transitions.lock_event(event)
    if event.status != Status.PUBLISHED or event.is_past:
        raise EventChangedError
    event.status = Status.POSTPONED
    event.save(update_fields=["status"])
    _stop_schedule(event)
    count = notices.notify_postponed(event, reason=reason)
    history.record(event, history.What.POSTPONED, [reason, history.people_notified(count)], by=by)
    return event


@transaction.atomic
def cancel(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Cancel event: notify people with a seat or on the waiting list, remove it from calendars, delete its reminders.

    Raise EventChangedError if it is a draft or is already cancelled."""
    event = transitions.lock_event(event)
    if event.status in {Status.CANCELLED, Status.DRAFT}:
        raise EventChangedError
    event.status, event.cancelled_at = Status.CANCELLED, now()
    event.save(update_fields=["status", "cancelled_at"])
    _stop_schedule(event)
    count = notices.notify_cancelled(event, reason=reason)
    history.record(event, history.What.CANCELLED, [reason, history.people_notified(count)], by=by)
    return event


def _stop_schedule(event: Event) -> None:
    """Update calendars, which show the status at each session too. Delete reminders and pending updates."""
    event.sessions.update(sequence=F("sequence") + 1)
    revise(event, significant=True)
    reminders.drop_reminders(event)
    updates.discard_pending(event)


def _revise_and_notify(event: Event, before: PendingUpdate, *, is_significant: bool, by: User | None) -> None:
    """Update calendars and reminders after a change. Notify people of a significant change of a published event."""
    revise(event, significant=is_significant)
    reminders.plan(event)  # also after other changes: deadlines that reminders depend on are not in calendars
    if is_significant and event.status == Status.PUBLISHED:
        old_when, new_when = when_text(before.as_event()), when_text(event)
        when_line = f"{old_when} → {new_when}" if old_when != new_when else ""
        title_line = (
            history.describe_change(_("title"), before.title, event.title) if before.title != event.title else ""
        )
        count = updates.schedule_notices(event, before, by=by)
        history.record(event, history.What.MOVED, [when_line, title_line, history.people_notified(count)], by=by)


def _set_relations(event: Event, areas: Iterable[AreaOfAction] | None, countries: Iterable[Country] | None) -> None:
    if areas is not None:
        event.areas.set(areas)
    if countries is not None:
        event.countries.set(countries)


def _free_slug(title: str) -> str:
    base = slugify(title)[:100] or "event"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
