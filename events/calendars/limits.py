"""Limits for the addresses of calendars, counted per client and hour in the cache.

Hundreds of programs of a ministry may ask from one address. So only what no ordinary program does is counted: requests
with wrong tokens, and many different calendars that are not in memory. A valid personal feed is never counted."""

import time
from hashlib import sha256

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

WINDOW = 3600  # seconds


class TooManyRequestsError(Exception):
    """The client has reached a limit. retry_after: in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} seconds")
        self.retry_after = retry_after


def count(request: HttpRequest, kind: str, limit: int, item: str = "") -> None:
    """Count one request of this kind. Raise TooManyRequestsError above limit requests in an hour.

    item: what is requested. The same item counts once in an hour."""
    now = int(time.time())
    key = f"calendar-limit:{kind}:{_client(request)}:{now // WINDOW}"
    item_key = f"{key}:{sha256(item.encode()).hexdigest()}" if item else ""
    if item_key and not cache.add(item_key, 1, WINDOW):
        return
    cache.add(key, 0, WINDOW)
    try:
        number = cache.incr(key)
    except ValueError:  # it expired in between
        return
    if number > limit:
        if item_key:
            cache.delete(item_key)
        raise TooManyRequestsError(WINDOW - now % WINDOW)


def refusal(error: TooManyRequestsError) -> HttpResponse:
    """Return the response 429 in plain text, for calendar programs."""
    minutes = -(-error.retry_after // 60)
    text = f"Too many requests. Try again in {minutes} minutes.\n"
    headers = {"Retry-After": str(error.retry_after), "Cache-Control": "no-store"}
    return HttpResponse(text, status=429, content_type="text/plain; charset=utf-8", headers=headers)


def _client(request: HttpRequest) -> str:
    """Return the address of the client; for IPv6, the address of its network: one customer has a whole network."""
    try:
        return ratelimit.get_ip(request)
    except PermissionDenied:  # the server does not pass on an address
        return "unknown"
