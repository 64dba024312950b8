"""Answer a request that saves what another request has just saved, in one place for all pages."""

import logging
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)
MOST_FIELDS = 500  # that the page repeats


class ConflictMiddleware:
    """Show a page (409) if the database refuses a second row with a unique value.

    Forms look for such a row before they save, and show a message next to the field. Two requests at the same moment both
    find none. Then the database refuses the second one, and nothing of it is saved. The page repeats what was typed: sent
    again, it reaches the check of the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, IntegrityError) or not is_unique_conflict(exception):
            return None
        logger.error("The database has refused a second row with a unique value.", exc_info=exception)
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        fields = [(name, value) for name, value in typed if name != "csrfmiddlewaretoken"]
        context = {"fields": fields[:MOST_FIELDS], "is_whole": len(fields) <= MOST_FIELDS, "has_files": request.FILES}
        return render(request, "409.html", context, status=409)


def is_unique_conflict(error: IntegrityError) -> bool:
    """Return whether a row was refused because another one has the same unique value: not for another rule."""
    cause = error.__cause__
    if state := getattr(cause, "sqlstate", ""):  # PostgreSQL
        return bool(state == "23505")
    return getattr(cause, "sqlite_errorname", "") in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
