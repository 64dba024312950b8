"""How workers share what is to be done: each takes an event to itself. What cannot be done, for whatever reason, keeps
nothing else from being done, and is tried again at the next turn, as long as it is of use."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from events.models import Event

logger = logging.getLogger(__name__)


def each_event(waiting: Callable[[], QuerySet[Any]], work: Callable[[int], int]) -> int:
    """Let work do what is waiting of each event, by its key, as long as that gets on with any; return the sum."""
    count, done = 0, -1
    while done:
        done, last = 0, 0
        while key := waiting().filter(event__gt=last).order_by("event").values_list("event", flat=True).first():
            last = key
            done += attempt(work, key)
        count += done
    return count


def attempt(work: Callable[[int], int], key: int) -> int:
    """Return how much work has done of what has this key; nothing, with the reason in the log, if it fails."""
    try:
        return work(key)
    except Exception:  # whatever it is, others are not to wait for it
        logger.exception("Reminders are tried again at the next turn: %s of %s.", work, key)
        return 0


def lock_free_event(key: int) -> Event | None:
    """Lock and return an event; None if somebody else is at work on it. Within a transaction.

    Its row is locked before any of its reminders, as everywhere: two that wait for each other would wait for ever."""
    events = Event.objects.select_related("programme", "venue__country")
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(of=("self",), skip_locked=True)
    return events.filter(pk=key).first()
