"""What feeds read: a version in one query, the stored blocks in a second."""

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
# Calendars forget at their own pace: a cancelled event is shown as such for so long, a past one stays for a year.
CANCELLED_FOR = timedelta(days=60)
PAST_FOR = timedelta(days=366)
# And what was never decided goes soon after the event: nobody remembers it as theirs.
UNDECIDED_FOR = timedelta(days=1)
FILTERS = ("programme", "kind", "country", "area", "mode")
CASES = {"kind": str.lower, "mode": str.lower, "country": str.upper}
EPOCH = Value(datetime(2026, 1, 1, tzinfo=UTC), DateTimeField())


@dataclass(frozen=True)
class FeedVersion:
    """What a calendar looks like at present: its ETag (RFC 9110, 8.8.3, quoted) and when it last changed.

    changed_at is None where that is not known for certain: then only who has the ETag is answered 304."""

    etag: str
    changed_at: datetime | None = None


def public(chosen: Mapping[str, list[str]]) -> QuerySet[Event]:
    """Return the events of the public feed, each once; chosen as read_filters() gives it.

    The filters mean what they mean in the list of events."""
    events = Event.objects.exclude(vevent="").filter(_shown())
    for name, values in chosen.items():
        if name == "programme":
            events = events.filter(programme__slug__in=values)
        elif name == "area":
            events = events.in_area(values)
        elif name == "country":
            events = events.in_country(values)
        else:
            events = events.filter(**{f"{name}__in": values})
    return events


def read_filters(asked: QueryDict) -> dict[str, list[str]]:
    """Return what is asked of a public feed; each filter may be given several times.

    Addresses are taken as they are written; kinds, modes and countries in any case of letters. Raises ValueError for
    what no database takes."""
    chosen = {}
    for name in FILTERS:
        values = [str(value) for value in asked.getlist(name) if value]
        if any("\0" in value for value in values):
            raise ValueError(name)
        if values:
            chosen[name] = sorted({CASES.get(name, str)(value) for value in values})
    return chosen


def personal(person_id: int) -> QuerySet[Registration]:
    """Return all registrations of a person, ended ones too; which of them their feed shows, personal_shown() says."""
    return Registration.objects.filter(person=person_id)


def personal_shown() -> Q:
    """Say which registrations a person's own feed shows: confirmed ones and, while nothing is decided, those for which a
    place is kept; and cancelled events for a while."""
    undecided = _undecided() & Q(event__ends_at__gte=today() - UNDECIDED_FOR)
    return Q(_shown("event__"), Q(status=Status.CONFIRMED) | undecided, ~Q(event__vevent=""))


def _undecided() -> Q:
    """Say who may have a place, and should keep the time free: who waits in the queue, or is a reserve, may not."""
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


def version(chosen: Mapping[str, list[str]]) -> FeedVersion:
    """Return the version of the public feed with these filters, in one query by key.

    It changes with anything that any public feed shows, and each day at midnight (UTC), when events drop out."""
    stamp = FeedRevision.current()
    midnight = today()
    changed_at = max(datetime.fromtimestamp(stamp / 1e6, UTC), midnight) if stamp else None
    return FeedVersion(etag(stamp, midnight, chosen), changed_at)


def today() -> datetime:
    """Return the moment by which feeds judge what is too old to be shown: the day's beginning."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


def personal_version(registrations: QuerySet[Registration]) -> FeedVersion:
    """Return the version of a person's own feed, from all their registrations, in one query.

    It last changed when a registration or an event of theirs did, or when one had been shown for as long as it is."""
    moment = today()
    found = registrations.aggregate(
        count=Count("pk", filter=personal_shown()),
        revised=Max("event__revised_at"),
        revisions=Sum(F("event__revised_at") - EPOCH),
        updated=Max("updated_at"),
        updates=Sum(F("updated_at") - EPOCH),
        past=Max("event__ends_at", filter=Q(event__ends_at__lt=moment - PAST_FOR)),
        cancelled=Max("event__cancelled_at", filter=Q(event__cancelled_at__lt=moment - CANCELLED_FOR)),
        undecided=Max("event__ends_at", filter=_undecided() & Q(event__ends_at__lt=moment - UNDECIDED_FOR)),
    )
    changes = [found["revised"], found["updated"]]
    kept = {"past": PAST_FOR, "cancelled": CANCELLED_FOR, "undecided": UNDECIDED_FOR}
    changes += [found[name] + for_so_long for name, for_so_long in kept.items() if found[name]]
    return FeedVersion(etag(*found.values()), max((at for at in changes if at), default=None))


def etag(*parts: object) -> str:
    """Return the ETag of what is made of parts, by this program, at this address."""
    text = "|".join(map(str, (FORMAT, settings.BASE_URL, settings.SITE_NAME, *parts)))
    return f'"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def blocks(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """Return (VEVENT, zone) of each event, in the order of their dates, in one query."""
    return list(events.order_by("starts_at", "pk").values_list("vevent", "timezone"))


def personal_blocks(registrations: QuerySet[Registration]) -> list[tuple[str, str]]:
    """As blocks(), of the registrations that a person's own feed shows, each as it stands."""
    found = registrations.filter(personal_shown()).order_by("event__starts_at", "pk")
    rows = found.values_list("event__vevent", "event__timezone", "event__revised_at", "updated_at", "status")
    return [
        (personalise(block, max(revised_at, updated_at), "" if status == Status.CONFIRMED else status), timezone)
        for block, timezone, revised_at, updated_at, status in rows
    ]
