"""The map of the next events on the home page: the land of the region, a symbol for each event, and names of places.

The list of the same events is on the page, so the map adds nothing that a reader without it would miss."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.timezones import city_name, coordinates
from events.calendars.date_formats import short_range
from events.models import Country, Event, Venue
from events.public.countries.labels import Label, MapPlace, place_labels
from events.public.countries.region import box_of, land_in, place_of

WIDTH, HEIGHT = 460, 350  # pixels: the map has one size, because phones do not show it
CLEAR = timedelta(days=330)  # a month within that time needs no year
SYMBOL, STEP = 8, 15  # pixels: from the middle of a symbol to its edge, and from one symbol at a place to the next


class _Place(NamedTuple):
    """x, y: in tenths of a degree, to the right and down."""

    x: float
    y: float
    name: str


class _View(NamedTuple):
    """The part of the world that is drawn, in tenths of a degree."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PlacedEvent:
    """The symbol of an event. x, y: in percent of the map. shift: pixels to the right, beside others at the same place."""

    event: Event
    place: str
    when: str
    x: str
    y: str
    shift: int


@dataclass(frozen=True)
class EventMap:
    view_box: str
    land: str
    marks: Sequence[PlacedEvent]
    labels: Sequence[Label]


def event_map(events: Iterable[Event], countries: Iterable[Country]) -> EventMap | None:
    """Return the map of events in the region around countries; None if no event has a place there. No query.

    Events are dated, and need their venue with its country."""
    edges = box_of(countries)
    if edges is None:
        return None
    view = _view(edges)
    placed = [(place, event) for event in events if (place := _place(event)) and _is_inside(place, view)]
    if not placed:
        return None
    placed.sort(key=lambda pair: pair[0])
    groups = [list(group) for _where, group in groupby(placed, key=lambda pair: pair[0][:2])]
    names = tuple((_name(group), *group[0][0][:2], len(group)) for group in groups)
    return EventMap(
        "{:.0f} {:.0f} {:.0f} {:.0f}".format(*view),
        land_in((view.left, view.top, view.left + view.width, view.top + view.height)),
        [mark for group in groups for mark in _marks(group, view)],
        _labels(names, view),
    )


def _view(edges: tuple[float, float, float, float]) -> _View:
    """Return the smallest view around the edges that has the form of the map. It has room for names beside the land."""
    left, top, right, bottom = edges
    scale = min(WIDTH / (right - left), HEIGHT / (bottom - top))
    width, height = WIDTH / scale, HEIGHT / scale
    return _View((left + right - width) / 2, (top + bottom - height) / 2, width, height)


def _place(event: Event) -> _Place | None:
    """Return where an event is on the map; None for an event online, or without a known country.

    That is its venue if the coordinates are known, else the city if the time zone is named after it, else the country.
    Of an expert mission, only the country is public."""
    venue = event.venue
    if event.mode == Event.Mode.ONLINE or venue is None or not venue.country:
        return None
    found = place_of(venue.country.pk)
    if event.kind != Event.Kind.EXPERT_MISSION and (exact := _coordinates(venue, event.timezone)):
        latitude, longitude = exact
        return _Place(longitude * 10, -latitude * 10, venue.city or venue.country.name)
    return _Place(*found, venue.country.name) if found else None


def _coordinates(venue: Venue, timezone: str) -> tuple[float, float] | None:
    """Return the latitude and the longitude of a venue or of its city, in degrees; None if they are not known."""
    if venue.latitude is not None and venue.longitude is not None:
        return float(venue.latitude), float(venue.longitude)
    if venue.city and venue.city.casefold() == city_name(timezone, "en").casefold():
        return coordinates(timezone)
    return None


def _is_inside(place: _Place, view: _View) -> bool:
    return 0 < place.x - view.left < view.width and 0 < place.y - view.top < view.height


def _name(group: Sequence[tuple[_Place, Event]]) -> str:
    (place, first), *others = group
    when = _when(first)
    if others:
        return _("{place}, {when} and {count} more").format(place=place.name, when=when, count=len(others))
    return _("{place}, {when}").format(place=place.name, when=when)


def _when(event: Event) -> str:
    """Return the days of a dated event, with the year only if the month alone could mean another one."""
    start, last = event.days
    assert start  # noqa: S101 (for the type checker: the event is dated)
    assert last  # noqa: S101 (same reason)
    return short_range(start, last, year=start - now().date() > CLEAR)


def _marks(group: Sequence[tuple[_Place, Event]], view: _View) -> Iterator[PlacedEvent]:
    for number, (place, event) in enumerate(group):
        x, y = (place.x - view.left) / view.width, (place.y - view.top) / view.height
        yield PlacedEvent(event, place.name, _when(event), f"{x:.2%}", f"{y:.2%}", number * STEP)


@lru_cache(maxsize=16)  # the same events are shown until one of them is over
def _labels(names: Sequence[tuple[str, float, float, int]], view: _View) -> list[Label]:
    """Return the names that have room. names: with their place, and the number of symbols there."""
    scale = WIDTH / view.width
    places = []
    for name, x, y, count in names:
        left, top = (x - view.left) * scale, (y - view.top) * scale
        box = (left - SYMBOL, top - SYMBOL, left + SYMBOL + (count - 1) * STEP, top + SYMBOL)
        places.append(MapPlace(name, left, top, box))
    return place_labels(places, width=WIDTH, height=HEIGHT)
