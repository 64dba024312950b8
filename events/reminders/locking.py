"""Share the work between workers: each worker locks one event.

A failure does not stop other work. The failed work is tried again at the next run, as long as it is useful."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from events.models import Event

logger = logging.getLogger(__name__)


def each_event(waiting: Callable[[], QuerySet[Any]], work: Callable[[int], int]) -> int:
    """Call work with the key of each event that has waiting rows, until it achieves nothing more.

    waiting: return the rows to work on, which have an event. work: return how much was done. Return the total."""
    count, done = 0, -1
    while done:
        done, last = 0, 0
        while key := waiting().filter(event__gt=last).order_by("event").values_list("event", flat=True).first():
            last = key
            done += attempt(work, key)
        count += done
    return count


def attempt(work: Callable[[int], int], key: int) -> int:
    """Return the result of work(key), or 0 if it fails. The reason is logged."""
    try:
        return work(key)
    except Exception:  # any failure: the other work must continue
        logger.exception("Reminders are tried again at the next run: %s of %s.", work, key)
        return 0


def lock_free_event(key: int) -> Event | None:
    """Lock and return an event, or return None if another transaction has locked it. Call it within a transaction.

    The row of the event is always locked before any row of its reminders. Otherwise, two transactions can deadlock."""
    events = Event.objects.select_related("programme", "venue__country")
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(of=("self",), skip_locked=True)
    return events.filter(pk=key).first()
