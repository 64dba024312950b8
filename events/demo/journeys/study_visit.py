"""The worked example of a study visit: from the nominations and hosts to the actions of the countries, six months later."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from events.demo.journeys import after_visit, costs, legs, meetings, security_lists
from events.demo.journeys.example import ExampleVenues, lines, moment
from events.demo.journeys.people import person
from events.journeys.costs import services as cost_sheets
from events.local_times import start_of_day
from events.models import (
    AreaOfAction,
    Country,
    Delegation,
    Event,
    Hotel,
    Leg,
    Programme,
    Registration,
    RoomStay,
    Step,
)
from events.models.question import NO, YES
from events.nominations import services as nominations
from events.nominations.grid import GridCell, set_delegations
from events.nominations.services import Nominee
from events.planning.services import create_event, publish
from events.registration.decisions import decide
from events.registration.services import take_offer
from events.study_visits.papers.services import change_visa
from events.study_visits.rooms import services as rooms
from events.study_visits.visit import services as visits
from events.travel import funding
from events.travel.details import TravelData
from events.travel.diets import Diet
from events.travel.emergency import EmergencyData
from events.travel.services import save_details

PUBLIC = ("title", "dates", "country", "purpose", "hosts", "days")
Status = Registration.Status


def load(
    data: dict[str, Any], programme: Programme, team: dict[str, User], places: ExampleVenues, area: AreaOfAction
) -> Event:
    """Load the visit. team: by the keys of the example."""
    rows = data["study_visit"]
    event = _create(rows, programme, team, places, area)
    staff = {row["key"]: team["assistant"] if row["role"] == "tour_leader" else person(row) for row in rows["staff"]}
    _describe(rows, event, staff["leader"])
    meetings.load_visit(event, rows, staff, places, by=team["coordinator"])
    publish(event, by=team["manager"])
    meetings.move_visit(event, rows, by=team["coordinator"])
    confirmed = _participants(rows, event, team)
    people = staff | {key: registration.person for key, registration in confirmed.items()}
    added = legs.add(event, rows["legs"], people, by=team["coordinator"])
    for number, row in enumerate(rows["participants"]):
        own = [leg for one in rows["legs"] if row["key"] in one["travellers"] for leg in [added[one["key"]]]]
        born_on = security_lists.birth_date(number)
        _papers(row, confirmed[row["key"]], own, rows["letters"]["visa_support"], born_on, by=team["coordinator"])
    security_lists.load(event, [*confirmed.values()], by=team["coordinator"])
    _rooms(rows, event, people, places)
    _costs(data, event, people)
    after_visit.load(rows, event, confirmed)
    return event


def _create(
    rows: dict[str, Any], programme: Programme, team: dict[str, User], places: ExampleVenues, area: AreaOfAction
) -> Event:
    facts = rows["event"]
    zone = ZoneInfo(facts["timezone"])
    ends_on = date.fromisoformat(facts["ends_on"])
    return create_event(
        programme,
        by=team["coordinator"],
        slug=facts["slug"],
        title=facts["title"],
        kind=facts["kind"],
        mode=facts["mode"],
        precision=facts["precision"],
        timezone=facts["timezone"],
        starts_at=start_of_day(date.fromisoformat(facts["starts_on"]), zone),
        ends_at=start_of_day(ends_on + timedelta(days=1), zone),
        venue=places.venue("tyo-hotel"),
        policy=facts["policy"],
        seats=facts["seats"],
        asks_travel=facts["asks_travel"],
        registration_closes_at=moment(facts["registration_closes_at"], facts["timezone"]),
        areas=[area],
        countries=list(Country.objects.filter(pk__in=rows["concept_note"]["participants"]["countries"])),
        is_sample=True,
    )


def _describe(rows: dict[str, Any], event: Event, leader: User) -> None:
    note, emergency = rows["concept_note"], rows["emergency"]
    visits.edit_visit(
        event,
        tour_leader=leader,
        purpose=note["purpose"],
        questions=lines(*note["questions"]),
        outcomes=lines(*note["outcomes"]),
        host_rules=lines(*note["host_country_rules"]),
        emergency=lines(
            f"Tour leader: {leader.name}, {emergency['leader']}",
            f"Office: {emergency['office']}",
            f"Police: {emergency['host_country']['police']}; ambulance: {emergency['host_country']['ambulance']}",
            f"Insurance: {emergency['insurance']}",
            f"Meeting point: {emergency['meeting_point']}",
        ),
    )
    visits.choose_public_fields(event, PUBLIC)


def _participants(rows: dict[str, Any], event: Event, team: dict[str, User]) -> dict[str, Registration]:
    """Nominate all people, confirm the first ones, replace one of them; return the nine registrations by key."""
    cells = [
        GridCell(row["country"], row["constituency"], row["seats"], reserve_seats=row["reserve_seats"])
        for row in rows["delegations"]
    ]
    set_delegations(event, cells, by=team["coordinator"])
    points = {row["country"]: _appoint(row, event, rows["nominations_close_at"], team) for row in rows["focal_points"]}
    replacements = {row["key"]: row for row in rows["participants"] if "replaces" in row["nomination"]}
    replaced = {row["nomination"]["replaces"] for row in replacements.values()}
    first = [row for row in rows["participants"] if row["key"] not in replacements]
    first += [row for row in rows["not_coming"] if row["key"] in replaced]
    reserves = [row for row in rows["not_coming"] if row["key"] not in replaced]
    found = {row["key"]: _nominate(row, event, points) for row in [*first, *reserves]}
    for row in first:
        nominations.accept(found[row["key"]], needs=row.get("needs", ""))
    decide(event, [found[row["key"]].pk for row in first], Step.CONFIRM, by=team["manager"])
    for row in reserves:
        if row["status"] == "declined":
            decide(event, [found[row["key"]].pk], Step.DECLINE, by=team["manager"], reason=row["why"])
    for key, row in replacements.items():
        old = _fresh(found[row["nomination"]["replaces"]])
        successor = nominations.replace(old, _nominee(row), by=points[row["country"]])
        found[key] = take_offer(_fresh(successor), by=successor.person)
    confirmed = {row["key"]: _fresh(found[row["key"]]) for row in rows["participants"]}
    for way in (Registration.Funding.PROGRAMME, Registration.Funding.OWN):
        keys = [confirmed[row["key"]].pk for row in rows["participants"] if row["funding"] == way]
        funding.set_funding(event, keys, way, by=team["manager"])
    return {key: _fresh(registration) for key, registration in confirmed.items()}


def _appoint(row: dict[str, Any], event: Event, closes_at: str, team: dict[str, User]) -> User:
    """Appoint the focal point of a country and the alternate. Return the focal point."""
    delegations = list(event.delegations.filter(country=row["country"]).values_list("pk", flat=True))
    point = person(row)
    person(row["alternate"] | {"country": row["country"]})
    deadline = moment(closes_at, event.timezone)
    nominations.appoint(
        event, delegations, address=row["email"], name=row["name"], closes_at=deadline, by=team["coordinator"]
    )
    alternate = row["alternate"]
    nominations.appoint(
        event,
        delegations,
        address=alternate["email"],
        name=alternate["name"],
        as_alternate=True,
        by=team["coordinator"],
    )
    return point


def _nominate(row: dict[str, Any], event: Event, points: Mapping[str, User]) -> Registration:
    delegation = Delegation.objects.select_related("event", "focal_point").get(
        event=event, country=row["country"], constituency=row["constituency"]
    )
    (registration,) = nominations.nominate(delegation, [_nominee(row)], by=points[row["country"]])
    return _fresh(registration)


def _nominee(row: dict[str, Any]) -> Nominee:
    known = person(row)
    return Nominee(
        known.name,
        known.email,
        row.get("job_title", ""),
        row.get("organisation", ""),
        honorific=row.get("honorific", ""),
        gender=row.get("gender", ""),
        phone=row.get("phone", ""),
    )


def _fresh(registration: Registration) -> Registration:
    return Registration.objects.select_related("event", "person", "delegation__country").get(pk=registration.pk)


def _papers(
    row: dict[str, Any],
    registration: Registration,
    own_legs: list[Leg],
    letters: list[dict[str, str]],
    born_on: date,
    *,
    by: User,
) -> None:
    passport, emergency, visa = row["passport"], row["emergency"], row["visa"]
    flights = [leg for leg in own_legs if leg.mode == Leg.Mode.FLIGHT]
    is_allergy = "allergy" in row["diet"]
    save_details(
        registration,
        by=registration.person,
        certificate_name=row["certificate_name"],
        travel_data=TravelData(
            passport_name=row["passport_name"],
            passport_number=passport["number"],
            nationality=passport["nationality"],
            passport_expires_on=date.fromisoformat(passport["expires_on"]),
            born_on=born_on,
            arrival_at=flights[0].local_arrival,
            arrival_with=flights[0].name,
            departure_at=flights[-1].local_departure,
            departure_with=flights[-1].name,
            visa=YES if visa["needed"] else NO,
            allowance=row["allowance"],
            special_needs=row["needs"],
        ),
        answers={},
        in_emergency=EmergencyData(
            contact_name=emergency["name"],
            contact_relation=emergency["relation"],
            contact_phone=emergency["phone"],
            contact_language=row["language"],
            insurance="Sample Assist, policy SA-2027-61" if row["insurance"] == "programme" else "Own insurance",
            allergy=row["diet"] if is_allergy else "",
            diet=row["diet"] if row["diet"] in Diet.values else Diet.NONE.value,
        ),
    )
    for letter in letters:
        if letter["for"] == row["key"]:
            change_visa(registration, "issue_letter", on=_day(letter["issued_on"]), note=letter["number"], by=by)
    if visa["applied_on"]:
        change_visa(registration, "apply", on=_day(visa["applied_on"]), by=by)
    if visa["granted_on"]:
        change_visa(registration, "grant", on=_day(visa["granted_on"]), by=by)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _rooms(rows: dict[str, Any], event: Event, people: Mapping[str, User], places: ExampleVenues) -> None:
    hotels: dict[str, Hotel] = {}
    late: dict[tuple[str, str], str] = {}
    for row in rows["hotels"]:
        place = places.rows[row["place"]]
        hotels[row["key"]] = rooms.save_hotel(
            event, Hotel(), name=place["name"], city=place["city"], timezone=place["timezone"], address=place["address"]
        )
        if until := row.get("late_check_out"):
            hour = datetime.fromisoformat(until["until"]).strftime("%H:%M")
            late |= {(row["key"], key): f"Late check-out: {hour}" for key in until["for"]}
    rooms.take_nights_from_legs(event)
    stays = {
        (stay.hotel_id, stay.person_id): stay
        for stay in RoomStay.objects.filter(hotel__event=event).select_related("hotel__event")
    }
    for row in [*rows["participants"], *rows["staff"]]:
        for key, room in row.get("rooms", {}).items():
            stay = stays[hotels[key].pk, people[row["key"]].pk]
            rooms.edit_stay(
                stay, shares_with=None, room_type=room["type"], number=room["number"],
                note=late.get((key, row["key"]), ""),
            )  # fmt: skip


def _costs(data: dict[str, Any], event: Event, people: Mapping[str, User]) -> None:
    rows = data["study_visit"]
    sheet, participants = rows["cost_sheet"], rows["participants"]
    costs.rules(event, data, rows["event"]["cities"])
    funded = [row["key"] for row in participants if row["key"] not in sheet["unfunded"]]
    cost_sheets.compute_days(event, [people[key] for key in funded])
    for key, exception in sheet["exceptions"].items():
        costs.leave_out(event, people[key], {date.fromisoformat(day) for day in exception["without"]})
    costs.meals(event, sheet["dsa_pattern"])
    allowance = data["dsa_rule"]["terminal_allowance"]["international_journey"]
    costs.line(event, kind="terminal", what="Terminal allowance", units=len(funded), price=allowance)
