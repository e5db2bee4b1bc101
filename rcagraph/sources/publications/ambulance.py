"""Ambulance quality indicators: the time series of the systems indicators (AmbSYS).

The sheets that show charts and tables are formulas over one hidden sheet, "Raw", of a
row for every month and area; that sheet is read. Times are stored there in seconds.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.opened_file import fold
from rcagraph.sources.publications.reading import ENGLAND, publish, read_table

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_YEAR, _MONTH, _AREA, _TRUST = "Year", "Month", "Area", "Trust"
# Metric → published mean, total of seconds, number of incidents or handovers.
_MEANS = {
    "amb_c1_mean_min": ("A25", "A24", "A8"),
    "amb_c2_mean_min": ("A31", "A30", "A10"),
    "amb_handover_mean_min": ("A142", "A141", "A140"),
}
# Metric → handovers over so long, handovers whose length is known.
_SHARES = {
    "amb_handover_over30_pct": ("A145", "A140"),
    "amb_handover_over60_pct": ("A146", "A140"),
}
_SECONDS = 60.0
_REGION = r"^Y\d\d$"


class Ambulance:
    """See the module."""

    id = "ambulance-systems-indicators"
    publisher = "NHS England"
    product = "Ambulance quality indicators: systems indicators (AmbSYS)"
    metrics = tuple(sorted([*_MEANS, *_SHARES]))

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the sheets and the introduction are those of AmbSYS."""
        sheets = {fold(name) for name in file.sheets}
        return {"response times", "handovers"} <= sheets and any(
            re.search(r"\baqi\b|ambulance (quality|systems) indicators", fold(cell))
            for row in file.top(file.sheets[0], rows=10)
            for cell in row.cells
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read response and handover times of every trust and month.

        Raises:
            ObservationsError: there is no sheet "Raw", or an indicator is not in it.
        """
        indicators = {
            code for codes in (*_MEANS.values(), *_SHARES.values()) for code in codes
        }
        table = read_table(
            file,
            file.find_sheet("Raw"),
            required=(_YEAR, _MONTH, _AREA, _TRUST, *sorted(indicators)),
        )
        # To the right of the table stand lists of months and years, named alike.
        table = replace(
            table, frame=table.frame.loc[:, ~table.frame.columns.duplicated()]
        )
        area = table.codes(_AREA)
        # Regions are sums of trusts; the rows without an area are notes.
        table = table.where((area != "") & ~area.str.match(_REGION))
        return publish(
            _figures(table),
            table.problems,
            edition=edition_of(file.top(file.sheets[0], rows=200)),
        )


def _figures(table: Table) -> list[pd.DataFrame]:
    table.frame["ends"] = _month_names(table)
    period = table.periods("ends")
    org_code = table.codes(_AREA)
    org_name = table.text(_TRUST).mask(org_code == ENGLAND, "England")
    counts = {
        code: table.counts(code)
        for codes in (*_MEANS.values(), *_SHARES.values())
        for code in codes
    }
    means = [
        table.figures(
            metric,
            org_code=org_code,
            org_name=org_name,
            period=period,
            unit="minutes",
            # As published, to the second. Before a trust's first return all is 0.
            value=counts[mean].where(counts[number] > 0) / _SECONDS,
            numerator=counts[total] / _SECONDS,
            denominator=counts[number],
        )
        for metric, (mean, total, number) in _MEANS.items()
    ]
    shares = [
        table.figures(
            metric,
            org_code=org_code,
            org_name=org_name,
            period=period,
            unit="%",
            numerator=counts[over],
            denominator=counts[known],
        )
        for metric, (over, known) in _SHARES.items()
    ]
    return [*means, *shares]


def _month_names(table: Table) -> pd.Series[str]:
    """Return "AUGUST 2025" from a financial year, "2025-26", and "AUGUST"."""
    first = table.text(_YEAR).str.extract(r"^(\d{4})", expand=False).fillna("")
    month = table.text(_MONTH)
    after = month.str[:3].str.casefold().isin(["jan", "feb", "mar"])
    later = first.where(~after, first.map(lambda year: str(int(year or 0) + 1)))
    return month + " " + later


PUBLICATION = Ambulance()
