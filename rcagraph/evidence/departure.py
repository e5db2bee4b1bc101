"""How far a series has departed from its own past.

The distance between the recent mean and the earlier mean, in standard deviations of
the earlier points. These include what moves slowly (seasons, drift, autocorrelation),
which the process standard deviation of an XmR chart (mean moving range / 1.128) leaves
out: by that, a quarter of all series were more than 4.6 away from their past, and a
distance of one meant nothing. Where points swing from one to the next more than they
stray from their mean, the process standard deviation is the larger and is taken.
Measured in docs/adr/0008-baseline-lens.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.baseline import RANGE_TO_SIGMA, moving_range_means
from rcagraph.evidence.order_statistics import (
    ROUNDING,
    Bools,
    Floats,
    Ints,
    pack_right,
    row_counts,
    row_deviations,
    row_means,
)

FEWEST_LIKE_YEARS = 3
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Departure:
    """Recent against earlier figures of n series.

    Attributes:
        z: (n,) positive is higher; NaN where the comparison cannot be made.
        sigma: (n,) the standard deviation that z is counted in.
        recent, earlier: (n,) means compared.
        recent_counts, earlier_counts: (n,) how many points there are of each.
        like_months: (n,) whether the same calendar months were compared.
    """

    z: Floats
    sigma: Floats
    recent: Floats
    earlier: Floats
    recent_counts: Ints
    earlier_counts: Ints
    like_months: Bools


def departures(
    values: Floats, months: Ints, *, recent_months: int, fewest: int, monthly: bool
) -> Departure:
    """Compare each series' last points with its earlier ones.

    A monthly series whose recent calendar months all have at least three earlier
    namesakes is compared with these, month by month, so that winter is set beside
    winter; any other series with the mean of all earlier points.

    Args:
        values: (n, p) in order of time, NaN where nothing was published.
        months: (p,) month number of each period, January 1970 being 0.
        recent_months: how far back "now" reaches from a series' last point.
        fewest: how many earlier points a baseline needs.
        monthly: whether periods are months, so that like months exist.

    >>> found = departures(np.array([[1.0, 3.0, 1.0, 3.0, 9.0]]), np.arange(5),
    ...                    recent_months=1, fewest=4, monthly=False)
    >>> found.z.round(3)  # (9 - 2) / (2 / 1.128); the deviation is 1.155
    array([3.948])
    """
    published = ~np.isnan(values)
    last = np.where(published, months, -1).max(axis=1, initial=-1)
    is_recent = months > (last - recent_months)[:, None]
    now = np.where(is_recent, values, np.nan)
    before = np.where(is_recent, np.nan, values)
    counts, recent = row_counts(before), row_means(now)
    earlier, like = row_means(before), np.zeros(len(values), dtype=np.bool_)
    if monthly:
        namesakes, years = _like_months(now, before, months % MONTHS_A_YEAR)
        like = years >= FEWEST_LIKE_YEARS
        earlier = np.where(like, namesakes, earlier)
    sigma = np.fmax(
        moving_range_means(pack_right(before)[0]) / RANGE_TO_SIGMA,
        row_deviations(before),
    )
    usable = (counts >= fewest) & (sigma > ROUNDING * np.abs(earlier))
    z = np.divide(
        recent - earlier, sigma, out=np.full(len(values), np.nan), where=usable
    )
    return Departure(
        z=z,
        sigma=sigma,
        recent=recent,
        earlier=earlier,
        recent_counts=row_counts(now),
        earlier_counts=counts,
        like_months=like,
    )


def _like_months(now: Floats, before: Floats, calendar: Ints) -> tuple[Floats, Ints]:
    """Return the mean of the recent months' namesakes (n,), and the fewest years.

    Each recent month weighs the same, however many namesakes it has.
    """
    means = np.full((len(now), MONTHS_A_YEAR), np.nan)
    years = np.full(len(now), now.shape[1], dtype=np.int64)
    for month in range(MONTHS_A_YEAR):
        columns = calendar == month
        asked = (~np.isnan(now[:, columns])).any(axis=1)
        namesakes = before[:, columns]
        means[:, month] = np.where(asked, row_means(namesakes), np.nan)
        years[asked] = np.minimum(years, row_counts(namesakes))[asked]
    return row_means(means), years
