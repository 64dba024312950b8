from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from accounts import timezones

COOKIE = "tz"


class ReaderTimezoneMiddleware:
    """Read the time zone of the browser from the cookie that site.js sets.

    The active zone of Django stays UTC: pages show an event in its own zone, never in another without a note."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Some browsers still send old names, such as Asia/Rangoon.
        name = timezones.canonical(request.COOKIES.get(COOKIE, ""))
        zone = ZoneInfo(name) if name else None
        request.reader_zone_cookie = zone  # type: ignore[attr-defined]  # only the functions below read it
        return self.get_response(request)


def browser_zone(request: HttpRequest) -> ZoneInfo | None:
    """Return the time zone of the browser, or None if it is unknown."""
    return getattr(request, "reader_zone_cookie", None)


def reader_zone(request: HttpRequest) -> ZoneInfo | None:
    """Return the time zone of the reader: from their profile, else from their browser, or None if it is unknown."""
    if request.user.is_authenticated and request.user.zone:
        return request.user.zone
    return browser_zone(request)
