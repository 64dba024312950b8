"""Refuse requests with values that no page and no database can use, in one place for all pages."""

import logging
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse

from config.errors import bad_request

logger = logging.getLogger(__name__)
NUL = "\0"


class UnreadableMiddleware:
    """Answer 400 to a NUL character in the path or in the query, which PostgreSQL cannot compare with any text.

    Forms check their fields themselves, and show a message next to the field. If another posted value cannot be stored or
    compared (a NUL character, half of a letter, a number that is too large), the database refuses it, nothing is saved,
    and the answer is 400 too.

    It must be above the session middleware: a cookie with a NUL character counts as not sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if NUL in request.path_info or NUL in unquote_plus(query):
            raise BadRequest("The address contains a NUL character.")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _is_unusable_value(exception):
            return None
        logger.warning("The database cannot use a value of this request.", exc_info=exception)
        return bad_request(request, exception)


def _is_unusable_value(exception: Exception) -> bool:
    """Return whether a driver of a database has refused a value before or while it ran a statement."""
    match exception:
        case DataError() | OverflowError():  # OverflowError: SQLite refuses integers of more than 64 bits
            return True
        case UnicodeEncodeError():  # half of a letter ("surrogate")
            return exception.reason == "surrogates not allowed"
        case OperationalError():  # SQLite compares no text with more than 50,000 characters
            return "pattern too complex" in str(exception)
        case ValueError():
            return "NUL" in str(exception)
    return False
