"""What the pages of a programme show. Each function runs a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from events.models import AreaOfAction, Event, NewsItem, Partner, Phase, PolicyDeclaration, Programme
from events.public.queries import cards_of, for_cards

MOST_UPCOMING, PAST_ON_A_PAGE, PAST_ALONE = 5, 5, 8
MOST_NEWS, MOST_RESOURCES, MOST_PICTURES = 3, 4, 4


@dataclass(frozen=True)
class EventLines:
    """The next events, and one page of the past ones: ten together at most."""

    upcoming: Sequence[Event]
    more_upcoming: bool
    past: Page


def programme_for_page(slug: str) -> Programme:
    """Return the programme with everything that its page shows, except events and news. Raise Http404 without it."""
    programmes = Programme.objects.select_related("figures").prefetch_related(
        "countries",
        Prefetch("areas", AreaOfAction.objects.defer("text", "next_text")),
        Prefetch("partners", Partner.objects.select_related("country").with_logos()),
        Prefetch("phases", Phase.objects.prefetch_related("countries")),
        Prefetch("declarations", PolicyDeclaration.objects.defer("text", "next_text")),
    )
    return get_object_or_404(programmes, slug=slug)


def programme_by_slug(slug: str) -> Programme:
    return get_object_or_404(Programme, slug=slug)


def row_of_programme[Row: Model](rows: QuerySet[Row], slug: str, row_slug: str) -> Row:
    """Return the row with its programme, by the slugs of both. Raise Http404."""
    return get_object_or_404(rows.select_related("programme"), programme__slug=slug, slug=row_slug)


def event_lines(events: QuerySet[Event], page: str | None) -> EventLines:
    """Return the lines of events (an EventQuerySet). page: the number of the page of past events."""
    found = cast("type[Event]", events.model).objects.filter(pk__in=events.order_by().values("pk"))
    upcoming = list(for_cards(found.upcoming())[: MOST_UPCOMING + 1])
    size = PAST_ON_A_PAGE if upcoming else PAST_ALONE
    past = Paginator(found.past(), size).get_page(page)
    past.object_list = cards_of(cast("QuerySet[Event]", past.object_list))
    return EventLines(upcoming[:MOST_UPCOMING], len(upcoming) > MOST_UPCOMING, past)


def has_public_event(row: NewsItem | PolicyDeclaration) -> bool:
    """Return whether row is about an event that everybody may see. One query, if it is about an event."""
    return row.event_id is not None and Event.objects.listed().filter(pk=row.event_id).exists()


def numbers_by_phase(programme: Programme) -> dict[int, int]:
    """Return the number of listed events by the primary key of the phase."""
    events = Event.objects.listed().filter(programme=programme, phase__isnull=False).order_by()
    return dict(events.values_list("phase").annotate(number=Count("pk")))


def latest_news(programme: Programme | None = None) -> QuerySet[NewsItem]:
    """Return the latest news of a programme, or of all."""
    news = NewsItem.objects.published().select_related("programme").defer("text")
    return (news.filter(programme=programme) if programme else news)[:MOST_NEWS]


def sources_of(programme: Programme) -> list[tuple[str, list[str]]]:
    """Return the sources of the facts on the page, by the part of the page. Each source is named once."""
    parts = (
        (_("Programme"), [programme]),
        (_("Phases"), programme.phases.all()),
        (_("Areas of action"), programme.areas.all()),
        (_("Declarations"), programme.declarations.all()),
        (_("Partners"), programme.partners.all()),
    )
    named: set[str] = set()
    found = []
    for label, rows in parts:
        sources = [
            source for source in dict.fromkeys(text for row in rows for text in row.sources) if source not in named
        ]
        named.update(sources)
        if sources:
            found.append((label, sources))
    return found
