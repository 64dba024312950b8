"""Store whole public pages for readers without a session."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from typing import Any, cast

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from accounts.middleware import browser_zone
from events.page_store.store import Shown, stored

# Browsers keep the page, and ask each time whether it is still the same.
CACHE_CONTROL = "private, no-cache"


@dataclass(frozen=True)
class StoredPage:
    content: bytes
    headers: dict[str, str]


def stored_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Serve the pages of a view from the store to readers without a session. They get an ETag (RFC 9110, 13).

    The view says in `request.shown` which events and moments its page depends on. What it shows must come from the
    address, the language, the time zone of the browser, and watched tables."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_for_everybody(request):
            request.shown = Shown()  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        built: list[HttpResponse] = []

        def build(shown: Shown) -> StoredPage | None:
            request.shown = shown  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if not _is_whole(response) or response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                built.append(response)
                return None
            _describe(response)
            built.append(_if_changed(request, response))
            return StoredPage(response.content, dict(response.headers))

        key = (str(browser_zone(request)), bool(getattr(request, "htmx", False)), request.headers.get("HX-Boosted"))
        page = stored(request, key, build)
        if built or page is None:
            return built[0]
        return _if_changed(request, HttpResponse(page.content, headers=page.headers))

    return wrapper


def shown(request: HttpRequest) -> Shown:
    """Return what the page of the request shows, for its view to fill."""
    return request.shown  # type: ignore[attr-defined]


def _is_for_everybody(request: HttpRequest) -> bool:
    has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES or CookieStorage.cookie_name in request.COOKIES
    return request.method in {"GET", "HEAD"} and not has_cookie


def _is_whole(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming


def _describe(response: HttpResponse) -> None:
    """Give the response its ETag, and say for whom and how long it can be kept."""
    response.headers["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Cookie", "Accept-Language"])


def _if_changed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response, or 304 if the reader has this version."""
    found = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return cast("HttpResponse", found)
