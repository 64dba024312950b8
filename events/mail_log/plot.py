"""A bar chart of the mails of each day, as SVG. It is simple enough to need no library and no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notifications.outbox.search import DayCount

WIDTH, HEIGHT = 720, 120  # in SVG units
GAP = 0.25  # the fraction of a day's width that has no bar
PARTS = ("sent", "waiting", "dropped", "failed")  # from the bottom of a bar to its top


@dataclass(frozen=True)
class PlotBar:
    """A part of a day's column. In SVG, y grows downwards."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PlotColumn:
    day: DayCount
    bars: list[PlotBar]


@dataclass(frozen=True)
class Plot:
    columns: list[PlotColumn]
    highest: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def first(self) -> date:
        return self.columns[0].day.on

    @property
    def last(self) -> date:
        return self.columns[-1].day.on


def plot(days: Sequence[DayCount]) -> Plot | None:
    """Return the chart of days, or None if there are no days."""
    if not days:
        return None
    highest = max(day.total for day in days)
    step = min(WIDTH / len(days), WIDTH / 10)  # a single day does not fill the whole width
    return Plot([PlotColumn(day, _bars(day, number * step, step, highest)) for number, day in enumerate(days)], highest)


def _bars(day: DayCount, x: float, step: float, highest: int) -> list[PlotBar]:
    bars, top = [], float(HEIGHT)
    for kind in PARTS:
        count = getattr(day, kind)
        if count:
            height = count / highest * HEIGHT
            top -= height
            bars.append(PlotBar(kind, round(x, 2), round(top, 2), round(step * (1 - GAP), 2), round(height, 2)))
    return bars
