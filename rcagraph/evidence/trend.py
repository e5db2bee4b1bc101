"""Direction of travel: Theil-Sen slope and Mann-Kendall test, many series at once.

Both rest on the signs and sizes of all pairwise differences, so that a single
wild figure moves neither. The test takes successive figures as independent; in
monthly series they seldom are, and its p is then too small: it says how steady a
movement is and enters no weight.
"""

from __future__ import annotations

import math

import numpy as np

from rcagraph.evidence.order_statistics import Bools, Floats, row_counts, row_medians

# Below this the normal approximation of the Mann-Kendall statistic has no use.
FEWEST_POINTS = 4


def theil_sen(years: Floats, values: Floats) -> Floats:
    """Return the median of all pairwise slopes of each series (n,), per year.

    Sen (1968), Journal of the American Statistical Association 63:1379.

    Args:
        years: (p,) time of each column in years, strictly rising.
        values: (n, p), NaN where nothing was published.

    Returns:
        Units per year, NaN where a series has fewer than two figures.

    >>> theil_sen(np.array([0.0, 1.0, 3.0]), np.array([[5.0, 7.0, 11.0]]))
    array([2.])
    """
    assert years.shape == (values.shape[1],)
    used = _published(values)
    years, values = years[used], values[:, used]
    early, late = np.triu_indices(len(years), 1)
    rises = values[:, late] - values[:, early]
    return row_medians(rises / (years[late] - years[early]))


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
    # The usual sum of t(t-1)(2t+5) over groups of t equal figures, written as a
    # sum over figures: each of the t members adds (t-1)(2t+5).
    alike = (values[:, :, None] == values[:, None, :]).sum(axis=2)
    ties = np.where(alike > 1, (alike - 1) * (2 * alike + 5), 0).sum(axis=1)
    variance = (counts * (counts - 1) * (2 * counts + 5) - ties) / 18
    distance = np.maximum(np.abs(score) - 1, 0)
    z = np.divide(
        distance, np.sqrt(variance), out=np.zeros(len(values)), where=variance > 0
    )
    p = np.array([math.erfc(each / math.sqrt(2)) for each in z], dtype=np.float64)
    return np.where(counts >= FEWEST_POINTS, p, np.nan)


def _published(values: Floats) -> Bools:
    """Return which columns (p,) have any figure: pairs with an empty one are none."""
    return np.asarray((~np.isnan(values)).any(axis=0))
