"""Place the names on a map so that none covers another one. Sizes are CSS pixels: names do not grow with the map."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LETTER, LINE = 7.2, 15  # the width of a letter on average, and the height of a line, at 13 px
GAP = 5  # between a name and what it names
MARGIN = 4  # between a name and the edge of the map
CORE = 6  # around the middle of a place, where no other name may be
FAR = 24  # from the middle of a place: a name that is farther away has a line
COVERED = 6  # pixels: how much farther away a name may be to cover one point less of another place, of 18
STEPS = 6  # half lines up and down, for a name beside its place

type Box = tuple[float, float, float, float]  # left, top, right, bottom
type Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class MapPlace:
    """What a name belongs to, in pixels of the map. x, y: its middle. box: its edges. rings: the lines around its parts."""

    name: str
    x: float
    y: float
    box: Box
    rings: Sequence[Ring] = ()


@dataclass(frozen=True)
class Label:
    """A name on the map. x, y: in percent of its width and height. dx, dy: in pixels from there. anchor: as in SVG.

    line: the end of a line from x, y to a name that is farther away, in percent; None without one."""

    name: str
    x: str
    y: str
    dx: int
    dy: int
    anchor: str
    line: tuple[str, str] | None = None


def place_labels(places: Iterable[MapPlace], *, width: float, height: float) -> list[Label]:
    """Return the names that have room on a map of this size in pixels. The table beside the map has all of them.

    A large place has its name in its middle. The name of a small one is beside it, above it or below it, and covers the
    middle of no other place. Large places are first. A name for which nothing is free is left out."""
    ordered = sorted(places, key=_size, reverse=True)
    cores = {place.name: _around(place.x, place.y) for place in ordered}
    taken: list[Box] = []
    labels = []
    for place in ordered:
        blocked = [*taken, *(core for name, core in cores.items() if name != place.name)]
        others = [other for other in ordered if other is not place]
        free = [
            (_cost(place, box, others), (anchor, x, y), box)
            for anchor, x, y in _candidates(place)
            if _is_inside(box := _text_box(place.name, anchor, x, y), width, height)
            and not any(_shared(box, one) for one in blocked)
        ]
        if free:
            _least, (anchor, x, y), box = min(free)
            taken.append(box)
            labels.append(_label(place, anchor, x, y, width=width, height=height))
    return labels


def _candidates(place: MapPlace) -> Iterator[tuple[str, float, float]]:
    """Yield where the name may be: its anchor, and the point of the anchor on the base line."""
    left, top, right, bottom = place.box
    base = LINE / 3  # from the middle of a line to its base line
    if right - left > len(place.name) * LETTER and bottom - top > LINE:
        yield "middle", place.x, place.y + base
    for step in range(STEPS):
        for y in {place.y + step * LINE / 2: None, place.y - step * LINE / 2: None}:
            yield "start", right + GAP, y + base
            yield "end", left - GAP, y + base
    yield "middle", place.x, bottom + GAP + LINE * 0.75
    yield "middle", place.x, top - GAP


def _text_box(name: str, anchor: str, x: float, y: float) -> Box:
    width = len(name) * LETTER
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left, y - LINE * 0.75, left + width, y + LINE * 0.25


def _label(place: MapPlace, anchor: str, x: float, y: float, *, width: float, height: float) -> Label:
    def share(part: float, whole: float) -> str:
        return f"{part / whole:.1%}"

    is_far = anchor != "middle" and (abs(x - place.x) > FAR or abs(y - place.y) > LINE)
    line = (share(x, width), share(y - LINE / 3, height)) if is_far else None
    return Label(
        place.name, share(place.x, width), share(place.y, height), round(x - place.x), round(y - place.y), anchor, line
    )


def _around(x: float, y: float) -> Box:
    return x - CORE, y - CORE, x + CORE, y + CORE


def _size(place: MapPlace) -> float:
    left, top, right, bottom = place.box
    return (right - left) * (bottom - top)


def _is_inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= MARGIN and box[1] >= MARGIN and box[2] <= width - MARGIN and box[3] <= height - MARGIN


def _cost(place: MapPlace, box: Box, others: Iterable[MapPlace]) -> float:
    """Return how bad it is to have the name in box: far from its place, or over other ones. In pixels."""
    far_x = max(box[0] - place.x, place.x - box[2], 0)
    far_y = max(box[1] - place.y, place.y - box[3], 0)
    near = [other for other in others if _shared(box, other.box)]
    left, top, right, bottom = box
    points = [(left + (right - left) * part / 8, y) for part in range(9) for y in (top, bottom)]
    covered = sum(any(_is_in(point, ring) for other in near for ring in other.rings) for point in points)
    return far_x + 2 * far_y + COVERED * covered


def _is_in(point: tuple[float, float], ring: Ring) -> bool:
    """Return whether a point is in a ring: a line from it to the left crosses the ring an odd number of times."""
    x, y = point
    is_in = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x > x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            is_in = not is_in
    return is_in


def _shared(one: Box, other: Box) -> float:
    """Return the area that both boxes have in common."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0) * max(height, 0)
