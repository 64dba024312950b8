"""A made-up running season, named as a sample wherever it shows: so that every screen has something to show."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now

from accounts.models import Constituency, User
from events.agenda import services as agenda
from events.demo import people, questions
from events.models import AreaOfAction, Contributor, Country, Delegation, Event, Programme, Registration, Session, Venue
from events.registration.nominations import services as nominations
from events.registration.nominations.services import Cell
from events.registration.services import confirm, decline, register, withdraw
from events.reminders.services import create_default_rules

SLUG = "sample-season"
Kind, Mode, Policy = Event.Kind, Event.Mode, Event.Policy
# (title, kind, mode, country, city, venue, zone, days ahead, days long, policy, places)
PLAN = [
    ("Regional seminar on social protection floors", Kind.REGIONAL_SEMINAR, Mode.HYBRID, "TH", "Bangkok", "Sample Conference Centre", "Asia/Bangkok", 45, 2, Policy.OPEN, 12),
    ("Expert mission on unemployment insurance", Kind.EXPERT_MISSION, Mode.IN_PERSON, "MM", "Yangon", "Sample Ministry", "Asia/Yangon", 30, 4, Policy.APPROVAL, 8),
    ("Study visit to public employment services", Kind.STUDY_VISIT, Mode.IN_PERSON, "JP", "Tokyo", "Sample Employment Office", "Asia/Tokyo", 60, 4, Policy.APPROVAL, 10),
    ("Training on social insurance actuarial work", Kind.TRAINING, Mode.IN_PERSON, "PH", "Manila", "Sample Training Institute", "Asia/Manila", 75, 5, Policy.OPEN, 20),
    ("Tripartite meeting on coverage", Kind.MEETING, Mode.IN_PERSON, "MN", "Ulaanbaatar", "Sample State Palace Hall", "Asia/Ulaanbaatar", 90, 1, Policy.OPEN, 30),
    ("Online briefing for focal points", Kind.MEETING, Mode.ONLINE, "", "", "", "Asia/Jakarta", 12, 1, Policy.OPEN, None),
    ("Seminar on informal workers", Kind.REGIONAL_SEMINAR, Mode.IN_PERSON, "TL", "Dili", "Sample Convention Hall", "Asia/Dili", 110, 2, Policy.OPEN, 25),
    ("Training on monitoring frameworks", Kind.TRAINING, Mode.IN_PERSON, "ID", "Jakarta", "Sample Hotel", "Asia/Jakarta", 50, 3, Policy.OPEN, 15),
    ("Workshop on data exchange", Kind.REGIONAL_SEMINAR, Mode.IN_PERSON, "VN", "Ha Noi", "Sample Institute", "Asia/Ho_Chi_Minh", -20, 2, Policy.OPEN, 15),
    ("Planning meeting for the next season", Kind.MEETING, Mode.IN_PERSON, "KH", "Phnom Penh", "Sample Ministry", "Asia/Phnom_Penh", 150, 1, Policy.OPEN, 15),
]  # fmt: skip
SESSIONS = [
    (time(9), time(9, 30), "Opening", Contributor.Role.HOST),
    (time(9, 30), time(11), "Where we stand: reports from the countries", Contributor.Role.MODERATOR),
    (time(11, 30), time(13), "What has worked, and what has not", Contributor.Role.PANELLIST),
    (time(14), time(16, 30), "Working groups by constituency", Contributor.Role.SPEAKER),
]


@transaction.atomic
def load() -> Programme:
    """Write the sample season, with dates that lie ahead of today; once."""
    programme, is_new = Programme.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Sample season: social protection exchange",
            "short_name": "Sample season",
            "summary": "A made-up season of events, to show how Plenary works. Nobody named here exists.",
            "contact_email": f"team@{people.DOMAIN}",
            "is_sample": True,
        },
    )
    if not is_new:
        return programme
    people.team(programme)
    organizer = User.objects.get(email=people.SIGN_INS["organizer"])
    create_default_rules(programme)
    programme.countries.set(Country.objects.all())
    area = AreaOfAction.objects.create(programme=programme, slug="sample-coverage", name="Extending coverage (sample)")
    found = [_event(programme, organizer, area, *row) for row in PLAN]
    seminar, _mission, _visit, training, *_others = found
    questions.ask(seminar, training)
    _people(found, organizer)
    questions.answer(seminar, training)
    _turns_of_fate(found, organizer)
    return programme


def _event(programme: Programme, by: User, area: AreaOfAction, title: str, kind: str, mode: str, iso2: str, city: str, place: str, tzid: str, ahead: int, days: int, policy: str, seats: int | None) -> Event:  # noqa: PLR0917 # fmt: skip
    zone = ZoneInfo(tzid)
    first = now().astimezone(zone).date() + timedelta(days=ahead)
    while first.weekday() > 4 - min(days, 4) + 1:
        first += timedelta(days=1)
    country = Country.objects.filter(pk=iso2).first()
    venue = Venue.objects.create(name=place, city=city, country=country, timezone=tzid) if place else None
    starts_at = datetime.combine(first, time(9), zone)
    event = agenda.create_event(
        programme,
        by=by,
        title=f"{title} (sample)",
        kind=kind,
        mode=mode,
        venue=venue,
        timezone=tzid,
        starts_at=starts_at,
        ends_at=datetime.combine(first + timedelta(days=days - 1), time(16, 30), zone),
        policy=policy,
        seats=seats,
        online_url="https://meet.example.org/sample" if mode != Mode.IN_PERSON else "",
        registration_closes_at=starts_at - timedelta(days=3),
        summary="Governments, employers and workers of the region compare what they do, and agree on what to do next.",
        description="This event was made up to show how Plenary works.\n\n* two plenary sessions\n* working groups\n* a joint summary",
        audience="Officials of labour ministries and social security bodies, employers' and workers' organisations.",
        organised_by="Sample programme team",
        is_sample=True,
        areas=[area],
        countries=list(Country.objects.filter(pk__in=people.COUNTRIES[:9])),
    )
    for day in range(days):
        _sessions(event, first + timedelta(days=day), zone, is_journey=kind == Kind.STUDY_VISIT and day > 1)
    if policy == Policy.APPROVAL:
        _delegations(event, seats=1 if event.kind == Kind.EXPERT_MISSION else 2)
    agenda.publish(event, by=by)
    return event


def _delegations(event: Event, seats: int) -> None:
    cells = [Cell(sender, Constituency.GOVERNMENT, seats, reserve_seats=1) for sender in ("TH", "VN", "KH")]
    nominations.set_grid(event, cells)
    event.delegations.update(
        focal_point=User.objects.filter(email=people.SIGN_INS["focal point"]).first(),
        nomination_closes_at=(event.starts_at or now()) - timedelta(days=14),
    )


def _sessions(event: Event, day: Any, zone: ZoneInfo, *, is_journey: bool) -> None:
    for position, (begins, ends, title, role) in enumerate(SESSIONS):
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


def _people(found: list[Event], organizer: User) -> None:
    """Register sample people, so that each status stands somewhere."""
    seminar, mission, visit, training, meeting, briefing, dili, jakarta, past, _ = found
    crowd = people.crowd(40)
    participant = people.sample(
        people.SIGN_INS["participant"],
        name="Sample Participant",
        country="TH",
        constituency=Constituency.WORKERS,
        organisation_name="Sample Trade Union Congress",
        timezone="Asia/Bangkok",
    )
    focal = people.sample(people.SIGN_INS["focal point"], name="Sample Focal Point", country="VN")
    Delegation.objects.filter(event__programme=seminar.programme).update(focal_point=focal)
    for person in [participant, *crowd[:15]]:
        register(seminar, person, needs="Vegetarian" if person.country == "TH" else "")
    for person in crowd[5:14]:
        register(mission, person)
    for number, registration in enumerate(mission.registrations.select_related("event", "person").order_by("pk")[:5]):
        (confirm if number < 3 else decline)(registration, by=organizer)
    for person in [participant, *crowd[10:18]]:
        register(visit, person)
    for person in crowd[18:30]:
        register(training, person)
    withdraw(training.registrations.order_by("pk")[0], by=crowd[18])
    for event, chosen in (
        (meeting, crowd[:20]),
        (briefing, crowd[20:26]),
        (dili, crowd[26:30]),
        (jakarta, crowd[30:36]),
    ):
        for person in chosen:
            register(event, person)
    Registration.objects.create(event=visit, person=crowd[30], status=Registration.Status.NOMINATED)
    Registration.objects.create(event=visit, person=crowd[31], status=Registration.Status.INVITED)
    for person in crowd[:8]:
        Registration.objects.create(event=past, person=person, status=Registration.Status.CONFIRMED)
    Event.objects.filter(pk=past.pk).update(seats_taken=8)


def _turns_of_fate(found: list[Event], organizer: User) -> None:
    """One event is cancelled, one moved, one postponed, one a draft still."""
    *_, dili, jakarta, _past, planning = found
    agenda.cancel(jakarta, by=organizer, reason="Sample reason: the venue is closed for repairs.")
    meeting = found[4]
    agenda.reschedule(
        meeting,
        starts_at=meeting.starts_at + timedelta(days=7),
        ends_at=meeting.ends_at + timedelta(days=7),
        by=organizer,
    )
    agenda.postpone(dili, by=organizer, reason="Sample reason: the host asks for another month.")
    Event.objects.filter(pk=planning.pk).update(status=Event.Status.DRAFT, published_at=None, vevent="")
    planning.planned_reminders.all().delete()
