"""Evidence as one tidy table: a row for each metric and lens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rcagraph.evidence.records import MetricEvidence, OrganisationEvidence, Reading
from rcagraph.outputs.tidy_csv import Cell, tidy_csv
from rcagraph.vocabulary.terms import Metric

_OF_METRIC = (
    "organisation",
    "metric",
    "label",
    "unit",
    "indicates",
    "reliability",
    "quality",
    "doubts",
    "period",
    "value",
    "numerator",
    "denominator",
    "source",
    "missing",
)
_OF_READING = (
    "lens",
    "z",
    "weight",
    "compared_with",
    "lower",
    "upper",
    "percentile",
    "company",
    "sampling_lower",
    "sampling_upper",
    "slope_per_year",
    "slope_lower",
    "slope_upper",
    "trend_p",
    "pattern",
    "variation",
    "assurance",
    "months_met",
    "months_judged",
    "note",
)
COLUMNS = (*_OF_METRIC, *_OF_READING)


def evidence_csv(
    evidence: OrganisationEvidence, metrics: Mapping[str, Metric], *, only: str = ""
) -> str:
    """Write a row per metric and lens; a metric without a figure has one row.

    Text that a spreadsheet would run as a formula is led by an apostrophe.

    Args:
        evidence: of one organisation.
        metrics: the ontology's, by id.
        only: a metric; "" for all.
    """
    rows = [
        (*_metric_cells(evidence.organisation, found, metrics[name]), *cells)
        for name, found in evidence.metrics.items()
        if only in {"", name}
        for cells in _reading_cells(found)
    ]
    return tidy_csv(COLUMNS, rows)


def _metric_cells(code: str, found: MetricEvidence, metric: Metric) -> list[Cell]:
    cells: list[Cell] = [
        code,
        metric.id,
        metric.label,
        metric.unit,
        metric.indicates,
        metric.reliability,
        found.quality,
        found.doubts,
    ]
    seen = found.observation
    if seen is None:
        return [*cells, *[None] * 5, found.missing]
    figures = (seen.value, seen.numerator, seen.denominator)
    return [*cells, seen.period.isoformat(), *figures, seen.origin, found.missing]


def _reading_cells(found: MetricEvidence) -> Iterator[list[Cell]]:
    for each in found.readings:
        yield [_cell(each, name) for name in _OF_READING]
    if not found.readings:
        yield [None] * len(_OF_READING)


def _cell(reading: Reading, name: str) -> Cell:
    value: Cell = getattr(reading, name)
    return str(value) if isinstance(value, str) else value
