"""Find events, sessions and venues."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import ngettext

from accounts.models.search import has_word, matches_all, matches_word, spellings_of_words
from events.calendars import dates
from events.models import Contributor, Event, Session, Venue
from events.organise.search.hits import Hit, Search
from events.permissions import Action


def find_events(search: Search) -> list[Hit]:
    """Return events by their title, summary and place: the next one first, then the latest past one."""
    found = Event.objects.filter(
        matches_all(search.text, _with_places(search)) or Q(pk__in=[]),
        programme__in=search.programmes[Action.VIEW_EVENTS],
    )
    rows = (
        Event.objects.select_related("programme", "venue__country")
        .defer("vevent", "description", "sources", "note", "search_text", "title_text")
        .alias(is_over=Case(When(ahead_until__lt=now(), then=1), default=0))
        .order_by("is_over", Case(When(is_over=0, then=F("starts_at"))).asc(nulls_last=True), "-starts_at", "pk")
    )
    return [_event_hit(search, event) for event in search.first(rows, found)]


def _with_places(search: Search) -> Callable[[str], Q]:
    """Return the condition that an event, its venue or the country of its venue has a word. One query, for the places.

    With the keys of places instead of a join, the database finds the events by its index of words."""
    columns = ("search_text", "country__search_text")
    words = {word for spellings in spellings_of_words(search.text) for word in spellings}
    each = [matches_word(column, word) for word in sorted(words) for column in columns]
    places = list(Venue.objects.filter(reduce(or_, each, Q(pk__in=[]))).order_by().values_list("pk", *columns))

    def matches(word: str) -> Q:
        found = [pk for pk, *texts in places if any(has_word(text or "", word) for text in texts)]
        own = matches_word("search_text", word)
        return own | Q(venue__in=found) if found else own

    return matches


def _event_hit(search: Search, event: Event) -> Hit:
    status = event.get_status_display() if event.status != Event.Status.PUBLISHED else ""
    return Hit(
        reverse("planning:overview", args=[event.slug]),
        search.mark(event.title),
        search.details([dates.short_text(event), event.venue, event.programme.short_name or event.programme, status]),
        event.kind,
        event.get_kind_display(),
    )


def find_sessions(search: Search) -> list[Hit]:
    """Return sessions by their title, and by the names and organisations of their contributors; the latest first."""
    contributors = Contributor.objects.filter(search.matches("search_text")).order_by()
    found = Session.objects.filter(
        search.matches("search_text") | Q(pk__in=contributors.values("session")),
        event__programme__in=search.programmes[Action.VIEW_EVENTS],
    )
    rows = Session.objects.select_related("event").defer("abstract", "search_text", "event__vevent")
    rows = rows.prefetch_related("contributors").order_by(F("starts_at").desc(nulls_last=True), "-pk")
    return [_session_hit(search, session) for session in search.first(rows, found)]


def _session_hit(search: Search, session: Session) -> Hit:
    starts_at = dates.moment_text(session.starts_at, session.zone) if session.starts_at else session.time_text
    people = ", ".join(contributor.name for contributor in session.contributors.all())
    return Hit(
        session_url(session), search.mark(session.title), search.details([starts_at, people, session.event.title])
    )


def session_url(session: Session) -> str:
    """Return the address of a session in the workspace: its line in the overview of its event."""
    return f"{reverse('planning:overview', args=[session.event.slug])}#session-{session.pk}"


def find_venues(search: Search) -> list[Hit]:
    """Return the venues of the reader's programmes, and those of their events and sessions, by name, city and country.

    A hit leads to the page of the venue, or to the events there for a reader who may not open it."""
    events = Event.objects.filter(programme__in=search.programmes[Action.VIEW_EVENTS])
    found = Venue.objects.filter(
        search.matches("search_text", "country__search_text"),
        Q(programme__in=search.programmes[Action.VIEW_EVENTS])
        | Exists(events.filter(venue=OuterRef("pk")).order_by())
        | Exists(Session.objects.filter(venue=OuterRef("pk"), event__in=events).order_by()),
    )
    rows = Venue.objects.select_related("country", "programme").order_by("name", "city", "pk")
    of_reader = Q(events__programme__in=search.programmes[Action.VIEW_EVENTS])
    rows = rows.annotate(event_count=Count("events", of_reader, distinct=True))
    return [_venue_hit(search, venue) for venue in search.first(rows, found)]


def _venue_hit(search: Search, venue: Any) -> Hit:
    used = ngettext("%(count)d event", "%(count)d events", venue.event_count) % {"count": venue.event_count}
    if venue.programme_id in search.programmes[Action.EDIT_EVENTS]:
        url = reverse("venues:edit", args=[venue.programme.slug, venue.pk])
    else:
        url = reverse("organise:events", query={"q": venue.name or venue.city})
    return Hit(
        url,
        search.mark(venue.name or venue.city),
        search.details([venue.address, venue.city, venue.country, used]),
    )
