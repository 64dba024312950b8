"""Template filters of the library."""

from collections.abc import Iterable

from django import template

from events.models.resource import display_name

register = template.Library()


@register.filter
def display_names(names: Iterable[str]) -> str:
    """Return the names of authors in one line, as people say them."""
    return ", ".join(map(display_name, names))
