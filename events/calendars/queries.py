"""Queries of the public feeds: one for the version, and one for the stored VEVENTs."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import QueryDict

from events.calendars import timezones
from events.calendars.personal import CANCELLED_FOR, PAST_FOR, today
from events.calendars.vevent import FORMAT
from events.models import Event, FeedRevision, Programme
from events.models.former_slug import with_slugs

FILTERS = ("programme", "kind", "country", "area", "mode")
CASES = {"kind": str.lower, "mode": str.lower, "country": str.upper}


@dataclass(frozen=True)
class FeedVersion:
    """The current version of a feed: its ETag (RFC 9110, 8.8.3, with quotes) and the time of its last change.

    changed_at is None if the time is not certain. Then only the ETag can lead to a 304 response."""

    etag: str
    changed_at: datetime | None = None


def public(filters: Mapping[str, list[str]]) -> QuerySet[Event]:
    """Return the events of the public feed. Each event is there once.

    filters: the result of read_filters(). They have the same meaning as in the list of events."""
    events = Event.objects.listed().exclude(vevent="").filter(_shown())
    for name, values in filters.items():
        if name == "programme":
            events = events.filter(programme__in=with_slugs(Programme.objects.all(), values))
        elif name == "area":
            events = events.with_public_area().in_area(values)
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


def _shown() -> Q:
    moment = today()
    return Q(status__in=[Event.Status.PUBLISHED, Event.Status.POSTPONED], ends_at__gte=moment - PAST_FOR) | Q(
        status=Event.Status.CANCELLED, cancelled_at__gte=moment - CANCELLED_FOR
    )


def version(filters: Mapping[str, list[str]]) -> FeedVersion:
    """Return the version of the public feed with these filters, in one query for one row.

    It changes with each change to any public feed, and at midnight UTC, when old events leave the feed."""
    stamp = FeedRevision.current()
    midnight = today()
    changed_at = max(datetime.fromtimestamp(stamp / 1e6, UTC), midnight) if stamp else None
    return FeedVersion(etag(stamp, midnight, filters, timezones.version()), changed_at)


def etag(*parts: object) -> str:
    """Return the ETag of a feed. It depends on parts, on the version of Plenary's output, and on the site."""
    text = "|".join(map(str, (FORMAT, settings.BASE_URL, settings.SITE_NAME, *parts)))
    return f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def blocks(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """Return the stored VEVENT and the time zone of each event, in the order of the dates. One query."""
    return list(events.order_by("starts_at", "pk").values_list("vevent", "timezone"))
