"""The list of events and the page of one event. Both are public, but only the team sees a draft."""

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.middleware import reader_zone
from events.calendars import links
from events.calendars.dates import when_text
from events.missions.public import PublicMission, show_only_chosen
from events.models import Event, Registration
from events.public import queries, seo
from events.public.agenda import page
from events.public.forms import FilterForm
from events.registration import groups
from events.study_visits.public import PublicVisit, hide_days, public_visit

PAGE_SIZE = 20


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()  # an invalid filter is ignored, and its field shows the error
    page = Paginator(queries.filtered(form.cleaned_data), PAGE_SIZE).get_page(request.GET.get("page"))
    events = queries.cards_of(cast("QuerySet[Event]", page.object_list))
    page.object_list = events
    context = {"form": form, "page_obj": page, "months": queries.by_month(events)}
    htmx = getattr(request, "htmx", None)
    name = "public/event_list.html#results" if htmx and not htmx.boosted else "public/event_list.html"
    response = render(request, name, context)
    response.headers["Vary"] = "HX-Request"  # one URL has two different responses
    return response


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(queries.for_page(request.user), slug=slug)
    registration, has_group = None, False
    if request.user.is_authenticated:
        has_group = groups.has_group(event, request.user)
        registration = Registration.objects.of(request.user).filter(event=event).first()
    hide_days(event, request.user)
    visit, mission = public_visit(event), show_only_chosen(event)
    context = {
        "event": event,
        "visit": visit,
        "mission": mission,
        "when": when_text(event),
        "reader_when": when_text(event, zone) if (zone := reader_zone(request)) else "",
        "agenda": page.short_agenda(event, request),
        "registration": registration,
        "has_group": has_group,
        "add_links": links.add_links(event),
        "json_ld": seo.json_ld(event, description=_description(visit, mission)),
        "is_team": event.status == Event.Status.DRAFT,
    }
    return render(request, "public/event_detail.html", context)


def _description(visit: PublicVisit | None, mission: PublicMission | None) -> str:
    """Return the text for search engines of an event without a summary."""
    if mission:
        return mission.summary or mission.objective
    return visit.purpose if visit else ""
