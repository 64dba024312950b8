"""What the pages of requests read."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from events.models import Event, Mission, MissionRequest, Programme, RequestChange

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
    rows = programme.mission_requests.select_related("country", "call", "mission__event").order_by("-changed_at", "-pk")
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
