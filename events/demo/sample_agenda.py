"""The agenda of the tripartite sample seminar: two days with two tracks, breaks, a dinner and interpretation."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.demo import people
from events.models import Contributor, Event, Session

Kind, Role = Session.Kind, Contributor.Role
BENEFITS, SERVICES = "Benefits", "Employment services"
HALL, SECOND, FOYER, TERRACE = "Main hall", "Room 2", "Foyer", "Terrace"
BOOTHS = ("vi", "km", "id")  # the main hall has three


@dataclass(frozen=True)
class SampleSession:
    day: int  # 0 for the first
    begins: time
    ends: time
    title: str
    room: str
    kind: Session.Kind = Kind.SESSION
    track: str = ""
    languages: tuple[str, ...] = ()
    roles: tuple[Contributor.Role, ...] = ()
    seats: int | None = None  # of a session that people choose; None for a session that is for everybody
    abstract: str = ""


def _break(day: int, begins: time, ends: time, title: str, room: str = FOYER) -> SampleSession:
    return SampleSession(day, begins, ends, title, room, Kind.BREAK)


SESSIONS = [
    _break(0, time(9), time(9, 15), "Registration and coffee"),
    SampleSession(0, time(9, 15), time(9, 45), "Opening", HALL, languages=BOOTHS, roles=(Role.HOST, Role.MODERATOR)),
    SampleSession(
        0, time(9, 45), time(11), "Extending social protection: conventions and framework", HALL, languages=BOOTHS,
        roles=(Role.SPEAKER, Role.MODERATOR),
        abstract="What the conventions ask for, what the region has agreed, and what is still open.",
    ),
    _break(0, time(11), time(11, 30), "Coffee"),
    SampleSession(
        0, time(11, 30), time(12, 45), "Unemployment in the region: reports from the countries", HALL, languages=BOOTHS,
        roles=(Role.PANELLIST, Role.PANELLIST, Role.PANELLIST, Role.MODERATOR),
    ),
    _break(0, time(12, 45), time(14), "Lunch", TERRACE),
    SampleSession(
        0, time(14), time(15, 15), "Designing unemployment benefits: who pays, who decides", HALL, track=BENEFITS,
        languages=("vi", "km"), roles=(Role.SPEAKER, Role.PANELLIST),
    ),
    SampleSession(
        0, time(14), time(15, 15), "The one-stop shop: one office for all services", SECOND, track=SERVICES,
        roles=(Role.SPEAKER,), seats=24,
        abstract="How an office brings registration, benefits and advice together, and what it needs to work.",
    ),
    _break(0, time(15, 15), time(15, 45), "Coffee"),
    SampleSession(
        0, time(15, 45), time(17), "Insurance or assistance: what each can do", HALL, track=BENEFITS,
        languages=("vi", "km"), roles=(Role.SPEAKER,),
    ),
    SampleSession(
        0, time(15, 45), time(17), "Profiling job seekers: what data can and cannot say", SECOND, track=SERVICES,
        roles=(Role.SPEAKER,), seats=24,
    ),
    SampleSession(0, time(18, 30), time(20, 30), "Dinner", "Sample Riverside Restaurant", Kind.SOCIAL),
    SampleSession(
        1, time(9), time(10, 30), "Links between benefits and employment services", HALL, track=BENEFITS,
        languages=BOOTHS, roles=(Role.SPEAKER, Role.SPEAKER),
    ),
    SampleSession(
        1, time(9), time(10, 30), "Workers in informal employment: how to extend protection", SECOND, track=SERVICES,
        languages=("vi",), roles=(Role.SPEAKER,), seats=24,
    ),
    _break(1, time(10, 30), time(11), "Coffee"),
    SampleSession(1, time(11), time(12, 30), "Working group: governments", HALL, roles=(Role.MODERATOR,), seats=40),
    SampleSession(
        1, time(11), time(12, 30), "Working group: employers and workers", SECOND, roles=(Role.MODERATOR,), seats=24
    ),
    _break(1, time(12, 30), time(14), "Lunch", TERRACE),
    SampleSession(1, time(14), time(15, 30), "What next", HALL, languages=BOOTHS, roles=(Role.MODERATOR, Role.SPEAKER)),
    SampleSession(1, time(15, 30), time(16, 30), "Conclusions and closing", HALL, languages=BOOTHS, roles=(Role.HOST,)),
]  # fmt: skip


def create(event: Event, first: date, zone: ZoneInfo) -> None:
    """Create the sessions of event from its first day, with their contributors."""
    number = 0
    for position, sample in enumerate(SESSIONS):
        day = first + timedelta(days=sample.day)
        session = Session.objects.create(
            event=event,
            position=position,
            kind=sample.kind,
            title=sample.title,
            abstract=sample.abstract,
            starts_at=datetime.combine(day, sample.begins, zone),
            ends_at=datetime.combine(day, sample.ends, zone),
            track=sample.track,
            room=sample.room,
            languages=list(sample.languages),
            is_optional=sample.seats is not None,
            seats=sample.seats,
        )
        for role in sample.roles:
            name = f"{people.GIVEN[number * 7 % len(people.GIVEN)]} Sample"
            Contributor.objects.create(session=session, role=role, name=name, affiliation="Sample Institute")
            number += 1
