"""The public feed, before the middleware that only pages for people need."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from events.calendars.methods import ALLOWED
from events.calendars.views import feed

NOT_MODIFIED = 304


class FeedMiddleware:
    """Answer a request for the public feed, by far the most frequent request of all.

    Its view uses no session, message, form, language or time zone of a reader. So the middleware below this one, which
    prepares them for pages, would take longer than the answer itself. Other methods go on to the view as usual."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @cached_property
    def _path(self) -> str:
        return reverse("calendars:feed")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != self._path or request.method not in ALLOWED:
            return self.get_response(request)
        # CommonMiddleware does these two things for all other addresses: it refuses an unknown host, and gives the length.
        request.get_host()
        response = feed(request)
        if response.status_code != NOT_MODIFIED:
            response.headers["Content-Length"] = str(len(response.content))
        return response
