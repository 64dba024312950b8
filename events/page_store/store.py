"""Keep what was rendered for a public page, and know when it is out of date.

A stored part has a version: the PageRevision at which it was rendered, and the counters of the events whose free seats
it shows. It also has an end: the next moment at which it would say something else, such as the end of an event. One
query per request compares the version, so that no reader sees an old part (decision 0034)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import Min, QuerySet, Value
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import get_language

from events.models import Event
from events.page_store.watched import SEAT_COUNTERS, WATCHED

# The clocks of events differ, and some texts depend on the day or the year.
LONGEST = timedelta(hours=1)
_STAMP = "SELECT stamp FROM events_pagerevision"
_STAMP_AND_SEATS = (
    f"SELECT r.stamp, e.id, {', '.join(f'e.{name}' for name in SEAT_COUNTERS)} "  # noqa: S608 (constants)
    "FROM events_pagerevision r LEFT JOIN events_event e ON e.id IN ({keys}) ORDER BY e.id"
)
type Version = tuple[int, tuple[tuple[int, ...], ...]]


@dataclass
class Shown:
    """What a part shows that changes without a new PageRevision.

    seats: the counters of the events whose free seats it shows, as they were rendered, by the key of the event.
    moments: aware times at which it says something else. has_part: whether it has a stored part, which also ends then."""

    seats: dict[int, tuple[int, ...]] = field(default_factory=dict)
    moments: list[datetime] = field(default_factory=list)
    has_part: bool = False

    def add(self, events: Iterable[Event] = (), moments: Iterable[datetime | None] = ()) -> None:
        for event in events:
            self.seats[event.pk] = tuple(getattr(event, name) for name in SEAT_COUNTERS)
            self.moments += filter(None, (event.registration_opens_at, event.registration_closes_at))
        self.moments += [moment for moment in moments if moment is not None]

    def add_part(self, part: "Stored[Any]") -> None:
        """Add what a part of this part shows."""
        self.seats.update({key: tuple(counters) for key, *counters in part.version[1]})
        self.moments.append(part.ends)
        self.has_part = True


@dataclass(frozen=True)
class Stored[Part]:
    """A stored part. It is valid from `begins` until `ends` (aware), and while the version is the same."""

    part: Part
    version: Version
    begins: datetime
    ends: datetime


def stored[Part](
    request: HttpRequest, key: object, build: Callable[[Shown], Part | None], *, within: Shown | None = None
) -> Part | None:
    """Return the part with this key at the address of the request, built only if it is not stored or is out of date.

    `build` gets an empty Shown to fill. None is returned as it is, and not stored. `within` is the Shown of a stored part
    that has this one in it. One query if the part is stored."""
    store, name = caches["pages"], _name(request, key)
    found: Stored[Part] | None = store.get(name)
    version, moment = _version([row[0] for row in found.version[1]] if found else []), now()
    if not found or found.version != version or not found.begins <= moment < found.ends:
        shown = Shown()
        part = build(shown)
        if part is None or version is None:
            return part
        # The stamp is older than what was read for the part, and the seats are those that the part shows.
        seats = tuple((key, *shown.seats[key]) for key in sorted(shown.seats))
        found = Stored(part, (version[0], seats), moment, _end(shown, moment))
        store.set(name, found)
    if within:
        within.add_part(found)
    return found.part


def _name(request: HttpRequest, key: object) -> str:
    whole = (settings.BASE_URL, settings.SITE_NAME, settings.DEMO, get_language(), request.get_full_path(), key)
    return blake2b(repr(whole).encode(), digest_size=16).hexdigest()


def _version(events: list[int]) -> Version | None:
    """Return the present version of a part that shows the seats of these events; None before the first change."""
    with connection.cursor() as cursor:
        # Plain SQL: this runs for each request, and the ORM needs several times as long to build it as to run it.
        if events:
            keys = ", ".join(["%s"] * len(events))
            cursor.execute(_STAMP_AND_SEATS.format(keys=keys), events)
        else:
            cursor.execute(_STAMP)
        rows = cursor.fetchall()
    if not rows:
        return None
    return rows[0][0], tuple(row[1:] for row in rows if len(row) > 1 and row[1] is not None)


def _end(shown: Shown, moment: datetime) -> datetime:
    """Return when a part that is built at moment must be built again, at the latest after LONGEST."""
    midnight = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [midnight, moment + LONGEST, *(at for at in shown.moments if at > moment)]
    if not shown.has_part and (at := _next_moment(moment)):
        ends.append(at)
    return min(ends)


def _next_moment(moment: datetime) -> datetime | None:
    """Return the next time in a watched column after moment, such as the end of an event. One query."""
    found: list[QuerySet[Any, Any]] = [
        watched.model._default_manager.filter(**{f"{name}__gt": moment})
        .order_by()
        .values(one=Value(1))
        .annotate(next=Min(name))
        .values_list("next", flat=True)
        for watched in WATCHED
        for name in watched.moments
    ]
    return min(filter(None, found[0].union(*found[1:], all=True).order_by()), default=None)
