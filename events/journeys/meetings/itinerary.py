"""The itinerary of an event by day: meetings, other sessions, and travel between them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from events.calendars.dates import zone_text
from events.journeys.meetings.figures import MeetingFigures, figures_of
from events.journeys.meetings.problems import MeetingProblem, full_days, problems_of
from events.journeys.meetings.visitors import number_of_visitors
from events.models import Contributor, Event, Leg, Meeting, Session

Role = Contributor.Role
MOST_FACES = 8


@dataclass(frozen=True)
class CrewMember:
    """One of our people: the key that is the same in all sessions, and what a page shows."""

    key: str
    name: str

    @property
    def initial(self) -> str:
        return self.name[:1].upper()


@dataclass(frozen=True)
class ItineraryRow:
    """A session or a leg. Its local times are those of its places. meeting: None for a session that is no meeting.

    present: the keys of our people who are there."""

    starts_at: datetime
    session: Session | None = None
    leg: Leg | None = None
    meeting: Meeting | None = None
    number: int = 0
    present: frozenset[str] = frozenset()
    interpreters: Sequence[str] = ()
    problems: Sequence[MeetingProblem] = ()


@dataclass
class ItineraryDay:
    """A day on the clocks of the place where it begins."""

    day: date
    zone: str
    city: str
    rows: list[ItineraryRow] = field(default_factory=list)
    is_full: bool = False


@dataclass(frozen=True)
class Itinerary:
    days: list[ItineraryDay]
    crew: list[CrewMember]
    unplanned: list[ItineraryRow]  # sessions without a time
    figures: MeetingFigures
    problems: list[MeetingProblem]
    group: int  # participants

    @property
    def has_faces(self) -> bool:
        """Whether our people fit beside each row."""
        return len(self.crew) <= MOST_FACES

    @property
    def full_days(self) -> list[date]:
        return [one.day for one in self.days if one.is_full]


def itinerary_of(event: Event, *, moment: datetime | None = None) -> Itinerary:
    """Return the itinerary of event. Five queries."""
    moment = moment or now()
    sessions = list(
        event.sessions.exclude(kind=Session.Kind.BREAK)
        .select_related("meeting", "venue__country")
        .prefetch_related("contributors__person")
    )
    for session in sessions:
        session.event = event
        if meeting := meeting_in(session):
            meeting.session = session
    legs = list(Leg.objects.filter(event=event).exclude(status=Leg.Status.CANCELLED).prefetch_related("travellers"))
    crew = _crew(sessions)
    group, known = number_of_visitors(event), {member.key for member in crew}
    rows: list[ItineraryRow] = []
    unplanned: list[ItineraryRow] = []
    number = 0
    for session in sessions:
        meeting = meeting_in(session)
        number += meeting is not None
        row = _session_row(session, number if meeting else 0, group, moment)
        (rows if session.starts_at else unplanned).append(row)
    rows += [_leg_row(leg, known) for leg in legs]
    meetings = [meeting for session in sessions if (meeting := meeting_in(session))]
    days = _days(sorted(rows, key=lambda row: row.starts_at), set(full_days(meetings)))
    problems = [problem for row in [*rows, *unplanned] for problem in row.problems]
    return Itinerary(days, crew, unplanned, figures_of(meetings), problems, group)


def meeting_in(session: Session) -> Meeting | None:
    """Return the meeting of a session that was read with it; None for a session that is no meeting."""
    return getattr(session, "meeting", None)


def ours(session: Session) -> list[Contributor]:
    """Return our people in a session, whose contributors were read with it."""
    declined = Contributor.Invitation.DECLINED
    return [one for one in session.contributors.all() if one.role != Role.HOST and one.invitation != declined]


def member_key(contributor: Contributor) -> str:
    return f"p{contributor.person_id}" if contributor.person_id else contributor.name.casefold()


def _crew(sessions: Iterable[Session]) -> list[CrewMember]:
    """Return our people in the meetings, each once, in the order in which they first take part."""
    found: dict[str, CrewMember] = {}
    for session in sessions:
        if meeting_in(session):
            for one in ours(session):
                found.setdefault(member_key(one), CrewMember(member_key(one), one.name))
    return list(found.values())


def _session_row(session: Session, number: int, group: int, moment: datetime) -> ItineraryRow:
    people, meeting = ours(session), meeting_in(session)
    team = len(people)
    problems = problems_of(meeting, group=group + team, moment=moment) if meeting else []
    return ItineraryRow(
        session.starts_at or moment,
        session=session,
        meeting=meeting,
        number=number,
        present=frozenset(map(member_key, people)),
        interpreters=[one.name for one in people if one.role == Role.INTERPRETER],
        problems=problems,
    )


def _leg_row(leg: Leg, known: set[str]) -> ItineraryRow:
    keys = {f"p{traveller.person_id}" for traveller in leg.travellers.all()}
    return ItineraryRow(leg.departs_at, leg=leg, present=frozenset(keys & known))


def _days(rows: Iterable[ItineraryRow], full: set[date]) -> list[ItineraryDay]:
    """Return the days of rows that are in order. A day has one heading, with the zone of its first meeting."""
    by_day: defaultdict[date, list[ItineraryRow]] = defaultdict(list)
    for row in rows:
        by_day[_local(row).date()].append(row)
    days = []
    for day in sorted(by_day):
        first = next((row for row in by_day[day] if row.session), by_day[day][0])
        local = _local(first)
        city = first.leg.from_city if first.leg else _city(first.session)
        zone = zone_text(_zone(first).key, local)
        days.append(ItineraryDay(day, zone, city, by_day[day], is_full=day in full))
    return days


def _city(session: Session | None) -> str:
    if session is None:
        return ""
    venue = session.venue or session.event.venue
    return venue.city if venue else ""


def _zone(row: ItineraryRow) -> ZoneInfo:
    if row.leg:
        return row.leg.from_zone
    assert row.session  # noqa: S101 (for the type checker: a row has one of them)
    return row.session.zone


def _local(row: ItineraryRow) -> datetime:
    return row.starts_at.astimezone(_zone(row))
