"""Months with their events in few words: the ribbon above a month, and the coming months of the home page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from events.calendars.months import after
from events.models import Event
from events.models.event import EventQuerySet

MOST_SYMBOLS = 4
RIBBON = 12  # months


@dataclass
class EventMonth:
    """A month. kinds: of its events in the order of time, and whether each one is called off."""

    first: date
    kinds: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.kinds)

    @property
    def symbols(self) -> Sequence[tuple[str, bool]]:
        """The kinds that are shown: all, or so many that there is room to say how many more there are."""
        return self.kinds if self.number <= MOST_SYMBOLS else self.kinds[: MOST_SYMBOLS - 1]

    @property
    def more(self) -> int:
        return self.number - len(self.symbols)


def month_of(moment: datetime, timezone: str) -> date:
    """Return the first day of the month of a moment (aware) in a time zone (IANA name)."""
    return moment.astimezone(ZoneInfo(timezone)).date().replace(day=1)


def months_from(first: date, length: int, events: EventQuerySet, *, spans: bool = False) -> list[EventMonth]:
    """Return so many months from first on, with the events that begin in them, each in its own time zone. One query.

    spans: whether an event counts in each month in which it has a day. An event of which only the year is known counts in
    no month."""
    months = [EventMonth(first)]
    while len(months) < length:
        months.append(EventMonth(after(months[-1].first)))
    by_first = {month.first: month for month in months}
    rows = _between(events, first, after(months[-1].first), "ends_at" if spans else "starts_at")
    for starts_at, ends_at, timezone, kind, status in rows:
        month = month_of(starts_at, timezone)
        last = month_of(ends_at - timedelta(microseconds=1), timezone) if spans else month  # the end is exclusive
        is_off = status in Event.CALLED_OFF
        while month <= last:
            if month in by_first:
                by_first[month].kinds.append((kind, is_off))
            month = after(month)
    return months


def start_of_ribbon(chosen: date, today: date) -> date:
    """Return the first month of the ribbon that has a chosen month. The ribbons of a year follow one another from today's
    month on, in both directions, so that the ribbon stays the same while a reader turns its months."""
    current = today.replace(day=1)
    steps = (chosen.year - current.year) * 12 + chosen.month - current.month
    index = current.year * 12 + current.month - 1 + steps // RIBBON * RIBBON
    return date(index // 12, index % 12 + 1, 1)


def in_month(events: EventQuerySet, first: date) -> EventQuerySet:
    """Return the events that begin in the month that starts on first, each in its own time zone.

    One query, for those within a day of the borders of the month in UTC."""
    start, end, day = midnight(first), midnight(after(first)), timedelta(1)
    known = events.exclude(precision=Event.Precision.YEAR)
    near = Q(starts_at__gt=start - day, starts_at__lt=start + day) | Q(starts_at__gt=end - day, starts_at__lt=end + day)
    rows = known.filter(near).order_by().values_list("pk", "starts_at", "timezone")
    keys = [key for key, starts_at, timezone in rows if starts_at and month_of(starts_at, timezone) == first]
    return known.filter(Q(starts_at__gte=start + day, starts_at__lte=end - day) | Q(pk__in=keys))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _between(
    events: EventQuerySet, first: date, end: date, until: str
) -> list[tuple[datetime, datetime, str, str, str]]:
    # One more day on both sides, in UTC: no time zone is further away.
    found = events.filter(
        **{"starts_at__lt": midnight(end) + timedelta(1), f"{until}__gt": midnight(first) - timedelta(1)}
    ).exclude(precision=Event.Precision.YEAR)
    return list(
        found.order_by("starts_at", "pk").values_list("starts_at", "ends_at", "timezone", "kind", "status")  # type: ignore[arg-type]
    )
