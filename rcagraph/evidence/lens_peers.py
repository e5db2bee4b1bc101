"""Reading one metric through the lens of peers.

Traits of place are compared among everyone of the same type instead, since peers are
matched on them (``Metric.among``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.funnel import SamplingLimits, sampling_limits
from rcagraph.evidence.lenses import (
    NO_DIRECTION,
    Latest,
    lens_weight,
    near_figures,
    unread,
)
from rcagraph.evidence.order_statistics import Bools, Floats, Ints
from rcagraph.evidence.peers import Standing, robust_z
from rcagraph.evidence.records import Reading
from rcagraph.evidence.wording import spell_standing, spell_value
from rcagraph.vocabulary.terms import Constants, Lens

# Above this share of signal, chance is not worth a sentence.
MOSTLY_SIGNAL = 0.9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Among:
    """k figures among those that each is compared with; arrays are (k,).

    Attributes:
        borrowed: how many of the others' figures are of another period.
        signal: share of the spread between organisations that is not chance.
        z: distance in standard deviations of organisations and chance together.
        by_chance: whether the group's median lies within the sampling limits.
    """

    latest: Latest
    standing: Standing
    borrowed: Ints
    limits: SamplingLimits
    signal: Floats
    z: Floats
    by_chance: Bools


def peer_readings(latest: Latest, constants: Constants) -> list[Reading]:
    """Compare each figure with those of the organisation's peers.

    A peer without a figure for the same period is taken at its own latest one if
    that is within three months, and the note says so. A figure made of few cases
    weighs less (``rcagraph.evidence.funnel``), and the note says that too.
    """
    if not latest.metric.comparable:
        note = (
            "Not compared with peers: a total, which says nothing beside "
            "organisations of other sizes."
        )
        return [unread(Lens.PEERS, note)] * len(latest.rows)
    among = _among(latest)
    return [_reading(among, at, constants) for at in range(len(latest.rows))]


def _among(latest: Latest) -> _Among:
    panel, peers = latest.panel, latest.peer_rows
    figures, borrowed = near_figures(panel, latest.columns, peers, panel.latest[peers])
    standing = robust_z(latest.values, figures, step=latest.metric.step)
    limits = sampling_limits(
        panel, latest.rows, latest.columns, unit=latest.metric.unit
    )
    signal = limits.signal(latest.values, standing)
    return _Among(
        latest=latest,
        standing=standing,
        borrowed=borrowed,
        limits=limits,
        signal=signal,
        z=standing.z * np.sqrt(signal),
        by_chance=limits.hold(standing.median),
    )


def _reading(among: _Among, at: int, constants: Constants) -> Reading:
    metric, standing = among.latest.metric, among.standing
    said, count = among.latest.spelt[at], int(standing.counts[at])
    sign = metric.polarity.sign
    reason = NO_DIRECTION if sign == 0 else standing.reasons[at]
    unweighed = f" Not weighed: {reason}." if reason else ""
    if not count:
        return unread(Lens.PEERS, f"{said}.{unweighed}")
    percentile = float(standing.percentile[at])
    weight = lens_weight(
        None if reason else sign * float(standing.z[at]),
        Lens.PEERS,
        metric,
        constants,
        signal=1.0 if reason else float(among.signal[at]),
    )
    limited = not np.isnan(among.limits.lower[at])
    return Reading(
        lens=Lens.PEERS,
        z=None if reason else sign * float(among.z[at]),
        weight=weight,
        compared_with=float(standing.median[at]),
        lower=float(standing.lower[at]),
        upper=float(standing.upper[at]),
        percentile=100 - percentile if sign < 0 else percentile,
        sampling_lower=float(among.limits.lower[at]) if limited else None,
        sampling_upper=float(among.limits.upper[at]) if limited else None,
        company=f"{count} {among.latest.company[at]}",
        note=_note(among, at) + unweighed,
    )


def _note(among: _Among, at: int) -> str:
    latest, standing, count = among.latest, among.standing, among.standing.counts[at]
    company, unit = latest.company[at], latest.metric.unit
    median = spell_value(float(standing.median[at]), unit)
    place = spell_standing(
        below=int(standing.below[at]),
        above=int(standing.above[at]),
        of=int(count),
        polarity=latest.metric.polarity,
        company=company,
    )
    note = f"{latest.spelt[at]}, against a peer median of {median} ({place})."
    if company != "peers":
        note = f"{latest.spelt[at]}, against {count} {company}, median {median} "
        note += f"({place})."
    if among.borrowed[at]:
        whose = "Peers" if company == "peers" else "Others"
        note += (
            f" {whose} at their own latest figure, within three months: "
            f"{among.borrowed[at]}."
        )
    return note + _chance_note(among, at)


def _chance_note(among: _Among, at: int) -> str:
    """Say how much of the difference may be chance, "" if hardly any."""
    if np.isnan(among.z[at]) or among.signal[at] > MOSTLY_SIGNAL:
        return ""
    low, high = (
        spell_value(float(each[at]), among.latest.metric.unit)
        for each in (among.limits.lower, among.limits.upper)
    )
    share = f"weighed at {among.signal[at]:.0%}"
    if among.by_chance[at]:
        return (
            f" No outlier: so few cases may give {low} to {high} by chance alone, "
            f"which includes the median; {share}."
        )
    return f" With so few cases chance alone may give {low} to {high}; {share}."
