"""Accept a request: create the draft of its event, or join it to a mission that exists."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.timezones import zones_of_country
from events.journeys.errors import StepNotAllowedError
from events.local_times import start_of_day
from events.missions.due_dates import sync_deliverables
from events.missions.periods import first_dated
from events.missions.records import new_mission
from events.missions.requests import services
from events.missions.requests.errors import OtherProgrammeError, VisitPlaceMissingError
from events.models import Country, Event, Mission, MissionRequest, RequestChange, StudyVisit
from events.planning import drafts
from events.registration import transitions


@transaction.atomic
def accept(
    request: MissionRequest, *, by: User, note: str = "", mission: Mission | None = None, timezone: str = ""
) -> Event:
    """Accept a request, tell the institution, and return the event that answers it.

    mission: one of the programme that answers this request, too; without it, a draft is created. A request for a study
    visit always gets a draft of its own. timezone: the IANA name of the time zone of its first place. A mission goes to
    the country that asks: without a time zone it gets the likely one of that country.

    Raise StepNotAllowedError, OtherProgrammeError for a mission of another programme, and VisitPlaceMissingError for a
    study visit without a time zone: its travellers leave the country that asks."""
    if request.kind == MissionRequest.Kind.STUDY_VISIT and not timezone:
        raise VisitPlaceMissingError
    if mission is not None:
        event = transitions.lock_event(mission.event)
        if event.programme_id != request.programme_id or request.kind != MissionRequest.Kind.EXPERT_MISSION:
            raise OtherProgrammeError
        accepted = services.accept_status(request, by=by, note=note)
    else:
        accepted = services.accept_status(request, by=by, note=note)
        event = _create_event(accepted, by, timezone)
        if request.kind == MissionRequest.Kind.STUDY_VISIT:
            accepted.visit = StudyVisit.objects.create(
                event=event, questions=accepted.questions, purpose=accepted.problem[:2_000]
            )
            accepted.save(update_fields=["visit", "changed_at"])
            return event
        mission = new_mission(event)
        mission.save()
    accepted.mission = mission
    accepted.save(update_fields=["mission", "changed_at"])
    mission.event = event
    sync_deliverables(mission)  # the terms of reference may name this institution already
    return event


@transaction.atomic
def name_visit(request: MissionRequest, event: Event, *, by: User) -> MissionRequest:
    """Record which study visit answers an accepted request that has none: it was accepted before requests had one, or its
    visit was deleted. Nobody is told; from now on, the institution is told when the visit is moved or called off.

    Raise StepNotAllowedError for other requests, and OtherProgrammeError for an event that cannot answer the request."""
    event = transitions.lock_event(event)
    if event.programme_id != request.programme_id or event.kind != Event.Kind.STUDY_VISIT:
        raise OtherProgrammeError
    request = MissionRequest.objects.select_for_update(of=("self",)).select_related("programme").get(pk=request.pk)
    if not request.lacks_visit:
        raise StepNotAllowedError
    request.visit = StudyVisit.objects.get_or_create(event=event)[0]
    request.save(update_fields=["visit", "changed_at"])
    note = _("Answered by the study visit “%(title)s”.") % {"title": event.title}
    RequestChange.objects.create(request=request, status=request.status, note=note[:1_000], by=by)
    return request


def likely_zone(country: Country) -> str:
    """Return the IANA name of the zone in which a mission to a country probably takes place."""
    zones = [*country.timezones, *zones_of_country(country.pk)]
    return zones[0] if zones else "UTC"


def _create_event(request: MissionRequest, by: User, timezone: str) -> Event:
    timezone = timezone or likely_zone(request.country)
    answers: dict[str, Any] = {
        "title": request.topic,
        "kind": request.kind,
        "timezone": timezone,
        "precision": Event.Precision.TBC,
    }
    zone = ZoneInfo(timezone)
    if period := first_dated(request.period):
        assert period.starts_on  # noqa: S101 (for the type checker)
        assert period.ends_on  # noqa: S101 (as above)
        answers |= {
            "precision": Event.Precision.DAY,
            "starts_at": start_of_day(period.starts_on, zone),
            "ends_at": start_of_day(period.ends_on + timedelta(days=1), zone),
        }
    event = drafts.create_draft(request.programme, by=by, **answers)
    event.countries.set([request.country])
    return event
