"""A mission that is over, with an accepted report and recommendations."""

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import now

from accounts.links.tokens import make_token
from events.journeys.follow_ups.links import FOLLOW_UP
from events.models import Event, FollowUp, MissionReport
from notifications.models import Message
from tests.events.missions.experts.helpers import make_mission
from tests.factories import make_person

OWNER = {
    "owner_name": "Agus Halim",
    "owner_institution": "Employment Social Security Agency",
    "owner_email": "agus@example.org",
    "visibility": "institution",
}


def make_past_mission(*, days_ago: int = 30, status: str = "accepted", **fields: Any) -> Event:
    """Create a mission that ended some days ago, with a report of this status."""
    start = now().replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    event = make_mission(starts_at=start, ends_at=start + timedelta(hours=8), **fields).event
    report = MissionReport.objects.create(mission=event.mission, status=status)
    if status == "accepted":
        report.versions.create(number=1, status="accepted")
    return event


def make_recommendation(event: Event | None = None, **fields: Any) -> FollowUp:
    event = event or make_past_mission()
    number = event.follow_ups.filter(kind="recommendation").count() + 1
    values = {"kind": "recommendation", "text": "Remind employers on the fifth day.", **OWNER}
    return FollowUp.objects.create(event=event, number=number, **values | fields)


def token_of(follow_up: FollowUp) -> str:
    return make_token(FOLLOW_UP, FollowUp.objects.get(pk=follow_up.pk))


def mails(kind: str = "") -> list[Message]:
    rows = Message.objects.filter(kind__startswith=kind or "follow_up").order_by("pk")
    return list(rows)


def today() -> date:
    return now().date()


def somebody() -> Any:
    return make_person()
