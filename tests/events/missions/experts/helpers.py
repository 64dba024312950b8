"""A mission, its terms of reference, and experts at any step of their assignment."""

from typing import Any

from django.utils.timezone import now

from accounts.links.tokens import make_token
from accounts.models import User
from events.contributors.links import ASSIGNMENT
from events.missions.experts import services
from events.missions.experts.services import Review
from events.models import Assignment, Event, Expert, Mission, TermsOfReference
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

NO_INTERESTS = dict.fromkeys(services.QUESTIONS, "")


def make_mission(**fields: Any) -> Mission:
    """Create a published mission of five days."""
    event = make_event(kind=Event.Kind.EXPERT_MISSION, policy=Event.Policy.NONE, **fields)
    if event.starts_at and "ends_at" not in fields:
        event.ends_at = event.starts_at.replace(hour=10) + (event.ends_at - event.starts_at) * 4
        event.save()
    return Mission.objects.create(event=event)


def make_terms(mission: Mission, **fields: Any) -> TermsOfReference:
    """Create a version of the terms that the institution has agreed to."""
    moment = now()
    TermsOfReference.objects.filter(mission=mission, status="agreed").update(status="replaced")
    number = mission.terms.count() + 1
    values = {"status": "agreed", "sent_at": moment, "agreed_at": moment, "objective": "Pay faster."}
    return TermsOfReference.objects.create(mission=mission, number=number, **values | fields)


def make_expert(mission: Mission, name: str = "Nakamura Haruka", **fields: Any) -> Expert:
    person = fields.pop("person", None) or make_person(name=name)
    return Expert.objects.create(programme=mission.event.programme, person=person, name=name, **fields)


def proposed(
    mission: Mission | None = None, *, role: str = "expert", by: User | None = None, **fields: Any
) -> Assignment:
    mission = mission or make_mission()
    return services.propose(mission, make_expert(mission, **fields), role=role, by=by)


def asked(mission: Mission | None = None, **fields: Any) -> Assignment:
    return services.ask(proposed(mission, **fields), by=None)


def available(mission: Mission | None = None, **fields: Any) -> Assignment:
    return services.answer(asked(mission, **fields), is_available=True)


def selected(mission: Mission | None = None, **fields: Any) -> Assignment:
    return services.select(available(mission, **fields), by=None)


def ready(mission: Mission | None = None, **fields: Any) -> Assignment:
    """Return a selected assignment with a cleared declaration and the terms that the expert agrees to."""
    assignment = selected(mission, **fields)
    terms = services.agreed_terms(assignment.mission) or make_terms(assignment.mission)
    services.declare(assignment, NO_INTERESTS)
    services.review(assignment, Review("cleared"), by=make_member(assignment.mission.event.programme))
    return services.sign_terms(assignment, terms.pk)


def agreed(mission: Mission | None = None, **fields: Any) -> Assignment:
    return services.agree(ready(mission, **fields), by=None)


def token_of(assignment: Assignment) -> str:
    """Return the token of the personal link, as it is now."""
    return make_token(ASSIGNMENT, Assignment.objects.select_related("expert__person", "mission").get(pk=assignment.pk))


def mails_to(assignment: Assignment, kind: str = "") -> list[Message]:
    """Return the mails to the expert, the latest last."""
    rows = assignment.expert.person.messages.order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)
