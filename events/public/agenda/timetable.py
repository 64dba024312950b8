"""The agenda of an event as people read it: days, one row for each start, and tracks or rooms side by side.

The functions are pure. The sessions are loaded with their event, venue and contributors, in the order of their times."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from events.agenda.languages import language_names
from events.agenda.session_times import end_text, start_text
from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.dates import zone_text
from events.models import Contributor, Event, Session
from events.public.agenda.changes import SessionMark

MOST_COLUMNS = 6  # the style sheet has this number of columns and of colours


@dataclass(eq=False)
class ShownSession:
    """A session on a page. column: 0 for the whole width. colour: of its track or room; 0 for none."""

    session: Session
    mark: SessionMark | None = None
    is_mine: bool = False
    is_now: bool = False
    column: int = 0
    colour: int = 0
    is_parallel: bool = False

    @property
    def is_thin(self) -> bool:
        """Whether its row is thin: a break, or a social event."""
        return self.session.kind != Session.Kind.SESSION

    @cached_property
    def people(self) -> list[Contributor]:
        return list(self.session.contributors.all())

    @property
    def languages(self) -> list[str]:
        return language_names(self.session.languages)

    @property
    def starts_text(self) -> str:
        return start_text(self.session)

    @property
    def ends_text(self) -> str:
        return end_text(self.session)


@dataclass
class StartRow:
    """The sessions that begin at the same moment. reader: the time zone of the reader, if it is known.

    columns: of the row and of those that overlap with it; 1 if nothing is side by side."""

    event: Event
    sessions: list[ShownSession]
    reader: ZoneInfo | None = None
    columns: int = 1

    @property
    def first(self) -> Session:
        return self.sessions[0].session

    @property
    def is_parallel(self) -> bool:
        return any(shown.is_parallel for shown in self.sessions)

    @property
    def is_thin(self) -> bool:
        return all(shown.is_thin for shown in self.sessions)

    @property
    def is_now(self) -> bool:
        return any(shown.is_now for shown in self.sessions)

    @property
    def starts_text(self) -> str:
        return self.sessions[0].starts_text

    @property
    def ends_text(self) -> str:
        """The end that all sessions of the row share; "" if they end at different times."""
        ends = {shown.ends_text for shown in self.sessions}
        return ends.pop() if len(ends) == 1 else ""

    @property
    def zone_text(self) -> str:
        """The name of the time zone; "" if it is that of the event."""
        session = self.first
        if session.starts_at is None or session.zone == self.event.zone:
            return ""
        return zone_text(session.zone.key, session.starts_at.astimezone(session.zone))

    @property
    def reader_text(self) -> str:
        """The start on the clock of the reader; "" if it shows the same time. Another day is named."""
        session = self.first
        if self.reader is None or session.starts_at is None:
            return ""
        local, own = session.starts_at.astimezone(session.zone), session.starts_at.astimezone(self.reader)
        if local.utcoffset() == own.utcoffset():
            return ""
        return clock_time(own) if own.date() == local.date() else f"{weekday_date(own)}, {clock_time(own)}"


@dataclass
class ShownDay:
    """One day of the agenda. day: None for sessions without a date."""

    day: date | None
    rows: list[StartRow] = field(default_factory=list)

    @property
    def zone_text(self) -> str:
        """The time zone of the event on this day, with its offset; "" without a date."""
        start, event = self.rows[0].first.starts_at, self.rows[0].event
        return zone_text(event.timezone, start.astimezone(event.zone)) if start else ""


def shown_sessions(
    sessions: Iterable[Session],
    *,
    at: datetime,
    marks: Mapping[int, SessionMark] | None = None,
    mine: Collection[int] = (),
) -> list[ShownSession]:
    """Return the sessions for a page. mine: the keys of those that the reader chose or contributes to."""
    marks = marks or {}
    shown = [ShownSession(session, marks.get(session.pk), is_mine=session.pk in mine) for session in sessions]
    tracks = track_names(sessions)
    for item in shown:
        item.is_now = is_running(item.session, at)
        if item.session.track:
            item.colour = tracks.index(item.session.track) % MOST_COLUMNS + 1
    return shown


def track_names(sessions: Iterable[Session]) -> list[str]:
    """Return the tracks of the sessions, in the order in which they begin."""
    return list(dict.fromkeys(session.track for session in sessions if session.track))


def is_running(session: Session, at: datetime) -> bool:
    return bool(session.starts_at and session.ends_at and session.starts_at <= at < session.ends_at)


def days(event: Event, shown: Sequence[ShownSession], reader: ZoneInfo | None = None) -> list[ShownDay]:
    """Arrange the sessions in days, by the clock of each session. Sessions without a date are last."""
    by_day: dict[date | None, list[ShownSession]] = {}
    for item in shown:
        session = item.session
        day = session.starts_at.astimezone(session.zone).date() if session.starts_at else None
        by_day.setdefault(day, []).append(item)
    has_tracks = any(item.session.track for item in shown)
    # In the order of their starts, the days of places far apart alternate: it is still the 9th in New York.
    ordered = sorted(by_day.items(), key=lambda pair: pair[0] or date.max)
    return [_day(event, day, items, has_tracks, reader) for day, items in ordered]


def _day(
    event: Event, day: date | None, shown: list[ShownSession], has_tracks: bool, reader: ZoneInfo | None
) -> ShownDay:
    if day is None:
        return ShownDay(day, [StartRow(event, [item]) for item in shown])

    def start_of(item: ShownSession) -> tuple[datetime | None, str]:
        return item.session.starts_at, item.session.zone.key

    rows = []
    for block in _blocks(shown):
        columns = _set_columns(block, has_tracks)
        for _start, group in groupby(block, start_of):
            sessions = sorted(group, key=lambda item: item.column)
            rows.append(StartRow(event, sessions, reader, columns=columns))
    return ShownDay(day, rows)


def _blocks(shown: Iterable[ShownSession]) -> Iterator[list[ShownSession]]:
    """Yield the sessions in groups: each begins when all sessions before it are over."""
    block: list[ShownSession] = []
    end: datetime | None = None
    for item in shown:
        session = item.session
        if block and end and session.starts_at and session.starts_at >= end:
            yield block
            block, end = [], None
        block.append(item)
        if session.ends_at and (end is None or session.ends_at > end):
            end = session.ends_at
    if block:
        yield block


def _set_columns(block: list[ShownSession], has_tracks: bool) -> int:
    """Give each session of a block its column: of its track, or of its room if the block has no tracks.

    Return the number of columns. A session that is alone at its time has the whole width."""
    if len(block) == 1:
        return 1
    in_tracks = any(item.session.track for item in block)

    def place_of(item: ShownSession) -> str:
        return item.session.track if in_tracks else item.session.place_text

    places = list(dict.fromkeys(place_of(item) for item in sorted(block, key=lambda item: item.colour)))
    for item in block:
        item.is_parallel = True
        if 1 < len(places) <= MOST_COLUMNS:
            item.column = places.index(place_of(item)) + 1
            item.colour = item.colour or (0 if has_tracks else item.column)
    # Sessions that differ neither in their track nor in their room stand side by side in any order.
    return len(places) if len(places) > 1 else min(len(block), MOST_COLUMNS)
