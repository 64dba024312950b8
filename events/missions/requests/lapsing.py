"""Close requests whose question an institution does not answer: a mail after 46 days, the end after 60.

The daily task is safe to run twice. Nobody loses a request without the mail: if it could not be sent in time, the end waits."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import now

from events.journeys.errors import StepNotAllowedError
from events.missions.requests import services
from events.models import MissionRequest

OPEN_FOR, NOTICE = timedelta(days=60), timedelta(days=14)
Status = MissionRequest.Status


def run(today: date | None = None) -> dict[str, int]:
    """Warn and close. Return how many requests."""
    today = today or now().date()
    warned = closed = 0
    for request in _returned().filter(warned_at=None, returned_at__date__lte=today - (OPEN_FOR - NOTICE)):
        warned += services.warn_of_lapse(request, today + NOTICE)
    for request in _returned().filter(warned_at__date__lte=today - NOTICE, returned_at__date__lte=today - OPEN_FOR):
        closed += _close(request)
    return {"requests_warned": warned, "requests_closed": closed}


def _returned() -> QuerySet[Any]:
    """Return the requests that wait for an answer, with the time of the question as `returned_at`."""
    question = Max("changes__at", filter=Q(changes__status=Status.RETURNED))
    return MissionRequest.objects.filter(status=Status.RETURNED).annotate(returned_at=question).order_by("pk")


def _close(request: MissionRequest) -> int:
    try:
        services.lapse(request)
    except StepNotAllowedError:  # the institution, or another process, was faster
        return 0
    return 1
