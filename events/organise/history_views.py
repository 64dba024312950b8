"""The history of an event: changes of the event itself and of its registrations."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from events.models import Event
from events.organise import queries
from events.organise.history_lines import history_lines
from events.permissions import Action, TeamRequest, event_for

PAGE_SIZE = 100


@event_for(Action.VIEW_DELIVERIES)
@require_GET
def history(request: TeamRequest, event: Event) -> HttpResponse:
    page = Paginator(queries.event_history(event), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"event": event, "page_obj": page, "lines": history_lines(page.object_list), "may": request.may}
    return render(request, "organise/history.html", context)
