"""Medians, quartiles and means of many series at once, with gaps.

Every function takes one series per row and NaN for what was not published.
NumPy's own NaN functions warn on empty rows and loop over long ones; sorting a
whole matrix does neither.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Scales the median absolute deviation of a normal distribution to its standard
# deviation (Rousseeuw and Croux 1993, section 1).
MAD_TO_SIGMA = 1.4826
# Differences below this share of the values' own size are rounding, not spread.
ROUNDING = 1e-9


def row_quantiles(values: Floats, *fractions: float) -> tuple[Floats, ...]:
    """Return quantiles of each row, one array (n,) per fraction.

    Linear interpolation between order statistics (Hyndman and Fan 1996, type 7).

    Args:
        values: (n, k), NaN where nothing was published.
        fractions: between 0 and 1.

    >>> row_quantiles(np.array([[3.0, np.nan, 1.0], [np.nan] * 3]), 0.5)[0]
    array([ 2., nan])
    """
    if not values.shape[1]:
        return tuple(np.full(len(values), np.nan) for _ in fractions)
    ordered = np.sort(values, axis=1)  # NaN last
    last = np.maximum(row_counts(values) - 1, 0)
    rows = np.arange(len(values))

    def at(fraction: float) -> Floats:
        place = last * fraction
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, last)
        low, high = ordered[rows, below], ordered[rows, above]
        return np.asarray(low + (place - below) * (high - low), dtype=np.float64)

    return tuple(at(fraction) for fraction in fractions)


def row_medians(values: Floats) -> Floats:
    """Return the median of each row (n,), NaN for an empty row."""
    return row_quantiles(values, 0.5)[0]


def row_sigmas(values: Floats) -> Floats:
    """Return 1.4826 times the median absolute deviation of each row (n,).

    Spread that is no more than rounding error counts as none.

    >>> row_sigmas(np.array([[1.0, 2.0, 3.0, 4.0, 100.0]]))
    array([1.4826])
    """
    medians = row_medians(values)
    deviations = row_medians(np.abs(values - medians[:, None]))
    return MAD_TO_SIGMA * np.where(
        deviations <= ROUNDING * np.abs(medians), 0.0, deviations
    )


def row_counts(values: Floats) -> Ints:
    """Return how many values of each row (n,) are published."""
    return np.asarray((~np.isnan(values)).sum(axis=1), dtype=np.int64)


def row_means(values: Floats) -> Floats:
    """Return the mean of each row (n,), NaN for an empty row."""
    counts = row_counts(values)
    totals = np.nansum(values, axis=1)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)


def row_deviations(values: Floats) -> Floats:
    """Return the standard deviation of each row (n,), NaN for fewer than two values.

    >>> row_deviations(np.array([[1.0, np.nan, 3.0], [1.0, np.nan, np.nan]])).round(3)
    array([1.414,   nan])
    """
    counts = row_counts(values)
    squares = row_means((values - row_means(values)[:, None]) ** 2) * counts
    spare = np.maximum(counts - 1, 1)
    return np.where(counts > 1, np.sqrt(squares / spare), np.nan)


def pack_right(values: Floats) -> tuple[Floats, Ints]:
    """Close the gaps of each row, so that neighbours are successive figures.

    Returns:
        The values in order with all NaN moved to the front (n, p), and the
        column that each came from (n, p).

    >>> pack_right(np.array([[1.0, np.nan, 2.0]]))[0]
    array([[nan,  1.,  2.]])
    """
    order = np.argsort(~np.isnan(values), axis=1, kind="stable")
    return np.take_along_axis(values, order, axis=1), order.astype(np.int64)
