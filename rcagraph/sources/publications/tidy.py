"""Tidy tables, csv or Parquet, for figures that no other reader knows.

For local data, and for exports of systems that are not published. One row for each
organisation, metric and period:

    org_code     ODS code of the day
    period       the month, or the last month of the quarter or year: 2025-03-31
    metric_id    of the ontology
    value        a number; empty where there is no figure
    unit         the metric's, or one that converts to it (a fraction to %)
    org_name, numerator, denominator     if known

Other columns do no harm. A value of zero is a zero; leave a gap empty.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rcagraph.errors import did_you_mean
from rcagraph.sources.publications.publication import FIGURES
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_CODE, _NAME, _PERIOD, _METRIC = "org_code", "org_name", "period", "metric_id"
_VALUE, _UNIT = "value", "unit"
_PARTS = ("numerator", "denominator")
_REQUIRED = (_CODE, _PERIOD, _METRIC, _VALUE, _UNIT)
# (unit written, unit of the metric) → factor.
_FACTORS = {
    ("fraction", "%"): 100.0,
    ("proportion", "%"): 100.0,
    ("percent", "%"): 1.0,
    ("fraction", "% of turnover"): 100.0,
    ("seconds", "minutes"): 1 / 60,
    ("hours", "minutes"): 60.0,
    ("GBP", "GBP k"): 1e-3,
    ("GBP", "GBP m"): 1e-6,
    ("GBP k", "GBP m"): 1e-3,
}
_MOST_PROBLEMS = 20


class Tidy:
    """See the module."""

    id = "tidy"
    publisher = "as supplied"
    product = "Tidy table of figures"
    grade = "C"  # who made the table, and from what, it does not say

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric of the ontology."""
        return tuple(_units())

    def recognises(self, file: OpenedFile) -> bool:
        """Whether it has the columns of a tidy table."""
        return file.kind in {"csv", "parquet"} and has_columns(
            file, "", _REQUIRED, within=1
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the figures; rows of unknown metrics or units are left out.

        Raises:
            ObservationsError: a column is missing, or a period is no date.
        """
        table = read_table(
            file, required=_REQUIRED, optional=(_NAME, *_PARTS), within=1
        )
        metric = table.text(_METRIC)
        unit = metric.map(_units())
        _report_unknown(table, metric[unit.isna()])
        factor = _factors(table, unit)
        known = factor.notna()
        table = table.where(known)
        return publish(
            [_figures(table, metric[known], unit[known], factor[known])],
            table.problems,
        )


@cache
def _units() -> Mapping[str, str]:
    """Return metric → unit of the ontology, in the order of the ids."""
    from rcagraph.sources.bundled import ontology_folder
    from rcagraph.sources.ontology_ttl import read_ontology

    metrics = read_ontology(ontology_folder()).metrics
    return {id_: metric.unit for id_, metric in metrics.items()}


def _report_unknown(table: Table, metrics: pd.Series[str]) -> None:
    for name, rows in list(metrics.groupby(metrics))[:_MOST_PROBLEMS]:
        hint = did_you_mean(str(name), _units())
        table.problems.append(
            table.problem(
                int(str(rows.index[0])),
                _METRIC,
                f"a metric that the ontology does not have; {len(rows)} rows left out",
                repr(name),
                f"such as {hint!r}" if hint else "a metric of the ontology",
            )
        )


def _factors(table: Table, unit: pd.Series[str]) -> pd.Series[float]:
    """Return what to multiply values by, NaN where the unit does not convert."""
    import pandas as pd

    written = table.text(_UNIT)
    pairs = pd.Series(list(zip(written, unit, strict=True)), index=unit.index)
    pairs = pairs[unit.notna()]
    factor = pairs.map(
        {pair: 1.0 if pair[0] == pair[1] else _FACTORS.get(pair) for pair in set(pairs)}
    ).astype("float64")
    wrong = pairs[factor.isna()]
    for pair, rows in list(wrong.groupby(wrong))[:_MOST_PROBLEMS]:
        table.problems.append(
            table.problem(
                int(str(rows.index[0])),
                _UNIT,
                f"not the unit of {table.frame.loc[rows.index[0], _METRIC]}; "
                f"{len(rows)} rows left out",
                repr(pair[0]),
                repr(pair[1]),
            )
        )
    return factor.reindex(unit.index)


def _figures(
    table: Table,
    metric: pd.Series[str],
    unit: pd.Series[str],
    factor: pd.Series[float],
) -> pd.DataFrame:
    import pandas as pd

    nothing = pd.Series(float("nan"), index=table.frame.index)
    numerator, denominator = (
        table.numbers(part) if part in table.frame.columns else nothing
        for part in _PARTS
    )
    figures = pd.DataFrame(
        {
            _CODE: table.codes(_CODE),
            _NAME: table.text(_NAME) if _NAME in table.frame.columns else "",
            _PERIOD: table.periods(_PERIOD),
            _METRIC: metric,
            "numerator": numerator,
            "denominator": denominator,
            _VALUE: _values(table) * factor,
            _UNIT: unit,
            "sheet": table.sheet,
            "row": table.frame.index,
        }
    )
    return figures.loc[figures[_VALUE].notna(), list(FIGURES)]


def _values(table: Table) -> pd.Series[float]:
    """Return the values as numbers; those said to be percentages may be "4.5%"."""
    percent = table.text(_UNIT).isin(["%", "percent"])
    cells = table.text(_VALUE)
    table.frame[_VALUE] = cells.mask(percent, cells.str.removesuffix("%"))
    return table.numbers(_VALUE)


PUBLICATION = Tidy()
