"""The page of a traveller, by personal link. A service worker keeps it for times without a connection."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.journeys.links import JOURNEY, JourneyKey
from events.journeys.travellers.journeys import Journey, Journeys
from events.journeys.travellers.own_page import page_context, pocket_context
from events.models import Event


@behind_link(JOURNEY, methods=("GET", "HEAD"))
def own(request: HttpRequest, link: Link[JourneyKey]) -> HttpResponse:
    return render(request, "journeys/own.html", page_context(_journey(link)))


@behind_link(JOURNEY, methods=("GET", "HEAD"))
def pocket(request: HttpRequest, link: Link[JourneyKey]) -> HttpResponse:
    """Show the programme to print on A4 and to fold."""
    context = pocket_context([_journey(link)], link.subject.event)
    return render(request, "journeys/pocket.html", {**context, "back": reverse("journeys:own", args=[link.token])})


def _journey(link: Link[JourneyKey]) -> Journey:
    """Return the journey of a link. Raise Http404 for a draft, which does not exist for people."""
    event, person = link.subject.event, link.subject.person
    if event.status == Event.Status.DRAFT:
        raise Http404
    return Journeys.of(event).for_person(person)
