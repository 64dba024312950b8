"""The public pages: home, programme and country."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from events.missions.reports.queries import released_recommendations
from events.models import Country, Event, Partner, PartnerLogo, Phase, Programme
from events.public import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    programmes = list(queries.running())
    context = {
        "running": [programme for programme in programmes if not programme.has_ended],
        "ended": [programme for programme in programmes if programme.has_ended],
        "events": queries.next_events(),
    }
    return render(request, "public/home.html", context)


@require_safe
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    phases = Phase.objects.prefetch_related("countries")
    partners = Partner.objects.select_related("country").with_logos()
    programme = get_object_or_404(
        Programme.objects.prefetch_related(
            "areas", "countries", Prefetch("partners", partners), Prefetch("phases", phases)
        ),
        slug=slug,
    )
    events = Event.objects.listed().filter(programme=programme)
    context = {
        "programme": programme,
        "upcoming": queries.for_cards(events.upcoming())[:12],
        "past": queries.for_cards(events.past())[:60],
    }
    return render(request, "public/programme_detail.html", context)


@require_safe
def partner_logo(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Return the logo of a partner. Its address changes with the picture, so browsers keep it for a year."""
    logo = get_object_or_404(PartnerLogo, partner=pk, digest=digest)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(logo.png), content_type="image/png", headers=headers)


@require_safe
def country_detail(request: HttpRequest, iso2: str) -> HttpResponse:
    country = get_object_or_404(Country.objects.prefetch_related("memberships"), iso2=iso2)
    events = Event.objects.listed().in_country([country.pk])
    context = {
        "country": country,
        "today": now().date(),
        "upcoming": queries.for_cards(events.upcoming())[:24],
        "past": queries.for_cards(events.past())[:60],
        "recommendations": released_recommendations(country),
    }
    return render(request, "public/country_detail.html", context)


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
