"""Draw the cover of an event: its room from above, with a light for each taken seat, as an SVG without style attributes.

The same event always has the same picture: its key decides which seats are lit. The classes name the shapes, and the style
sheet says how they look: s-on is a taken seat, s-off a free one; s-desk, s-table and s-way are parts of the room."""

import random
from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.models import Event
from events.public.event_page import seat_plans

MOST_SEATS = 240  # more are drawn in proportion
# The seats that are drawn for an event without a limit. They are lit when it is over.
UNLIMITED = {
    Event.Kind.REGIONAL_SEMINAR: 60, Event.Kind.TRAINING: 24, Event.Kind.MEETING: 16, Event.Kind.EXPERT_MISSION: 8,
}  # fmt: skip

# The looks of the shapes in a document of its own, as the style sheet has them for pages.
STYLE = (
    ".s-on{fill:#f7dfae}.s-dim{fill:#fff;fill-opacity:.13}.s-desk{fill:#fff;fill-opacity:.9}"
    ".s-table{stroke:#fff;stroke-opacity:.9;stroke-width:2;fill:#fff;fill-opacity:.1}"
    ".s-way{stroke:#fff;stroke-opacity:.8;stroke-width:2;stroke-dasharray:.1 7;stroke-linecap:round}"
)


def cover(event: Event) -> SafeString:
    """Return the cover of an event, whose sessions are loaded. No query."""
    cities = {session.venue.city for session in event.sessions.all() if session.venue and session.venue.city}
    drawing = _drawing(event, _seats(event), len(cities))
    label = _label(event)
    says = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="cover-art" viewBox="0 0 400 220" {} focusable="false">{}</svg>',
        says,
        mark_safe(drawing),  # noqa: S308 (numbers only)
    )


def full_room(event: Event) -> str:
    """Return the room of an event with all its seats lit, as a whole SVG document. It says nothing about registrations."""
    parts = [(places, places) for places, _taken in _seats(event)]
    drawing = _drawing(event, parts, 2)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 220" width="400" height="220">'
        f"<style>{STYLE}</style><g fill='none'>{drawing}</g></svg>"
    )


def _drawing(event: Event, parts: list[tuple[int, int]], stops: int) -> str:
    draw = {
        Event.Kind.REGIONAL_SEMINAR: _hemicycle,
        Event.Kind.TRAINING: _classroom,
        Event.Kind.MEETING: _table,
        Event.Kind.EXPERT_MISSION: _facing,
    }.get(Event.Kind(event.kind))
    return draw(_fit(parts), event.pk or 0) if draw else _route(stops)


def _label(event: Event) -> str:
    """Return the description of the cover; "" where the picture says nothing that readers should know."""
    if event.seats is None or not event.is_registration_open:
        return ""
    taken = min(event.seats_taken + event.seats_kept, event.seats)
    return _("{taken} of {places} places taken").format(taken=taken, places=event.seats)


def _seats(event: Event) -> list[tuple[int, int]]:
    """Return the places and the taken places of each part of the room, from the inside to the outside."""
    if event.room_seats is not None and event.online_seats is not None:
        parts = [
            (event.room_seats, event.room_taken + event.room_kept),
            (event.online_seats, event.online_taken + event.online_kept),
        ]
    else:
        parts = [(event.seats or 0, event.seats_taken + event.seats_kept)]
    if not sum(places for places, _taken in parts):
        places = UNLIMITED.get(Event.Kind(event.kind), 0)
        return [(places, places if event.is_past else 0)]
    if event.policy not in Event.SELF_REGISTRATION:  # whoever gives the seats gives all of them
        return [(places, places) for places, _taken in parts]
    return parts


def _fit(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    total = sum(places for places, _taken in parts)
    if total <= MOST_SEATS:
        return parts
    return [(round(places * MOST_SEATS / total), round(taken * MOST_SEATS / total)) for places, taken in parts]


def _hemicycle(parts: list[tuple[int, int]], seed: int) -> str:
    plan, size = seat_plans.hemicycle([places for places, _taken in parts])
    free, lit = "", ""
    for number, (seats, (_places, taken)) in enumerate(zip(plan, parts, strict=True)):
        for (x, y), is_lit in zip(seats, _lit(len(seats), taken, seed + number), strict=True):
            if is_lit:
                lit += f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}"/>'
            else:
                free += f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(max(size - 0.8, 0.4))}"/>'
    return _groups(free, lit) + '<rect class="s-desk" x="186" y="193" width="28" height="15" rx="4"/>'


def _classroom(parts: list[tuple[int, int]], seed: int) -> str:
    places, taken = _total(parts)
    desks, size = seat_plans.classroom(places)
    shapes = [f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(size)}" height="{_n(size)}" rx="3"/>' for x, y in desks]
    board = '<rect class="s-desk" x="110" y="20" width="180" height="9" rx="4.5"/>'
    return board + _seated(shapes, taken, seed)


def _table(parts: list[tuple[int, int]], seed: int) -> str:
    places, taken = _total(parts)
    chairs, size = seat_plans.table(places)
    shapes = []
    for x, y, is_upright in chairs:
        width, height = (8.0, size) if is_upright else (size, 8.0)
        shapes.append(
            f'<rect x="{_n(x - width / 2)}" y="{_n(y - height / 2)}" width="{_n(width)}" height="{_n(height)}" rx="3"/>'
        )
    board = '<rect class="s-table" x="92" y="70" width="216" height="80" rx="26"/>'
    return board + _seated(shapes, taken, seed)


def _facing(parts: list[tuple[int, int]], seed: int) -> str:
    places, taken = _total(parts)
    seats, size, width = seat_plans.facing(places)
    n = _n(size)
    shapes = [f'<path d="m{_n(x)} {_n(y - size)} {n} {n}-{n} {n}-{n}-{n}z"/>' for x, y in seats]
    line = f'<path class="s-way" d="M{_n(seat_plans.CENTRE - width / 2)} 110h{_n(width)}"/>'
    return line + _seated(shapes, taken, seed)


def _route(stops: int) -> str:
    points, path, hills = seat_plans.route(stops)
    field = "".join(f'<path d="m{_n(x - 6)} {_n(y + 5)} 6-10 6 10z"/>' for x, y in hills)
    marks = "".join(f'<path d="m{_n(x - 15)} {_n(y + 12)} 15-26 15 26z"/>' for x, y in points)
    return f'<g class="s-dim">{field}</g><path class="s-way" d="{path}"/><g class="s-on">{marks}</g>'


def _total(parts: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(places for places, _taken in parts), sum(taken for _places, taken in parts)


def _seated(shapes: list[str], taken: int, seed: int) -> str:
    lit = _lit(len(shapes), taken, seed)
    return _groups(*("".join(_only(shapes, lit, is_lit=is_lit)) for is_lit in (False, True)))


def _only(shapes: list[str], lit: list[bool], *, is_lit: bool) -> Iterable[str]:
    return (shape for shape, one in zip(shapes, lit, strict=True) if one == is_lit)


def _groups(free: str, lit: str) -> str:
    return f'<g class="s-off">{free}</g><g class="s-on">{lit}</g>'


def _lit(places: int, taken: int, seed: int) -> list[bool]:
    """Return for each place whether it is taken. More of them are never fewer: the same places stay taken."""
    order = random.Random(seed).sample(range(places), places)  # noqa: S311 (a picture)
    sitting = set(order[: max(taken, 0)])
    return [seat in sitting for seat in range(places)]


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
