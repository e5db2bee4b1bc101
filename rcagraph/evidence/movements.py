"""What a metric of an organisation was at one time and at another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.order_statistics import row_sigmas
from rcagraph.evidence.panel import Panel, month_number, panel_of
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import Observation, ObservationTable
from rcagraph.vocabulary.terms import Metric, Ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One metric of an organisation then and now.

    Attributes:
        then, now: the latest fresh figure on each day.
        better: by how many robust standard deviations between organisations it got
            better, negative for worse; None where neither direction is good, or the
            figures have no spread.
    """

    metric: Metric
    then: Observation
    now: Observation
    better: float | None


def movements(  # noqa: PLR0913
    table: ObservationTable,
    ontology: Ontology,
    organisations: Iterable[Organisation],
    code: str,
    metrics: Iterable[str],
    *,
    then: date,
    now: date,
) -> tuple[Movement, ...]:
    """Return what moved between two days, the largest improvement first.

    A metric without a fresh figure on either day is left out.

    Args:
        table: all observations.
        ontology: the metrics.
        organisations: everyone, for the spread between them.
        code: whose metrics.
        metrics: ids.
        then, now: last days whose figures count.
    """
    codes = sorted(each.code for each in organisations)
    found = []
    for name in sorted(set(metrics)):
        metric = ontology.metrics[name]
        panel = panel_of(table, name, codes=codes, until=now)
        row = codes.index(code)
        at = [_fresh(metric, panel, row, day) for day in (then, now)]
        if None in at or at[0] == at[1]:
            continue
        columns = np.array(at, dtype=np.int64)
        before, after = panel.observations(np.array([row, row]), columns)
        found.append(
            Movement(
                metric=metric,
                then=before,
                now=after,
                better=_better(metric, panel, before.value, after.value, columns[1]),
            )
        )
    return tuple(sorted(found, key=lambda each: (-(each.better or 0), each.metric.id)))


def _fresh(metric: Metric, panel: Panel, row: int, day: date) -> int | None:
    """Return the column of the latest figure on a day, or None if stale or absent."""
    told = ~np.isnan(panel.values[row]) & (panel.months <= month_number(day))
    if not told.any():
        return None
    column = int(np.flatnonzero(told)[-1])
    age = month_number(day) - int(panel.months[column])
    return column if age <= metric.fresh_months else None


def _better(
    metric: Metric, panel: Panel, before: float, after: float, column: int
) -> float | None:
    sign = metric.polarity.sign
    if not sign:
        return None
    (sigma,) = np.maximum(row_sigmas(panel.values[:, [column]].T), metric.step)
    return sign * (before - after) / float(sigma) if sigma > 0 else None
