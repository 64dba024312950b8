"""A year of events: twelve months as text, and as a strip of marks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.calendars.date_formats import month_range, short_month
from events.calendars.dates import list_text
from events.models import Event
from events.models.event import EventQuerySet
from events.organise.event_list import in_full
from events.organise.stages import StagedEvents

MOST = 500  # events of a year; people read no longer list
BEFORE, MONTHS = 4, 12  # months of the strip: before this one, and all
STEP, FLOOR, RISE, MARKS = 28.4, 73, 19, 4  # of the strip: its columns, its lowest mark, and the marks of a column


@dataclass
class Month:
    """A month with its events. `first` is its first day."""

    first: date
    events: list[Event] = field(default_factory=list)
    is_past: bool = False
    is_now: bool = False


@dataclass(frozen=True)
class Year:
    number: int
    months: list[Month]
    without_month: list[Event]  # only the year is known
    is_cut: bool  # there are more than MOST events


def year_of(events: StagedEvents, number: int, today: date) -> Year:
    """Return the months of a year with those of events that begin in it. One query.

    events: already limited to the year. An event that began in the year before is in January."""
    months = [Month(date(number, month, 1)) for month in range(1, 13)]
    for month in months:
        month.is_now = month.first == today.replace(day=1)
        month.is_past = month.first < today.replace(day=1)
    without_month = []
    found = list(in_full(events).order_by("starts_at", "pk")[: MOST + 1])
    for event in found[:MOST]:
        start = event.local_starts_at
        if start is None or event.precision == Event.Precision.YEAR:
            without_month.append(event)
        else:
            months[start.month - 1 if start.year == number else 0].events.append(event)
    return Year(number, months, without_month, len(found) > MOST)


@dataclass(frozen=True)
class Mark:
    """An event in the strip, or the number of those for which there is no room (`more`)."""

    x: float
    y: float
    event: Event | None = None
    title: str = ""
    is_past: bool = False
    is_outlined: bool = False
    more: int = 0


@dataclass(frozen=True)
class StripMonth:
    x: float
    letter: str
    is_now: bool
    marks: list[Mark]


@dataclass(frozen=True)
class Strip:
    """The year around today as a picture: a column for each month, and the same as text."""

    columns: list[StripMonth]
    today_x: float
    text: str
    kinds: list[tuple[str, str]]  # of the marks, for the legend


def strip_of(events: EventQuerySet, today: date) -> Strip:
    """Return the strip of the months around today. One query; events without a month are left out."""
    first = _add_months(today.replace(day=1), -BEFORE)
    starts = [_add_months(first, number) for number in range(MONTHS)]
    months = {start: Month(start, is_now=start == today.replace(day=1)) for start in starts}
    for event in _events_of(events, first, _add_months(first, MONTHS)):
        if start := event.local_starts_at:
            month = months.get(start.date().replace(day=1))
            if month:
                month.events.append(event)
    columns = [_strip_month(number, month, today) for number, month in enumerate(months.values())]
    here = BEFORE * STEP + (today.day - 1) / 31 * STEP
    shown = {event.kind for month in months.values() for event in month.events}
    kinds = [(kind.value, str(kind.label)) for kind in Event.Kind if kind in shown]
    return Strip(columns, round(here, 1), _in_words(list(months.values())), kinds)


def _events_of(events: EventQuerySet, first: date, following: date) -> EventQuerySet:
    # One more day on both sides, in UTC: no time zone is further away.
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")) for day in (first, following))
    known = ~Q(precision__in=[Event.Precision.YEAR, Event.Precision.TBC])
    needed = ("title", "kind", "status", "precision", "starts_at", "ends_at", "timezone", "date_text")
    return (
        events.filter(known, starts_at__gte=begin - timedelta(days=1), starts_at__lt=end + timedelta(days=1))
        .only(*needed)
        .order_by("starts_at", "pk")
    )


def _strip_month(number: int, month: Month, today: date) -> StripMonth:
    x = round(14 + number * STEP, 1)
    fits = len(month.events) <= MARKS
    shown = month.events if fits else month.events[: MARKS - 1]
    marks = [
        Mark(
            x,
            FLOOR - row * RISE,
            event,
            f"{list_text(event, today)}: {event.title}",
            is_past=event.ends_at is not None and event.ends_at < now(),
            is_outlined=event.status != Event.Status.PUBLISHED,
        )
        for row, event in enumerate(shown)
    ]
    if not fits:
        marks.append(Mark(x, FLOOR - (MARKS - 1) * RISE, more=len(month.events) - len(shown)))
    return StripMonth(x, short_month(month.first)[:1].upper(), month.is_now, marks)


def _in_words(months: Iterable[Month]) -> str:
    """Return the numbers of the strip for people who do not see it: "Events by month: July 2026 2, August 2026 1"."""
    counts = ", ".join(
        f"{month_range(month.first, month.first)} {len(month.events)}" for month in months if month.events
    )
    return _("Events by month: {counts}").format(counts=counts) if counts else _("No events in these months")


def _add_months(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
