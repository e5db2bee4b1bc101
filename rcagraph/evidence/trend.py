"""Direction of travel: Theil-Sen slope and Mann-Kendall test, many series at once.

Both rest on the signs and sizes of all pairwise differences, so that a single
wild figure moves neither. The test takes successive figures as independent; in
monthly series they seldom are, and its p is then too small: it says how steady a
movement is and enters no weight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.order_statistics import Bools, Floats, Ints, row_counts

# Two-sided 95 %.
NORMAL_QUANTILE = 1.959964

# Below this the normal approximation of the Mann-Kendall statistic has no use.
FEWEST_POINTS = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trend:
    """Theil-Sen slopes (n,) per year with their 95 % limits; NaN where unknown."""

    slope: Floats
    lower: Floats
    upper: Floats


def theil_sen(years: Floats, values: Floats) -> Trend:
    """Return the median of all pairwise slopes of each series, with its limits.

    The limits are the slopes whose ranks lie 1.96 standard deviations of Kendall's
    S to either side of the middle, the variance corrected for ties. Sen (1968),
    Journal of the American Statistical Association 63:1379.

    Args:
        years: (p,) time of each column in years, strictly rising.
        values: (n, p), NaN where nothing was published.

    Returns:
        Units per year; no slope for fewer than two figures, no limits for fewer
        than four.

    >>> found = theil_sen(np.array([0.0, 1.0, 3.0]), np.array([[5.0, 7.0, 11.0]]))
    >>> found.slope, found.lower
    (array([2.]), array([nan]))
    """
    assert years.shape == (values.shape[1],)
    used = _published(values)
    years, values = years[used], values[:, used]
    early, late = np.triu_indices(len(years), 1)
    slopes = np.take(values, late, axis=1)
    slopes -= np.take(values, early, axis=1)
    slopes /= years[late] - years[early]
    slopes.sort(axis=1)  # NaN last
    counts = row_counts(values)
    pairs = counts * (counts - 1) // 2
    reach = NORMAL_QUANTILE * np.sqrt(_variance_of_score(values, counts))
    known = counts >= FEWEST_POINTS
    low = np.round((pairs - reach) / 2).astype(np.int64) - 1
    high = np.round((pairs + reach) / 2).astype(np.int64)
    return Trend(
        slope=_middle(slopes, pairs),
        lower=_ranked(slopes, np.maximum(low, 0), known),
        upper=_ranked(slopes, np.minimum(high, pairs - 1), known),
    )


def _middle(ordered: Floats, counts: Ints) -> Floats:
    """Return the median of each sorted row (n,) of which so many are values."""
    lower = _ranked(ordered, np.maximum(counts - 1, 0) // 2, counts > 0)
    return (lower + _ranked(ordered, counts // 2, counts > 0)) / 2


def _ranked(ordered: Floats, ranks: Ints, known: Bools) -> Floats:
    if not ordered.shape[1]:
        return np.full(len(ordered), np.nan)
    found = ordered[np.arange(len(ordered)), np.where(known, ranks, 0)]
    return np.where(known, found, np.nan)


def mann_kendall(values: Floats) -> Floats:
    """Return the two-sided p of no monotone trend for each series (n,).

    Normal approximation with the variance corrected for ties and S moved by one
    towards zero (Gilbert 1987, section 16.4; Kendall 1975).

    Args:
        values: (n, p) in order of time, NaN where nothing was published.

    Returns:
        Probabilities, 1 for a constant series, NaN for fewer than four figures.

    >>> mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]])).round(4)
    array([0.0275])
    """
    counts, values = row_counts(values), values[:, _published(values)]
    early, late = np.triu_indices(values.shape[1], 1)
    rises = values[:, late] - values[:, early]
    score = np.nansum(np.sign(rises), axis=1)
    variance = _variance_of_score(values, counts)
    distance = np.maximum(np.abs(score) - 1, 0)
    z = np.divide(
        distance, np.sqrt(variance), out=np.zeros(len(values)), where=variance > 0
    )
    p = np.array([math.erfc(each / math.sqrt(2)) for each in z], dtype=np.float64)
    return np.where(counts >= FEWEST_POINTS, p, np.nan)


def _variance_of_score(values: Floats, counts: Ints) -> Floats:
    """Return the variance (n,) of Kendall's S of series without a trend.

    Groups of t equal figures take t(t-1)(2t+5) from it (Kendall 1975).
    """
    ordered = np.sort(values, axis=1)  # NaN last, and equal to nothing
    places = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    fresh = np.ones(values.shape, dtype=np.bool_)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    starts = np.maximum.accumulate(np.where(fresh, places, 0), axis=1)
    # How many equal figures stand before each: the last of t has t - 1.
    before = places - starts
    last = np.ones(values.shape, dtype=np.bool_)
    last[:, :-1] = fresh[:, 1:]
    alike = np.where(last, before + 1, 0)
    ties = (alike * (alike - 1) * (2 * alike + 5)).sum(axis=1)
    return np.asarray((counts * (counts - 1) * (2 * counts + 5) - ties) / 18)


def _published(values: Floats) -> Bools:
    """Return which columns (p,) have any figure: pairs with an empty one are none."""
    return np.asarray((~np.isnan(values)).any(axis=0))
