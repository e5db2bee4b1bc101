"""What real figures look like: the shapes that simulated ones borrow.

Of each metric: the median of all organisations in every period, how far
organisations lie from it, how much of that is lasting and how much passes, and
how one period's deviation carries over to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from rcagraph.evidence.panel import panel_of
from rcagraph.evidence.size import SIZE_METRICS
from rcagraph.hypotheses.hypothesis import Hypothesis
from rcagraph.inference.network import Floats, Ints
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Metric, Ontology

# Shares and persistence are estimated from at least this many pairs of figures.
_FEWEST_PAIRS = 50
# Where a metric was published once, what passes cannot be told from what lasts.
_USUAL_LASTING, _USUAL_CARRY_OVER = 0.8, 0.5
_RECENT = 24


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shape:
    """How a metric's figures lie in n organisations and p periods.

    Attributes:
        months: (p,) months since January 1970.
        present: (n, p) row of the frame, -1 for what was not published.
        centre: (p,) median of all organisations.
        scale: (n,) the organisation's own level for totals, 1 for all else.
        deviations: sorted deviations from the centre, as a share of scale.
        lasting: share of the deviations' variance that stays with a trust.
        carry_over: correlation of passing deviations one period apart.
    """

    metric: Metric
    frame: pd.DataFrame
    months: Ints
    present: Ints
    centre: Floats
    scale: Floats
    deviations: Floats
    lasting: float
    carry_over: float


def shapes_of(
    table: ObservationTable,
    ontology: Ontology,
    hypotheses: Sequence[Hypothesis],
    codes: Sequence[str],
    *,
    until: date,
) -> tuple[Shape, ...]:
    """Return the shapes of all metrics that can speak, in id order.

    Those are metrics that indicate a node or are expected in a test, have a
    direction, and were published at all.
    """
    expected = {
        each.metric
        for hypothesis in hypotheses
        for test in hypothesis.tests
        for each in test.expect
    }
    return tuple(
        _shape(table, metric, codes, until)
        for name, metric in sorted(ontology.metrics.items())
        if (metric.indicates or name in expected)
        and metric.polarity.sign
        and name in table.metrics
        and name not in SIZE_METRICS
    )


def _shape(
    table: ObservationTable, metric: Metric, codes: Sequence[str], until: date
) -> Shape:
    panel = panel_of(table, metric.id, codes=codes, until=until)
    figures = panel.values  # noqa: PD011 - an array already
    own = np.array([_mean(row) for row in figures])
    scale = np.ones(len(codes)) if metric.comparable else own
    with np.errstate(divide="ignore", invalid="ignore"):
        values = figures / scale[:, None]
    values[~np.isfinite(values)] = np.nan
    centre = np.array([np.median(v[~np.isnan(v)]) for v in values.T])
    deviations = values - centre
    lasting, carry_over = _persistence(deviations)
    recent = deviations[:, -_RECENT:]
    return Shape(
        metric=metric,
        frame=panel.frame,
        months=panel.months,
        present=panel.rows,
        centre=centre,
        scale=scale,
        deviations=np.sort(recent[~np.isnan(recent)]),
        lasting=lasting,
        carry_over=carry_over,
    )


def _persistence(deviations: Floats) -> tuple[float, float]:
    """Return the lasting share of the variance and the passing part's correlation."""
    levels = np.array([_mean(row) for row in deviations])
    passing = deviations - levels[:, None]
    before, after = passing[:, :-1], passing[:, 1:]
    known = ~np.isnan(before) & ~np.isnan(after)
    if known.sum() < _FEWEST_PAIRS:
        return _USUAL_LASTING, _USUAL_CARRY_OVER
    between, within = np.nanvar(levels), np.nanvar(passing)
    x, y = before[known], after[known]
    carry_over = float(
        (x * y).mean() / max(np.sqrt((x**2).mean() * (y**2).mean()), 1e-12)
    )
    lasting = float(between / max(between + within, 1e-12))
    return min(max(lasting, 0.05), 0.98), min(max(carry_over, 0.0), 0.98)


def _mean(row: Floats) -> float:
    known = row[~np.isnan(row)]
    return float(known.mean()) if len(known) else np.nan
