"""Delete or empty rows in batches, each in a transaction of its own, so that no table is locked for long."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from events.models import Event

BATCH = 500


def cutoff(name: str) -> datetime:
    """Return the time before which the data of `settings.RETENTION_DAYS[name]` has expired."""
    return now() - timedelta(days=settings.RETENTION_DAYS[name])


def over_since(moment: datetime, path: str = "") -> Q:
    """Return the condition that an event was over before moment: it ended, or was cancelled without a date.

    A postponed event is not over. `path` leads from the row to the event, with two underscores at its end."""
    ended = ~Q(**{f"{path}status": Event.Status.POSTPONED}) & Q(**{f"{path}ends_at__lt": moment})
    return ended | Q(**{f"{path}ends_at": None, f"{path}cancelled_at__lt": moment})


def change_in_batches(rows: QuerySet[Any], change: Callable[[QuerySet[Any]], int]) -> int:
    """Call change for batches of rows, and return the sum of its results. Each row is in one batch at most."""
    total, last = 0, None
    ordered = rows.order_by("pk")
    while True:
        following = ordered.filter(pk__gt=last) if last is not None else ordered
        keys = list(following.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return total
        with transaction.atomic():
            # The condition of rows applies again: somebody may have changed a row since its key was read.
            total += change(rows.order_by().filter(pk__in=keys))
        last = keys[-1]


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete rows in batches; return how many, without the rows that are deleted with them."""
    label = rows.model._meta.label
    return change_in_batches(
        rows, lambda batch: batch.model.objects.filter(pk__in=_keys(batch)).delete()[1].get(label, 0)
    )


def empty_fields(rows: QuerySet[Any], **values: Any) -> int:
    """Set these fields of rows that have another value, in batches; return how many rows have changed."""
    unchanged = Q(**{name: value for name, value in values.items() if value is not None})
    for name, value in values.items():
        if value is None:
            unchanged &= Q(**{f"{name}__isnull": True})

    def change(batch: QuerySet[Any]) -> int:
        # The condition again: another process may have changed the rows while this one waited for their locks.
        return batch.model.objects.filter(pk__in=_keys(batch)).exclude(unchanged).update(**values)

    return change_in_batches(rows.exclude(unchanged), change)


def _keys(batch: QuerySet[Any]) -> list[Any]:
    # As a list, because a condition with a join cannot be part of a DELETE or an UPDATE on every database.
    return list(batch.values_list("pk", flat=True))
