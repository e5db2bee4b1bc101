"""Metrics that a publisher states only by their parts, in files of their own."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedMetric:
    """A percentage whose numerator and denominator are metrics themselves."""

    metric: str
    numerator: str
    denominator: str


DERIVED_METRICS = (
    # KH03's long series is published as two files, beds available and beds occupied.
    DerivedMetric(
        metric="bed_occ_ga_overnight_pct",
        numerator="beds_occupied_ga",
        denominator="beds_available_ga",
    ),
)


def parts_of(metric: str) -> tuple[str, ...]:
    """Return the metrics that a derived metric is made from; () for any other.

    >>> parts_of("bed_occ_ga_overnight_pct")
    ('beds_occupied_ga', 'beds_available_ga')
    """
    return tuple(
        part
        for each in DERIVED_METRICS
        if each.metric == metric
        for part in (each.numerator, each.denominator)
    )


def with_derived(frame: pd.DataFrame) -> pd.DataFrame:
    """Add derived metrics, where both parts are stated and the metric is not.

    Args:
        frame: columns org_code, period, metric_id, numerator, denominator, value,
            unit; others are kept, and taken from the numerator's row.
    """
    made = [_derived(frame, each) for each in DERIVED_METRICS]
    added = [each for each in made if len(each)]
    return pd.concat([frame, *added], ignore_index=True) if added else frame


def _derived(frame: pd.DataFrame, rule: DerivedMetric) -> pd.DataFrame:
    keys = ["org_code", "period"]
    of = {
        name: frame[frame["metric_id"] == name]
        for name in (rule.metric, rule.numerator, rule.denominator)
    }
    below = of[rule.denominator][[*keys, "value"]].rename(columns={"value": "below"})
    made = of[rule.numerator].merge(below[below["below"] > 0], on=keys)
    stated = pd.MultiIndex.from_frame(of[rule.metric][keys])
    made = made[~pd.MultiIndex.from_frame(made[keys]).isin(stated)]
    return made.assign(
        metric_id=rule.metric,
        numerator=made["value"],
        denominator=made["below"],
        value=100 * made["value"] / made["below"],
        unit="%",
    ).drop(columns="below")
