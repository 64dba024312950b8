"""All URLs with a token in their path."""

import re
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.links.converters import NAME

VALUES = {"uuid": UUID(int=1), "int": 1, "slug": "some"}


def _patterns(patterns, namespace="", route=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern.url_patterns, inner, route + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route + str(pattern.pattern)


def names_with_tokens():
    """Return the names of the URLs that take a token, found by the name of the parameter, not by its converter."""
    return sorted({name for name, route in _patterns(get_resolver().url_patterns) if ":token>" in route})


def names_with_converter():
    return sorted({name for name, route in _patterns(get_resolver().url_patterns) if f"<{NAME}:" in route})


def path_of(name, token):
    """Return the address with the token; other parameters of the route have some value."""
    route = next(route for found, route in _patterns(get_resolver().url_patterns) if found == name)
    others = {key: VALUES[kind] for kind, key in re.findall(r"<(\w+):(\w+)>", route) if key != "token"}
    return reverse(name, kwargs={"token": token, **others})
