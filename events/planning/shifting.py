"""Move the sessions, legs and deadlines of an event together with the event.

They are moved by local time: a session at 09:00 stays at 09:00, also when daylight saving time starts in between. A moved
local time may not exist, or exist twice. The first is refused. For the second the organiser says which one is meant.
An undo sets the exact moments again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.local_times import (
    NoSuchTimeError,
    Pass,
    TimeExistsTwiceError,
    local_clock,
    moment_of,
    nearest_moment,
    passes,
)
from events.models import Announcement, Delegation, Deliverable, Event, InvitationCode, Leg, Session, SessionDraft
from events.planning import leg_rules
from events.planning.errors import MovedTimesError

# The choice between two occurrences of a moved time: its offset in minutes, by the key of the time.
Choices = Mapping[str, str]
# For each moved time, by its key: its moments before and after the move, in ISO 8601 (None: no moment).
MovedMoments = dict[str, list[str | None]]
# The times that can move, by model.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Event: (
        "starts_at",
        "ends_at",
        "registration_opens_at",
        "registration_closes_at",
        "promotion_ends_at",
        "nominations_close_at",
        "details_due_at",
    ),
    Session: ("starts_at", "ends_at"),
    SessionDraft: ("starts_at", "ends_at"),
    Leg: ("departs_at", "arrives_at"),
    Delegation: ("nomination_closes_at",),
    Announcement: ("send_at",),
    InvitationCode: ("expires_at",),
    Deliverable: ("due_at",),
}


@dataclass(frozen=True)
class MovedTime:
    """A moment that moves by the clock. local: its new local time (naive) in zone. row, field: where it is stored."""

    row: Model
    field: str
    label: str
    local: datetime
    zone: ZoneInfo

    @property
    def key(self) -> str:
        """The name of this time in a form: "pass-session-12-starts_at"."""
        return key_of(self.row, self.field)

    def passes(self, choices: Choices) -> list[Pass]:
        """Return the two occurrences of the new local time; none if it exists once or not at all."""
        return passes(self.local, self.zone, choices.get(self.key, ""))

    def resolve(self, choices: Choices) -> datetime:
        """Return the moment (UTC). Raise NoSuchTimeError; raise TimeExistsTwiceError if the organiser has to choose."""
        return moment_of(self.local, self.zone, choices.get(self.key, ""))


def key_of(row: Model, field: str) -> str:
    return f"pass-{row._meta.model_name}-{row.pk}-{field}"


def moved_times(event: Event, old: Event) -> list[MovedTime]:
    """Return the local times that move with event: those of its sessions, legs and deadlines. Scheduled announcements, codes and
    deliverables do not move with the day, but they keep their local time if the zone is another one.

    event: with its new time, saved or not. old: with the zone, the precision and the start that it had."""
    if not (old.is_dated and old.local_starts_at and event.local_starts_at):
        return []
    by_clock = event.local_starts_at.replace(tzinfo=None) - old.local_starts_at.replace(tzinfo=None)
    return [
        *times_of_sessions(event, old.zone, by_clock),
        *times_of_legs(event, by_clock),
        *times_of_deadlines(event, old.zone, by_clock),
        *times_of_plans(event, old.zone),
    ]


def times_of_sessions(event: Event, old_zone: ZoneInfo, by: timedelta) -> list[MovedTime]:
    """Return the times of the sessions of an event that was in old_zone, and of their drafts.

    A session with its own zone keeps that zone."""
    moved = []
    for session in [*event.sessions.exclude(starts_at=None), *event.session_drafts.exclude(starts_at=None)]:
        session.event = event  # type: ignore[attr-defined]  # of both models
        zone = ZoneInfo(session.timezone) if session.timezone else old_zone
        for name, label in (
            ("starts_at", _("the start of the session “%(title)s”")),
            ("ends_at", _("the end of the session “%(title)s”")),
        ):
            title = label % {"title": session.title}
            moved += Move(zone, session.zone, by).of(session, name, title, getattr(session, name))
    return moved


def times_of_legs(event: Event, by: timedelta) -> list[MovedTime]:
    """Return the times of the legs that are neither done nor cancelled, each end on the clocks of its own place."""
    moved = []
    for leg in leg_rules.movable(event):
        for name, zone, label in (
            ("departs_at", leg.from_zone, _("the departure of “%(leg)s”")),
            ("arrives_at", leg.to_zone, _("the arrival of “%(leg)s”")),
        ):
            moved += Move(zone, zone, by).of(leg, name, label % {"leg": leg}, getattr(leg, name))
    return moved


def times_of_event(event: Event, old_zone: ZoneInfo) -> list[MovedTime]:
    """Return the start and the end of event, as its new zone reads them."""
    labels = {"starts_at": _("the start of the event"), "ends_at": _("the end of the event")}
    moved, move = [], Move(old_zone, event.zone, timedelta())
    for name, label in labels.items():
        moved += move.of(event, name, label, getattr(event, name))
    return moved


def times_of_deadlines(event: Event, old_zone: ZoneInfo, by: timedelta) -> list[MovedTime]:
    """Return the registration window of event, and its deadlines for travel details and nominations.

    An opening of registration in the past does not move."""
    labels = {
        "registration_opens_at": _("the opening of registration"),
        "registration_closes_at": _("the end of registration"),
        "promotion_ends_at": _("the end of the waiting list"),
        "nominations_close_at": _("the end of nominations"),
        "details_due_at": _("the deadline for travel details"),
    }
    moved, move = [], Move(old_zone, event.zone, by)
    for name, label in labels.items():
        moment = getattr(event, name)
        if not (moment and name == "registration_opens_at" and moment <= now()):
            moved += move.of(event, name, label, moment)
    for delegation in event.delegations.exclude(nomination_closes_at=None).select_related("country"):
        text = _("the end of nominations of %(delegation)s") % {"delegation": delegation}
        moved += move.of(delegation, "nomination_closes_at", text, delegation.nomination_closes_at)
    return moved


def times_of_plans(event: Event, old_zone: ZoneInfo) -> list[MovedTime]:
    """Return the times ahead of scheduled announcements, of codes and of deliverables, as the new zone reads them."""
    moved, move, moment = [], Move(old_zone, event.zone, timedelta()), now()
    for announcement in event.announcements.filter(state=Announcement.State.SCHEDULED, send_at__gt=moment):
        moved += move.of(announcement, "send_at", _("the time of a scheduled announcement"), announcement.send_at)
    for code in event.invitation_codes.filter(expires_at__gt=moment):
        text = _("the end of the code %(code)s") % {"code": code.code}
        moved += move.of(code, "expires_at", text, code.expires_at)
    for deliverable in event.deliverables.open().filter(due_at__gt=moment):
        text = _("the due date of “%(title)s”") % {"title": deliverable.title}
        moved += move.of(deliverable, "due_at", text, deliverable.due_at)
    return moved


@dataclass(frozen=True)
class Move:
    """A move by the clock, from one zone to another."""

    old_zone: ZoneInfo
    zone: ZoneInfo
    by: timedelta

    def of(self, row: Model, field: str, label: str, moment: datetime | None) -> list[MovedTime]:
        """Return the moved time in a list. Return an empty list without a moment.

        The list is also empty if neither the clock nor the zone changes: the moment then stays, also if its local time
        exists twice."""
        if moment is None or (not self.by and self.zone.key == self.old_zone.key):
            return []
        local = local_clock(moment, self.old_zone) + self.by
        return [MovedTime(row, field, label, local, self.zone)]


def apply_move(moved: Iterable[MovedTime], choices: Choices) -> MovedMoments:
    """Set and save the moved times. A moved session or leg raises its SEQUENCE. Return the moments, for restore_moved().

    Raise MovedTimesError, before anything is saved, if a time does not exist or the organiser has to choose."""
    moved, moments, problems = list(moved), [], []
    for time in moved:
        try:
            moments.append(time.resolve(choices))
        except NoSuchTimeError as error:
            problems.append(f"{time.label}: {error.advice(time.local)}")
        except TimeExistsTwiceError:
            problems.append(f"{time.label}: " + _("this local time exists twice. Choose which one you mean."))
    if not problems:
        problems = leg_rules.problems_after(
            [(time.row, time.field, moment) for time, moment in zip(moved, moments, strict=True)]
        )
    if problems:
        raise MovedTimesError(problems)
    return _save([(time.row, time.field, moment) for time, moment in zip(moved, moments, strict=True)])


def restore_moved(event: Event, old: Event, record: MovedMoments) -> None:
    """Set the exact moments from before a move, without questions. event: restored. old: the zone and the start until now.

    record: what apply_move() returned. A time that somebody has changed or added since then moves by the clock."""
    moments = {time.key: nearest_moment(time.local, time.zone) for time in moved_times(event, old)}
    found: list[tuple[Model, str, datetime | None]] = []
    for row in _rows(event):
        for name in FIELDS[type(row)]:
            key = key_of(row, name)
            before, after = (datetime.fromisoformat(text) if text else None for text in record.get(key, [None, None]))
            if key in record and getattr(row, name) == after:
                found.append((row, name, before))
            elif key in moments:
                found.append((row, name, moments[key]))
    _save(found)


def _rows(event: Event) -> list[Model]:
    """Return all rows whose times can move with event, each once."""
    return [
        event,
        *event.sessions.all(),
        *event.session_drafts.all(),
        *leg_rules.movable(event),
        *event.delegations.all(),
        *event.announcements.filter(state=Announcement.State.SCHEDULED),
        *event.invitation_codes.all(),
        *event.deliverables.open(),
    ]


def _save(moves: list[tuple[Model, str, datetime | None]]) -> MovedMoments:
    """Set and save the moments. Return those before and after, by the key of the time."""
    rows: dict[type[Model], set[Model]] = defaultdict(set)
    record = {}
    for row, name, moment in moves:
        record[key_of(row, name)] = [_iso(getattr(row, name)), _iso(moment)]
        setattr(row, name, moment)
        rows[type(row)].add(row)
    for session in rows[Session]:
        session.sequence += 1  # type: ignore[attr-defined]  # a session
    for leg in rows[Leg]:
        leg.revise()  # type: ignore[attr-defined]  # a leg
    more = {Session: ["sequence"], Leg: ["sequence", "revised_at"]}
    for model, fields in FIELDS.items():
        if model is not Event:
            names = [*fields, *more.get(model, ())]
            model._default_manager.bulk_update(rows[model], names)
    for event in rows[Event]:
        assert isinstance(event, Event)  # noqa: S101 (for the type checker)
        opens_at = event.registration_opens_at
        _keep_window_in_order(event)
        if event.registration_opens_at != opens_at:
            record[key_of(event, "registration_opens_at")] = [_iso(opens_at), None]
        event.save(update_fields=FIELDS[Event])
    return record


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _keep_window_in_order(event: Event) -> None:
    """Clear the opening of registration if it has passed and is not before the moved end."""
    opens_at, closes_at = event.registration_opens_at, event.registration_closes_at
    if opens_at and closes_at and closes_at <= opens_at <= now():
        event.registration_opens_at = None  # the database requires that registration closes after it opens
