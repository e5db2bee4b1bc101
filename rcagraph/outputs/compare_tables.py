"""Two organisations, or one at two dates, side by side as JSON and CSV."""

from __future__ import annotations

from rcagraph.findings.comparison import Comparison, DriverPair, MetricPair, Part
from rcagraph.outputs.compare_text import CAUTION
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.tidy_csv import Cell, tidy_csv

SCHEMA = "rcagraph/comparison/1"
COLUMNS = (
    "kind",
    "id",
    "label",
    "first",
    "second",
    "difference",
    "contribution_first",
    "contribution_second",
    "rank_first",
    "rank_second",
    "missing_first",
    "missing_second",
)


def compare_csv(found: Comparison) -> str:
    """Write a row per driver, symptom and metric that differs.

    ``first`` and ``second`` are beliefs of drivers and symptoms, and values of
    metrics; ``difference`` is in decibans of log-odds or of weight.
    """
    rows: list[tuple[Cell, ...]] = [
        (
            "driver",
            each.driver.id,
            each.driver.label,
            *each.belief,
            each.decibans,
            *each.contribution,
            *each.rank,
            "",
            "",
        )
        for each in found.drivers
    ]
    rows += [
        (
            "symptom",
            each.node.id,
            each.node.label,
            *each.belief,
            None,
            *(None,) * 4,
            "",
            "",
        )
        for each in found.symptoms
    ]
    for pair in (*found.metrics, *found.one_sided):
        values = (None if o is None else o.value for o in pair.observations)
        metric = pair.metric
        rows.append(
            (
                "metric",
                metric.id,
                metric.label,
                *values,
                pair.moved,
                *(None,) * 4,
                *pair.missing,
            )
        )
    return tidy_csv(COLUMNS, rows)


def compare_json(found: Comparison) -> str:
    """Write all that differs; pairs are first and second, differences second less."""
    return plain_json(
        {
            "schema": SCHEMA,
            "caution": CAUTION,
            "sides": [
                {"organisation": one.code, "as_of": day}
                for one, day in zip(found.organisations, found.days, strict=True)
            ],
            "successions": [
                {"old_code": each.old_code, "new_code": each.new_code, "on": each.on}
                for each in found.successions
            ],
            "unexplained": found.unexplained,
            "orders": found.orders,
            "drivers": [_driver(each) for each in found.drivers],
            "symptoms": [
                {
                    "symptom": each.node.id,
                    "belief": each.belief,
                    "severity": each.severity,
                }
                for each in found.symptoms
            ],
            "metrics": [_metric(each) for each in (*found.metrics, *found.one_sided)],
        }
    )


def _driver(pair: DriverPair) -> dict[str, object]:
    row: dict[str, object] = {
        "driver": pair.driver.id,
        "belief": pair.belief,
        "contribution": pair.contribution,
        "rank": pair.rank,
        "decibans": pair.decibans,
    }
    if pair.explained:
        row |= {
            "evidence": [_part(each) for each in pair.parts],
            "past": pair.past,
            "loops": pair.loops,
            "little": pair.little,
            "residual": pair.residual,
        }
    return row


def _part(part: Part) -> dict[str, object]:
    return {
        "node": part.node.id,
        "decibans": part.decibans,
        "error": part.error,
        "notes": part.notes,
        "only": part.only,
        "one_sided": part.one_sided,
    }


def _metric(pair: MetricPair) -> dict[str, object]:
    return {
        "metric": pair.metric.id,
        "observations": [
            None
            if each is None
            else {
                "period": each.period,
                "value": each.value,
                "codes_summed": each.codes_summed,
                "row": each.row,
                "source": each.origin,
            }
            for each in pair.observations
        ],
        "missing": pair.missing,
        "lenses": {
            str(each.lens): {"z": each.z, "weight": each.weight} for each in pair.lenses
        },
        "moved": pair.moved,
    }
