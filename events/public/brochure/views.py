"""The brochure of a programme as a PDF, A4 landscape, to be folded twice."""

import logging

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from events.documents.typesetting import TypesettingError, fingerprint, typeset
from events.public.brochure.facts import facts_of
from events.public.programmes.queries import programme_for_page

TEMPLATE = "brochure.typ"
KEPT_SECONDS = 24 * 60 * 60
logger = logging.getLogger(__name__)


@require_safe
def brochure(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the brochure. It is drawn once for each state of its facts; a reader who has this state gets 304.

    If it cannot be drawn, a page says so (503), and the reason is logged."""
    programme = programme_for_page(slug)
    facts = facts_of(programme)
    mark = fingerprint(TEMPLATE, facts)
    if unchanged := get_conditional_response(request, etag=f'"{mark}"'):
        return unchanged
    key = f"brochure:{mark}"
    pdf = cache.get(key)
    if pdf is None:
        try:
            pdf = typeset(TEMPLATE, facts)
        except TypesettingError:
            logger.exception("The brochure of %s cannot be drawn", slug)
            return render(request, "public/programmes/no_brochure.html", {"programme": programme}, status=503)
        cache.set(key, pdf, KEPT_SECONDS)
    headers = {
        "Content-Disposition": f'inline; filename="{programme.slug}-brochure.pdf"',
        "Cache-Control": "public, no-cache",
        "ETag": f'"{mark}"',
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
