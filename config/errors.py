"""Error pages for requests that do not reach a view: unreadable requests, and requests with a wrong method."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for an unreadable request (handler400), with status 413 if the request is too large."""
    is_too_large = isinstance(exception, TOO_LARGE)
    status = 413 if is_too_large else 400
    context: dict[str, Any] = {"is_too_large": is_too_large, "max_mb": _max_mb()}
    if hasattr(request, "user"):
        return render(request, "400.html", context, status=status)
    # The request was refused before the user was known, for example because of its host. Use nothing from the request.
    context |= {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL}
    return HttpResponse(render_to_string("400.html", context), status=status)


class NotAllowedMiddleware:
    """Show a page for a method that an address does not allow, instead of an empty response.

    People come there if they have to sign in after they pressed a button: they are redirected to the address of the
    button with GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def _max_mb() -> float:
    return round((settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / 1024 / 1024, 1)
