"""Responses that a client need not load again: 304 for a version that it has (RFC 9110, 13)."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from events.calendars.queries import FeedVersion

CALENDAR = "text/calendar; charset=utf-8"
# Last-Modified is sent only if the last change is older than this many seconds. Before that, a longer transaction can
# still commit a change with the same second, and Last-Modified could not distinguish the two.
SETTLED_AFTER = 60


def conditional(
    request: HttpRequest,
    version: FeedVersion,
    content: Callable[[], str | bytes],
    content_type: str = CALENDAR,
) -> HttpResponse:
    """Return 304 if the client has this version, otherwise content()."""
    changed_at = int(version.changed_at.timestamp()) if version.changed_at else None
    if changed_at and time.time() - changed_at < SETTLED_AFTER:
        changed_at = None
    response = get_conditional_response(request, etag=version.etag, last_modified=changed_at)
    if response is None or response.status_code != 304:
        response = HttpResponse(content(), content_type=content_type)
        if changed_at:
            response.headers["Last-Modified"] = http_date(changed_at)
    response.headers["ETag"] = version.etag
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
