"""The public pages of countries: the map with its table, and one country."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from events.library import queries as library
from events.missions.reports.queries import released_recommendations
from events.models import Country
from events.page_store.pages import shown, stored_page
from events.public.countries import queries, seo
from events.public.countries.region import region_of
from events.public.event_list.rows import row_of
from events.public.own import shows_own


@require_safe
@stored_page
def country_list(request: HttpRequest) -> HttpResponse:
    countries = list(queries.countries_with_numbers())
    return render(request, "public/countries/list.html", {"countries": countries, "region": region_of(countries)})


@require_safe
@stored_page
@shows_own
def country_detail(request: HttpRequest, iso2: str) -> HttpResponse:
    country = get_object_or_404(Country.objects.prefetch_related("memberships"), iso2=iso2)
    upcoming = list(queries.upcoming_events(country))
    shown(request).add(upcoming)  # their free seats
    context = {
        "country": country,
        "today": now().date(),
        "upcoming": [row_of(event) for event in upcoming],
        "works": queries.work_by_phase(country),
        "news": queries.news_of(country),
        "resources": library.for_country(country)[: queries.MOST_RESOURCES],
        "summaries": queries.public_summaries(country),
        "recommendations": released_recommendations(country),
        "institutions": queries.institutions_of(country),
        "json_ld": seo.country_json_ld(country),
    }
    return render(request, "public/countries/detail.html", context)
