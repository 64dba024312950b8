"""Read the work list of one person."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from accounts.models import User
from events.kept import kept
from events.models import Event
from events.organise.event_list import in_rows
from events.organise.work.catalogue import KINDS
from events.organise.work.declarations import Finding, Topic, Urgency, WorkKind
from events.organise.work.items import WorkItem
from events.organise.work.scope import Scope
from events.permissions import Action, programmes_by_action


def work_list(user: User, zone: ZoneInfo, *, action: Action = Action.VIEW_EVENTS) -> list[WorkItem]:
    """Return the work that the roles of user permit, the most urgent first, in the programmes where they permit `action`.

    zone: of the reader, for days and times. The items have no events yet: see with_events(). The number of queries does
    not depend on the number of events or people. Events of long ago are not read. What the queries find is kept for a
    short time: see kept.py."""
    allowed, moment = programmes_by_action(user), now()
    scope = {kind.key: allowed[kind.needs] & allowed[action] for kind in KINDS}
    found = kept(
        "work",
        scope,
        lambda: {kind.key: list(kind.find(Scope(scope[kind.key], moment))) for kind in KINDS if scope[kind.key]},
    )
    items = [WorkItem(kind, finding, moment, zone) for kind in KINDS for finding in found.get(kind.key, ())]
    return sorted(items, key=lambda item: item.order)


def work_of(event: Event, user: User, zone: ZoneInfo) -> list[WorkItem]:
    """Return the work of one event that the roles of user permit, the most urgent first.

    zone: of the reader. The queries look for the work of this event alone, and what they find is kept for a short time."""
    allowed, moment = programmes_by_action(user), now()
    kinds = [kind for kind in KINDS if event.programme_id in allowed[kind.needs]]
    scope = frozenset([event.programme_id])
    found = kept(
        f"work of {event.pk}",
        {kind.key: scope for kind in kinds},
        lambda: {kind.key: _findings_in(event, kind, Scope(scope, moment, event.pk)) for kind in kinds},
    )
    items = [WorkItem(kind, finding, moment, zone, event) for kind in kinds for finding in found[kind.key]]
    return sorted(items, key=lambda item: item.order)


def _findings_in(event: Event, kind: WorkKind, scope: Scope) -> list[Finding]:
    return [finding for finding in kind.find(scope) if finding.event == event.pk]


def with_events(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the items with their events: one query."""
    rows = list(items)
    keys = {item.finding.event for item in rows if item.finding.event is not None}
    events = in_rows(Event.objects.all()).in_bulk(keys)
    return [replace(item, event=events.get(item.finding.event or 0)) for item in rows]


def by_urgency(items: Iterable[WorkItem]) -> Iterator[tuple[Urgency, list[WorkItem]]]:
    """Yield the groups of a sorted list that have items."""
    for urgency, group in groupby(items, key=lambda item: item.urgency):
        yield urgency, list(group)


def count_by_topic(items: Iterable[WorkItem]) -> list[tuple[Topic, int]]:
    """Return the topics that have items, with the number of their items."""
    numbers = Counter(item.kind.topic for item in items)
    return [(topic, numbers[topic]) for topic in Topic if numbers[topic]]


def first_by_event(items: Iterable[WorkItem]) -> dict[int, WorkItem]:
    """Return the most urgent item of each event of a sorted list, by the key of the event."""
    first: dict[int, WorkItem] = {}
    for item in items:
        if item.finding.event is not None:
            first.setdefault(item.finding.event, item)
    return first
