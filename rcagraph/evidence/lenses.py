"""Reading one metric through the lens of peers and of the standard.

The baseline has a module of its own (``rcagraph.evidence.lens_baseline``). All
organisations asked for are read in one pass; a lens returns one ``Reading`` each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.baseline import Assurance, assurance
from rcagraph.evidence.order_statistics import Floats, Ints
from rcagraph.evidence.panel import Panel
from rcagraph.evidence.peers import Standing, robust_z
from rcagraph.evidence.records import Reading
from rcagraph.evidence.standard import Gap, gap_to_standard
from rcagraph.evidence.wording import (
    spell_gap,
    spell_period,
    spell_standing,
    spell_value,
)
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
        peer_rows: (k, c) rows of each one's peers, -1 for none.
        values: (k,) the figures.
        periods: the last day of each one's period.
        spelt: each figure and its period in words.
    """

    metric: Metric
    panel: Panel
    rows: Ints
    columns: Ints
    peer_rows: Ints
    values: Floats
    periods: list[date]
    spelt: list[str]


def latest_figures(
    metric: Metric, panel: Panel, *, rows: Ints, columns: Ints, peer_rows: Ints
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
        values=values,
        periods=periods,
        spelt=[
            f"{spell_value(value, metric.unit)} in "
            f"{spell_period(period, metric.frequency)}"
            for value, period in zip(values.tolist(), periods, strict=True)
        ],
    )


def lens_weight(
    z: float | None, lens: Lens, metric: Metric, constants: Constants
) -> float:
    """Return the decibans of a standardised adverse distance.

    ``clip(4.34 * (slope * z - offset), +/-cap) * reliability``: the logarithm of
    the odds is taken as linear in z up to the cap, since no single figure should
    decide. 0 without a distance, and for a metric that indicates no node.
    """
    if z is None or metric.indicates is None or metric.polarity.sign == 0:
        return 0.0
    line, cap = constants.lenses[lens], constants.weight_cap
    decibans = DECIBANS_PER_NAT * (line.slope * z - line.offset)
    return min(max(decibans, -cap), cap) * metric.reliability


def peer_readings(latest: Latest, constants: Constants) -> list[Reading]:
    """Compare each figure with those of the organisation's peers.

    A peer without a figure for the same period is taken at its own latest one if
    that is within three months, and the note says so.
    """
    if not latest.metric.comparable:
        note = (
            "Not compared with peers: a total, which says nothing beside "
            "organisations of other sizes."
        )
        return [_unread(Lens.PEERS, note)] * len(latest.rows)
    figures, borrowed = _peer_figures(latest)
    standing = robust_z(latest.values, figures, step=latest.metric.step)
    return [
        _peer_reading(latest, standing, borrowed, at, constants)
        for at in range(len(latest.rows))
    ]


def standard_readings(
    latest: Latest, limits: Sequence[tuple[float, float] | None], constants: Constants
) -> list[Reading]:
    """Compare each figure with the standard in force in its period.

    Args:
        latest: the figures.
        limits: each one's process limits, where its baseline has them.
        constants: how z turns into decibans.

    Returns:
        One reading each; an empty list for a metric that never had a standard.
    """
    metric, panel = latest.metric, latest.panel
    if not metric.standards:
        return []
    gaps = [
        gap_to_standard(metric, value, period=period, everyone=panel.values[:, column])
        for value, period, column in zip(
            latest.values.tolist(), latest.periods, latest.columns, strict=True
        )
    ]
    return [
        _standard_reading(metric, said, gap, between, constants)
        for said, gap, between in zip(latest.spelt, gaps, limits, strict=True)
    ]


def _peer_figures(latest: Latest) -> tuple[Floats, Ints]:
    """Return the peers' figures (k, c), and how many are of another period (k,)."""
    panel, peers = latest.panel, latest.peer_rows
    same = panel.values[peers, latest.columns[:, None]]
    own_latest = panel.latest[peers]
    age = np.abs(panel.months[own_latest] - panel.months[latest.columns][:, None])
    present = peers >= 0
    near = present & np.isnan(same) & (own_latest >= 0) & (age <= PEER_LAG_MONTHS)
    figures = np.where(near, panel.values[peers, own_latest], same)
    return np.where(present, figures, np.nan), near.sum(axis=1).astype(np.int64)


def _peer_reading(
    latest: Latest, standing: Standing, borrowed: Ints, at: int, constants: Constants
) -> Reading:
    metric, said = latest.metric, latest.spelt[at]
    sign, count = metric.polarity.sign, int(standing.counts[at])
    reason = NO_DIRECTION if sign == 0 else standing.reasons[at]
    unweighed = f" Not weighed: {reason}." if reason else ""
    if not count:
        return _unread(Lens.PEERS, f"{said}.{unweighed}")
    z = None if reason else sign * float(standing.z[at])
    median, percentile = float(standing.median[at]), float(standing.percentile[at])
    among = spell_standing(
        below=int(standing.below[at]),
        above=int(standing.above[at]),
        of=count,
        polarity=metric.polarity,
    )
    note = f"{said}, against a peer median of {spell_value(median, metric.unit)} "
    note += f"({among})."
    if borrowed[at]:
        note += (
            f" Peers at their own latest figure, within three months: {borrowed[at]}."
        )
    return Reading(
        lens=Lens.PEERS,
        z=z,
        weight=lens_weight(z, Lens.PEERS, metric, constants),
        compared_with=median,
        lower=float(standing.lower[at]),
        upper=float(standing.upper[at]),
        percentile=100 - percentile if sign < 0 else percentile,
        note=note + unweighed,
    )


def _unread(lens: Lens, note: str) -> Reading:
    return Reading(lens=lens, z=None, weight=0.0, compared_with=None, note=note)


def _standard_reading(
    metric: Metric,
    said: str,
    gap: Gap | None,
    limits: tuple[float, float] | None,
    constants: Constants,
) -> Reading:
    if gap is None:
        return _unread(Lens.STANDARD, f"{said}. No standard was in force then.")
    target, size = gap.standard.value, spell_gap(gap.adverse, metric.unit)
    verdict = "meets the standard exactly"
    if gap.adverse > 0:
        verdict = f"misses the standard by {size}"
    elif gap.adverse < 0:
        verdict = f"meets the standard with {size} to spare"
    note = f"{said} {verdict}: {gap.standard.name}."
    note += _prospect(metric, target, limits)
    if gap.reason:
        note += f" Not weighed: {gap.reason}."
    return Reading(
        lens=Lens.STANDARD,
        z=gap.z,
        weight=lens_weight(gap.z, Lens.STANDARD, metric, constants),
        compared_with=target,
        note=note,
    )


def _prospect(metric: Metric, target: float, limits: tuple[float, float] | None) -> str:
    """Say what the process limits promise of the target, "" where unknown."""
    if limits is None:
        return ""
    lower, upper = limits
    said = assurance(lower, upper, target=target, polarity=metric.polarity)
    if said is None:
        return ""
    promise = {
        Assurance.PASSES: "all meet it, so it should go on being met",
        Assurance.FAILS: "all miss it, so without change it will not be met",
        Assurance.HIT_AND_MISS: "include it, so it will be met now and then",
    }[said]
    between = " to ".join(spell_value(each, metric.unit) for each in limits)
    return f" Process limits of {between} {promise} ({said})."
