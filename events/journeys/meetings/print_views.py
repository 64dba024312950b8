"""Pages to print: one day of the itinerary, and the sheet of a host for the day."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.journeys.meetings import diets
from events.journeys.meetings.forms import check_day
from events.journeys.meetings.host_views import host_context
from events.journeys.meetings.itinerary import itinerary_of
from events.journeys.meetings.views import meeting_or_404
from events.journeys.meetings.visitors import people_by_country
from events.models import Event
from events.permissions import Action, TeamRequest, event_for


@event_for(Action.VIEW_REGISTRATIONS)
@never_cache
@require_safe
def day_sheet(request: TeamRequest, event: Event, day: str) -> HttpResponse:
    """Show one day on a page of A4: the programme, who comes, diets as counts. No health data, no notes, no gifts."""
    try:
        wanted = check_day(day)
    except ValidationError as error:
        raise Http404 from error
    itinerary = itinerary_of(event)
    found = next((one for one in itinerary.days if one.day == wanted), None)
    if found is None:
        raise Http404
    context = {
        "event": event,
        "may": request.may,
        "day": found,
        "crew": itinerary.crew,
        "people": people_by_country(event),
        "diets": diets.counts_of(event),
    }
    return render(request, "meetings/day.html", context)


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_safe
def host_sheet(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    """Show what the host sees and prints."""
    context = host_context(meeting_or_404(event, pk)) | {"may": request.may}
    return render(request, "meetings/host_day.html", context)
