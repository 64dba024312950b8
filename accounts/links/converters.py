"""The path converter of tokens. It marks the URLs whose address is a secret."""

import re
from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, register_converter
from django.urls.converters import StringConverter

NAME = "link_token"
_ROUTE = re.compile(rf"<{NAME}:\w+>")


class LinkTokenConverter(StringConverter):
    """Matches the token of a link. Middleware, logs and tests find the pages behind links by this converter."""


def register() -> None:
    """Make the converter known. The app calls this before the URLs are loaded."""
    register_converter(LinkTokenConverter, NAME)


@cache
def link_prefixes() -> tuple[str, ...]:
    """Return what precedes a token in a path, such as "registrations/", for all URLs with this converter.

    The first call loads the URLs."""
    found = {_ROUTE.split(route)[0] for route in _routes(get_resolver().url_patterns, "") if _ROUTE.search(route)}
    return tuple(sorted(found))


def is_link_path(path: str) -> bool:
    """Return whether a path such as "/registrations/…/" may contain a token, whether or not there is a page."""
    return path.removeprefix("/").startswith(link_prefixes())


def _routes(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route
