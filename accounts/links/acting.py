"""Whether the current request acts by a personal link, for the history of what it changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.links.tokens import Link
from accounts.models import User

_is_by_link: ContextVar[bool] = ContextVar("is_by_link", default=False)


@contextmanager
def by_link(link: Link[Any], user: User | AnonymousUser) -> Iterator[None]:
    """Mark the changes in this block as made by link. A person who has signed in and opens their own link is known."""
    is_known = link.person is not None and user.is_authenticated and user.pk == link.person.pk
    mark = _is_by_link.set(not is_known)
    try:
        yield
    finally:
        _is_by_link.reset(mark)


def is_by_link() -> bool:
    """Return whether the current change is made by link: the reader of the link acts, perhaps not the person."""
    return _is_by_link.get()
