"""Keep the results of slow queries for a short time, such as those of the work list (decision 0031).

A change in the workspace ends what is kept, so that nobody sees work that the team has done. Other changes, such as a new
registration, appear after WORK_LIST_SECONDS at most."""

import json
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STAMP = "work-stamp"  # a key of the cache: it changes with each change in the workspace
UNCHANGING = frozenset({"GET", "HEAD", "OPTIONS"})


def kept[Value](name: str, scope: Mapping[str, frozenset[int]], find: Callable[[], Value]) -> Value:
    """Return what find() has found for this name and scope, or call it. scope: programmes by kind."""
    if not settings.WORK_LIST_SECONDS:
        return find()
    key = _key(name, scope)
    found: Value | None = cache.get(key)
    if found is None:
        found = find()
        cache.set(key, found, settings.WORK_LIST_SECONDS)
    return found


def _key(name: str, scope: Mapping[str, frozenset[int]]) -> str:
    parts = [name, cache.get(STAMP, ""), *((kind, sorted(programmes)) for kind, programmes in sorted(scope.items()))]
    return f"work:{sha256(json.dumps(parts).encode()).hexdigest()}"


def forget() -> None:
    """End all that is kept."""
    cache.set(STAMP, secrets.token_hex(8), None)


class WorkspaceChangeMiddleware:
    """Ends what is kept after each request that can change something in the workspace or in the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in UNCHANGING and request.path.startswith(("/organise/", "/admin/")):
            forget()
        return response
