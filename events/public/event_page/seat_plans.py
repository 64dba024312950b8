"""Where the seats of a room are, seen from above. Each function returns the places of all seats, without their looks.

The space is 400 by 220. Decimal places are rounded when the picture is written."""

import math
from collections.abc import Sequence
from itertools import pairwise

CENTRE, FLOOR, OUTER, INNER = 200, 203, 186, 50
type Point = tuple[float, float]


def hemicycle(parts: Sequence[int]) -> tuple[list[list[Point]], float]:
    """Return the seats of each part and their radius. Each part fills whole rows, from the inside to the outside."""
    rows = next(rows for gap in range(40, 0, -1) if (rows := _rows(parts, gap)) is not None)
    count = sum(len(part) for part in rows)
    step = min((OUTER - INNER) / max(count - 1, 1), 36)
    radius = OUTER - step * (count - 1)
    seats: list[list[Point]] = []
    tightest = step
    for part in rows:
        seats.append([])
        for chairs in part:
            tightest = min(tightest, math.pi * radius / max(chairs - 1, 1))
            for chair in range(chairs):
                angle = math.pi * (1 - chair / (chairs - 1)) if chairs > 1 else math.pi / 2
                seats[-1].append((CENTRE + radius * math.cos(angle), FLOOR - radius * math.sin(angle)))
            radius += step
    return seats, min(tightest * 0.37, 9.5)


def _rows(parts: Sequence[int], gap: int) -> list[list[int]] | None:
    """Return the number of chairs in each row of each part, spaced by gap; None if they do not fit."""
    rows, radius = [], INNER
    for places in parts:
        room: list[int] = []
        while sum(room) < places:
            if radius > OUTER:
                return None
            room.append(int(math.pi * radius / gap) + 1)
            radius += gap
        rows.append(_spread(places, room))
    return rows


def _spread(places: int, room: list[int]) -> list[int]:
    """Return the places spread over the rows in proportion to the capacity of each row."""
    wanted = [places * each / sum(room) for each in room]
    rows = [int(each) for each in wanted]
    for _ in range(places - sum(rows)):
        row = max(range(len(rows)), key=lambda at: wanted[at] - rows[at])
        rows[row] += 1
    return rows


def classroom(places: int) -> tuple[list[Point], float]:
    """Return the upper left corner of each desk, and the length of its sides. An aisle is in the middle."""
    across = next(width for width in (4, 6, 8, 12, 16, 20) if places <= width * 0.75 * width or width == 20)
    deep = math.ceil(places / across)
    gap_x, gap_y = min(72, 316 / across), min(48, 152 / max(deep, 1))
    size = min(26, gap_x * 0.55, gap_y * 0.55)
    desks = []
    for seat in range(places):
        row, column = divmod(seat, across)
        aisle = gap_x * (0.2 if column >= across / 2 else -0.2)
        desks.append((CENTRE + (column - (across - 1) / 2) * gap_x + aisle - size / 2, 58 + row * gap_y))
    return desks, size


def table(places: int) -> tuple[list[tuple[float, float, bool]], float]:
    """Return the middle of each chair around a table, whether it is at a short side, and the width of a chair."""
    left, right, top, bottom = 92.0, 308.0, 70.0, 150.0
    side = round(places * 0.14)
    above = (places - 2 * side + 1) // 2
    below = places - 2 * side - above
    width, height = right - left, bottom - top
    chairs = [(left + (at + 0.5) * width / above, top - 20, False) for at in range(above)]
    chairs += [(right + 20, top + (at + 0.5) * height / side, True) for at in range(side)]
    chairs += [(right - (at + 0.5) * width / below, bottom + 20, False) for at in range(below)]
    chairs += [(left - 20, bottom - (at + 0.5) * height / side, True) for at in range(side)]
    return chairs, min(16, width / max(above, 1) * 0.75, height / max(side, 1) * 0.9)


def facing(places: int) -> tuple[list[Point], float, float]:
    """Return the middle of each seat of two sides that face each other, the size of a seat, and the width of a side."""
    first = math.ceil(places / 2)
    gap = min(64, 330 / max(first, 1))
    seats = []
    for seat in range(places):
        side, at = divmod(seat, max(first, 1))
        across = first if side == 0 else places - first
        seats.append((CENTRE + (at - (across - 1) / 2) * gap, 66.0 if side == 0 else 154.0))
    return seats, min(21, gap * 0.34), first * gap


def route(stops: int) -> tuple[list[Point], str, list[Point]]:
    """Return the stops, at least two and at most six, the path that joins them, and the hills far from them."""
    stops = min(max(stops, 2), 6)
    heights = [150, 96, 128, 62, 104, 70]
    points = [(62 + at * 276 / (stops - 1), float(heights[at])) for at in range(stops)]
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for (x, y), (next_x, next_y) in pairwise(points):
        middle = round((x + next_x) / 2, 1)
        path += f"C{middle:g} {y:g} {middle:g} {next_y:g} {round(next_x, 1):g} {next_y:g}"
    hills = [(16.0 + column * 34 + row % 2 * 17, 44.0 + row * 46) for row in range(4) for column in range(12)]
    return points, path, [hill for hill in hills if all(math.dist(hill, point) > 30 for point in points)]
