"""The events of the sample season."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from accounts.models import User
from events.demo import people, sample_agenda
from events.models import AreaOfAction, Contributor, Country, Event, Programme, Room, Session, Venue
from events.planning.services import create_event, publish

Kind, Mode, Policy, Role = Event.Kind, Event.Mode, Event.Policy, Contributor.Role
COUNTRIES = people.COUNTRIES[:9]


@dataclass(frozen=True)
class SampleEvent:
    """The description of one event.

    ahead: days from today. closes_before: days from the end of registration to the event. more: other fields of Event."""

    key: str
    title: str
    kind: Event.Kind
    venue: tuple[str, str, str]  # country, city, name
    timezone: str
    ahead: int
    days: int
    seats: int | None
    mode: Event.Mode = Mode.IN_PERSON
    policy: Event.Policy = Policy.OPEN
    closes_before: int = 3
    countries: list[str] = field(default_factory=lambda: COUNTRIES)
    more: dict[str, Any] = field(default_factory=dict)


EVENTS = [
    SampleEvent("floors", "Regional seminar on social protection floors", Kind.REGIONAL_SEMINAR, ("TH", "Bangkok", "Sample Conference Centre"), "Asia/Bangkok", 45, 2, 40, Mode.HYBRID, more={"room_seats": 14, "online_seats": 26}),
    SampleEvent("mission", "Expert mission on unemployment insurance", Kind.EXPERT_MISSION, ("MM", "Yangon", "Sample Ministry"), "Asia/Yangon", 30, 4, 8, policy=Policy.NONE),
    SampleEvent("visit", "Study visit to public employment services", Kind.STUDY_VISIT, ("JP", "Tokyo", "Sample Employment Office"), "Asia/Tokyo", 60, 4, 12, policy=Policy.APPROVAL, more={"asks_travel": True}),
    SampleEvent("training", "Training on designing unemployment benefits", Kind.TRAINING, ("PH", "Manila", "Sample Training Institute"), "Asia/Manila", 75, 5, 12, more={"offer_hours": 7 * 24}),
    SampleEvent("meeting", "Tripartite meeting on coverage", Kind.MEETING, ("MN", "Ulaanbaatar", "Sample State Palace Hall"), "Asia/Ulaanbaatar", 90, 1, 30),
    SampleEvent("briefing", "Online briefing for focal points", Kind.MEETING, ("", "", ""), "Asia/Jakarta", 12, 1, None, Mode.ONLINE),
    SampleEvent("dili", "Seminar on informal workers", Kind.REGIONAL_SEMINAR, ("TL", "Dili", "Sample Convention Hall"), "Asia/Dili", 110, 2, 25),
    SampleEvent("jakarta", "Training on monitoring frameworks", Kind.TRAINING, ("ID", "Jakarta", "Sample Hotel"), "Asia/Jakarta", 50, 3, 15),
    SampleEvent("past", "Workshop on data exchange", Kind.REGIONAL_SEMINAR, ("VN", "Ha Noi", "Sample Institute"), "Asia/Ho_Chi_Minh", -20, 2, 15),
    SampleEvent("planning", "Planning meeting for the next season", Kind.MEETING, ("KH", "Phnom Penh", "Sample Ministry"), "Asia/Phnom_Penh", 150, 1, 15),
    SampleEvent("tripartite", "Tripartite seminar on social protection in an integrated region", Kind.REGIONAL_SEMINAR, ("MY", "Kuala Lumpur", "Sample Labour Institute"), "Asia/Kuala_Lumpur", 68, 2, 48, policy=Policy.NOMINATION),
    SampleEvent("review", "Review meeting with the donor", Kind.MEETING, ("LA", "Vientiane", "Sample Plaza"), "Asia/Vientiane", 100, 1, 20, policy=Policy.INVITATION),
]  # fmt: skip
WITH_TRACKS = "tripartite"  # it has an agenda of its own
SESSIONS = [
    (time(9), time(9, 30), "Opening", Role.HOST),
    (time(9, 30), time(11), "Where we stand: reports from the countries", Role.MODERATOR),
    (time(11, 30), time(13), "What has worked, and what has not", Role.PANELLIST),
    (time(14), time(16, 30), "Working groups by constituency", Role.SPEAKER),
]
# The hybrid seminar has groups instead of the last session. People choose one of them. (title, room, seats)
GROUPS = [
    ("Working group: workers in the informal economy", "Room 1", 4),
    ("Working group: links between benefits and employment services", "Room 2", 8),
    ("Working group: data and monitoring", "Room 3", None),
]
ROOMS: dict[str, list[dict[str, Any]]] = {
    "Sample Conference Centre": [
        {"name": "Main hall", "capacity": 120, "equipment": "projector, 3 booths, hearing loop"},
        {"name": "Room 1", "capacity": 30, "equipment": "projector"},
        {"name": "Room 2", "capacity": 30, "equipment": ""},
        {"name": "Room 3", "capacity": 20, "equipment": ""},
    ],
    "Sample Labour Institute": [
        {"name": "Main hall", "capacity": 120, "equipment": "projector, 3 booths, hearing loop"},
        {"name": "Room 2", "capacity": 40, "equipment": "projector, 1 booth"},
    ],
    "Sample Institute": [{"name": "Main hall", "capacity": 60, "equipment": "projector"}],
}
SUMMARY = "Governments, employers and workers of the region compare their work, and agree on the next steps."
DESCRIPTION = (
    "This event is invented. It shows how Plenary works.\n\n* two plenary sessions\n* working groups\n* a joint summary"
)
AUDIENCE = "Officials of labour ministries and social security bodies, employers' and workers' organisations."


def create(programme: Programme, sample: SampleEvent, area: AreaOfAction, *, by: User) -> Event:
    """Create the event with its sessions, and publish it. An event of up to five days is on working days."""
    zone = ZoneInfo(sample.timezone)
    first = _first_day(sample, zone)
    iso2, city, name = sample.venue
    venue = None
    if name:
        country = Country.objects.filter(pk=iso2).first()
        venue = _venue(programme, name, city, country, sample)
    starts_at = datetime.combine(first, time(9), zone)
    event = create_event(
        programme,
        by=by,
        title=f"{sample.title} (sample)",
        kind=sample.kind,
        mode=sample.mode,
        venue=venue,
        timezone=sample.timezone,
        starts_at=starts_at,
        ends_at=datetime.combine(first + timedelta(days=sample.days - 1), time(16, 30), zone),
        policy=sample.policy,
        seats=sample.seats,
        online_url="https://meet.example.org/sample" if sample.mode != Mode.IN_PERSON else "",
        registration_closes_at=starts_at - timedelta(days=sample.closes_before),
        details_due_at=starts_at - timedelta(days=21) if sample.more.get("asks_travel") else None,
        summary=SUMMARY,
        description=DESCRIPTION,
        audience=AUDIENCE,
        organised_by="Sample programme team",
        is_sample=True,
        areas=[area],
        countries=list(Country.objects.filter(pk__in=sample.countries)),
        **sample.more,
    )
    if sample.key == WITH_TRACKS:
        sample_agenda.create(event, first, zone)
        return publish(event, by=by)
    for day in range(sample.days):
        is_on_tour = sample.kind == Kind.STUDY_VISIT and day > 1
        has_groups = sample.mode == Mode.HYBRID and day == 0
        _create_sessions(event, first + timedelta(days=day), zone, is_on_tour=is_on_tour, has_groups=has_groups)
    return publish(event, by=by)


def _venue(programme: Programme, name: str, city: str, country: Country | None, sample: SampleEvent) -> Venue:
    """Return the venue of the programme with this name, with its rooms."""
    venue, is_new = Venue.objects.get_or_create(
        programme=programme, name=name, city=city, country=country, defaults={"timezone": sample.timezone}
    )
    if is_new and name in ROOMS:
        rooms = [Room(venue=venue, position=position, **room) for position, room in enumerate(ROOMS[name], 1)]
        Room.objects.bulk_create(rooms)
    return venue


def _first_day(sample: SampleEvent, zone: ZoneInfo) -> date:
    first = now().astimezone(zone).date() + timedelta(days=sample.ahead)
    while first.weekday() > 4 - min(sample.days, 4) + 1:
        first += timedelta(days=1)
    return first


def _create_sessions(event: Event, day: date, zone: ZoneInfo, *, is_on_tour: bool, has_groups: bool) -> None:
    for position, (begins, ends, title, role) in enumerate(SESSIONS[:-1] if has_groups else SESSIONS):
        session = Session.objects.create(
            event=event,
            position=position,
            title=title,
            starts_at=datetime.combine(day, begins, zone),
            ends_at=datetime.combine(day, ends, zone),
            room="" if is_on_tour else "Main hall",
            host_institution="Sample Employment Office, Osaka" if is_on_tour else "",
        )
        Contributor.objects.create(
            session=session,
            role=role,
            name=f"{people.GIVEN[(position * 3 + day.day) % len(people.GIVEN)]} Sample",
            affiliation="Sample Institute",
        )
    begins, ends, *_rest = SESSIONS[-1]
    for position, (title, room, seats) in enumerate(GROUPS if has_groups else [], len(SESSIONS)):
        Session.objects.create(
            event=event,
            position=position,
            title=title,
            starts_at=datetime.combine(day, begins, zone),
            ends_at=datetime.combine(day, ends, zone),
            room=room,
            is_optional=True,
            seats=seats,
        )
