"""How far a figure is from the standard in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.order_statistics import Floats, row_counts, row_sigmas
from rcagraph.vocabulary.terms import Metric, Standard

FEWEST_ORGANISATIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The distance to a standard.

    Attributes:
        adverse: metric's unit; positive is short of the standard.
        z: the same in robust standard deviations between organisations, or None.
        reason: why ``z`` is None, or "".
    """

    standard: Standard
    adverse: float
    z: float | None
    reason: str = ""


def gap_to_standard(
    metric: Metric, value: float, *, period: date, everyone: Floats
) -> Gap | None:
    """Return the gap to the standard in force in a period.

    A gap of five points means much where organisations differ by two and little
    where they differ by twenty, so it is divided by 1.4826 times the median
    absolute deviation of all organisations in the same period, or by the metric's
    step where that is larger.

    Args:
        metric: with its dated standards; its polarity must have a direction.
        value: the organisation's figure.
        period: last day of the period that the figure is about.
        everyone: (k,) figures of all organisations for that period, NaN for none.

    Returns:
        None where no standard was in force or no direction is good.
    """
    standard = metric.standard_on(period)
    if standard is None or metric.polarity.sign == 0:
        return None
    adverse = metric.polarity.sign * (value - standard.value)
    row = everyone[np.newaxis, :]
    count = int(row_counts(row)[0])
    sigma = max(float(row_sigmas(row)[0]), metric.step)
    if count < FEWEST_ORGANISATIONS:
        reason = (
            f"only {count} organisations have a figure for that period; "
            f"{FEWEST_ORGANISATIONS} are needed to judge the size of the gap"
        )
    elif not sigma > 0:
        reason = "organisations do not differ enough to judge the size of the gap"
    else:
        return Gap(standard=standard, adverse=adverse, z=adverse / sigma)
    return Gap(standard=standard, adverse=adverse, z=None, reason=reason)
