"""How a metric departs from normal, and whether its causes account for that.

Every statistic of the abnormal window is compared with the same statistic of all
windows of its length in normal time, slid step by step. So nothing is assumed about
distributions, trends within a window count for what they are, and few normal figures
give little evidence. A share p of normal windows at least as extreme becomes a weight
by assuming that p follows a Beta(a, 1) law where there is something to see (Sellke,
Bayarri and Berger, "Calibration of p values for testing precise null hypotheses",
The American Statistician 55, 2001, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.network import Floats

_ROUND_OFF = 1e-9
_LEAST_MOVING = 3  # figures; two always lie on a line
_ENOUGH = 0.6  # of the abnormal window


class View(StrEnum):
    """What of a window is compared.

    The *shape* is how a metric moves inside the window; its level may have drifted
    since normal time. The *level* is the window's mean.
    """

    SHAPE = "shape"
    LEVEL = "level"


@dataclass(frozen=True, eq=False, kw_only=True)
class MetricWindows:
    """Figures of n nodes, NaN where there is none, in order of time.

    Attributes:
        nodes: ids of the columns.
        normal: (a, n) when all was well.
        abnormal: (b, n) when it was not.
    """

    nodes: tuple[str, ...]
    normal: Floats
    abnormal: Floats

    def __post_init__(self) -> None:
        assert self.normal.shape[1] == self.abnormal.shape[1] == len(self.nodes)

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {node: column for column, node in enumerate(self.nodes)}

    def of(self, node: str) -> Series:
        """Return the figures of a node."""
        column = self._columns[node]
        return Series(normal=self.normal[:, column], abnormal=self.abnormal[:, column])

    def measured(self) -> frozenset[str]:
        """Return the nodes with figures enough to say anything of them."""
        return frozenset(node for node in self.nodes if self.of(node).enough)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Series:
    """The figures of one node; NaN where there is none."""

    normal: Floats
    abnormal: Floats

    @property
    def enough(self) -> bool:
        """Whether three in five abnormal figures are there, and twice that normal."""
        seen = np.isfinite(self.abnormal).sum()
        rows = len(self.abnormal)
        needed = max(min(_LEAST_MOVING, rows), _ENOUGH * rows)
        return bool(seen >= needed and np.isfinite(self.normal).sum() >= 2 * rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """How one node's figures depart from normal, in one view.

    Attributes:
        size: the departure, in standard deviations of the same statistic of normal
            windows; infinite where nothing ever moved in normal time.
        rarity: share of normal windows that depart as much, this one counted in.
        windows: how many normal windows there are.
        correlation: with the target inside the abnormal window, or None in the view
            of levels, where a few figures share no more than a step.
        correlation_rarity: share of normal windows that correlate as much.
    """

    size: float
    rarity: float
    windows: int
    correlation: float | None = None
    correlation_rarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How far a node's causes account for its departure.

    Attributes:
        shares: by cause, in the order given, of the departure; at least 0, together
            at most 1.
        rarity: share of normal windows in which as much stays unaccounted for.
    """

    shares: tuple[float, ...]
    rarity: float

    @property
    def explained(self) -> float:
        """All that the causes account for."""
        return sum(self.shares)


def departure(series: Series, target: Series | None, view: View) -> Departure:
    """Compare the abnormal window with normal ones.

    Args:
        series: figures of the node, enough of them.
        target: figures of the target, with which to correlate; None for the target.
        view: shape or level.
    """
    there = np.isfinite(series.abnormal)
    now = series.abnormal[there]
    before = _windows(series.normal[np.isfinite(series.normal)], len(now))
    centre = float(np.nanmean(series.normal))
    seen = float(_statistic(now[None] - centre, view)[0])
    if seen <= _ROUND_OFF * max(abs(centre), float(np.abs(now).max())):
        seen = 0.0
    usual = _statistic(before - centre, view)
    told = Departure(
        size=_in_deviations(seen, usual),
        rarity=_rarity(seen, usual),
        windows=len(usual),
    )
    if target is None or view is View.LEVEL:
        return told
    goal = target.abnormal[there]
    both = np.isfinite(goal)
    if both.sum() < _LEAST_MOVING:
        return replace(told, correlation=0.0, correlation_rarity=1.0)
    strength = float(_correlations(now[None, both], goal[both])[0])
    chance = np.abs(_correlations(before[:, both], goal[both]))
    return replace(
        told, correlation=strength, correlation_rarity=_rarity(abs(strength), chance)
    )


def explanation(series: Series, causes: tuple[Series, ...], view: View) -> Explanation:
    """Ask whether one linear relation to its causes holds in both windows.

    Levels are related by what holds in normal time. Shapes are related by what holds
    best in both windows together, each about its own mean: a cause that moves with
    the node inside the abnormal window must also do so, in proportion, in normal
    time. What the relation accounts for is split between the causes by the products
    of coefficient and co-movement (Pratt, "Dividing the indivisible", 1987).

    Args:
        series: figures of the node, enough of them.
        causes: figures of its causes, at least one; gaps count as their mean.
        view: shape or level.
    """
    everyone = (series, *causes)
    normal = _filled([each.normal for each in everyone], np.isfinite(series.normal))
    now = _filled([each.abnormal for each in everyone], np.isfinite(series.abnormal))
    centre = normal.mean(axis=0)
    scale = _scale(normal, now)
    here = (now - (now.mean(axis=0) if view is View.SHAPE else centre)) / scale
    usual = (normal - centre) / scale
    together = np.vstack([usual, here]) if view is View.SHAPE else usual
    slopes = _slopes(together[:, 1:], together[:, 0])
    moved = here if view is View.SHAPE else here.mean(axis=0, keepdims=True)
    left = moved[:, 0] - moved[:, 1:] @ slopes
    total = float(moved[:, 0] @ moved[:, 0])
    explained = float(np.clip(1 - (left @ left) / total, 0, 1)) if total > 0 else 0.0
    parts = np.maximum(slopes * (moved[:, 1:].T @ moved[:, 0]), 0)
    shares = (
        parts / parts.sum() * explained if parts.sum() > 0 else np.zeros_like(parts)
    )
    rest = here[:, 0] - here[:, 1:] @ slopes
    before = _windows(usual[:, 0] - usual[:, 1:] @ slopes, len(rest))
    return Explanation(
        shares=tuple(shares.tolist()),
        rarity=_far_rarity(
            float(_statistic(rest[None], view)[0]), _statistic(before, view)
        ),
    )


def target_moves(target: Series) -> float:
    """Return the share of normal windows in which the target moves as much.

    Where that is small, the shape of the window says more than its level.
    """
    now = target.abnormal[np.isfinite(target.abnormal)]
    if len(now) < _LEAST_MOVING:
        return 1.0
    before = _windows(target.normal[np.isfinite(target.normal)], len(now))
    return _far_rarity(
        float(_statistic(now[None], View.SHAPE)[0]), _statistic(before, View.SHAPE)
    )


def lies_off(target: Series, deviations: float) -> bool:
    """Whether the window's mean is off by more than so many of its own deviations."""
    off = abs(float(np.nanmean(target.abnormal)) - float(np.nanmean(target.normal)))
    return off > deviations * float(np.nanstd(target.abnormal))


def weight(rarity: float, a: float, limit: float) -> float:
    """Return the decibans that a rarity says, at most ``limit`` either way.

    >>> [round(weight(p, 0.2, 10), 1) for p in (0.001, 0.05, 0.13, 1)]
    [10.0, 3.4, 0.1, -7.0]
    """
    decibans = 10 * np.log10(a * rarity ** (a - 1))
    return float(np.clip(decibans, -limit, limit))


def _windows(values: Floats, length: int) -> Floats:
    return np.lib.stride_tricks.sliding_window_view(values, length)


def _statistic(windows: Floats, view: View) -> Floats:
    """Return how far each (k, b) window, centred, moves or lies off."""
    spread: Floats = (
        np.ptp(windows, axis=-1)
        if view is View.SHAPE
        else np.abs(windows.mean(axis=-1))
    )
    return spread


def _rarity(seen: float, usual: Floats) -> float:
    """Return the share of windows as extreme, this one included."""
    extreme = np.count_nonzero(usual >= seen * (1 - _ROUND_OFF))
    return float((1 + extreme) / (1 + len(usual)))


def _far_rarity(seen: float, usual: Floats) -> float:
    """Return the rarity, falling with the square beyond all that was ever seen.

    Chebyshev's bound on what lies that many deviations out.
    """
    most = float(usual.max(initial=0))
    beyond = (most / seen) ** 2 if seen > most > 0 else 1.0
    return _rarity(seen, usual) * beyond


def _in_deviations(seen: float, usual: Floats) -> float:
    spread = float(np.sqrt(np.mean(usual**2)))
    if spread > _ROUND_OFF * max(seen, 1e-300):
        return seen / spread
    return 0.0 if seen == 0 else float("inf")


def _correlations(windows: Floats, goal: Floats) -> Floats:
    """Return the (k,) correlations of (k, b) windows with a goal of length b."""
    moves = windows - windows.mean(axis=1, keepdims=True)
    aim = goal - goal.mean()
    size = np.sqrt((moves**2).sum(axis=1) * (aim @ aim))
    steady = size <= _ROUND_OFF * np.abs(windows).max(axis=1) * np.abs(goal).max()
    found: Floats = np.where(steady, 0.0, (moves @ aim) / np.where(steady, 1, size))
    return found


def _filled(columns: list[Floats], rows: NDArray[np.bool_]) -> Floats:
    """Return (rows, k) figures; a gap becomes the mean of its column, or 0."""
    table = np.column_stack([column[rows] for column in columns])
    there = np.isfinite(table)
    sums = np.where(there, table, 0).sum(axis=0)
    means = sums / np.maximum(there.sum(axis=0), 1)
    filled: Floats = np.where(there, table, means)
    return filled


def _scale(normal: Floats, now: Floats) -> Floats:
    usual, present = normal.std(axis=0), now.std(axis=0)
    least = _ROUND_OFF * np.maximum(np.abs(normal).max(axis=0), 1e-300)
    scale: Floats = np.where(
        usual > least, usual, np.where(present > least, present, 1.0)
    )
    return scale


def _slopes(causes: Floats, effect: Floats) -> Floats:
    # A trace of ridge: causes that are constant, or copies of each other.
    trace = 1e-6 * len(causes) * np.eye(causes.shape[1])
    slopes = np.linalg.solve(causes.T @ causes + trace, causes.T @ effect)
    return np.asarray(slopes, dtype=np.float64)
