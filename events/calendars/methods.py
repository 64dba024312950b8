"""The methods that feeds answer."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

ALLOWED = ("GET", "HEAD")
REFUSED = "This address can only be read. Use GET or HEAD.\n"


def read_only[**Rest](
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Decorator for a calendar, or another file for programs: answer GET and HEAD, and refuse all other methods with 405 and a line of plain text.

    Programs that speak CalDAV try OPTIONS, PROPFIND, REPORT and PUT first. They read no page, and a page about a missing
    CSRF token would mislead them. Nothing is changed, so there is nothing to protect from a forged request."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method in ALLOWED:
            return view(request, *args, **kwargs)
        return HttpResponse(
            REFUSED, status=405, content_type="text/plain; charset=utf-8", headers={"Allow": ", ".join(ALLOWED)}
        )

    return answer
