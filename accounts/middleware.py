from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse

COOKIE = "tz"


class ReaderTimezoneMiddleware:
    """Read the browser's time zone from the cookie that site.js sets.

    Django's active zone stays UTC: an event is shown in its own zone, never silently in another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = available_timezones()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(COOKIE, "")
        request.reader_zone_cookie = ZoneInfo(name) if name in self.known else None  # type: ignore[attr-defined]
        return self.get_response(request)


def reader_zone(request: HttpRequest) -> ZoneInfo | None:
    """Return the zone in which this reader lives, or None when nothing says."""
    if request.user.is_authenticated and request.user.zone:
        return request.user.zone
    return getattr(request, "reader_zone_cookie", None)
