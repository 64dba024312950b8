"""The month calendar: the events of a month, and the bars that show them in its weeks."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.db.models import QuerySet
from django.utils.timezone import now

from events.calendars.entry_times import whole_days
from events.models import Event
from events.models.event import EventQuerySet


@dataclass(frozen=True)
class MonthBar:
    """The part of an event in one week: the number of days, and whether the event continues in other weeks."""

    event: Event
    days: int
    comes_before: bool
    goes_on: bool


@dataclass
class DayCell:
    """One day. Each lane holds a bar that starts on this day, the event of a bar that started before, or None."""

    day: date
    is_other: bool
    lanes: list[MonthBar | Event | None] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [lane.event if isinstance(lane, MonthBar) else lane for lane in self.lanes if lane]

    def is_free(self, lane: int) -> bool:
        return lane >= len(self.lanes) or self.lanes[lane] is None

    def put(self, lane: int, content: MonthBar | Event) -> None:
        self.lanes += [None] * (lane + 1 - len(self.lanes))
        self.lanes[lane] = content


def after(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def events_in(events: QuerySet[Event], first: date, end: date) -> list[Event]:
    """Return those of events that have a day from first until end (exclusive). Each counts in its own time zone.

    The next one is first. An event of which only the year is known has no day. One query."""
    # One more day on both sides, in UTC: no time zone is further away.
    candidates = (
        events.filter(starts_at__lt=_midnight(end + timedelta(1)), ends_at__gt=_midnight(first - timedelta(1)))
        .exclude(precision=Event.Precision.YEAR)
        .order_by("starts_at", "pk")
    )
    ranges = [(event, *whole_days(event)) for event in candidates]
    return [event for event, begins, until in ranges if begins < end and until > first]


def first_month(event: Event, first: date) -> date:
    """Return the month in which an event is listed that has a day from first on: the month of its first day, or first."""
    begins, _end = whole_days(event)
    return max(begins.replace(day=1), first)


def next_with_events(events: EventQuerySet) -> date | None:
    """Return the first day of the month in which the next of events starts, in its own time zone; None without one."""
    event = (
        events.exclude(status=Event.Status.CANCELLED)
        .dated()
        .filter(starts_at__gte=now())
        .only("starts_at", "ends_at", "timezone")
        .order_by("starts_at", "pk")
        .first()
    )
    return whole_days(event)[0].replace(day=1) if event else None


def weeks(first: date, events: Iterable[Event]) -> list[list[DayCell]]:
    """Return the weeks of the month. An event has the same lane on all days of a week, so that it is one bar."""
    events = list(events)
    return [
        _week([DayCell(day, is_other=day.month != first.month) for day in days], events)
        for days in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def _week(cells: list[DayCell], events: list[Event]) -> list[DayCell]:
    monday, sunday = cells[0].day, cells[-1].day
    for event in events:
        begins, end = whole_days(event)
        if begins > sunday or end <= monday:
            continue
        days = cells[max(0, (begins - monday).days) : (end - monday).days]
        lane = next(number for number in count() if all(cell.is_free(number) for cell in days))
        for cell in days:
            cell.put(lane, event)
        days[0].put(
            lane, MonthBar(event, len(days), comes_before=begins < monday, goes_on=end > sunday + timedelta(days=1))
        )
    return cells


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
