"""The events of the sample season: what each is, and how it is made a published one."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from accounts.models import User
from events.demo import people
from events.models import AreaOfAction, Contributor, Country, Event, Programme, Session, Venue
from events.planning import services as agenda

Kind, Mode, Policy, Role = Event.Kind, Event.Mode, Event.Policy, Contributor.Role
COUNTRIES = people.COUNTRIES[:9]


@dataclass(frozen=True)
class Planned:
    """An event of the season; `ahead` is in days from today, `more` are fields of Event."""

    key: str
    title: str
    kind: Event.Kind
    place: tuple[str, str, str]  # country, city, venue
    timezone: str
    ahead: int
    days: int
    seats: int | None
    mode: Event.Mode = Mode.IN_PERSON
    policy: Event.Policy = Policy.OPEN
    closes_before: int = 3  # days from the end of registration to the event
    countries: list[str] = field(default_factory=lambda: COUNTRIES)
    more: dict[str, Any] = field(default_factory=dict)


PLAN = [
    Planned("floors", "Regional seminar on social protection floors", Kind.REGIONAL_SEMINAR, ("TH", "Bangkok", "Sample Conference Centre"), "Asia/Bangkok", 45, 2, 40, Mode.HYBRID, more={"room_seats": 14, "online_seats": 26}),
    Planned("mission", "Expert mission on unemployment insurance", Kind.EXPERT_MISSION, ("MM", "Yangon", "Sample Ministry"), "Asia/Yangon", 30, 4, 8, policy=Policy.APPROVAL),
    Planned("visit", "Study visit to public employment services", Kind.STUDY_VISIT, ("JP", "Tokyo", "Sample Employment Office"), "Asia/Tokyo", 60, 4, 12, policy=Policy.APPROVAL, more={"asks_travel": True}),
    Planned("training", "Training on designing unemployment benefits", Kind.TRAINING, ("PH", "Manila", "Sample Training Institute"), "Asia/Manila", 75, 5, 12, more={"offer_hours": 7 * 24}),
    Planned("meeting", "Tripartite meeting on coverage", Kind.MEETING, ("MN", "Ulaanbaatar", "Sample State Palace Hall"), "Asia/Ulaanbaatar", 90, 1, 30),
    Planned("briefing", "Online briefing for focal points", Kind.MEETING, ("", "", ""), "Asia/Jakarta", 12, 1, None, Mode.ONLINE),
    Planned("dili", "Seminar on informal workers", Kind.REGIONAL_SEMINAR, ("TL", "Dili", "Sample Convention Hall"), "Asia/Dili", 110, 2, 25),
    Planned("jakarta", "Training on monitoring frameworks", Kind.TRAINING, ("ID", "Jakarta", "Sample Hotel"), "Asia/Jakarta", 50, 3, 15),
    Planned("past", "Workshop on data exchange", Kind.REGIONAL_SEMINAR, ("VN", "Ha Noi", "Sample Institute"), "Asia/Ho_Chi_Minh", -20, 2, 15),
    Planned("planning", "Planning meeting for the next season", Kind.MEETING, ("KH", "Phnom Penh", "Sample Ministry"), "Asia/Phnom_Penh", 150, 1, 15),
    Planned("tripartite", "Tripartite seminar on social protection in an integrated region", Kind.REGIONAL_SEMINAR, ("MY", "Kuala Lumpur", "Sample Labour Institute"), "Asia/Kuala_Lumpur", 68, 2, 48, policy=Policy.NOMINATION),
    Planned("review", "Review meeting with the donor", Kind.MEETING, ("LA", "Vientiane", "Sample Plaza"), "Asia/Vientiane", 100, 1, 20, policy=Policy.INVITATION),
]  # fmt: skip
SESSIONS = [
    (time(9), time(9, 30), "Opening", Role.HOST),
    (time(9, 30), time(11), "Where we stand: reports from the countries", Role.MODERATOR),
    (time(11, 30), time(13), "What has worked, and what has not", Role.PANELLIST),
    (time(14), time(16, 30), "Working groups by constituency", Role.SPEAKER),
]
# Instead of the last of them, at the hybrid seminar: people choose one of the groups. (title, room, places)
GROUPS = [
    ("Working group: workers in the informal economy", "Room 1", 4),
    ("Working group: links between benefits and employment services", "Room 2", 8),
    ("Working group: data and monitoring", "Room 3", None),
]
SUMMARY = "Governments, employers and workers of the region compare what they do, and agree on what to do next."
DESCRIPTION = (
    "This event was made up to show how Plenary works.\n\n* two plenary sessions\n* working groups\n* a joint summary"
)
AUDIENCE = "Officials of labour ministries and social security bodies, employers' and workers' organisations."


def make(programme: Programme, planned: Planned, area: AreaOfAction, *, by: User) -> Event:
    """Return the event, published; on working days as far as it is short enough for a week."""
    zone = ZoneInfo(planned.timezone)
    first = _first_day(planned, zone)
    iso2, city, place = planned.place
    venue = None
    if place:
        country = Country.objects.filter(pk=iso2).first()
        venue = Venue.objects.create(name=place, city=city, country=country, timezone=planned.timezone)
    starts_at = datetime.combine(first, time(9), zone)
    event = agenda.create_event(
        programme,
        by=by,
        title=f"{planned.title} (sample)",
        kind=planned.kind,
        mode=planned.mode,
        venue=venue,
        timezone=planned.timezone,
        starts_at=starts_at,
        ends_at=datetime.combine(first + timedelta(days=planned.days - 1), time(16, 30), zone),
        policy=planned.policy,
        seats=planned.seats,
        online_url="https://meet.example.org/sample" if planned.mode != Mode.IN_PERSON else "",
        registration_closes_at=starts_at - timedelta(days=planned.closes_before),
        details_due_at=starts_at - timedelta(days=21) if planned.more.get("asks_travel") else None,
        summary=SUMMARY,
        description=DESCRIPTION,
        audience=AUDIENCE,
        organised_by="Sample programme team",
        is_sample=True,
        areas=[area],
        countries=list(Country.objects.filter(pk__in=planned.countries)),
        **planned.more,
    )
    for day in range(planned.days):
        is_journey = planned.kind == Kind.STUDY_VISIT and day > 1
        has_groups = planned.mode == Mode.HYBRID and day == 0
        _sessions(event, first + timedelta(days=day), zone, is_journey=is_journey, has_groups=has_groups)
    return agenda.publish(event, by=by)


def _first_day(planned: Planned, zone: ZoneInfo) -> date:
    first = now().astimezone(zone).date() + timedelta(days=planned.ahead)
    while first.weekday() > 4 - min(planned.days, 4) + 1:
        first += timedelta(days=1)
    return first


def _sessions(event: Event, day: date, zone: ZoneInfo, *, is_journey: bool, has_groups: bool) -> None:
    for position, (begins, ends, title, role) in enumerate(SESSIONS[:-1] if has_groups else SESSIONS):
        session = Session.objects.create(
            event=event,
            position=position,
            title=title,
            starts_at=datetime.combine(day, begins, zone),
            ends_at=datetime.combine(day, ends, zone),
            room="" if is_journey else "Main hall",
            host_institution="Sample Employment Office, Osaka" if is_journey else "",
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
