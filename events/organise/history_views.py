"""The history of an event: changes of the event itself and of its registrations."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from events.models import Event, EventChange, RegistrationChange
from events.organise import queries
from events.participants.person_page import STEP_LABELS
from events.permissions import Action, TeamRequest, event_for

PAGE_SIZE = 100


@dataclass(frozen=True)
class HistoryLine:
    change: EventChange | RegistrationChange
    registration: RegistrationChange | None = None  # the change again, if it is one of a registration
    step: str | Promise = ""  # what was done, if the old and new status do not show it


@event_for(Action.VIEW_DELIVERIES)
@require_GET
def history(request: TeamRequest, event: Event) -> HttpResponse:
    page = Paginator(queries.event_history(event), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [
        HistoryLine(change, change, STEP_LABELS.get(change.action, ""))
        if isinstance(change, RegistrationChange)
        else HistoryLine(change)
        for change in queries.changes_of(page.object_list)
    ]
    context = {"event": event, "page_obj": page, "lines": lines, "may": request.may}
    return render(request, "organise/history.html", context)
