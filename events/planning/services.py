"""Create, edit, publish, reschedule, postpone and cancel an event. Each function is one transaction that locks the event."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.agenda import versions as agenda_versions
from events.agenda.session_times import outside_sessions, require_sessions_inside
from events.calendars.dates import when_text
from events.calendars.entry_text import venue_text
from events.calendars.services import revise
from events.contributors import services as contributors
from events.deliverables import due_dates
from events.mails import sender
from events.models import AreaOfAction, Country, Event, PendingUpdate, Programme
from events.nominations import deadlines
from events.nominations import services as nominations
from events.planning.errors import (
    ConcurrentEditError,
    EventChangedError,
    NotReadyError,
    OpenMissionError,
    TooFewSeatsError,
)
from events.planning.shifting import (
    Choices,
    MovedMoments,
    apply_move,
    moved_times,
    times_of_deadlines,
    times_of_event,
    times_of_legs,
    times_of_plans,
    times_of_sessions,
)
from events.registration import queries, transitions
from events.registration.services import promote
from events.reminders import planning as reminders
from events.slugs import save_with_slug
from events.updates import followers
from events.updates import services as updates
from notifications.outbox import services as outbox

Status = Event.Status
# After a change of these fields, free seats may go to the waiting list.
PROMOTING_FIELDS = frozenset({"registration_closes_at", "promotion_ends_at", "policy"})
SEAT_FIELDS = frozenset({"mode", "seats", "room_seats", "online_seats"})
# A change of these fields moves DTSTART or DTEND, so it raises SEQUENCE (RFC 5546, 2.1.4).
DATE_FIELDS = frozenset({"starts_at", "ends_at", "timezone", "precision"})
# After a change of these fields, people must check whether they can still come. The notice asks for a new answer.
MOVING_FIELDS = DATE_FIELDS | {"venue", "mode"}
# A notice can report these fields. A new title alone is not worth a mail, unless the organiser wants one.
NOTIFIED_FIELDS = MOVING_FIELDS | {"title", "online_url"}


@transaction.atomic
def create_event(programme: Programme, *, by: User, **fields: Any) -> Event:
    """Create a draft in programme. fields are fields of Event; without a slug, the slug is made from the title.

    Its officer is the author, unless fields name another one."""
    if not fields.get("officer"):
        fields["officer"] = by
    areas, countries = fields.pop("areas", None), fields.pop("countries", None)
    event = Event(programme=programme, **fields)
    _require_closed_mission(event)
    save_with_slug(event, title=event.title, fallback="event")
    _set_relations(event, areas, countries)
    return event


@transaction.atomic
def edit_event(
    event: Event,
    *,
    by: User | None,
    as_of: datetime | None = None,
    notify: bool | None = None,
    move_sessions: bool = False,
    **fields: Any,
) -> Event:
    """Change fields of event. Notify people if their calendars show one of the changed fields.

    notify: False to update only public pages and feeds: nobody is asked for a new answer. None notifies of everything
    except a change of the title alone. A changed title or joining link never asks for a new answer. The loss of the
    exact date is always notified.

    More seats are offered to the waiting list at once. as_of is the revised_at of the event that the user has seen.
    Delegations follow a new deadline for nominations if they have the old one, and their focal points are notified.
    A new zone keeps the local times of the sessions and deadlines. move_sessions: the sessions move with the start of the
    event, by its clock. Sessions that were outside the event before may stay there.
    Raise ConcurrentEditError if the event has a later revision, TooFewSeatsError if more seats are in use,
    MovedTimesError for a local time that the new zone does not have once, SessionsOutsideError."""
    event = transitions.lock_event(event)
    if as_of is not None and event.revised_at != as_of:
        raise ConcurrentEditError
    areas, countries = fields.pop("areas", None), fields.pop("countries", None)
    changed = {name for name, value in fields.items() if getattr(event, name) != value}
    before = updates.snapshot(event)
    old = Event(starts_at=event.starts_at, timezone=event.timezone, precision=event.precision)
    were_outside = {session.pk for session in outside_sessions(event)} if changed & DATE_FIELDS else set()
    following = deadlines.following(event) if "nominations_close_at" in changed else None
    old_seats = {name: getattr(event, name) for name in changed & SEAT_FIELDS}
    for name in changed:
        setattr(event, name, fields[name])
    _require_closed_mission(event)
    if old_seats:
        _apply_seats(event, changed)
    if changed:
        event.save()
    _set_relations(event, areas, countries)
    before.moved = _follow_new_times(event, old, changed, given=frozenset(fields), move_sessions=move_sessions)
    if following is not None:
        deadlines.follow(event, following, by=by)
    if changed & DATE_FIELDS:
        require_sessions_inside(event, except_for=were_outside)
    has_new_form = before.as_event().calendar_form != event.calendar_form
    if notify is None:
        notify = bool(changed & NOTIFIED_FIELDS - {"title"}) or has_new_form
    if before.loses_date(event):
        notify = True  # a calendar cannot show an event without a date, so it gets a CANCEL
    is_reported = bool(changed & NOTIFIED_FIELDS) or has_new_form
    raising = MOVING_FIELDS if notify else DATE_FIELDS
    _revise_and_notify(
        event,
        before,
        is_significant=event.status != Status.DRAFT and (bool(changed & raising) or has_new_form),
        notify=notify and is_reported,
        by=by,
    )
    if old_seats:
        lines = [_describe_seat_change(event, name, old_seats[name]) for name in sorted(old_seats)]
        history.record(event, history.What.PLACES, lines, by=by)
    if changed:
        transitions.shorten_offers(event)
    if old_seats or changed & PROMOTING_FIELDS:
        promote(event)
    return event


def _require_closed_mission(event: Event) -> None:
    if not event.allows_policy:
        raise OpenMissionError


def _follow_new_times(
    event: Event, old: Event, changed: set[str], *, given: frozenset[str], move_sessions: bool
) -> MovedMoments:
    """Read the local times of event in its new zone, except the fields that are given. Return the moved moments.

    old: with the zone and the start that event had."""
    times, by = [], timedelta()
    if move_sessions and old.local_starts_at and event.local_starts_at:
        by = event.local_starts_at.replace(tzinfo=None) - old.local_starts_at.replace(tzinfo=None)
    if by or "timezone" in changed:
        times += times_of_sessions(event, old.zone, by) + times_of_legs(event, by)
    if "timezone" in changed:
        own = [*times_of_event(event, old.zone), *times_of_deadlines(event, old.zone, timedelta())]
        times += [time for time in own if time.field not in given] + times_of_plans(event, old.zone)
    return apply_move(times, {}) if times else {}


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
    """Publish a draft: show it on public pages and in calendars, plan its reminders, and notify its contributors and the
    institution that asked for the visit. Send the mails that were held.

    Raise EventChangedError if it is not a draft, NotReadyError if it has no title, time zone or date, and
    SessionsOutsideError if a session is outside the event."""
    event = transitions.lock_event(event)
    if event.status != Status.DRAFT:
        raise EventChangedError
    if not event.title or not event.has_known_time:
        raise NotReadyError
    require_sessions_inside(event)
    event.status, event.published_at = Status.PUBLISHED, now()
    event.save(update_fields=["status", "published_at"])
    event.agenda_steps.all().delete()  # the next versions begin here
    agenda_versions.record(event, by=by)
    revise(event, significant=False)
    reminders.plan(event)
    count = contributors.notify_all(event) + nominations.mail_held_links(event) + followers.publish(event)
    count += outbox.release(topic=sender.topic(event))
    history.record(event, history.What.PUBLISHED, [history.people_notified(count)], by=by)
    return event


@transaction.atomic
def reschedule(
    event: Event,
    *,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str | None = None,
    precision: str | None = None,
    choices: Choices | None = None,
    by: User | None,
) -> Event:
    """Move event to a new time. Move its sessions, deadlines and reminders with it, and update the invites.

    starts_at and ends_at are timezone-aware. timezone is an IANA name; None keeps the zone of the event. precision: None
    keeps that of an event with a date. A postponed event becomes published again. choices: which occurrence is meant of
    the moved local times that exist twice. Nobody is notified of a move into the past.
    Raise EventChangedError if the event is cancelled, MovedTimesError if the local time of a session or a deadline does
    not exist after the move, or exists twice without a choice, and SessionsOutsideError if the new time is too short for
    the sessions."""
    event = transitions.lock_event(event)
    if event.status == Status.CANCELLED:
        raise EventChangedError
    precision = precision or (event.precision if event.is_dated else Event.Precision.TIME)
    new = {"starts_at": starts_at, "ends_at": ends_at, "timezone": timezone or event.timezone, "precision": precision}
    if event.status == Status.POSTPONED:
        new["status"] = Status.PUBLISHED
    if all(getattr(event, name) == value for name, value in new.items()):
        return event
    before, was_outside = updates.snapshot(event), {session.pk for session in outside_sessions(event)}
    old = Event(starts_at=event.starts_at, timezone=event.timezone, precision=event.precision)
    for name, value in new.items():
        setattr(event, name, value)
    event.save(update_fields=[*new])
    agenda_versions.record(event, by=None)
    before.moved = apply_move(moved_times(event, old), choices or {})
    agenda_versions.record(event, note=_("Moved with the event"), by=by)
    require_sessions_inside(event, except_for=was_outside)
    transitions.shorten_offers(event)
    _revise_and_notify(event, before, is_significant=True, notify=True, by=by)
    if not event.is_past:
        promote(event)  # seats that became free while the event was postponed
    return event


@transaction.atomic
def postpone(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Postpone event to an unknown date and notify people, who keep their seats. `reschedule` sets the new date.

    Calendars show the event as tentative, and its reminders are deleted. The notices wait UPDATE_DELAY, and undo() can
    undo everything until then. Raise EventChangedError if the event is not published or is over."""
    event = transitions.lock_event(event)
    if event.status != Status.PUBLISHED or event.is_past:
        raise EventChangedError
    before = updates.snapshot(event)
    event.status = Status.POSTPONED
    event.save(update_fields=["status"])
    _stop_schedule(event)
    count = updates.schedule_notices(event, before, by=by, reason=reason)
    history.record(event, history.What.POSTPONED, [reason, history.people_notified(count)], by=by)
    return event


@transaction.atomic
def cancel(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Cancel event: notify people with a seat or on the waiting list, remove it from calendars, delete its reminders.

    Nobody is notified about an event that is over. The notices wait UPDATE_DELAY, and undo() can undo
    everything until then. Raise EventChangedError if it is a draft or is already cancelled."""
    event = transitions.lock_event(event)
    if event.status in {Status.CANCELLED, Status.DRAFT}:
        raise EventChangedError
    before = updates.snapshot(event)
    event.status, event.cancelled_at = Status.CANCELLED, now()
    event.save(update_fields=["status", "cancelled_at"])
    _stop_schedule(event)
    count = updates.schedule_notices(event, before, by=by, reason=reason)
    history.record(event, history.What.CANCELLED, [reason, history.people_notified(count)], by=by)
    return event


def _stop_schedule(event: Event) -> None:
    """Update calendars, which show the status at each session too. Delete reminders."""
    event.sessions.update(sequence=F("sequence") + 1)
    revise(event, significant=True)
    reminders.drop_reminders(event)


def _revise_and_notify(
    event: Event, before: PendingUpdate, *, is_significant: bool, notify: bool, by: User | None
) -> None:
    """Update calendars and reminders after a change. Notify people of the change of a published event if notify is True.

    is_significant: SEQUENCE grows."""
    revise(event, significant=is_significant)
    due_dates.follow_dates(event)
    reminders.plan(event)  # also after other changes: deadlines that reminders depend on are not in calendars
    if event.status != Status.PUBLISHED:
        return
    lines = _describe_move(before, event)
    if notify:
        count = updates.schedule_notices(event, before, by=by)
        history.record(event, history.What.MOVED, [*lines, history.people_notified(count)], by=by)
    elif before.differs(event, place=venue_text(event.venue)):
        updates.report_no_longer(event, before)
        history.record(event, history.What.MOVED, [*lines, _("Calendars only: no one is notified")], by=by)


def _describe_move(before: PendingUpdate, event: Event) -> list[str]:
    """Return lines for the history, about the date and the title."""
    lines = []
    old_when, new_when = when_text(before.as_event()), when_text(event)
    if old_when != new_when:
        lines.append(f"{old_when} → {new_when}")
    if before.title != event.title:
        lines.append(history.describe_change(_("title"), before.title, event.title))
    return lines


def _set_relations(event: Event, areas: Iterable[AreaOfAction] | None, countries: Iterable[Country] | None) -> None:
    if areas is not None:
        event.areas.set(areas)
    if countries is not None:
        event.countries.set(countries)
