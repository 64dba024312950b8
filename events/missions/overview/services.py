"""Services that change what the overview of a mission shows. Each is one transaction that locks the event."""

from collections.abc import Sequence

from django.db import transaction

from events.calendars.services import revise
from events.missions import public
from events.missions.records import lock_mission
from events.models import Event, Mission


@transaction.atomic
def choose_public_fields(event: Event, chosen: Sequence[str]) -> Mission:
    """Set the parts that the public sees, by their names in public.FIELDS. Raise NotAMissionError."""
    mission = lock_mission(event)
    public.FIELDS.give(mission, chosen)
    mission.has_public_area = "area" in mission.public_fields
    mission.save(update_fields=["public_fields", "is_listed", "has_public_area"])
    revise(mission.event, significant=False)
    return mission


@transaction.atomic
def save_emergency(event: Event, text: str) -> Mission:
    """Store the emergency contacts of the mission, for its experts. Raise NotAMissionError."""
    mission = lock_mission(event)
    mission.emergency = text
    mission.save(update_fields=["emergency"])
    return mission
