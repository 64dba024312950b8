"""Middleware that writes refused requests to the security log."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.security_log import SecurityEvent, record

EVENTS = {
    400: SecurityEvent.INPUT_REFUSED,
    403: SecurityEvent.REFUSED,
    413: SecurityEvent.INPUT_REFUSED,
    429: SecurityEvent.LIMIT_HIT,
}
RECORDED = "_security_log_has_refusal"


class RefusalMiddleware:
    """Record each response with a status that refuses the request. It must surround all middleware that may refuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        event = EVENTS.get(response.status_code)
        if event and not hasattr(request, RECORDED):
            record(event, request=request, status=response.status_code)
        return response


def record_refusal(event: SecurityEvent, request: HttpRequest, **details: str | int) -> None:
    """Record a refused request with a more precise event than its status gives, once."""
    record(event, request=request, **details)  # type: ignore[arg-type]  # the names are never "actor" or "subject"
    setattr(request, RECORDED, True)
