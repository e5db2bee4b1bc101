"""What all lenses share: the figures to be read, and what a distance weighs.

Each lens has a module of its own: ``lens_peers``, ``lens_baseline``,
``lens_standard``. All organisations asked for are read in one pass; a lens returns
one ``Reading`` each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.order_statistics import Floats, Ints
from rcagraph.evidence.panel import Panel
from rcagraph.evidence.records import Reading
from rcagraph.evidence.wording import spell_period, spell_value
from rcagraph.vocabulary.terms import Constants, Lens, Metric

DECIBANS_PER_NAT = 10 / math.log(10)  # 4.34
PEER_LAG_MONTHS = 3
NO_DIRECTION = "neither direction is adverse"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Latest:
    """The figures to be read: k organisations' latest of one metric.

    Attributes:
        rows: (k,) rows of the panel.
        columns: (k,) column of each one's latest figure.
        peer_rows: (k, c) rows of those that each is compared with, -1 for none.
        company: what those are, in the plural, for each: "peers", "acute trusts".
        values: (k,) the figures.
        periods: the last day of each one's period.
        spelt: each figure and its period in words.
    """

    metric: Metric
    panel: Panel
    rows: Ints
    columns: Ints
    peer_rows: Ints
    company: Sequence[str]
    values: Floats
    periods: list[date]
    spelt: list[str]


def latest_figures(  # noqa: PLR0913 - the parts of one record
    metric: Metric,
    panel: Panel,
    *,
    rows: Ints,
    columns: Ints,
    peer_rows: Ints,
    company: Sequence[str] = (),
) -> Latest:
    """Pick figures out of a panel; see ``Latest`` for the arguments."""
    values = panel.values[rows, columns]
    periods: list[date] = panel.periods[columns].tolist()
    return Latest(
        metric=metric,
        panel=panel,
        rows=rows,
        columns=columns,
        peer_rows=peer_rows,
        company=company or ["peers"] * len(rows),
        values=values,
        periods=periods,
        spelt=[
            f"{spell_value(value, metric.unit)} in "
            f"{spell_period(period, metric.frequency)}"
            for value, period in zip(values.tolist(), periods, strict=True)
        ],
    )


def lens_weight(
    z: float | None,
    lens: Lens,
    metric: Metric,
    constants: Constants,
    *,
    signal: float = 1.0,
) -> float:
    """Return the decibans of a standardised adverse distance.

    ``clip(4.34 * (slope * z - offset) * signal, +/-cap) * reliability``: the
    logarithm of the odds is taken as linear in z up to the cap, since no single
    figure should decide. The slope is steeper for a driver's own figure
    (``Metric.slope``). 0 without a distance, and for a metric that indicates no
    node.

    Args:
        z: distance in standard deviations between organisations, or of the past.
        lens: what the figure is compared with.
        metric: what it measures.
        constants: slope and offset of the lens, and the cap.
        signal: share of the spread that is not chance (``rcagraph.evidence.funnel``).
    """
    if z is None or metric.indicates is None or metric.polarity.sign == 0:
        return 0.0
    slope, offset = metric.slope(lens, constants), constants.lenses[lens].offset
    cap = constants.weight_cap
    decibans = DECIBANS_PER_NAT * (slope * z - offset) * signal
    return min(max(decibans, -cap), cap) * metric.reliability


def unread(lens: Lens, note: str) -> Reading:
    """Return a reading that says why there is no distance."""
    return Reading(lens=lens, z=None, weight=0.0, compared_with=None, note=note)


def near_figures(
    panel: Panel, columns: Ints, peers: Ints, latest: Ints
) -> tuple[Floats, Ints]:
    """Return the figures of peers for a period, or their own latest if near to it.

    Args:
        panel: figures of one metric.
        columns: (k,) column of each one's period.
        peers: (k, c) rows of each one's peers, -1 for none.
        latest: (k, c) column of each peer's latest figure, -1 for none.

    Returns:
        The figures (k, c), NaN for none within three months, and how many of each
        row are of another period (k,).
    """
    same = panel.values[peers, columns[:, None]]
    age = np.abs(panel.months[latest] - panel.months[columns][:, None])
    present = peers >= 0
    near = present & np.isnan(same) & (latest >= 0) & (age <= PEER_LAG_MONTHS)
    figures = np.where(near, panel.values[peers, latest], same)
    return np.where(present, figures, np.nan), near.sum(axis=1).astype(np.int64)
