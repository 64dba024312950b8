"""Read the history of an event."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet, Value

from events.models import Event, EventChange, RegistrationChange


def event_history(event: Event) -> QuerySet[EventChange, tuple[datetime, int, bool]]:
    """Return all changes of event and of its registrations, latest first.

    A row has the time, the key, and whether the change is an EventChange (else a RegistrationChange)."""
    columns = ("at", "pk", "is_of_event")
    of_event = (
        EventChange.objects.filter(event=event).order_by().annotate(is_of_event=Value(True)).values_list(*columns)
    )
    of_registrations = RegistrationChange.objects.filter(registration__event=event).order_by()
    return of_event.union(of_registrations.annotate(is_of_event=Value(False)).values_list(*columns), all=True).order_by(
        "-at", "-pk"
    )


def changes_of(rows: Iterable[tuple[datetime, int, bool]]) -> list[EventChange | RegistrationChange]:
    """Return the changes for rows of event_history(), with their authors and people: two queries."""
    rows = list(rows)
    of_event = EventChange.objects.select_related("by").in_bulk([key for _at, key, is_of_event in rows if is_of_event])
    of_registrations = RegistrationChange.objects.select_related(
        "by", "registration__person", "registration__nomination__replaces__person"
    ).in_bulk([key for _at, key, is_of_event in rows if not is_of_event])
    return [of_event[key] if is_of_event else of_registrations[key] for _at, key, is_of_event in rows]
