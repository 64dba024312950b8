"""The list of all events of a person's programmes: what its filters find, its order, and its board."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from accounts.models.search import matches_words
from events.models import Event, Programme
from events.models.event import EventQuerySet
from events.organise.event_filter import EventFilter
from events.organise.stages import Stage, StagedEvents, with_stage
from events.permissions import Action, programmes_where

SHOWN_IN_ROW = (
    *("slug", "title", "kind", "mode", "status", "seats", "seats_taken"),
    *("precision", "starts_at", "ends_at", "timezone", "date_text"),
    *("venue__city", "venue__name"),
)
CARDS = 20  # of a stage on the board
BACKWARDS = (Stage.REPORTING, Stage.CLOSED)  # the latest event of these stages comes first


def programmes_of(user: User) -> list[Programme]:
    """Return the programmes whose events user may see."""
    return list(programmes_where(user, Action.VIEW_EVENTS).only("pk", "slug", "name", "short_name"))


def find_events(programmes: list[Programme], wanted: EventFilter) -> StagedEvents:
    """Return the events of these programmes that match the filter, with their stage.

    One query at once if a year is wanted: for the time zones of the events."""
    events = Event.objects.filter(
        programme__in=[one.pk for one in programmes if wanted.programme in {"", one.slug}]
    ).order_by()
    words = matches_words(["search_text", "venue__search_text"], wanted.search)
    if words is not None:
        events = events.filter(words)
    if wanted.country:
        events = events.in_country([wanted.country])
    if wanted.area:
        events = events.in_area([wanted.area])
    exact = {"kind": wanted.kind, "phase": wanted.phase, "officer": wanted.officer}
    events = events.filter(**{name: value for name, value in exact.items() if value})
    if wanted.year:
        events = events.filter(in_year(wanted.year, events))
    found = with_stage(events)
    return found.filter(stage_key=wanted.stage) if wanted.stage else found


def in_year(year: int, events: EventQuerySet) -> Q:
    """Return the condition that an event has a day in the year, on the clocks of its own time zone. One query."""
    condition = Q(pk__in=())
    for name in events.order_by().values_list("timezone", flat=True).distinct():
        first, following = (datetime(one, 1, 1, tzinfo=ZoneInfo(name)) for one in (year, year + 1))
        condition |= Q(timezone=name, starts_at__lt=following, ends_at__gt=first)
    return condition


def by_stage(events: StagedEvents) -> StagedEvents:
    """Return events in the order of the list: by stage, then the next one first, or the latest one if it is over."""
    return events.order_by("stage_rank", *_dates())


def rows_of(programmes: list[Programme], keys: Collection[int]) -> dict[int, Event]:
    """Return these events by their keys, with what a row of the list shows, if they belong to the programmes. One query."""
    return in_rows(Event.objects.filter(programme__in=[one.pk for one in programmes])).in_bulk(keys)


def in_rows(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return events with only what a row of a list shows. A row of all fields takes longer to read than to show."""
    return events.select_related("venue").only(*SHOWN_IN_ROW)


def in_full(events: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return events with what a line of a list shows."""
    return events.select_related("venue", "programme").defer("vevent", "description", "programme__text")


def _dates() -> tuple[Any, ...]:
    backwards = Q(stage_key__in=BACKWARDS)
    return (
        Case(When(~backwards, then=F("starts_at"))).asc(nulls_last=True),
        F("starts_at").desc(nulls_last=True),
        "pk",
    )


def keys_by_stage(events: StagedEvents) -> dict[Stage, list[int]]:
    """Return the keys of events by their stage, both in the order of the list. One query."""
    rows = by_stage(events).values_list("stage_key", "pk")
    return {Stage(key): [pk for _key, pk in group] for key, group in groupby(rows, key=itemgetter(0))}


def count_by_stage(events: StagedEvents) -> dict[Stage, int]:
    rows = events.order_by().values_list("stage_key").annotate(number=Count("pk"))
    return {Stage(key): number for key, number in rows}


def board(events: StagedEvents) -> list[tuple[Stage, list[Event]]]:
    """Return the columns of the board: each stage with its first CARDS events. One query."""
    place = Window(RowNumber(), partition_by="stage_key", order_by=_dates())
    shown = in_full(events.annotate(place=place)).filter(place__lte=CARDS).order_by("place")
    columns: dict[Stage, list[Event]] = {stage: [] for stage in Stage}
    for event in shown:
        columns[Stage(event.stage_key)].append(event)
    return list(columns.items())
