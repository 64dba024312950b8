"""Queries of the public pages. Each function runs a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import now

from accounts.models import User
from accounts.models.search import matches_all, matches_word
from events.calendars.ribbon import in_month
from events.models import Contributor, Document, Event, Programme, Registration, Resource, Session
from events.models.event import EventQuerySet, has_public_word
from events.models.former_slug import with_slugs
from events.public.place_names import countries_named, is_in_place


def for_cards(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return events with the related rows that a card shows, and without long texts."""
    return events.select_related("programme", "venue__country").defer(
        "vevent", "description", "sources", "note", "search_text", "title_text"
    )


def cards_of(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events of one page (a sliced queryset) with the related rows that their cards show.

    A subquery selects the primary keys of the page. It needs only indexes, so few rows are read."""
    return for_cards(Event.objects.filter(pk__in=events.values("pk"))).order_by(*events.query.order_by)


def has_past_events() -> bool:
    """Return whether the list of events has a past one: an empty installation has none to point to."""
    return bool(Event.objects.listed().past().exists())


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
        events = events.filter(programme__in=with_slugs(Programme.objects.all(), [programme]))
    if filters.get("open"):
        events = events.open_for_registration()
    if area := filters.get("area"):
        events = events.with_public_area().in_area([area])
    if country := filters.get("country"):
        events = events.in_country([country])
    if month := filters.get("month"):
        events = in_month(events, month)
    if condition := matches_all(filters.get("q", ""), _has_word):
        events = events.filter(condition)
    return events


def _has_word(word: str) -> Q:
    """Return the condition that an event contains a folded word. Accents do not matter: "Hanoi" finds "Hà Nội".

    The title, the summary, the place under all its names, the sessions and the names and organisations of contributors are
    searched, in their stored search texts. What the page of an event never shows cannot be found either: no contributor
    who has declined; of a mission, only the title and the country; and no session of a study visit without public days."""
    days = Q(event__study_visit=None) | Q(event__study_visit__has_public_days=True)
    sessions = Session.objects.filter(days, event=OuterRef("pk")).order_by()
    people = (
        Contributor.objects.not_declined().filter(matches_word("search_text", word), session=OuterRef("pk")).order_by()
    )
    return (
        has_public_word(word)
        | matches_word("venue__country__search_text", word)
        | Q(venue__country__in=countries_named(word))
        | Q(mission=None)
        & (
            matches_word("venue__search_text", word)
            | is_in_place(word)
            | Q(Exists(sessions.filter(matches_word("search_text", word))))
            | Q(Exists(sessions.filter(Exists(people))))
        )
    )


def by_month(events: Iterable[Event]) -> list[tuple[date | None, list[Event]]]:
    """Group events by the month of their local start, and keep their order. The month is None for events without a date."""

    def month(event: Event) -> date | None:
        return event.local_starts_at.date().replace(day=1) if event.local_starts_at else None

    return [(key, list(group)) for key, group in groupby(events, month)]


def next_events(limit: int = 6) -> list[Event]:
    """Return the next dated events of all programmes, at most limit."""
    return list(for_cards(Event.objects.listed().dated().filter(ends_at__gte=now()).order_by("starts_at"))[:limit])


def events_for_covers(limit: int = 3) -> list[Event]:
    """Return the dated events that anybody can register for, the next one first; without any, the next events.

    Their sessions are loaded with the venues that a cover needs: those of study visits with public days. Two queries, or
    three."""
    shown = Session.objects.filter(event__kind=Event.Kind.STUDY_VISIT).select_related("venue")
    shown = shown.exclude(event__study_visit__has_public_days=False)
    dated = (
        for_cards(Event.objects.listed().dated()).prefetch_related(Prefetch("sessions", shown)).order_by("starts_at")
    )
    anybody = dated.open_for_registration().exclude(policy=Event.Policy.INVITATION)  # type: ignore[attr-defined]
    return list(anybody[:limit]) or list(dated.filter(ends_at__gte=now())[:limit])


def next_similar(event: Event) -> Event | None:
    """Return the next upcoming event in the same areas of action, else of the same programme; None without one.

    One query."""
    public = Event.areas.through.objects.exclude(event__mission__has_public_area=False)
    areas = public.filter(event=OuterRef("pk"), areaofaction__in=public.filter(event=event).values("areaofaction"))
    upcoming = Event.objects.listed().upcoming().filter(status=Event.Status.PUBLISHED).exclude(pk=event.pk)
    is_in_area = Exists(areas.order_by())
    found = upcoming.filter(Q(is_in_area) | Q(programme=event.programme_id))
    return for_cards(found).order_by(is_in_area.desc(), F("starts_at").asc(nulls_last=True), "pk").first()


def for_page(user: User | AnonymousUser) -> QuerySet[Event]:
    """Return the events that user may see, with everything that the page of an event shows."""
    documents = Document.objects.select_related("resource")
    return (
        with_sessions(visible_to(user))
        .prefetch_related("areas", "countries", Prefetch("documents", documents))
        .select_related("phase")
    )


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

    The sessions name no contributor who has declined.

    only: conditions for the sessions that are loaded."""
    contributors = Contributor.objects.not_declined().select_related("expert__programme", "slides").order_by("pk")
    sessions = (
        Session.objects.filter(**only)
        .select_related("venue__country")
        .prefetch_related(Prefetch("contributors", contributors))
    )
    return (
        events.select_related("programme", "venue__country")
        .defer("vevent")
        .prefetch_related(Prefetch("sessions", sessions))
    )


@dataclass(frozen=True)
class ProgrammeNumbers:
    """A programme with how many public events it has, how many of them are ahead, and how many public resources."""

    programme: Programme
    ahead: int
    total: int
    resources: int


def with_numbers(programmes: Iterable[Programme]) -> list[ProgrammeNumbers]:
    """Return programmes with what they have now. Two queries."""
    listed = Event.objects.listed().exclude(status=Event.Status.CANCELLED).order_by().values("programme")
    is_ahead = Q(ahead_until__gte=now())
    events = {
        row["programme"]: (row["ahead"], row["total"])
        for row in listed.annotate(total=Count("pk"), ahead=Count("pk", filter=is_ahead))
    }
    published = Resource.objects.published().order_by().values("programme").annotate(number=Count("pk"))
    resources = {row["programme"]: row["number"] for row in published}
    return [
        ProgrammeNumbers(one, *events.get(one.pk, (0, 0)), resources=resources.get(one.pk, 0)) for one in programmes
    ]


def running() -> QuerySet[Programme]:
    """Return all programmes by name: first those with upcoming events, then the others."""
    dated = Event.objects.listed().filter(programme=OuterRef("pk"), ends_at__isnull=False)
    ahead = dated.filter(ahead_until__gte=now())
    return (
        Programme.objects.select_related("figures")
        .annotate(has_events_ahead=Exists(ahead))
        .order_by("-has_events_ahead", "name")
    )
