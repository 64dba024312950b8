"""What holds for every page: HEAD works as GET does, and the title of a refused form says so first."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

SUMMARY = b"data-error-summary"  # templates/components/form_errors.html


class HeadMiddleware:
    """Handle HEAD as GET (RFC 9110, 9.3.2), so that no view can forget it. The server leaves out the content.

    A view with the attribute `handles_head` gets HEAD itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if request.method == "HEAD" and not getattr(view, "handles_head", False):
            request.method = "GET"


class ErrorTitleMiddleware:
    """Begin the title of a page with "Error:" if one of its forms was refused. Screen readers read the title first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = request.method == "POST" and response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and SUMMARY in response.content:
            response.content = response.content.replace(b"<title>", b"<title>" + _("Error:").encode() + b" ", 1)
        return response
