"""What the pages of requests read."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from events.journeys.meetings.links import host_link
from events.journeys.meetings.mails import when_of
from events.missions.short_profiles import ShortProfile, short_profiles
from events.models import (
    Deliverable,
    Event,
    Meeting,
    Mission,
    MissionReport,
    MissionRequest,
    Programme,
    RequestChange,
    TermsOfReference,
)

Status = MissionRequest.Status
MOST_ROWS = 300


@dataclass(frozen=True)
class StatusChip:
    """A filter of the list: the value in its address ("" for all), its label and the number of requests."""

    value: str
    label: str
    count: int


def requests_of(programme: Programme, status: str = "") -> QuerySet[MissionRequest]:
    """Return the requests of a programme with this status ("" for all), the latest first, for a list."""
    rows = programme.mission_requests.select_related("country", "call", "mission__event", "visit__event").order_by(
        "-changed_at", "-pk"
    )
    return (rows.filter(status=status) if status in Status.values else rows)[:MOST_ROWS]


def status_counts(programme: Programme) -> Mapping[str, int]:
    """Return the number of requests by status. One query."""
    rows = programme.mission_requests.order_by().values_list("status").annotate(count=Count("pk"))
    return dict(rows)


def chips_of(programme: Programme, all_label: str) -> list[StatusChip]:
    """Return the filters of the list: all, and each status that occurs."""
    counts = status_counts(programme)
    chips = [StatusChip("", all_label, sum(counts.values()))]
    return chips + [
        StatusChip(value, str(label), counts[value]) for value, label in Status.choices if counts.get(value)
    ]


def changes_of(request: MissionRequest) -> list[RequestChange]:
    """Return the history of a request, the first change first."""
    return list(request.changes.select_related("by"))


def open_question(request: MissionRequest, changes: list[RequestChange]) -> RequestChange | None:
    """Return the question with which a request was returned; None if no question is open."""
    if request.status != Status.RETURNED:
        return None
    return next((change for change in reversed(changes) if change.status == Status.RETURNED), None)


def missions_of(programme: Programme) -> QuerySet[Mission]:
    """Return the missions that a further request can join: those that are not cancelled, the latest first."""
    missions = Mission.objects.filter(event__programme=programme).exclude(event__status=Event.Status.CANCELLED)
    return missions.select_related("event").order_by("-pk")


def visits_of(programme: Programme) -> QuerySet[Event]:
    """Return the study visits that can answer a request: those that are not cancelled, the latest first."""
    visits = Event.objects.filter(programme=programme, kind=Event.Kind.STUDY_VISIT)
    return visits.exclude(status=Event.Status.CANCELLED).order_by("-starts_at", "-pk")


@dataclass(frozen=True)
class HostedMeeting:
    """A meeting of which the contact of the request is the host. page: the URL of its page behind the host's own link."""

    title: str
    when: str
    page: str


@dataclass(frozen=True)
class RequestedMission:
    """What an institution sees of its mission. experts: those who are selected; no declaration, and nothing of the others.

    owed: what the team waits for from this institution. has_open_terms: whether they must agree to the terms of reference,
    or ask for changes. meetings: those of which the contact is the host."""

    event: Event
    experts: list[ShortProfile]
    has_report: bool
    is_accepted: bool  # the report
    owed: list[Deliverable]
    has_open_terms: bool
    meetings: list[HostedMeeting]


@dataclass(frozen=True)
class RequestedVisit:
    """What an institution sees of the study visit that answers its request."""

    event: Event
    meetings: list[HostedMeeting]


def visit_facts(request: MissionRequest) -> RequestedVisit | None:
    """Return what the institution sees of the visit that answers its request; None without one. One query."""
    if request.visit is None:
        return None
    return RequestedVisit(request.visit.event, _own_meetings(request, request.visit.event))


def _own_meetings(request: MissionRequest, event: Event) -> list[HostedMeeting]:
    """Return the meetings whose host has the address of the contact, and was asked. They have the link from that mail."""
    rows = Meeting.objects.filter(session__event=event, asked_at__isnull=False).exclude(status__in=Meeting.OFF)
    own = rows.exclude(contact_email="").filter(contact_email__iexact=request.contact_email)
    found = list(own.select_related("session__venue__country").order_by("session__starts_at", "pk"))
    for meeting in found:
        meeting.session.event = event
    return [HostedMeeting(meeting.session.title, when_of(meeting), host_link(meeting)) for meeting in found]


def mission_facts(request: MissionRequest) -> RequestedMission | None:
    """Return what the institution sees of the mission that answers its request; None without one. Five queries."""
    if request.mission is None:
        return None
    report = MissionReport.objects.filter(mission=request.mission_id).first()
    return RequestedMission(
        request.mission.event,
        short_profiles(request.mission),
        has_report=report is not None and report.shared_at is not None,
        is_accepted=report is not None and report.status == MissionReport.Status.ACCEPTED,
        owed=list(request.deliverables.open()),
        has_open_terms=request.mission.event.status != Event.Status.CANCELLED
        and request.mission.terms.filter(status=TermsOfReference.Status.SENT, answer="").exists(),
        meetings=_own_meetings(request, request.mission.event),
    )
