"""Cancer waiting times, provider extract: one workbook of several months.

A row is a month, standard, organisation, route, treatment and cancer, so figures are
sums. A patient treated by one trust and referred by another counts half for each:
halves are right.

The standards changed in October 2023: since then "31-day Combined" and "62-day
Combined" stand for what were several. The older standards have other names; they are
other measures and are not read.

Months are provisional until the half-year's final extract. Which of two extracts of
the same months is final only the file's name says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.checks import part_of, without_repeats
from rcagraph.sources.publications.header import place_problem
from rcagraph.sources.publications.opened_file import fold
from rcagraph.sources.publications.preamble import About
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_MONTH, _STANDARD, _CODE = "PERIOD", "STANDARD", "ORG CODE"
_ROUTE, _TREATMENT, _CANCER = "STAGE/ROUTE", "TREATMENT MODALITY", "CANCER TYPE"
_TOTAL, _WITHIN = "TOTAL TREATED", "WITHIN STANDARD"
_KEYS = (_MONTH, _STANDARD, _CODE, _ROUTE, _TREATMENT, _CANCER)
_METRICS = {
    "28-day fds": "cancer_28d_fds_pct",
    "31-day combined": "cancer_31d_pct",
    "62-day combined": "cancer_62d_pct",
}


@dataclass(frozen=True, slots=True)
class _CancerWaits:
    """See the module."""

    id: str = "cancer-waits"
    publisher: str = "NHS England"
    product: str = "Cancer waiting times (CWT-CRS), provider extract"
    metrics: tuple[str, ...] = tuple(sorted(_METRICS.values()))

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the columns of the extract are there."""
        return has_columns(file, file.sheets[0], (_STANDARD, _ROUTE, _CANCER), within=5)

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the share of patients seen or treated in time, of three standards.

        Raises:
            ObservationsError: a column is missing, a month is none, or none of the
                standards is there.
        """
        table = read_table(file, file.sheets[0], required=(*_KEYS, _TOTAL, _WITHIN))
        named = table.text(_STANDARD).map(fold)
        table = table.where((table.codes(_CODE) != "") & named.isin(list(_METRICS)))
        if table.frame.empty:
            raise ObservationsError(
                place_problem(
                    file,
                    table.sheet,
                    None,
                    f"column {_STANDARD!r} has no standard that is known",
                    found=", ".join(sorted(named.unique())[:6]),
                    expected=", ".join(_METRICS),
                )
            )
        everyone = _summed(without_repeats(table, _KEYS))
        frame = everyone.frame
        figures = [
            part.figures(
                metric,
                **About(
                    org_code=part.frame[_CODE],
                    org_name=part.frame["name"],
                    period=part.frame[_MONTH],
                ),
                unit="%",
                numerator=part_of(
                    part, _WITHIN, part.frame[_WITHIN], part.frame[_TOTAL]
                ),
                denominator=part.frame[_TOTAL],
            )
            for standard, metric in _METRICS.items()
            for part in [everyone.where(frame[_STANDARD] == standard)]
        ]
        final = " final" if "final" in file.name.casefold() else ""
        return publish(
            figures,
            everyone.problems,
            edition=f"{frame[_MONTH].max():%Y-%m}{final}",
        )


def _summed(table: Table) -> Table:
    """Return one row for each month, standard and organisation: whose row is first.

    Except for the 28-day standard patients are listed twice, by cancer for all
    treatments together and by treatment for all cancers together; the first list is
    summed. Should a row for both together appear, it would double the sum: it is
    left out.
    """
    import pandas as pd

    treatment = table.text(_TREATMENT).map(fold)
    cancer = table.text(_CANCER).map(fold)
    table = table.where(
        treatment.isin(["", "all modalities"]) & (cancer != "all cancers")
    )
    rows = pd.DataFrame(
        {
            _MONTH: table.periods(_MONTH),
            _STANDARD: table.text(_STANDARD).map(fold),
            _CODE: table.codes(_CODE),
            "name": "",  # the extract has codes only
            _TOTAL: table.counts(_TOTAL),
            _WITHIN: table.counts(_WITHIN),
            "row": table.frame.index,
        }
    )
    # A row with a gap would make the sum too small, and so a share of something else.
    keys = [_MONTH, _STANDARD, _CODE]
    stated = rows[[_TOTAL, _WITHIN]].notna().all(axis="columns")
    whole = stated.groupby([rows[key] for key in keys]).transform("all")
    summed = (
        rows[whole]
        .groupby(keys, as_index=False)
        .agg({"name": "first", _TOTAL: "sum", _WITHIN: "sum", "row": "min"})
    )
    return replace(table, frame=summed.set_index("row"))


PUBLICATION = _CancerWaits()
