"""Events planned, published, moved and cancelled. Each function is one transaction that holds the event's row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.calendars.dates import when_text
from events.calendars.services import revise
from events.contributors import services as contributors
from events.contributors.queries import Contribution, are_notified
from events.models import Event, PendingUpdate, Programme, Registration, Session
from events.planning.errors import (
    ConcurrentEditError,
    EventChangedError,
    NotReadyError,
    SessionChosenError,
    SessionHasContributorsError,
    SessionTooSmallError,
    TooFewSeatsError,
)
from events.registration import queries as places
from events.registration import transitions
from events.registration.services import promote
from events.reminders import planning as reminders
from events.updates import notices
from events.updates import services as updates

Status = Event.Status
PLACES = frozenset({"mode", "seats", "room_seats", "online_seats"})
# What calendars must show: a change of these is one of SEQUENCE (RFC 5546, 2.1.4), and people are told.
TOLD = frozenset({"title", "starts_at", "ends_at", "timezone", "precision", "venue", "mode", "online_url"})


@dataclass(frozen=True)
class RecipientSummary:
    """Who would be told of a change, before it happens."""

    registrations: list[Registration]
    contributions: list[Contribution]  # of those without a place

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many stand where, in words."""
        counted = Counter(registration.status for registration in self.registrations)
        found = [(str(Registration.Status(status).label), count) for status, count in counted.most_common()]
        return [*found, (_("Contributors"), len(self.contributions))] if self.contributions else found

    def __len__(self) -> int:
        return len(self.registrations) + len(self.contributions)


def preview_recipients(event: Event) -> RecipientSummary:
    """Return whom a move or a cancellation of event would be told to."""
    if event.status == Status.DRAFT:
        return RecipientSummary([], [])
    told = notices.all_recipients(event)
    return RecipientSummary(sorted(told.registrations, key=lambda one: (one.status, one.pk)), told.contributions)


@transaction.atomic
def create_event(programme: Programme, *, by: User, **fields: Any) -> Event:
    """Begin a draft in programme; its address is made from its title."""
    fields.setdefault("slug", _free_slug(fields["title"]))
    areas, countries = fields.pop("areas", None), fields.pop("countries", None)
    event = Event.objects.create(programme=programme, **fields)
    _set_many(event, areas, countries)
    return event


@transaction.atomic
def edit_event(event: Event, *, by: User, as_of: datetime | None = None, **fields: Any) -> Event:
    """Change the event's fields; whoever has a place is told when that changes what their calendar shows: when,
    where, how it takes place, or its title.

    More places are given to the queue at once. as_of: the revised_at of the event that the changes were made to.

    Raises TooFewPlaces for fewer than are taken, ChangedMeanwhile if it was revised after as_of."""
    event = transitions.lock_event(event)
    if as_of is not None and event.revised_at != as_of:
        raise ConcurrentEditError
    areas, countries = fields.pop("areas", None), fields.pop("countries", None)
    changed = {name for name, value in fields.items() if getattr(event, name) != value}
    known, old_zone = updates.snapshot(event), event.zone
    before = {name: getattr(event, name) for name in changed & PLACES}
    for name in changed:
        setattr(event, name, fields[name])
    if changed & PLACES:
        _follow_places(event, changed)
    if changed:
        event.save()
    _set_many(event, areas, countries)
    if "timezone" in changed:
        _shift_sessions(event, old_zone, timedelta())
    is_another = bool(changed & TOLD) or known.as_event().calendar_form != event.calendar_form
    _follow(event, known, is_significant=event.status != Status.DRAFT and is_another, by=by)
    if changed & PLACES:
        history.record(
            event, history.What.PLACES, [_place_change(event, name, before[name]) for name in sorted(before)], by=by
        )
        promote(event)
    return event


def _place_change(event: Event, name: str, before: Any) -> str:
    label = Event._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    if name == "mode":
        return history.describe_change(label, Event.Mode(before).label, event.get_mode_display())
    return history.describe_change(label, before, getattr(event, name))


def _follow_places(event: Event, changed: set[str]) -> None:
    """Count who takes part how if the mode is another one. Raises TooFewPlaces, which names who would lose theirs."""
    if event.mode != Event.Mode.HYBRID:
        event.room_seats = event.online_seats = None
    if "mode" in changed:
        transitions.apply_event_mode(event)
    stranded = places.people_without_seat(event)
    if stranded:
        raise TooFewSeatsError(stranded)


@transaction.atomic
def set_sessions(event: Event, sessions: Iterable[Session], *, removed: Iterable[Session] = (), by: User) -> None:
    """Save the sessions of event and delete those removed; a session whose time or place changed gets a new SEQUENCE.

    Raises SessionChosen for one to go that people have chosen, SessionHasContributors for one to which people were told
    that they contribute, SessionTooSmall for fewer places than are taken."""
    event = transitions.lock_event(event)
    for session in removed:
        if session.pk:
            _refuse_if_chosen(session)
            _refuse_if_contributed(session, event)
            session.delete()
    last = event.sessions.aggregate(last=Max("position"))["last"] or 0
    for number, session in enumerate(sessions, 1):
        before = Session.objects.filter(pk=session.pk, event=event).first() if session.pk else None
        session.event = event
        if before:
            session.seats_taken = before.seats_taken  # the form was shown a while ago
            if session.seats is not None and session.seats < session.seats_taken:
                raise SessionTooSmallError(session)
        if before is None:
            session.position = last + number
        if before and any(
            getattr(before, name) != getattr(session, name)
            for name in ("starts_at", "ends_at", "timezone", "room", "venue_id")
        ):
            session.sequence = before.sequence + 1
        session.save()
    revise(event, significant=False)
    reminders.plan(event)


def _refuse_if_chosen(session: Session) -> None:
    if session.choices.exists():
        raise SessionChosenError(session)


def _refuse_if_contributed(session: Session, event: Event) -> None:
    # They hold invites, and are told by the page on which they are named.
    if are_notified(event) and session.contributors.filter(person__isnull=False).exists():
        raise SessionHasContributorsError(session)


@transaction.atomic
def publish(event: Event, *, by: User) -> Event:
    """Show a draft to everyone, put it into the calendars and plan its reminders.

    Raises NotReady for an event without what a reader needs, AlreadyDone for one that is no draft."""
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
    """Move event; whoever holds an invite gets an update, sessions and planned reminders follow.

    Sessions keep their distance from the event's start. A postponed event takes place again.

    Raises AlreadyDone for a cancelled event."""
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
    known, old_start, old_zone = updates.snapshot(event), event.local_starts_at if event.is_dated else None, event.zone
    for name, value in new.items():
        setattr(event, name, value)
    event.save(update_fields=[*new])
    if old_start and event.local_starts_at:
        # On the clocks of the place: what was at nine stays at nine when the clocks change in between.
        by_clock = event.local_starts_at.replace(tzinfo=None) - old_start.replace(tzinfo=None)
        _shift_sessions(event, old_zone, by_clock)
        _shift_deadlines(event, old_zone, by_clock)
    _follow(event, known, is_significant=True, by=by)
    promote(event)  # places given back while it was postponed
    return event


@transaction.atomic
def postpone(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Say that event's date no longer holds and that the new one is not known yet; reschedule() ends it.

    Everyone keeps their place and is told; calendars show the event as tentative; reminders go. Raises AlreadyDone
    for an event that is not published, or over."""
    event = transitions.lock_event(event)
    if event.status != Status.PUBLISHED or event.is_past:
        raise EventChangedError
    event.status = Status.POSTPONED
    event.save(update_fields=["status"])
    _revise_with_sessions(event)
    reminders.drop_reminders(event)
    updates.discard_pending(event)
    count = notices.notify_postponed(event, reason=reason)
    history.record(event, history.What.POSTPONED, [reason, history.people_notified(count)], by=by)
    return event


@transaction.atomic
def cancel(event: Event, *, by: User | None, reason: str = "") -> Event:
    """Call event off: everyone with a place or in line for one is told, calendars take it out, reminders go.

    Raises AlreadyDone for one that is cancelled, or was never published."""
    event = transitions.lock_event(event)
    if event.status in {Status.CANCELLED, Status.DRAFT}:
        raise EventChangedError
    event.status, event.cancelled_at = Status.CANCELLED, now()
    event.save(update_fields=["status", "cancelled_at"])
    _revise_with_sessions(event)
    reminders.drop_reminders(event)
    updates.discard_pending(event)
    count = notices.notify_cancelled(event, reason=reason)
    history.record(event, history.What.CANCELLED, [reason, history.people_notified(count)], by=by)
    return event


def _revise_with_sessions(event: Event) -> None:
    """Note a new status, which calendars show of each session too."""
    event.sessions.update(sequence=F("sequence") + 1)
    revise(event, significant=True)


def _follow(event: Event, before: PendingUpdate, *, is_significant: bool, by: User | None) -> None:
    """Let calendars follow a change of event; if a published event's calendars must show it, people and its history as
    well."""
    revise(event, significant=is_significant)
    reminders.plan(event)  # deadlines that reminders are counted from are in no calendar
    if is_significant and event.status == Status.PUBLISHED:
        was, now_is = when_text(before.as_event()), when_text(event)
        moved = f"{was} → {now_is}" if was != now_is else ""
        named = history.describe_change(_("title"), before.title, event.title) if before.title != event.title else ""
        count = updates.schedule_notices(event, before, by=by)
        history.record(event, history.What.MOVED, [moved, named, history.people_notified(count)], by=by)


def _shift_sessions(event: Event, old_zone: ZoneInfo, by: timedelta) -> None:
    """Move the sessions with their event, which was in old_zone; those in a zone of their own stay in that."""
    moved = []
    for session in event.sessions.exclude(starts_at=None):
        session.event = event
        was_in = ZoneInfo(session.timezone) if session.timezone else old_zone
        for name in ("starts_at", "ends_at"):
            setattr(session, name, _shifted(getattr(session, name), was_in, by, session.zone))
        session.sequence += 1
        moved.append(session)
    Session.objects.bulk_update(moved, ["starts_at", "ends_at", "sequence"])


def _shift_deadlines(event: Event, old_zone: ZoneInfo, by: timedelta) -> None:
    """Move what is ahead of the registration window, and the deadlines of nominations and details, with their event."""
    opens_at, closes_at = event.registration_opens_at, event.registration_closes_at
    if closes_at:
        event.registration_closes_at = _shifted(closes_at, old_zone, by, event.zone)
    if opens_at and opens_at > now():
        event.registration_opens_at = _shifted(opens_at, old_zone, by, event.zone)
    elif opens_at and event.registration_closes_at and event.registration_closes_at <= opens_at:
        event.registration_opens_at = None  # it has opened already; an earlier end must not come before that
    if event.details_due_at:
        event.details_due_at = _shifted(event.details_due_at, old_zone, by, event.zone)
    event.save(update_fields=["registration_opens_at", "registration_closes_at", "details_due_at"])
    for delegation in event.delegations.all():
        if closes_at := delegation.nomination_closes_at:
            delegation.nomination_closes_at = _shifted(closes_at, old_zone, by, event.zone)
            delegation.save(update_fields=["nomination_closes_at"])


def _shifted(moment: datetime, old_zone: ZoneInfo, by: timedelta, zone: ZoneInfo) -> datetime:
    clock = moment.astimezone(old_zone).replace(tzinfo=None) + by
    return clock.replace(tzinfo=zone)


def _set_many(event: Event, areas: Iterable[Any] | None, countries: Iterable[Any] | None) -> None:
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
