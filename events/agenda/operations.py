"""What organisers do with an agenda, as edits of its items. Nothing is saved here: see edits.save().

Every operation counts on the clocks of the session. A local time stays the same when the clocks change during the event."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.agenda.edits import Edit
from events.agenda.errors import InvalidSessionError
from events.agenda.items import Item
from events.agenda.values import Value, Values
from events.local_times import nearest_moment
from events.models import Event


def times(zone: ZoneInfo, local_start: datetime, minutes: int) -> Values:
    """Return the values of a session from local_start (naive, on the clocks of zone) that ends so many minutes later, by
    the clock."""
    start, end = (nearest_moment(local, zone) for local in (local_start, local_start + timedelta(minutes=minutes)))
    return {"starts_at": start.isoformat(), "ends_at": end.isoformat()}


def move(item: Item, local_start: datetime, minutes: int | None = None, **place: Value) -> Edit:
    """Return the edit that moves an item to local_start (naive). minutes: its new length. place: a new room or track."""
    length = clock_minutes(item) if minutes is None else minutes
    return Edit(item.key, {**times(item.row.zone, local_start, length), **place})


def shift(items: Iterable[Item], minutes: int) -> list[Edit]:
    """Return the edits that move items later by so many minutes; earlier by a negative number."""
    by = timedelta(minutes=minutes)
    return [move(item, item.local_start.replace(tzinfo=None) + by) for item in items if item.local_start]


def later_items(items: Iterable[Item], item: Item) -> list[Item]:
    """Return item and the items of its day that start when it starts or later."""
    start = item.local_start
    if start is None:
        return []
    return [one for one in items if one.local_start and one.day == item.day and one.local_start >= start]


def split(item: Item, at: datetime | None = None) -> list[Edit]:
    """Return the edits that split an item in two, at a local time (naive), or in the middle, in steps of five minutes.

    Raise InvalidSessionError if the time is not within the session."""
    start, minutes = item.local_start, clock_minutes(item)
    if start is None or minutes < 10:
        raise InvalidSessionError("starts_at", _("Only a session of ten minutes or more can be split."))
    begin = start.replace(tzinfo=None)
    first = round(minutes / 10) * 5 if at is None else round((at - begin).total_seconds() / 60)
    if not 0 < first < minutes:
        raise InvalidSessionError("starts_at", _("Choose a time within the session."))
    rest = times(item.row.zone, begin + timedelta(minutes=first), minutes - first)
    # People chose the first part: the second one has no seats to choose yet.
    second = {**item.values, **rest, "is_optional": False, "seats": None}
    return [move(item, begin, first), Edit("", second)]


def duplicate_day(items: Iterable[Item], day: date, to: date) -> list[Edit]:
    """Return the edits that copy the items of a day to another day, at the same local times, without people."""
    copies = []
    for item in items:
        if item.day == day and item.local_start:
            local = datetime.combine(to, item.local_start.time())
            copies.append(Edit("", {**item.values, **times(item.row.zone, local, clock_minutes(item))}))
    return copies


def add(
    event: Event, day: date, starts: time, minutes: int, *, people: Sequence[Mapping[str, Any]] = (), **values: Value
) -> Edit:
    """Return the edit that adds a session on the clocks of event. people: the values of its contributors."""
    return Edit("", {**times(event.zone, datetime.combine(day, starts), minutes), **values}, people)


def clock_minutes(item: Item) -> int:
    """Return the length of an item as its clocks show it; 0 without times."""
    start, end = item.local_start, item.local_end
    if start is None or end is None:
        return 0
    return round((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds() / 60)


def remove(keys: Iterable[str]) -> list[Edit]:
    """Return the edits that remove items."""
    return [Edit(key, None) for key in keys]


def by_key(items: Iterable[Item]) -> Mapping[str, Item]:
    return {item.key: item for item in items}
