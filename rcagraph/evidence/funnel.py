"""Sampling limits: how far a figure may lie from the truth by chance alone.

A share of forty cases strays far from year to year though nothing has changed. The
limits are Wilson's for shares (Wilson 1927, Journal of the American Statistical
Association 22:209) and Byar's approximation to the exact Poisson limits for rates
(Breslow and Day 1987, Statistical Methods in Cancer Research II, section 2.3).

What a figure with limits is worth follows Spiegelhalter (2005, Quality and Safety in
Health Care 14:347): organisations truly differ by sigma, and chance adds the sampling
error s, so that a distance d from the group's centre is d / sqrt(sigma² + s²) standard
deviations. The log-likelihood ratio of two normal distributions of that spread, one
shifted, is the one without sampling error times sigma² / (sigma² + s²): the figure's
*signal*, the share of its spread that is not chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.order_statistics import Bools, Floats, Ints
from rcagraph.evidence.panel import Panel
from rcagraph.evidence.peers import Standing

# Two-sided 95 %.
NORMAL_QUANTILE = 1.959964
# A published value may differ from its parts by its own rounding.
LARGEST_ROUNDING = 0.06
ROUNDING_SHARE = 0.01
# At least this share of a metric's figures must be made of whole numbers: beds or
# days on average, and money, are not counts of independent events.
COUNTED_SHARE = 0.5


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SamplingLimits:
    """95 % limits (n,) of each figure in its own unit, NaN where unknown."""

    lower: Floats
    upper: Floats

    def errors(self, values: Floats, centres: Floats) -> Floats:
        """Return the sampling error (n,) on the side of the centre, 0 if unknown."""
        reach = np.where(centres > values, self.upper - values, values - self.lower)
        return np.nan_to_num(np.maximum(reach, 0.0)) / NORMAL_QUANTILE

    def signal(self, values: Floats, standing: Standing) -> Floats:
        """Return the share (n,) of the spread between organisations not chance."""
        errors = self.errors(values, standing.median)
        total = standing.sigma**2 + errors**2
        shares = np.ones(len(values))
        np.divide(standing.sigma**2, total, out=shares, where=total > 0)
        return shares

    def hold(self, points: Floats) -> Bools:
        """Return which points (n,) lie within the limits; False where unknown."""
        return np.asarray((self.lower <= points) & (points <= self.upper))


def wilson(successes: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's 95 % limits of shares, as shares; NaN where no trials.

    >>> low, high = wilson(np.array([9.0]), np.array([10.0]))
    >>> low.round(4), high.round(4)
    (array([0.5958]), array([0.9821]))
    """
    n = np.where(trials > 0, trials, np.nan)
    share, square = successes / n, NORMAL_QUANTILE**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = NORMAL_QUANTILE * np.sqrt(share * (1 - share) / n + square / (4 * n**2))
    return centre - reach / (1 + square / n), centre + reach / (1 + square / n)


def byar(counts: Floats) -> tuple[Floats, Floats]:
    """Return Byar's 95 % limits of Poisson counts.

    >>> low, high = byar(np.array([10.0, 0.0]))
    >>> low.round(2), high.round(2)  # exact: 4.80 and 18.39; 0 and 3.69
    (array([4.79, 0.  ]), array([18.39,  3.67]))
    """
    some, more = np.maximum(counts, 1.0), counts + 1
    low = some * (1 - 1 / (9 * some) - NORMAL_QUANTILE / (3 * np.sqrt(some))) ** 3
    high = more * (1 - 1 / (9 * more) + NORMAL_QUANTILE / (3 * np.sqrt(more))) ** 3
    return np.where(counts > 0, low, 0.0), high


def sampling_limits(
    panel: Panel, rows: Ints, columns: Ints, *, unit: str
) -> SamplingLimits:
    """Return the limits of figures that are made of counts.

    A metric in per cent is a share of its denominator where the numerator is not
    larger; anything else is a rate, its numerator a Poisson count. Where parts are
    missing, are no counts, or do not give the value, there are no limits. Whether a
    metric counts, and what its ratio is multiplied by, is told from the figures of
    all organisations.

    Args:
        panel: figures of the metric.
        rows, columns: (n,) which of them.
        unit: of the metric.
    """
    everywhere = np.nonzero(panel.rows >= 0)
    all_values, all_parts = panel.values[everywhere], panel.parts(*everywhere)
    values, parts = panel.values[rows, columns], panel.parts(rows, columns)
    share = unit.startswith("%")
    counted = all_parts if share else all_parts[:1]
    if not all(_is_counted(each) for each in counted):
        nothing = np.full(len(values), np.nan)
        return SamplingLimits(lower=nothing, upper=nothing)
    factor = 100.0 if share else _factor(all_values, *all_parts)
    return limits_of_ratios(values, *parts, factor=factor, share=share)


def limits_of_ratios(
    values: Floats,
    numerators: Floats,
    denominators: Floats,
    *,
    factor: float,
    share: bool,
) -> SamplingLimits:
    """Return the limits of values (n,) that are ratios of counts times a factor.

    >>> found = limits_of_ratios(np.array([90.0]), np.array([9.0]), np.array([10.0]),
    ...                          factor=100.0, share=True)
    >>> found.lower.round(1), found.upper.round(1)
    (array([59.6]), array([98.2]))
    """
    ratios = _ratios(numerators, denominators)
    usable = np.abs(values - factor * ratios) <= np.maximum(
        LARGEST_ROUNDING if share else 0.0, ROUNDING_SHARE * np.abs(values)
    )
    usable &= (ratios >= 0) & ((ratios <= 1) | (not share))
    tops = np.where(usable, numerators, np.nan)
    bottoms = np.where(usable, denominators, np.nan)
    if share:
        lower, upper = wilson(tops, bottoms)
    else:
        lower, upper = (each / bottoms for each in byar(tops))
    return SamplingLimits(lower=factor * lower, upper=factor * upper)


def _ratios(numerators: Floats, denominators: Floats) -> Floats:
    ratios = np.full(len(numerators), np.nan)
    np.divide(numerators, denominators, out=ratios, where=denominators > 0)
    return ratios


def _factor(values: Floats, numerators: Floats, denominators: Floats) -> float:
    """Return what a ratio is multiplied by to give the value: 1, 1,000 and so on."""
    ratios = _ratios(numerators, denominators)
    some = ratios > 0
    return float(np.median(values[some] / ratios[some])) if some.any() else np.nan


def _is_counted(parts: Floats) -> bool:
    """Whether most parts of a metric are whole numbers."""
    known = parts[~np.isnan(parts)]
    return len(known) > 0 and bool(np.mean(known == np.round(known)) >= COUNTED_SHARE)
