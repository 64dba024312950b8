"""The worked example of a study visit, built from journeys.json. Its figures are those that the file expects."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from accounts import encryption
from events.models import (
    Answer,
    Contributor,
    Delegation,
    DelegationReport,
    Event,
    FollowUp,
    Hotel,
    Leg,
    LegTraveller,
    Question,
    Registration,
    RoomStay,
    Session,
    StudyVisit,
    TravelDetails,
    TravellerFile,
)
from events.questions.services import add_question
from events.study_visits.rooms.services import take_nights_from_legs
from events.travel.details import TravelData
from events.travel.emergency import EmergencyData, save_emergency
from tests.events.study_visits.helpers import make_visit
from tests.factories import make_country, make_member, make_person


@cache
def data():
    return json.loads((Path(__file__).parent / "journeys.json").read_text(encoding="utf-8"))


@dataclass
class Example:
    event: Event
    people: dict
    registrations: dict
    hotels: dict

    @property
    def expected(self):
        return data()["study_visit"]["expected"]


def build_example(**fields):
    visit = data()["study_visit"]
    event = make_visit(title=visit["event"]["title"], slug=visit["event"]["slug"], asks_travel=True, **fields)
    example = Example(event, {}, {}, {})
    _people(example, visit)
    for one in visit["legs"]:
        _leg(example, one)
    for one in visit["hotels"]:
        place = next(place for place in data()["places"] if place["key"] == one["place"])
        example.hotels[one["key"]] = Hotel.objects.create(
            event=event, name=place["name"], city=place["city"], timezone=place["timezone"]
        )
    take_nights_from_legs(event)
    _rooms(example, visit)
    return example


def _people(example, visit):
    event = example.event
    diet = add_question(
        event, Question(kind="single", label="Dietary needs", slug="dietary"), labels=["halal", "vegetarian"]
    )
    values = {choice["label"]: choice["value"] for choice in diet.question.choices}
    for one in visit["participants"]:
        delegation, _is_new = Delegation.objects.get_or_create(
            event=event, country=make_country(one["country"]), constituency=one["constituency"], defaults={"seats": 1}
        )
        person = make_person(name=one["name"], email=one["email"], country=one["country"])
        registration = Registration.objects.create(
            event=event, person=person, delegation=delegation, status="confirmed", needs=one["needs"]
        )
        registration.event = event
        example.people[one["key"]], example.registrations[one["key"]] = person, registration
        passport = TravelData(
            passport_name=one["passport_name"], passport_number=one["passport"]["number"],
            nationality=one["passport"]["nationality"],
            passport_expires_on=date.fromisoformat(one["passport"]["expires_on"]),
        )  # fmt: skip
        TravelDetails.objects.create(registration=registration, sealed=encryption.encrypt(passport.as_json()))
        TravellerFile.objects.create(registration=registration, visa=one["visa"]["state"])
        is_allergy = "allergy" in one["diet"]
        save_emergency(registration, EmergencyData(
            contact_name=one["emergency"]["name"], contact_relation=one["emergency"]["relation"],
            contact_phone=one["emergency"]["phone"], allergy=one["diet"] if is_allergy else "",
        ))  # fmt: skip
        if one["diet"] in values:
            Answer.objects.create(
                registration=registration, question=diet, value=values[one["diet"]], answered_at=now()
            )
    session = Session.objects.create(event=event, title="Interpretation")
    for one in visit["staff"]:
        person = example.people[one["key"]] = make_person(name=one["name"])
        if one["role"] == "tour_leader":
            make_member(event.programme, "coordinator", person)
            StudyVisit.objects.create(event=event, tour_leader=person)
        else:
            Contributor.objects.create(session=session, name=one["name"], role="interpreter", person=person)


def _leg(example, one):
    def moment(text, zone):
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))

    leg = Leg.objects.create(
        event=example.event, mode=one["mode"], number=one.get("number", ""), status=one["status"],
        from_city=one["from"]["city"], from_timezone=one["from"]["timezone"],
        to_city=one["to"]["city"], to_timezone=one["to"]["timezone"],
        departs_at=moment(one["departs_at"], one["from"]["timezone"]),
        arrives_at=moment(one["arrives_at"], one["to"]["timezone"]),
    )  # fmt: skip
    LegTraveller.objects.bulk_create(LegTraveller(leg=leg, person=example.people[key]) for key in one["travellers"])


def _rooms(example, visit):
    for one in [*visit["participants"], *visit["staff"]]:
        for hotel, room in one.get("rooms", {}).items():
            stays = RoomStay.objects.filter(hotel=example.hotels[hotel], person=example.people[one["key"]])
            assert stays.update(room_type=room["type"], number=room["number"]) == 1


def add_reports(example):
    """Add the reports and the action plans, as they are after six months."""
    visit, event = data()["study_visit"], example.event
    for one in visit["reports_of_participants"]:
        due = date.fromisoformat(one["due_on"])
        DelegationReport.objects.create(
            event=event, country_id=one["country"], owner=example.people[one["owner"]],
            received_on=date.fromisoformat(one["received_on"]), saw="Offices.", days_after_end=(due - event.last_day).days,
        )  # fmt: skip
    states = {"done": "done", "partly": "partly", "not_begun": "open"}
    actions = [action for plan in visit["action_plans"] for action in plan["actions"]]
    for number, one in enumerate(actions, 1):
        status = states[one["at_six_months"]]
        FollowUp.objects.create(
            event=event, kind="action", number=number, text=one["what"], due_on=date.fromisoformat(one["due_on"]),
            delegation=example.registrations[one["owner"]].delegation, status=status,
            evidence="Done." if status == "done" else "",
        )  # fmt: skip
