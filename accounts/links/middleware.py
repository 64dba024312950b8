"""Headers of private pages, and the forms of pages behind links."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.links.converters import is_link_path

# Features of browsers that no page uses.
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class PrivatePagesMiddleware:
    """Keep private responses out of caches, and the addresses of links away from other sites, logs and search engines.

    A response is private if it is behind a link, or if the browser has a login session or gets one. A view whose response
    is for everybody marks it as public itself. This is the outermost middleware, so that it also sees error pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if is_link_path(request.path_info):
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex"
        elif _has_session(request, response) and "public" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Let forms of pages without a referrer pass the Origin check of CsrfViewMiddleware, which comes later.

        For such a page, browsers send "Origin: null" (Fetch, "append a request Origin header"). Sec-Fetch-Site, which no
        page can set, then says where the form is. Browsers without that header may post to pages behind links only.
        The CSRF token is checked in any case."""
        if request.META.get("HTTP_ORIGIN") != "null":
            return
        site = request.META.get("HTTP_SEC_FETCH_SITE", "")
        if site == "same-origin" or (not site and is_link_path(request.path_info)):
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"


def _has_session(request: HttpRequest, response: HttpResponse) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
