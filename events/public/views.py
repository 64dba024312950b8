"""The home page, and what robots may read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from events.calendars import ribbon
from events.library import queries as library
from events.models import Country, Event
from events.page_store.pages import shown, stored_page
from events.public import queries
from events.public.event_list.rows import row_of
from events.public.event_page.cover import cover
from events.public.home.event_map import event_map
from events.public.own import shows_own
from events.public.programmes import queries as pages

MOST_RESOURCES = 3
MONTHS = 8


@require_safe
@stored_page
@shows_own
def home(request: HttpRequest) -> HttpResponse:
    programmes = queries.with_numbers(queries.running())
    covers, events = queries.events_for_covers(), queries.next_events()
    shown(request).add([*covers, *events])
    context = {
        "running": [one for one in programmes if not one.programme.has_ended],
        "ended": [one for one in programmes if one.programme.has_ended],
        "covers": [(row_of(event), cover(event)) for event in covers],
        "is_any_open": any(event.is_registration_open for event in covers),
        "events": events,
        "map": event_map(events, Country.objects.all()),
        "months": ribbon.months_from(now().date().replace(day=1), MONTHS, Event.objects.listed().upcoming()),
        "has_past": bool(events) or queries.has_past_events(),
        "news": pages.latest_news(),
        "resources": library.published()[:MOST_RESOURCES],
    }
    return render(request, "public/home.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /organise/",
        "Disallow: /me/",
        "Disallow: /accounts/",
        "Disallow: /staff/",
        "Disallow: /calendar/personal/",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
