"""Reading one metric against the standard in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.baseline import Assurance, assurance
from rcagraph.evidence.lenses import Latest, lens_weight, unread
from rcagraph.evidence.order_statistics import Ints
from rcagraph.evidence.records import Reading
from rcagraph.evidence.standard import Gap, gap_to_standard
from rcagraph.evidence.wording import periods_a_year, spell_gap, spell_value
from rcagraph.vocabulary.terms import Constants, Lens, Metric

MONTHS_JUDGED = 12
# A share of one or two figures says no more than the figures do.
FEWEST_JUDGED = 3


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Record:
    """How often standards were met in the last twelve months; arrays are (k,).

    Attributes:
        met: figures that met the standard in force in their period.
        judged: figures for which one was in force.
    """

    met: Ints
    judged: Ints


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
    record = last_twelve_months(latest)
    return [
        _reading(latest, at, gap, limits[at], record, constants)
        for at, gap in enumerate(gaps)
    ]


def last_twelve_months(latest: Latest) -> Record:
    """Count the figures that met the standard of their own period.

    The twelve months end with each organisation's latest figure.
    """
    metric, panel = latest.metric, latest.panel
    targets = np.array(
        [
            np.nan if (standard := metric.standard_on(day)) is None else standard.value
            for day in panel.periods.tolist()
        ]
    )
    values = panel.values[latest.rows]
    ages = panel.months[latest.columns][:, None] - panel.months[None, :]
    judged = (ages >= 0) & (ages < MONTHS_JUDGED) & ~np.isnan(values - targets)
    met = judged & (metric.polarity.sign * (values - targets) <= 0)
    return Record(
        met=met.sum(axis=1).astype(np.int64), judged=judged.sum(axis=1).astype(np.int64)
    )


def _reading(  # noqa: PLR0913, PLR0917 - one row of what is read together
    latest: Latest,
    at: int,
    gap: Gap | None,
    limits: tuple[float, float] | None,
    record: Record,
    constants: Constants,
) -> Reading:
    metric, said = latest.metric, latest.spelt[at]
    if gap is None:
        return unread(Lens.STANDARD, f"{said}. No standard was in force then.")
    target, size = gap.standard.value, spell_gap(gap.adverse, metric.unit)
    verdict = "meets the standard exactly"
    if gap.adverse > 0:
        verdict = f"misses the standard by {size}"
    elif gap.adverse < 0:
        verdict = f"meets the standard with {size} to spare"
    note = f"{said} {verdict}: {gap.standard.name}."
    met, judged = int(record.met[at]), int(record.judged[at])
    note += _record_note(metric, met, judged)
    note += _prospect(metric, target, limits)
    if gap.reason:
        note += f" Not weighed: {gap.reason}."
    promise = limits and assurance(*limits, target=target, polarity=metric.polarity)
    return Reading(
        lens=Lens.STANDARD,
        z=gap.z,
        weight=lens_weight(gap.z, Lens.STANDARD, metric, constants),
        compared_with=target,
        assurance=promise or "",
        months_met=met,
        months_judged=judged,
        note=note,
    )


def _record_note(metric: Metric, met: int, judged: int) -> str:
    if judged < FEWEST_JUDGED:
        return ""
    each_year = periods_a_year(metric.frequency)
    what = {12: "months", 4: "quarters"}.get(each_year, "figures")
    return f" Met in {met} of the last {judged} {what}."


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
