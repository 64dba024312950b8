"""Attendance and evaluations of the past sample event, and deliverables of a future one."""

from datetime import timedelta

from accounts.models import User
from events.attendance import services as attendance
from events.deliverables import services as deliverables
from events.models import Deliverable, Event

CHECKED_IN = 6  # of the eight confirmed people
EVALUATIONS: list[dict[str, int | str]] = [
    {"content": 5, "usefulness": 4, "methods": 3, "organization": 5, "overall": 4, "comment": "More time for visits."},
    {"content": 4, "usefulness": 5, "organization": 4, "overall": 5, "will_do": "Train the colleagues in my province."},
    {"content": 4, "usefulness": 4, "methods": 4, "organization": 3, "overall": 4},
    {"usefulness": 3, "overall": 3, "comment": "Slides a week before, please."},
]


def load(events: dict[str, Event], organizer: User) -> None:
    past, mission = events["past"], events["mission"]
    registrations = list(past.registrations.select_related("event", "person").order_by("pk"))
    attendance.check_in(past, [registration.pk for registration in registrations[:CHECKED_IN]], by=organizer)
    for registration, evaluation in zip(registrations, EVALUATIONS, strict=False):
        attendance.evaluate(registration, evaluation)
    experts = [
        registration.person
        for registration in mission.registrations.confirmed().select_related("person").order_by("pk")[:2]
    ]
    end = mission.ends_at
    if end is None or not experts:
        return
    for expert, title in zip(experts, ["Mission report", "Draft decree on contributions"], strict=False):
        kind = Deliverable.Kind.REPORT if title == "Mission report" else Deliverable.Kind.OTHER
        deliverables.ask(mission, expert, kind=kind, title=title, due_at=end + timedelta(days=14))
    slides = deliverables.ask(
        mission, experts[0], kind=Deliverable.Kind.SLIDES, title="Slides", due_at=end - timedelta(days=10)
    )
    deliverables.receive(mission, slides.pk, by=organizer)
