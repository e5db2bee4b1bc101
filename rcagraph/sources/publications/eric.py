"""Estates Returns Information Collection (ERIC): two csv files a year.

What it would cost to clear the backlog of maintenance is in the file by site, and in
that one alone; trusts are sums of their sites. The file by trust is recognised so that
its reader learns which one to take.

Neither file says its year. It is taken from the name of the file, as published:
"ERIC - 2024_25 - Site data.csv".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.checks import without_repeats
from rcagraph.sources.publications.editions import year_in_name
from rcagraph.sources.publications.opened_file import fold
from rcagraph.sources.publications.reading import (
    has_columns,
    place_problem,
    publish,
    read_table,
)

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_CODE, _NAME = "Trust Code", "Trust Name"
_SITE = "Site Code"
_TRUST_FILE = (_CODE, _NAME, "Total number of sites (No.)")
_RISKS = ("high", "significant", "moderate", "low")
_METRICS = {
    "estates_backlog_high_risk_gbp_m": ("high",),
    "estates_backlog_significant_gbp_m": ("significant",),
    "estates_backlog_total_gbp_m": _RISKS,
}
_NOT_OWNED = "not applicable"  # sites leased from others, who mend them
_MILLION = 1e6


class Eric:
    """See the module."""

    id = "eric"
    publisher = "NHS England"
    product = "Estates Returns Information Collection"
    metrics = tuple(sorted(_METRICS))

    def recognises(self, file: OpenedFile) -> bool:
        """Whether it is by site or by trust, with the columns of an estate."""
        return file.kind == "csv" and (
            has_columns(file, "", (_CODE, _SITE, _cost("high")), within=5)
            or has_columns(file, "", _TRUST_FILE, within=5)
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the cost of the backlog by risk, a sum over the sites of a trust.

        Raises:
            ObservationsError: it is the file by trust, a column is missing, or the
                file's name has no financial year.
        """
        if has_columns(file, "", _TRUST_FILE, within=5):
            raise ObservationsError(
                place_problem(
                    file,
                    "",
                    None,
                    "the file by trust does not hold the cost of the backlog",
                    expected="the file by site, 'ERIC - <year> - Site data.csv'",
                )
            )
        table = read_table(
            file,
            required=(_CODE, _NAME, _SITE, *map(_cost, _RISKS)),
            within=5,
        )
        # A site twice would count its backlog twice.
        table = without_repeats(table, (_CODE, _SITE))
        year = _year(file)
        costs = {risk: _costs(table, risk) for risk in _RISKS}
        trusts = table.codes(_CODE)
        first = table.where(~trusts.duplicated() & (trusts != ""))
        codes = trusts[first.frame.index]
        figures = []
        for metric, risks in _METRICS.items():
            each = _sum([costs[risk] for risk in risks])
            total = each.groupby(trusts).sum(min_count=1) / _MILLION
            figures.append(
                first.figures(
                    metric,
                    org_code=codes,
                    org_name=first.text(_NAME),
                    period=year,
                    unit="GBP m",
                    value=codes.map(total),
                )
            )
        return publish(figures, table.problems)


def _cost(risk: str) -> str:
    return f"Cost to eradicate {risk} risk backlog (£)"


def _costs(table: Table, risk: str) -> pd.Series[float]:
    """Return the cost by site; NaN for sites that are another owner's to mend."""
    column = _cost(risk)
    owned = table.frame[column].map(fold) != _NOT_OWNED
    return table.where(owned).counts(column).reindex(table.frame.index)


def _sum(parts: list[pd.Series[float]]) -> pd.Series[float]:
    """Return the sum of columns, NaN where all of them are."""
    import pandas as pd

    return pd.concat(parts, axis=1).sum(axis=1, min_count=1)


def _year(file: OpenedFile) -> date:
    year = year_in_name(file)
    if year is None:
        raise ObservationsError(
            place_problem(
                file,
                "",
                None,
                "nothing says which year this is: the file does not, nor its name",
                found=repr(file.name),
                expected="the name as published, 'ERIC - 2024_25 - Site data.csv'",
            )
        )
    return year


PUBLICATION = Eric()
