"""The row of a mission beside its event, which is created at the first use."""

from django.http import Http404

from events.calendars.services import revise
from events.journeys.errors import JourneyError
from events.missions import public
from events.models import Event, Mission
from events.registration import transitions


class NotAMissionError(JourneyError):
    """Raised for an event of another kind."""


def mission_of(event: Event) -> Mission:
    """Return the mission of event, unsaved if nobody has written anything. Raise Http404 for another kind of event."""
    if event.kind != Event.Kind.EXPERT_MISSION:
        raise Http404
    mission = Mission.objects.filter(event=event).first() or new_mission(event)
    mission.event = event
    return mission


def new_mission(event: Event) -> Mission:
    """Return the unsaved mission of an event, with the fields that are public at first."""
    return Mission(event=event, public_fields=list(public.FIELDS.default))


def lock_mission(event: Event) -> Mission:
    """Lock the event; return its mission, which is created at the first use. Raise NotAMissionError."""
    event = transitions.lock_event(event)
    if event.kind != Event.Kind.EXPERT_MISSION:
        raise NotAMissionError
    mission, is_new = Mission.objects.get_or_create(
        event=event, defaults={"public_fields": list(public.FIELDS.default)}
    )
    mission.event = event
    if is_new and event.status != Event.Status.DRAFT:
        revise(event, significant=False)  # the public calendar has less of it now
    return mission
