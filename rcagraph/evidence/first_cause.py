"""When each metric first moved: the first adverse special cause of its baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.baseline import Rule, special_causes, xmr
from rcagraph.evidence.lens_baseline import (
    FEWEST_FOR_LIMITS,
    covering_events,
    kept_figures,
)
from rcagraph.evidence.panel import month_number, panel_of
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Metric, Ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCause:
    """The first point at which a metric left common cause for the worse.

    Attributes:
        node: what the metric indicates.
        period: last day of the period of that point.
        rule: the special-cause rule that fired there.
    """

    metric: str
    node: str
    period: date
    rule: str


def first_causes(
    table: ObservationTable, ontology: Ontology, code: str, *, as_of: date
) -> tuple[FirstCause, ...]:
    """Return the first adverse special cause of each metric of an organisation.

    The baseline is that of the diagnosis: five years, begun anew at lasting events,
    passing disturbances left out. Metrics that never left common cause, roll over
    several periods or have fewer than twelve points are absent. In metric id order.
    """
    metrics = sorted(ontology.metrics.items())
    found = (
        _first(table, metric, ontology, code, as_of)
        for _, metric in metrics
        if metric.indicates and metric.polarity.sign
    )
    return tuple(each for each in found if each)


def _first(
    table: ObservationTable, metric: Metric, ontology: Ontology, code: str, as_of: date
) -> FirstCause | None:
    panel = panel_of(table, metric.id, codes=(code,), until=as_of)
    if metric.rolling or panel.latest[0] < 0:
        return None
    kept = kept_figures(
        panel,
        panel.latest,
        covering_events(metric, ontology.events),
        until=np.array([month_number(as_of)]),
    )
    series = np.where(kept, panel.values, np.nan)
    if np.isfinite(series).sum() < FEWEST_FOR_LIMITS:
        return None
    causes = special_causes(series, xmr(series))[0] * metric.polarity.sign
    adverse = np.flatnonzero(causes > 0)
    if not len(adverse):
        return None
    assert metric.indicates is not None
    return FirstCause(
        metric=metric.id,
        node=metric.indicates,
        period=panel.periods[adverse[0]].item(),
        rule=Rule(int(causes[adverse[0]])).label,
    )
