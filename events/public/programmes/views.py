"""The public pages of programmes: the list, one programme, its areas of action and the declarations that it serves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events.library import queries as library
from events.library.pictures.in_texts import pictures_in
from events.library.pictures.shown import shown
from events.models import AreaOfAction, Event, PartnerLogo, Phase, PolicyDeclaration, Programme
from events.page_store.pages import stored_page
from events.public import queries
from events.public.own import shows_own
from events.public.preview import is_preview, require_published, text_for
from events.public.programmes import queries as pages
from events.public.programmes import seo
from events.public.programmes.glance import glance_of


@require_safe
@stored_page
def programme_list(request: HttpRequest) -> HttpResponse:
    programmes = queries.with_numbers(queries.running())
    context = {
        "running": [one for one in programmes if not one.programme.has_ended],
        "ended": [one for one in programmes if one.programme.has_ended],
    }
    return render(request, "public/programmes/list.html", context)


@require_safe
@stored_page
@shows_own
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    programme = pages.programme_for_page(slug)
    has_drafts = is_preview(request, programme)
    phase = _chosen_phase(programme, request.GET.get("phase", ""))
    events = Event.objects.listed().filter(programme=programme)
    if phase:
        events = events.filter(phase=phase)
    numbers = pages.numbers_by_phase(programme)
    text = text_for(programme, has_drafts=has_drafts)
    context = {
        "programme": programme,
        "text": text,
        "text_pictures": pictures_in(text, programme),
        "is_preview": has_drafts,
        "phases": [(one, numbers.get(one.pk, 0)) for one in programme.phases.all()],
        "chosen_phase": phase,
        "glance": glance_of(programme, programme.phases.all()),
        "declarations": [row for row in programme.declarations.all() if row.is_published or has_drafts],
        "news": pages.latest_news(programme),
        "events": pages.event_lines(events, request.GET.get("page")),
        "resources": library.for_programme(programme)[: pages.MOST_RESOURCES],
        "pictures": [one for one in map(shown, library.latest_pictures(programme, pages.MOST_PICTURES)) if one],
        "sources": pages.sources_of(programme),
        "json_ld": seo.programme_json_ld(programme),
    }
    return render(request, "public/programmes/detail.html", context)


@require_safe
@stored_page
@shows_own
def area(request: HttpRequest, slug: str, area_slug: str) -> HttpResponse:
    found = pages.row_of_programme(AreaOfAction.objects.all(), slug, area_slug)
    has_drafts = is_preview(request, found.programme)
    text = text_for(found, has_drafts=has_drafts)
    context = {
        "area": found,
        "programme": found.programme,
        "text": text,
        "text_pictures": pictures_in(text, found.programme),
        "is_preview": has_drafts,
        "events": pages.event_lines(
            Event.objects.listed().with_public_area().filter(areas=found), request.GET.get("page")
        ),
        "resources": library.for_area([found.slug]).filter(programme=found.programme)[: pages.MOST_RESOURCES],
    }
    return render(request, "public/programmes/area.html", context)


@require_safe
@stored_page
def declaration(request: HttpRequest, slug: str, declaration_slug: str) -> HttpResponse:
    found = pages.row_of_programme(PolicyDeclaration.objects.select_related("event"), slug, declaration_slug)
    has_drafts = is_preview(request, found.programme)
    require_published(found, has_drafts=has_drafts)
    text = text_for(found, has_drafts=has_drafts)
    context = {
        "declaration": found,
        "programme": found.programme,
        "text": text,
        "text_pictures": pictures_in(text, found.programme),
        "is_event_public": pages.has_public_event(found),
        "is_preview": has_drafts,
        "json_ld": seo.declaration_json_ld(found),
    }
    return render(request, "public/programmes/declaration.html", context)


@require_safe
def partner_logo(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Return the logo of a partner. Its address changes with the picture, so browsers keep it for a year."""
    logo = get_object_or_404(PartnerLogo, partner=pk, digest=digest)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(logo.png), content_type="image/png", headers=headers)


def _chosen_phase(programme: Programme, position: str) -> Phase | None:
    """Return the phase at a position ("1" is the first); None for everything else."""
    return next((phase for phase in programme.phases.all() if str(phase.position) == position), None)
