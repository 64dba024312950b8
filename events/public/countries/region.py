"""The map of the region: the shapes of static/countries.json around the countries of the installation.

assets/map.mjs draws the shapes from Natural Earth 1:50m (public domain). Coordinates are tenths of a degree, to the right
and down."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from django.conf import settings

from events.models import Country
from events.public.countries.labels import Label, MapPlace, place_labels

MARGIN = 30  # tenths of a degree
DOT = 12  # the largest width of a country that is drawn as a circle too
WIDE, NARROW = 640, 348  # pixels: the width of the map on a desktop, and on a phone
NUMBER = re.compile(r"-?\d+")
TALL = 1.4  # times as high as wide: such a map is narrower


@dataclass(frozen=True)
class Shape:
    """path: of the SVG; "" for a country that is only a dot. x, y: where its dot is."""

    path: str
    x: int
    y: int
    has_dot: bool


@dataclass(frozen=True)
class Region:
    """view_box: of the SVG. land: one path of the neighbours, without borders. countries: those with a page.

    labels: the names on a wide map. narrow_labels: those on a phone, where fewer have room."""

    view_box: str
    land: str
    countries: Sequence[tuple[Country, Shape]]
    labels: Sequence[Label]
    narrow_labels: Sequence[Label]
    is_tall: bool


def region_of(countries: Iterable[Country]) -> Region | None:
    """Return the map of the region around countries; None if no country has a shape."""
    shapes = _shapes()
    drawn = [country for country in countries if country.pk in shapes]
    view = box_of(drawn)
    if view is None:
        return None
    left, top, right, bottom = map(int, view)
    land = land_in(view, without={country.pk for country in drawn})
    width, height = right - left, bottom - top
    is_tall = height > width * TALL
    names = tuple((country.pk, country.name) for country in drawn)
    return Region(
        f"{left} {top} {width} {height}",
        land,
        [(country, _shape(shapes[country.pk])) for country in drawn],
        _labels(names, (left, top, width, height), WIDE // 2 if is_tall else WIDE),
        _labels(names, (left, top, width, height), NARROW),
        is_tall,
    )


@lru_cache(maxsize=16)  # it takes a tenth of a second, and countries seldom change
def _labels(names: Sequence[tuple[str, str]], view: tuple[int, int, int, int], pixels: int) -> list[Label]:
    """Return the names on a map that is this many pixels wide. names: by the codes of the countries."""
    left, top, width, height = view
    scale = pixels / width
    places = [_place(name, _shapes()[code], (left, top), scale) for code, name in names]
    return place_labels(places, width=pixels, height=height * scale)


def _place(name: str, row: dict[str, Any], origin: tuple[int, int], scale: float) -> MapPlace:
    """Return where a country is, in pixels of a map with this scale. A dot has at least its own size."""
    (left, top), (x, y) = origin, row["at"]
    box = row["box"]
    if box[2] - box[0] <= DOT:
        box = [x - DOT / 2, y - DOT / 2, x + DOT / 2, y + DOT / 2]
    edges = [(value - start) * scale for value, start in zip(box, (left, top, left, top), strict=True)]
    return MapPlace(
        name,
        (x - left) * scale,
        (y - top) * scale,
        (edges[0], edges[1], edges[2], edges[3]),
        [[((x - left) * scale, (y - top) * scale) for x, y in ring] for ring in _rings(row["path"])],
    )


def _rings(path: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the corners of each part of a path as assets/map.mjs writes it: M, and then steps."""
    for part in path.split("M")[1:]:
        numbers = [int(number) for number in NUMBER.findall(part)]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        yield list(accumulate(pairs, lambda point, step: (point[0] + step[0], point[1] + step[1])))


def place_of(iso2: str) -> tuple[float, float] | None:
    """Return the middle of a country, in tenths of a degree; None without a shape."""
    row = _shapes().get(iso2)
    return (row["at"][0], row["at"][1]) if row else None


def box_of(countries: Iterable[Country]) -> tuple[float, float, float, float] | None:
    """Return the edges of the region around countries: left, top, right, bottom; None if no country has a shape."""
    boxes = [shape["box"] for country in countries if (shape := _shapes().get(country.pk))]
    if not boxes:
        return None
    left, top = (min(box[axis] for box in boxes) - MARGIN for axis in (0, 1))
    right, bottom = (max(box[axis] for box in boxes) + MARGIN for axis in (2, 3))
    return left, top, right, bottom


def land_in(view: Sequence[float], *, without: Collection[str] = ()) -> str:
    """Return one path of the land between edges, without borders. without: codes of countries that are left out."""
    found = (shape for code, shape in _shapes().items() if code not in without)
    return "".join(shape["path"] for shape in found if _touches(shape["box"], view))


def _touches(box: Sequence[int], view: Sequence[float]) -> bool:
    return box[0] < view[2] and box[2] > view[0] and box[1] < view[3] and box[3] > view[1]


def _shape(row: dict[str, Any]) -> Shape:
    left, top, right, bottom = row["box"]
    size, (x, y) = max(right - left, bottom - top), row["at"]
    return Shape(row["path"], x, y, has_dot=size <= DOT)


@cache
def _shapes() -> dict[str, Any]:
    return json.loads((settings.BASE_DIR / "static" / "countries.json").read_text())
