"""The page of one event. Everybody can read it, but only the team sees a draft."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.middleware import reader_zone
from events.calendars import links
from events.calendars.dates import when_text
from events.missions.public import PublicMission, show_only_chosen
from events.models import Event, Registration
from events.page_store.pages import shown, stored_page
from events.planning.document_access import documents_for
from events.public import queries, seo
from events.public.agenda.page import short_agenda
from events.public.event_page import card
from events.public.event_page import registration as registration_card
from events.public.event_page.agenda import folded, midnights
from events.public.event_page.cover import cover
from events.public.event_page.library import library_of
from events.public.event_page.people import people_of
from events.public.event_page.places import place_text
from events.public.event_page.sharing import shared
from events.public.event_page.times import clocks, days_text, deadline_of_reader
from events.registration import groups
from events.study_visits.public import PublicVisit, hide_days, public_visit


@require_safe
@stored_page
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(queries.for_page(request.user), slug=slug)
    hide_days(event, request.user)
    visit, mission = public_visit(event), show_only_chosen(event)
    documents = documents_for(event, request.user)
    library = library_of(event, documents)
    similar = queries.next_similar(event) if event.is_past or event.status == Event.Status.CANCELLED else None
    shown(request).add([event], (moment for one in event.sessions.all() for moment in (one.starts_at, one.ends_at)))
    context = {
        "event": event,
        "visit": visit,
        "mission": mission,
        "library": library,
        "similar": similar,
        "documents": documents,
        "json_ld": seo.json_ld(event, description=_description(visit, mission)),
        **_when_and_where(event, request, mission),
        **_registration(event, request),
        **_agenda(event, request),
    }
    return render(request, "public/event_detail.html", context)


def _when_and_where(event: Event, request: HttpRequest, mission: PublicMission | None) -> dict[str, Any]:
    reader, place = reader_zone(request), place_text(event, mission)
    return {
        "when": when_text(event),
        "days": days_text(event),
        "clocks": clocks(event, reader),
        "deadline_of_reader": deadline_of_reader(event, reader),
        "place": place,
        "cover_place": place_text(event, mission, is_short=True),
        "cover": cover(event),
        "card": card.address(event, mission),
        "add_links": links.add_links(event),
        "shared": shared(event, place),
    }


def _registration(event: Event, request: HttpRequest) -> dict[str, Any]:
    registration, has_group = None, False
    if request.user.is_authenticated:
        has_group = groups.has_group(event, request.user)
        registration = Registration.objects.of(request.user).filter(event=event).first()
    return {
        "registration": registration,
        "has_group": has_group,
        "places": registration_card.places(event),
        "short_state": registration_card.short_state(event),
        "action_label": registration_card.action_label(event),
    }


def _agenda(event: Event, request: HttpRequest) -> dict[str, Any]:
    agenda = short_agenda(event, request)
    days = folded(agenda["days"], now().astimezone(event.zone).date())
    shown(request).add(moments=midnights(agenda["days"], event.zone))
    return {"agenda": agenda, "agenda_days": days, "people": people_of(event)}


def _description(visit: PublicVisit | None, mission: PublicMission | None) -> str:
    """Return the text for search engines of an event without a summary."""
    if mission:
        return mission.summary or mission.objective
    return visit.purpose if visit else ""
