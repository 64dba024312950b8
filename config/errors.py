"""What people see where a view was never asked: a request that cannot be read, or asks in a way there is not."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read (handler400): 413 where it was too much, and what to do about either."""
    is_too_much = isinstance(exception, TOO_MUCH)
    status, context = (413 if is_too_much else 400), {"is_too_much": is_too_much, "most_mb": _most_mb()}
    if hasattr(request, "user"):
        return render(request, "400.html", context, status=status)
    # Refused before anybody knew who asks: an unknown host, above all. Nothing of the request is looked at.
    context |= {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL}
    return HttpResponse(render_to_string("400.html", context), status=status)


class NotAllowedMiddleware:
    """Say in words that an address takes no such request, where the answer is empty: a browser shows a blank page.

    People come there when they signed in anew after pressing a button: they are led back to its address, by GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def _most_mb() -> float:
    return round((settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / 1024 / 1024, 1)
