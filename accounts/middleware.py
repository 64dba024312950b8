from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse

COOKIE = "tz"


class ReaderTimezoneMiddleware:
    """Read the time zone of the browser from the cookie that site.js sets.

    The active zone of Django stays UTC: pages show an event in its own zone, never in another without a note."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.zone_names = available_timezones()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get(COOKIE, "")
        zone = ZoneInfo(name) if name in self.zone_names else None
        request.reader_zone_cookie = zone  # type: ignore[attr-defined]  # only reader_zone() reads it
        return self.get_response(request)


def reader_zone(request: HttpRequest) -> ZoneInfo | None:
    """Return the time zone of the reader: from their profile, else from their browser, or None if it is unknown."""
    if request.user.is_authenticated and request.user.zone:
        return request.user.zone
    return getattr(request, "reader_zone_cookie", None)
