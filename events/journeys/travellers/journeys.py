"""The journeys of the people of an event: their legs, sessions, meetings and hotels, each in its local time.

Only what the traveller may read is here: no notes, gifts or protocol of meetings, and no other traveller's booking."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import User
from events.agenda.values import moment
from events.calendars.leg_text import leg_title, time_at
from events.journeys.people import EventTraveller, travellers_of
from events.models import AgendaVersion, Event, LegTraveller, Meeting, RoomStay, Session

AGREED = frozenset({Meeting.Status.CONFIRMED, Meeting.Status.HELD})


@dataclass(frozen=True)
class JourneyItem:
    """A leg, or a session with its meeting, of one traveller. was: its earlier start on the same clocks; "" if it stays.

    zone, end_zone: of its two ends. They differ only for legs."""

    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    end_zone: ZoneInfo
    title: str
    on_leg: LegTraveller | None = None
    session: Session | None = None
    meeting: Meeting | None = None
    was: str = ""
    was_end: str = ""

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.zone)

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(self.end_zone)

    @property
    def day(self) -> date:
        return self.local_start.date()

    @property
    def days_later(self) -> int:
        """On which day it ends, counted from its local start."""
        return (self.local_end.date() - self.day).days

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the host of a meeting has not confirmed it yet."""
        return self.meeting is not None and self.meeting.status not in AGREED


@dataclass(frozen=True)
class Journey:
    """All that one person does and where they sleep, in the order of time."""

    event: Event
    person: User
    items: Sequence[JourneyItem]
    stays: Sequence[RoomStay]

    def zone_at(self, at: datetime) -> ZoneInfo:
        """Return the zone of the place where the person is: where their last leg arrives.

        Before the first leg it is the place from which that leaves; without legs, the place of the session of that day,
        and else that of the event."""
        legs = [item for item in self.items if item.on_leg]
        left = [item for item in legs if item.starts_at <= at]
        if left:
            return left[-1].end_zone
        if legs:
            return legs[0].zone
        today = [item for item in self.items if item.day == at.astimezone(item.zone).date()]
        return today[0].zone if today else self.event.zone

    def on(self, day: date) -> list[JourneyItem]:
        """Return the items that begin on a day, each on its own clocks."""
        return [item for item in self.items if item.day == day]

    def arriving(self, day: date) -> list[JourneyItem]:
        """Return the legs that arrive on a day, on the clocks there, and left on an earlier one."""
        return [item for item in self.items if item.on_leg and item.day < day == item.local_end.date()]

    def stay_on(self, night: date) -> RoomStay | None:
        """Return the hotel of the night that begins on this day."""
        return next((stay for stay in self.stays if stay.check_in <= night < stay.check_out), None)

    def after(self, at: datetime) -> list[JourneyItem]:
        """Return the items that are not over."""
        return [item for item in self.items if item.ends_at > at]


@dataclass
class Journeys:
    """The journeys of all travellers of an event. It is read once, in a fixed number of queries."""

    event: Event
    travellers: dict[int, EventTraveller]
    legs: dict[int, list[LegTraveller]] = field(default_factory=dict)
    stays: dict[int, list[RoomStay]] = field(default_factory=dict)
    sessions: Sequence[Session] = ()
    old_starts: dict[int, datetime | None] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Event) -> "Journeys":
        """Read the journeys of event."""
        found = cls(event, travellers_of(event))
        found.legs = _legs(event)
        found.stays = _stays(event)
        found.sessions = _sessions(event)
        found.old_starts = _old_starts(event) if found.sessions else {}
        return found

    @cached_property
    def people(self) -> list[User]:
        """The travellers, and the people who are still on a leg without being travellers of the event any more."""
        known = {traveller.person for traveller in self.travellers.values()}
        others = {rows[0].person for rows in self.legs.values()} - known
        return [
            *(traveller.person for traveller in self.travellers.values()),
            *sorted(others, key=lambda person: (person.full_name, person.pk)),
        ]

    def for_person(self, person: User) -> Journey:
        """Return the journey of one person."""
        items = [_leg_item(row) for row in self.legs.get(person.pk, ()) if row.leg.takes_place]
        traveller = self.travellers.get(person.pk)
        if traveller:
            items += [
                self._session_item(session)
                for session in self.sessions
                if traveller.attends(session.pk, is_optional=session.is_optional)
            ]
        items.sort(key=lambda item: (item.starts_at, item.ends_at))
        return Journey(self.event, person, items, self.stays.get(person.pk, ()))

    def _session_item(self, session: Session) -> JourneyItem:
        assert session.starts_at  # noqa: S101 (for the type checker: the query needs times)
        assert session.ends_at  # noqa: S101 (same reason)
        old, zone = self.old_starts.get(session.pk), session.zone
        was = time_at(old, zone, session.starts_at) if old and old != session.starts_at else ""
        meeting = getattr(session, "meeting", None)
        return JourneyItem(
            session.starts_at, session.ends_at, zone, zone, session.title, session=session, meeting=meeting, was=was
        )


def _leg_item(row: LegTraveller) -> JourneyItem:
    leg = row.leg
    was = was_end = ""
    if leg.was_departs_at and leg.was_departs_at != leg.departs_at:
        was = time_at(leg.was_departs_at, leg.from_zone, leg.departs_at)
    if leg.was_arrives_at and leg.was_arrives_at != leg.arrives_at:
        was_end = time_at(leg.was_arrives_at, leg.to_zone, leg.arrives_at)
    return JourneyItem(
        leg.departs_at,
        leg.arrives_at,
        leg.from_zone,
        leg.to_zone,
        leg_title(leg),
        on_leg=row,
        was=was,
        was_end=was_end,
    )


def _legs(event: Event) -> dict[int, list[LegTraveller]]:
    rows = LegTraveller.objects.filter(leg__event=event).select_related("leg", "person")
    return _by_person(rows.order_by("leg__departs_at", "leg", "pk"))


def _stays(event: Event) -> dict[int, list[RoomStay]]:
    rows = RoomStay.objects.filter(hotel__event=event).select_related("hotel", "person")
    return _by_person(rows.order_by("check_in", "pk"))


def _by_person[Row: (LegTraveller, RoomStay)](rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _sessions(event: Event) -> list[Session]:
    """Return the sessions with times that take place. Nobody sees those of a draft."""
    if event.status == Event.Status.DRAFT:
        return []
    sessions = event.sessions.exclude(starts_at=None).exclude(meeting__status__in=Meeting.OFF)
    found = list(sessions.select_related("venue__country", "meeting"))
    for session in found:
        session.event = event
    return found


def _old_starts(event: Event) -> dict[int, datetime | None]:
    """Return when sessions began in the version before the last one, by their keys. One query."""
    versions = list(AgendaVersion.objects.filter(event=event).order_by("-number")[:2])
    if len(versions) < 2:
        return {}
    return {
        int(key.removeprefix("s")): moment(values, "starts_at")
        for key, values in versions[1].sessions.items()
        if key.removeprefix("s").isdecimal()
    }
