"""Where days and values lie on a chart, and the round values marked at its side."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from rcagraph.evidence.chart import ChartPoint

WIDTH, HEIGHT = 960, 564
LEFT, RIGHT, TOP, BOTTOM = 74, 150, 116, 98
TICKS = 6

Across = Callable[[date], float]
Down = Callable[[float], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Where days and values lie: first and last day, lowest and highest value."""

    first: int
    last: int
    low: float
    high: float

    def across(self, day: date) -> float:
        """Return how far from the left a day lies, pixels."""
        wide = WIDTH - LEFT - RIGHT
        share = (day.toordinal() - self.first) / max(self.last - self.first, 1)
        return LEFT + wide * share

    def down(self, value: float) -> float:
        """Return how far from the top a value lies, pixels."""
        tall = HEIGHT - TOP - BOTTOM
        return TOP + tall * (self.high - value) / (self.high - self.low)


def scales_of(points: Sequence[ChartPoint]) -> Scales:
    """Return scales on which every figure, limit, band and standard fits."""
    figures = [
        each
        for p in points
        for each in (p.value, p.lower, p.upper, p.standard, p.peer_lower, p.peer_upper)
        if each is not None
    ]
    low, high = min(figures), max(figures)
    margin = (high - low) * 0.05 or max(abs(high), 1.0) * 0.1
    return Scales(
        first=points[0].period.toordinal(),
        last=points[-1].period.toordinal(),
        low=low - margin,
        high=high + margin,
    )


def round_ticks(low: float, high: float, *, least: float) -> list[float]:
    """Return about six round values, no nearer to each other than ``least``.

    >>> round_ticks(61.2, 80.9, least=0.0)
    [65, 70, 75, 80]
    """
    rough = (high - low) / TICKS
    size = 10 ** math.floor(math.log10(rough))
    step = max(next(k * size for k in (1, 2, 5, 10) if k * size >= rough), least)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(i * step, 10) for i in range(first, last + 1)]
