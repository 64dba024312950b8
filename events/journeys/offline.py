"""The service worker of the pages behind personal links that work without a connection. These pages say when they were made.

A page has the line "components/offline_line.html" at its top, and data-worker and data-scope for the script offline.js."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker of the pages in the folder of this address. Each page registers it for itself alone."""
    response = HttpResponse(_worker_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = request.path.rpartition("/")[0] + "/"
    return response


@cache
def _worker_script() -> str:
    found = finders.find("offline-worker.js")
    assert isinstance(found, str)  # noqa: S101 (the file is a part of the code)
    return Path(found).read_text(encoding="utf-8")
