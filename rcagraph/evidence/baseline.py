"""Statistical process control: XmR charts and their special-cause rules.

The conventions are those of NHS England's Making Data Count programme, as built
into NHSRplotthedots (github.com/nhs-r-community/NHSRplotthedots, version 0.2.2):
limits at 2.66 mean moving ranges, near limits at two thirds of that, four rules
in a fixed order of precedence, runs of seven points.

Arrays are (series, periods) with NaN for what was not published. Gaps are closed
before rules are applied: successive means successive published points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from rcagraph.evidence.order_statistics import (
    ROUNDING,
    Bools,
    Floats,
    Ints,
    pack_right,
    row_means,
)
from rcagraph.vocabulary.terms import Polarity

# 3 / 1.128: three standard deviations of a point, estimated from ranges of two
# (Shewhart's d2; Wheeler 2000, Understanding Variation, appendix).
LIMIT_FACTOR = 2.66
RANGE_TO_SIGMA = 1.128
NEAR_SHARE = 2 / 3
# Upper limit of the moving ranges themselves (D4 for ranges of two).
SCREEN_FACTOR = 3.267
RUN_OF_POINTS = 7


class Rule(IntEnum):
    """Special-cause rules; the lower number takes precedence."""

    NONE = 0
    OUTSIDE_LIMITS = 1
    TREND = 2
    TWO_OF_THREE = 3
    SHIFT = 4

    @property
    def label(self) -> str:
        """The rule's name for people, "" for common cause."""
        return ("", "outside limits", "7-point trend", "2 of 3 points near a limit",
                "7-point shift")[self]  # fmt: skip


class Variation(StrEnum):
    """What a point says, as Making Data Count's variation icons do."""

    COMMON_CAUSE = "common cause"
    IMPROVEMENT_HIGH = "improvement, high"
    IMPROVEMENT_LOW = "improvement, low"
    CONCERN_HIGH = "concern, high"
    CONCERN_LOW = "concern, low"
    NEUTRAL_HIGH = "neutral, high"
    NEUTRAL_LOW = "neutral, low"


class Assurance(StrEnum):
    """Whether a process left alone will meet its target."""

    PASSES = "consistently passes"
    FAILS = "consistently fails"
    HIT_AND_MISS = "hit and miss"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Limits:
    """Centre and limits at each point (n, p), NaN where nothing was published."""

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats


def segments_at(periods: NDArray[np.datetime64], rebases: Sequence[date]) -> Ints:
    """Return the number (p,) of the segment that each period belongs to.

    >>> segments_at(np.array(["2023-09-30", "2023-10-31"], "M8[D]"),
    ...             [date(2023, 10, 1)])
    array([0, 1])
    """
    edges = np.array(sorted(rebases), dtype="datetime64[D]")
    return np.searchsorted(edges, periods.astype("datetime64[D]"), side="right").astype(
        np.int64
    )


def moving_range_means(packed: Floats, *, screen: bool = False) -> Floats:
    """Return the mean moving range (n,) of gapless series (see ``pack_right``).

    Args:
        packed: (n, p), NaN only in front.
        screen: drop ranges at or above 3.267 mean ranges, once. Making Data
            Count's spreadsheet does not; NHSRplotthedots does.
    """
    ranges = np.abs(np.diff(packed, axis=1))
    means = row_means(ranges)
    if not screen:
        return means
    wild = ranges >= SCREEN_FACTOR * means[:, None]
    # A constant series has mean range 0 and every range at that "limit".
    return row_means(np.where(wild & (means[:, None] > 0), np.nan, ranges))


def xmr(
    values: Floats, *, segments: Ints | None = None, screen: bool = False
) -> Limits:
    """Return the centre and limits of each series, segment by segment.

    Args:
        values: (n, p), NaN where nothing was published.
        segments: (p,) label of each period's segment; one segment if None.
        screen: leave wild moving ranges out of the mean, once.

    >>> limits = xmr(np.array([[10.0, 12.0, 11.0, 13.0]]))
    >>> limits.centre[0, 0], limits.upper[0, 0].round(3)  # ranges 2, 1, 2
    (np.float64(11.5), np.float64(15.933))
    """
    centre, reach = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    for columns in _segment_columns(values, segments):
        packed, _ = pack_right(values[:, columns])
        centre[:, columns] = row_means(packed)[:, None]
        reach[:, columns] = (
            LIMIT_FACTOR * moving_range_means(packed, screen=screen)[:, None]
        )
    centre[np.isnan(values)] = np.nan
    near = NEAR_SHARE * reach
    return Limits(
        centre=centre,
        lower=centre - reach,
        upper=centre + reach,
        near_lower=centre - near,
        near_upper=centre + near,
    )


def special_causes(
    values: Floats, limits: Limits, *, segments: Ints | None = None
) -> Ints:
    """Return the rule that fires at each point (n, p), signed.

    The number is a ``Rule``, positive for high (above the mean, or rising) and
    negative for low. Rules look no further back than their segment.
    """
    found = np.zeros(values.shape, dtype=np.int64)
    for columns in _segment_columns(values, segments):
        packed, order = pack_right(values[:, columns])

        def in_order(
            of: Floats, columns: Ints = columns, order: Ints = order
        ) -> Floats:
            return np.take_along_axis(of[:, columns], order, axis=1)

        fired = _fired(
            packed - in_order(limits.centre),
            np.diff(packed, axis=1),
            reach=in_order(limits.upper - limits.centre),
            near=in_order(limits.near_upper - limits.centre),
            size=np.abs(in_order(limits.centre)),
        )
        part = np.zeros_like(fired)
        np.put_along_axis(part, order, fired, axis=1)
        found[:, columns] = part
    return found


def variation(cause: int, polarity: Polarity) -> Variation:
    """Return the variation icon of a point from its signed rule.

    >>> variation(-Rule.SHIFT, Polarity.HIGH_IS_GOOD)
    <Variation.CONCERN_LOW: 'concern, low'>
    """
    if cause == Rule.NONE:
        return Variation.COMMON_CAUSE
    kind = {0: "NEUTRAL", 1: "CONCERN", -1: "IMPROVEMENT"}
    direction = 1 if cause > 0 else -1
    end = "HIGH" if cause > 0 else "LOW"
    return Variation[f"{kind[polarity.sign * direction]}_{end}"]


def assurance(
    lower: float, upper: float, *, target: float, polarity: Polarity
) -> Assurance | None:
    """Say whether limits lie wholly on one side of a target.

    Returns:
        None where no direction is good.
    """
    if polarity is Polarity.CONTEXT:
        return None
    if lower <= target <= upper:
        return Assurance.HIT_AND_MISS
    high = lower > target
    adverse = high == (polarity is Polarity.HIGH_IS_BAD)
    return Assurance.FAILS if adverse else Assurance.PASSES


def _segment_columns(values: Floats, segments: Ints | None) -> list[Ints]:
    labels = np.zeros(values.shape[1], np.int64) if segments is None else segments
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]


def _fired(
    deviations: Floats, moves: Floats, *, reach: Floats, near: Floats, size: Floats
) -> Ints:
    """Apply the four rules to gapless series; see ``special_causes``."""
    # Equal to the mean up to rounding is equal to the mean.
    deviations = np.where(np.abs(deviations) <= ROUNDING * size, 0.0, deviations)
    side = _signs(deviations)
    far = np.abs(deviations)
    outside = np.where(far > reach, side, 0)
    close = np.where((far > near) & (far <= reach), side, 0)
    steady = _runs(_signs(moves), RUN_OF_POINTS - 1)
    # A move flags both of its points; at a turn the run that begins there counts.
    arriving = np.pad(steady, ((0, 0), (1, 0)))
    leaving = np.pad(steady, ((0, 0), (0, 1)))
    trend = np.where(leaving != 0, leaving, arriving)
    fired = np.zeros(side.shape, dtype=np.int64)
    for rule, flags in (
        (Rule.OUTSIDE_LIMITS, outside),
        (Rule.TREND, trend),
        (Rule.TWO_OF_THREE, _two_of_three(side, close)),
        (Rule.SHIFT, _runs(side, RUN_OF_POINTS)),
    ):
        fired = np.where(fired == 0, int(rule) * flags, fired)
    return fired


def _signs(values: Floats) -> Ints:
    return np.sign(np.nan_to_num(values)).astype(np.int64)


def _runs(signs: Ints, length: int) -> Ints:
    """Keep the signs that stand in a run of at least ``length`` equal ones."""
    width = signs.shape[1] - length + 1
    kept = np.zeros(signs.shape, dtype=np.int64)
    if width < 1:
        return kept
    windows = np.lib.stride_tricks.sliding_window_view(signs, length, axis=1)
    full: Bools = np.abs(windows.sum(axis=2)) == length
    for offset in range(length):
        part = kept[:, offset : offset + width]
        part[full] = signs[:, offset : offset + width][full]
    return kept


def _two_of_three(side: Ints, close: Ints) -> Ints:
    """Keep the near-limit points of three neighbours on one side of the mean."""
    width = side.shape[1] - 2
    kept = np.zeros(side.shape, dtype=np.int64)
    if width < 1:
        return kept
    trios = np.lib.stride_tricks.sliding_window_view(side, 3, axis=1)
    pairs = np.lib.stride_tricks.sliding_window_view(np.abs(close), 3, axis=1)
    full: Bools = (np.abs(trios.sum(axis=2)) == 3) & (pairs.sum(axis=2) >= 2)  # noqa: PLR2004
    for offset in range(3):
        part = kept[:, offset : offset + width]
        part[full] = close[:, offset : offset + width][full]
    return kept
