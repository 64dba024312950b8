"""Date clashes: people who have another event on a day of this one."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from events.models import Contributor, Event, Registration

DAY = timedelta(days=1)
# Whoever is only invited has not said that they come.
EXPECTED = (
    Registration.Status.NOMINATED,
    Registration.Status.PENDING,
    Registration.Status.WAITLISTED,
    Registration.Status.CONFIRMED,
)


def date_clashes(event: Event, people: Collection[int]) -> dict[int, list[Event]]:
    """Return the other events on a day of event, by the key of the person who is expected at both.

    people: primary keys. Registrations and tasks in sessions count. The days of each event are those of its own time zone;
    an event without dates clashes with none. Published events of other programmes count: pages must not name them.
    At most two queries."""
    days = _days(event)
    if not people or days is None:
        return {}
    others = _near(event)
    registrations = Registration.objects.filter(person__in=people, status__in=EXPECTED).not_merged()
    tasks = Contributor.objects.filter(person__in=people, session__event__in=others).not_declined()
    rows = registrations.filter(event__in=others).order_by().values_list("person", "event")
    pairs = set(rows.union(tasks.order_by().values_list("person", "session__event")).order_by())
    if not pairs:
        return {}
    clashes: defaultdict[int, list[Event]] = defaultdict(list)
    for other in others.filter(pk__in={key for _person, key in pairs}).order_by("starts_at", "pk"):
        other_days = _days(other)
        if other_days and other_days[0] <= days[1] and days[0] <= other_days[1]:
            for person in sorted(person for person, key in pairs if key == other.pk):
                clashes[person].append(other)
    return dict(clashes)


def _near(event: Event) -> QuerySet[Event]:
    """Return the events within a day of event: those of its programme, and published ones of others."""
    assert event.starts_at  # noqa: S101 (for the type checker: _days() has looked)
    assert event.ends_at  # noqa: S101
    near = Event.objects.filter(starts_at__lt=event.ends_at + DAY, ends_at__gt=event.starts_at - DAY)
    return (
        near.filter(Q(programme=event.programme_id) | Q(status=Event.Status.PUBLISHED))
        .exclude(pk=event.pk)
        .exclude(status__in=Event.CALLED_OFF)
        .only("title", "slug", "starts_at", "ends_at", "timezone", "precision", "programme")
    )


def _days(event: Event) -> tuple[date, date] | None:
    """Return the first and the last day of an event, or None if it has no exact date."""
    if not event.is_dated or event.local_starts_at is None or event.local_ends_at is None:
        return None
    # An end at midnight belongs to the day before.
    last = max(event.local_starts_at, event.local_ends_at - timedelta(microseconds=1))
    return event.local_starts_at.date(), last.date()
