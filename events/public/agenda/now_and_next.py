"""The current and the next sessions while an event runs, for the minute of the request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import zone_text
from events.models import Event, Session
from events.public.agenda.timetable import ShownSession

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class RunningSession:
    """A current session. left_text: the time until its end, in words. gone and length: in minutes, for a bar."""

    shown: ShownSession
    left_text: str
    gone: int
    length: int


@dataclass(frozen=True)
class NextSessions:
    """The sessions that begin at the next moment. day_text: their day; "" for today."""

    day_text: str
    sessions: list[ShownSession]


@dataclass(frozen=True)
class NowAndNext:
    current: list[RunningSession]
    following: list[NextSessions]
    clock: str
    zone_text: str


def now_and_next(event: Event, shown: Sequence[ShownSession], at: datetime) -> NowAndNext | None:
    """Return what runs at this moment and what comes next; None if the event does not run, or nothing is left.

    shown: all sessions of the event, in the order of their times."""
    timed = [item for item in shown if item.session.starts_at and item.session.ends_at]
    if event.status != Event.Status.PUBLISHED or not timed or not _runs(event, [item.session for item in timed], at):
        return None
    current = [_running(item, at) for item in timed if item.is_now]
    following = _following(timed, at)
    if not current and not following:
        return None
    zone = _zone(event, current, following)
    local = at.astimezone(zone)
    return NowAndNext(current, following, clock_time(local), zone_text(zone.key, local))


def _runs(event: Event, sessions: Sequence[Session], at: datetime) -> bool:
    starts = [moment for session in sessions if (moment := session.starts_at)]
    ends = [moment for session in sessions if (moment := session.ends_at)]
    if event.is_dated and event.starts_at and event.ends_at:
        starts.append(event.starts_at)
        ends.append(event.ends_at)
    return min(starts) <= at < max(ends)


def _zone(event: Event, current: Sequence[RunningSession], following: Sequence[NextSessions]) -> ZoneInfo:
    """Return the time zone of the clock: that of the current sessions, else of the next ones."""
    shown = [item.shown for item in current] or following[0].sessions
    zones = {item.session.zone.key: item.session.zone for item in shown}
    return zones.popitem()[1] if len(zones) == 1 else event.zone


def _running(shown: ShownSession, at: datetime) -> RunningSession:
    start, end = shown.session.starts_at, shown.session.ends_at
    assert start  # noqa: S101 (for the type checker: a current session has both)
    assert end  # noqa: S101 (same reason)
    left = -(-(end - at) // MINUTE)  # rounded up: "1 minute left" until the end
    return RunningSession(shown, left_text(left), gone=(at - start) // MINUTE, length=max((end - start) // MINUTE, 1))


def left_text(minutes: int) -> str:
    """Return a time that is left in words: "23 minutes left", "1 hour 5 minutes left"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return _("%(time)s left") % {"time": " ".join(parts)}


def _following(timed: Sequence[ShownSession], at: datetime) -> list[NextSessions]:
    """Return the sessions of the next start. If they are only breaks, also those of the start after it."""
    later = [item for item in timed if item.session.starts_at and item.session.starts_at > at]
    found = []
    for _start, group in groupby(later, lambda item: item.session.starts_at):
        sessions = list(group)
        session = sessions[0].session
        assert session.starts_at  # noqa: S101 (for the type checker: it is later than now)
        local, today = session.starts_at.astimezone(session.zone), at.astimezone(session.zone).date()
        found.append(NextSessions("" if local.date() == today else weekday_date(local), sessions))
        if not all(item.session.kind == Session.Kind.BREAK for item in sessions):
            break
    return found[:2]
