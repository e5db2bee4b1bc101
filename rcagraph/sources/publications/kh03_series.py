"""Beds open overnight (KH03): the long csv files, all quarters since 2010 in one.

Two files, beds available and beds occupied, have the same columns and say nowhere
which is which; their numbers do. Occupied beds are a daily average over a quarter and
hardly ever whole (3 % of figures, 9 % in the quarter with most), available beds are
often as staffed and unchanged (43 %; 34 % in the quarter with least).

Some figures lost their decimals on the way ("1,045", and 243 for 243.05): they are as
published in the csv, up to half a bed from the quarter's workbook, which supersedes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.checks import without_repeats
from rcagraph.sources.publications.header import place_problem
from rcagraph.sources.publications.opened_file import TEXT_SHEET
from rcagraph.sources.publications.preamble import About
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_CODE, _SECTOR = "Organisation_Code", "Sector"
_BEDS, _DAY = "Number_Of_Beds", "Effective_Snapshot_Date"
_GENERAL_AND_ACUTE = "general & acute"
_WHOLE_IF_OCCUPIED, _WHOLE_IF_AVAILABLE = 0.12, 0.28  # shares of whole numbers
_FEWEST = 100  # figures to tell by


@dataclass(frozen=True, slots=True)
class _Kh03Series:
    """See the module."""

    id: str = "kh03-series"
    publisher: str = "NHS England"
    product: str = "Bed availability and occupancy, overnight (KH03), time series"
    metrics: tuple[str, ...] = ("beds_available_ga", "beds_occupied_ga")

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the columns of beds by sector and day are there."""
        return file.kind == "csv" and has_columns(
            file, TEXT_SHEET, (_SECTOR, _BEDS), within=1
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read general and acute beds: available, or occupied.

        Raises:
            ObservationsError: a column is missing, a day is none, or the numbers do
                not tell which of the two files it is.
        """
        table = read_table(file, required=(_CODE, _SECTOR, _BEDS, _DAY))
        table = table.where(table.codes(_CODE) != "")
        metric = _which(table)
        # "Mental illness" and "Mental Illness" both occur: case says nothing.
        table = table.where(table.text(_SECTOR).str.casefold() == _GENERAL_AND_ACUTE)
        if table.frame.empty:
            raise ObservationsError(
                table.problem(
                    None, _SECTOR, "no row of the sector", "", "General & Acute"
                )
            )
        table = without_repeats(table, (_CODE, _DAY))
        beds, days = table.counts(_BEDS), table.periods(_DAY)
        about = About(
            org_code=table.codes(_CODE),
            org_name=table.codes(_CODE).str.slice(0, 0),  # names are not given
            period=days,
        )
        return publish(
            [
                table.figures(
                    metric,
                    **about,
                    unit="beds",
                    # A trust without general and acute beds states 0: see kh03.
                    value=beds.where(beds > 0),
                )
            ],
            table.problems,
            edition=f"{days.max():%Y-%m-%d}",
        )


def _which(table: Table) -> str:
    """Return the metric that the numbers are of."""
    beds: pd.Series[float] = table.counts(_BEDS)
    # The problems of other sectors' cells are not those of the figures read.
    table.problems.clear()
    beds = beds[beds > 0]
    whole = float((beds % 1 == 0).mean()) if len(beds) >= _FEWEST else float("nan")
    if whole <= _WHOLE_IF_OCCUPIED:
        return "beds_occupied_ga"
    if whole >= _WHOLE_IF_AVAILABLE:
        return "beds_available_ga"
    raise ObservationsError(
        place_problem(
            table.file,
            table.sheet,
            None,
            "nothing tells whether these beds are available or occupied",
            found=f"{len(beds)} figures, {whole:.0%} of them whole numbers",
            expected=f"at least {_FEWEST} figures, as published",
        )
    )


PUBLICATION = _Kh03Series()
