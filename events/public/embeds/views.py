"""A programme in a frame of another site: a plain page without scripts, and oEmbed (oembed.com), which names it."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.csp import CSP, build_policy
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from events.models import Event, Programme
from events.public.programmes.queries import programme_by_slug
from events.public.queries import for_cards
from events.slugs import get_by_slug

MOST_EVENTS = 5
WIDTH, HEIGHT, LEAST = 600, 420, 200  # pixels
FORMATS = ("json", "xml")


@require_safe
def programme_embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a programme for the frames of the sites that its team has listed; other sites cannot show it."""
    programme = programme_by_slug(slug)
    events = Event.objects.listed().filter(programme=programme)
    upcoming = list(for_cards(events.upcoming())[:MOST_EVENTS])
    context = {"programme": programme, "upcoming": upcoming, "past": [] if upcoming else _latest(events)}
    response = render(request, "public/embeds/programme.html", context)
    sites = programme.frame_sites.split()
    policy: dict[str, Any] = {**settings.SECURE_CSP, "script-src": [CSP.NONE], "frame-ancestors": sites or [CSP.NONE]}
    response.headers["Content-Security-Policy"] = build_policy(policy)
    # X-Frame-Options knows no list of sites; browsers follow frame-ancestors.
    response.xframe_options_exempt = bool(sites)  # type: ignore[attr-defined]  # as Django's decorator does
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the page of a programme for sites that embed it. Other addresses are not found; other formats give 501."""
    form = request.GET.get("format", "json")
    if form not in FORMATS:
        return HttpResponse("The formats are json and xml.\n", status=501, content_type="text/plain; charset=utf-8")
    data = _description(_programme_at(request.GET.get("url", "")), request.GET)
    if form == "json":
        return JsonResponse(data)
    root = ElementTree.Element("oembed")
    for name, value in data.items():
        ElementTree.SubElement(root, name).text = str(value)
    return HttpResponse(
        ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), content_type="text/xml; charset=utf-8"
    )


def _latest(events: Any) -> list[Event]:
    return list(for_cards(events.past())[:MOST_EVENTS])


def _programme_at(url: str) -> Programme:
    """Return the programme whose page has this address, or had it. Raise Http404."""
    if not url.startswith(f"{settings.BASE_URL}/"):
        raise Http404
    try:
        match = resolve(urlsplit(url).path)
    except (Resolver404, ValueError) as error:
        raise Http404 from error
    if match.view_name != "public:detail":
        raise Http404
    return get_by_slug(Programme.objects.all(), match.kwargs["slug"])


def _description(programme: Programme, query: Any) -> dict[str, Any]:
    """Return the response of oEmbed: a frame if any site may show it, else a link."""
    data: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": programme.name,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.BASE_URL,
    }
    if not programme.frame_sites:
        return data
    width, height = _size(query.get("maxwidth"), WIDTH), _size(query.get("maxheight"), HEIGHT)
    address = settings.BASE_URL + reverse("public:embed", args=[programme.slug])
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        address, width, height, programme.name,
    )  # fmt: skip
    return data | {"type": "rich", "html": str(frame), "width": width, "height": height}


def _size(most: str | None, usual: int) -> int:
    """Return the usual size, or the largest one that the site allows."""
    allowed = int(most) if most and most.isascii() and most.isdigit() and len(most) < 6 else usual
    return max(LEAST, min(allowed, usual))
