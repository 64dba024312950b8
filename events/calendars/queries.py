"""Queries of the feeds: one for the version, and one for the stored VEVENTs."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, DateTimeField, F, Max, Q, QuerySet, Sum, Value
from django.http import QueryDict
from django.utils.timezone import now

from events.calendars.vevent import FORMAT, personalise
from events.models import Event, FeedRevision, Registration

Status = Registration.Status
# How long a feed still shows a cancelled event, and a past one.
CANCELLED_FOR = timedelta(days=60)
PAST_FOR = timedelta(days=366)
# How long a personal feed still shows a past event for which the registration was never decided.
UNDECIDED_FOR = timedelta(days=1)
FILTERS = ("programme", "kind", "country", "area", "mode")
CASES = {"kind": str.lower, "mode": str.lower, "country": str.upper}
EPOCH = Value(datetime(2026, 1, 1, tzinfo=UTC), DateTimeField())


@dataclass(frozen=True)
class FeedVersion:
    """The current version of a feed: its ETag (RFC 9110, 8.8.3, with quotes) and the time of its last change.

    changed_at is None if the time is not certain. Then only the ETag can lead to a 304 response."""

    etag: str
    changed_at: datetime | None = None


def public(filters: Mapping[str, list[str]]) -> QuerySet[Event]:
    """Return the events of the public feed. Each event is there once.

    filters: the result of read_filters(). They have the same meaning as in the list of events."""
    events = Event.objects.exclude(vevent="").filter(_shown())
    for name, values in filters.items():
        if name == "programme":
            events = events.filter(programme__slug__in=values)
        elif name == "area":
            events = events.in_area(values)
        elif name == "country":
            events = events.in_country(values)
        else:
            events = events.filter(**{f"{name}__in": values})
    return events


def read_filters(query: QueryDict) -> dict[str, list[str]]:
    """Return the filters of a public feed from its query string. A filter may have several values.

    Upper and lower case are the same for event types, modes and countries, but not for slugs. Raise ValueError for a
    null character, which no database accepts."""
    filters = {}
    for name in FILTERS:
        values = [str(value) for value in query.getlist(name) if value]
        if any("\0" in value for value in values):
            raise ValueError(name)
        if values:
            filters[name] = sorted({CASES.get(name, str)(value) for value in values})
    return filters


def personal(person_id: int) -> QuerySet[Registration]:
    """Return all registrations of a person, including ended ones. personal_shown() selects those in the feed."""
    return Registration.objects.filter(person=person_id)


def personal_shown() -> Q:
    """Return the condition for registrations that a personal feed shows.

    These are confirmed registrations, and undecided ones for which a seat is reserved. Cancelled events stay for
    CANCELLED_FOR."""
    undecided = _undecided() & Q(event__ends_at__gte=today() - UNDECIDED_FOR)
    return Q(_shown("event__"), Q(status=Status.CONFIRMED) | undecided, ~Q(event__vevent=""))


def _undecided() -> Q:
    """Return the condition for undecided registrations with a reserved seat.

    A reserve, or a person on the waiting list without an offer, has none."""
    return Q(status__in=[Status.NOMINATED, Status.PENDING], reserve_rank=None) | Q(
        status=Status.WAITLISTED, offer_expires_at__isnull=False
    )


def _shown(event: str = "") -> Q:
    moment = today()
    return Q(
        **{
            f"{event}status__in": [Event.Status.PUBLISHED, Event.Status.POSTPONED],
            f"{event}ends_at__gte": moment - PAST_FOR,
        }
    ) | Q(**{f"{event}status": Event.Status.CANCELLED, f"{event}cancelled_at__gte": moment - CANCELLED_FOR})


def version(filters: Mapping[str, list[str]]) -> FeedVersion:
    """Return the version of the public feed with these filters, in one query for one row.

    It changes with each change to any public feed, and at midnight UTC, when old events leave the feed."""
    stamp = FeedRevision.current()
    midnight = today()
    changed_at = max(datetime.fromtimestamp(stamp / 1e6, UTC), midnight) if stamp else None
    return FeedVersion(etag(stamp, midnight, filters), changed_at)


def today() -> datetime:
    """Return the start of the current day in UTC. Feeds compare the age of events with it."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def personal_version(registrations: QuerySet[Registration]) -> FeedVersion:
    """Return the version of a personal feed from all registrations of the person, in one query.

    The last change is that of a registration or an event, or the time at which an old event left the feed."""
    moment = today()
    totals = registrations.aggregate(
        count=Count("pk", filter=personal_shown()),
        revised=Max("event__revised_at"),
        revisions=Sum(F("event__revised_at") - EPOCH),
        updated=Max("updated_at"),
        updates=Sum(F("updated_at") - EPOCH),
        past=Max("event__ends_at", filter=Q(event__ends_at__lt=moment - PAST_FOR)),
        cancelled=Max("event__cancelled_at", filter=Q(event__cancelled_at__lt=moment - CANCELLED_FOR)),
        undecided=Max("event__ends_at", filter=_undecided() & Q(event__ends_at__lt=moment - UNDECIDED_FOR)),
    )
    changes = [totals["revised"], totals["updated"]]
    shown_for = {"past": PAST_FOR, "cancelled": CANCELLED_FOR, "undecided": UNDECIDED_FOR}
    changes += [totals[name] + duration for name, duration in shown_for.items() if totals[name]]
    return FeedVersion(etag(*totals.values()), max((at for at in changes if at), default=None))


def etag(*parts: object) -> str:
    """Return the ETag of a feed. It depends on parts, on the version of Plenary's output, and on the site."""
    text = "|".join(map(str, (FORMAT, settings.BASE_URL, settings.SITE_NAME, *parts)))
    return f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def blocks(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """Return the stored VEVENT and the time zone of each event, in the order of the dates. One query."""
    return list(events.order_by("starts_at", "pk").values_list("vevent", "timezone"))


def personal_blocks(registrations: QuerySet[Registration]) -> list[tuple[str, str]]:
    """Return the VEVENT and the time zone for each registration that a personal feed shows, in the order of the dates."""
    shown = registrations.filter(personal_shown()).order_by("event__starts_at", "pk")
    rows = shown.values_list("event__vevent", "event__timezone", "event__revised_at", "updated_at", "status")
    return [
        (personalise(block, max(revised_at, updated_at), "" if status == Status.CONFIRMED else status), timezone)
        for block, timezone, revised_at, updated_at, status in rows
    ]
