"""A publisher's national totals against the sum of the rows read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.observations.succession import ADDITIVE_UNITS

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.publication import PublishedFigures

# Rounding and a suppressed row or two stay below this; a column mistaken for another,
# or a level of rows counted twice, does not.
_TOLERANCE = 0.02


def compare_totals(file_name: str, read: PublishedFigures) -> tuple[Problem, ...]:
    """Return a problem for each metric and period whose total is not the rows' sum.

    Ratios are compared by numerator and denominator, counts by value; a mean or a
    score without them has no sum to compare.
    """
    import numpy as np

    if read.published_totals.empty:
        return ()
    keys = ["metric_id", "period"]
    totals = _parts(read.published_totals).set_index(keys)
    sums = _parts(read.figures).groupby(keys)[["count", "numerator", "denominator"]]
    both = totals.join(sums.sum(min_count=1).add_suffix("_summed"), how="inner")
    problems = []
    for column in ("count", "numerator", "denominator"):
        said, summed = both[column], both[f"{column}_summed"]
        apart = (said - summed).abs() > _TOLERANCE * np.maximum(said.abs(), 1)
        problems += [
            Problem(
                file=f"{file_name}[{row.sheet!s}]" if row.sheet else file_name,
                line=int(str(row.row)),
                message=(
                    f"the national total of {row.metric_id!s}, {row.period!s:.10} "
                    f"({column}) is not the sum of the rows"
                ),
                found=f"{float(str(getattr(row, column))):,.6g}",
                expected=f"about {float(str(getattr(row, column + '_summed'))):,.6g}",
                code=Code.FIGURE_REFUSED,
            )
            for row in both[apart].reset_index().itertuples()
        ]
    return tuple(problems)


def _parts(figures: pd.DataFrame) -> pd.DataFrame:
    additive = figures["unit"].isin(ADDITIVE_UNITS)
    return figures.assign(count=figures["value"].where(additive))
