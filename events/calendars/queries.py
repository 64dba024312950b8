"""What feeds read: a version in one query, the stored blocks in a second."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import now

from events.calendars.vevent import FORMAT
from events.models import Event, Registration

# Calendars forget at their own pace: a cancelled event is shown as such for so long, a past one stays for a year.
CANCELLED_FOR = timedelta(days=60)
PAST_FOR = timedelta(days=366)
FILTERS = {
    "programme": "programme__slug__in",
    "kind": "kind__in",
    "country": "venue__country__in",
    "area": "areas__slug__in",
    "mode": "mode__in",
}


@dataclass(frozen=True)
class Version:
    """What a feed looks like at present: its ETag (RFC 9110, 8.8.3, quoted) and when it last changed."""

    etag: str
    changed_at: datetime | None


def public(chosen: QueryDict | Mapping[str, Any]) -> QuerySet[Event]:
    """Return the events of the public feed; each filter may be given several times, in any case of letters."""
    moment = now()
    events = Event.objects.exclude(vevent="").filter(
        Q(status__in=[Event.Status.PUBLISHED, Event.Status.POSTPONED], ends_at__gte=moment - PAST_FOR)
        | Q(status=Event.Status.CANCELLED, cancelled_at__gte=moment - CANCELLED_FOR)
    )
    for name, lookup in FILTERS.items():
        values = [value for value in getlist(chosen, name) if value]
        if values:
            values = [value.upper() if name == "country" else value.lower() for value in values]
            events = events.filter(**{lookup: values})
    return events.distinct() if getlist(chosen, "area") else events


def getlist(chosen: QueryDict | Mapping[str, Any], name: str) -> list[str]:
    if isinstance(chosen, QueryDict):
        return [str(value) for value in chosen.getlist(name)]
    return list(chosen.get(name, []))


def personal(person_id: int) -> QuerySet[Registration]:
    """Return the registrations that a person's own feed shows: confirmed ones, and cancelled events for a while."""
    moment = now()
    return (
        Registration.objects.filter(person=person_id, status=Registration.Status.CONFIRMED)
        .exclude(event__vevent="")
        .filter(
            Q(event__status__in=[Event.Status.PUBLISHED, Event.Status.POSTPONED], event__ends_at__gte=moment - PAST_FOR)
            | Q(event__status=Event.Status.CANCELLED, event__cancelled_at__gte=moment - CANCELLED_FOR)
        )
    )


def version(events: QuerySet[Event]) -> Version:
    """Return the version of a feed of events, in one query.

    The count makes it change when an event drops out; the latest revision, when one changes or comes in."""
    found = events.aggregate(at=Max("revised_at"), count=Count("pk", distinct=True), last=Max("pk"))
    return _version(found["at"], found["count"], found["last"])


def personal_version(registrations: QuerySet[Registration]) -> Version:
    found = registrations.aggregate(at=Max("event__revised_at"), count=Count("pk"), last=Max("updated_at"))
    return _version(found["at"], found["count"], found["last"])


def _version(changed_at: datetime | None, count: int, last: object) -> Version:
    digest = hashlib.blake2b(f"{FORMAT}|{changed_at}|{count}|{last}".encode(), digest_size=12).hexdigest()
    return Version(f'"{digest}"', changed_at)


def blocks(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """Return (VEVENT, zone) of each event, in the order of their dates, in one query."""
    return list(events.order_by("starts_at", "pk").values_list("vevent", "timezone"))


def personal_blocks(registrations: QuerySet[Registration]) -> list[tuple[str, str]]:
    return list(registrations.order_by("event__starts_at", "pk").values_list("event__vevent", "event__timezone"))
