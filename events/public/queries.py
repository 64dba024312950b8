"""Queries of the public pages. Each function runs a fixed number of queries."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import now

from accounts.models import User
from accounts.models.search import matches_all, matches_word
from events.models import Contributor, Event, Programme, Registration, Session
from events.models.event import EventQuerySet


def for_cards(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return events with the related rows that a card shows, and without long texts."""
    return events.select_related("programme", "venue__country").defer(
        "vevent", "description", "sources", "note", "search_text"
    )


def cards_of(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events of one page (a sliced queryset) with the related rows that their cards show.

    A subquery selects the primary keys of the page. It needs only indexes, so few rows are read."""
    return for_cards(Event.objects.filter(pk__in=events.values("pk"))).order_by(*events.query.order_by)


def filtered(filters: dict[str, Any]) -> EventQuerySet:
    """Return the public events that match filters, the cleaned data of FilterForm.

    The order is: the next event first; for past events and for all events, the latest event first."""
    events = Event.objects.listed()
    when = filters.get("when") or "upcoming"
    if when == "upcoming":
        events = events.upcoming()
    elif when == "past":
        events = events.past()
    else:
        events = events.order_by(F("starts_at").desc(nulls_last=True), "-pk")
    for field in ("kind", "mode"):
        if filters.get(field):
            events = events.filter(**{field: filters[field]})
    if programme := filters.get("programme"):
        events = events.filter(programme=programme)
    if area := filters.get("area"):
        events = events.in_area([area])
    if country := filters.get("country"):
        events = events.in_country([country])
    if condition := matches_all(filters.get("q", ""), _has_word):
        events = events.filter(condition)
    return events


def _has_word(word: str) -> Q:
    """Return the condition that an event contains a folded word. Accents do not matter: "Hanoi" finds "Hà Nội".

    The title, the summary, the place, the sessions and the names and organisations of contributors are searched, in their
    stored search texts."""
    sessions = Session.objects.filter(matches_word("search_text", word), event=OuterRef("pk"))
    contributors = Contributor.objects.filter(matches_word("search_text", word), session__event=OuterRef("pk"))
    return (
        matches_word("search_text", word)
        | matches_word("venue__search_text", word)
        | matches_word("venue__country__search_text", word)
        | Q(Exists(sessions.order_by()))
        | Q(Exists(contributors.order_by()))
    )


def by_month(events: Iterable[Event]) -> list[tuple[date | None, list[Event]]]:
    """Group events by the month of their local start, and keep their order. The month is None for events without a date."""

    def month(event: Event) -> date | None:
        return event.local_starts_at.date().replace(day=1) if event.local_starts_at else None

    return [(key, list(group)) for key, group in groupby(events, month)]


def next_events(limit: int = 6) -> list[Event]:
    """Return the next dated events of all programmes, at most limit."""
    return list(for_cards(Event.objects.listed().dated().filter(ends_at__gte=now()).order_by("starts_at"))[:limit])


def for_page(user: User | AnonymousUser) -> QuerySet[Event]:
    """Return the events that user may see, with everything that the page of an event shows."""
    return with_sessions(visible_to(user)).prefetch_related("areas", "countries", "documents").select_related("phase")


def visible_to(user: User | AnonymousUser) -> QuerySet[Event]:
    """Return the events whose page user may see. Only members of the team see a draft.

    An event that is not public, see EventQuerySet.listed(), is for the team and for people who are registered."""
    visible = Q(pk__in=Event.objects.listed().order_by().values("pk"))
    if user.is_authenticated:
        own = Registration.objects.of(user).active().filter(event=OuterRef("pk"))
        visible |= ~Q(status=Event.Status.DRAFT) & Q(Exists(own))
        visible |= Q(programme__team__person=user)
    return Event.objects.filter(visible).distinct()


def with_sessions(events: QuerySet[Event], **only: Any) -> QuerySet[Event]:
    """Return events with their programme and venue, and with their sessions as the agenda shows them.

    only: conditions for the sessions that are loaded."""
    sessions = (
        Session.objects.filter(**only)
        .select_related("venue__country")
        .prefetch_related(
            Prefetch("contributors", Contributor.objects.select_related("expert__programme", "slides").order_by("pk"))
        )
    )
    return (
        events.select_related("programme", "venue__country")
        .defer("vevent")
        .prefetch_related(Prefetch("sessions", sessions))
    )


def running() -> QuerySet[Programme]:
    """Return all programmes by name: first those with upcoming events, then the others."""
    dated = Event.objects.listed().filter(programme=OuterRef("pk"), ends_at__isnull=False)
    ahead = dated.filter(ahead_until__gte=now())
    return Programme.objects.annotate(has_events_ahead=Exists(ahead)).order_by("-has_events_ahead", "name")
