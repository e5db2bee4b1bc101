"""Virtual ward capacity and occupancy: one workbook a month.

Until March 2025 by integrated care board alone; since April 2025 a second sheet is by
provider, and that one is read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.editions import edition_of
from rcagraph.sources.publications.opened_file import clean, fold
from rcagraph.sources.publications.periods import month_end
from rcagraph.sources.publications.preamble import stated
from rcagraph.sources.publications.reading import (
    ENGLAND,
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

_REGION, _NAME = "Region", "Name"
_CAPACITY, _PATIENTS = "Virtual Ward Capacity", "Patients in a Virtual Ward"
_CODES = ("Provider code", "ICB code")
_NOTES = re.compile(r"\s*\(see notes?\b[^)]*\)$", re.IGNORECASE)
_PREAMBLE = 30


class VirtualWard:
    """See the module."""

    id = "virtual-ward"
    publisher = "NHS England"
    product = "Virtual ward capacity and occupancy"
    metrics = ("virtual_ward_occupancy_pct",)

    def recognises(self, file: OpenedFile) -> bool:
        """Whether a sheet is titled so."""
        return file.kind not in {"csv", "parquet"} and any(
            "virtual ward" in fold(name) and _code_column(file, name)
            for name in file.sheets
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read how many patients there were for the places.

        Raises:
            ObservationsError: a sheet names no month, or lacks a column.
        """
        codes = {sheet: _code_column(file, sheet) for sheet in file.sheets}
        # A board's patients are its providers': both would count them twice.
        finest = min(filter(None, codes.values()), key=_CODES.index, default="")
        if not finest:
            raise ObservationsError(
                place_problem(
                    file,
                    "",
                    None,
                    "no sheet has a column of codes",
                    found=", ".join(map(repr, file.sheets)),
                    expected=" or ".join(map(repr, _CODES)),
                )
            )
        sheet = next(sheet for sheet, code in codes.items() if code == finest)
        table = _table(file, sheet, finest)
        return publish(
            [_figures(table, finest, _month(file, sheet))],
            table.problems,
            edition=edition_of(file.top(sheet, rows=_PREAMBLE)),
        )


def _code_column(file: OpenedFile, sheet: str) -> str:
    """Return the name of the column of codes, or "" if it is no table of wards."""
    cells = {
        fold(cell) for row in file.top(sheet, rows=_PREAMBLE) for cell in row.cells
    }
    return next((code for code in _CODES if fold(code) in cells), "")


def _table(file: OpenedFile, sheet: str, code: str) -> Table:
    """Return the table, its columns named without the notes that they refer to."""
    asked = (_REGION, code, _NAME, _CAPACITY, _PATIENTS)
    written = {
        fold(_NOTES.sub("", clean(cell))): clean(cell)
        for row in file.top(sheet, rows=_PREAMBLE)
        for cell in row.cells
    }
    spelt = {written.get(fold(name), name): name for name in asked}
    table = read_table(file, sheet, required=tuple(spelt))
    return replace(table, frame=table.frame.rename(columns=spelt))


def _month(file: OpenedFile, sheet: str) -> date:
    row, cell = stated(file, sheet, "Month")
    month = month_end(cell)
    if month is None:
        raise ObservationsError(
            place_problem(
                file,
                sheet,
                row,
                "the line 'Month:' above the table names no month",
                found=repr(clean(cell)) if cell is not None else "nothing",
                expected="such as April 2025",
            )
        )
    return month


def _figures(table: Table, code: str, month: date) -> pd.DataFrame:
    """Return the share of places in use, over all regions that a provider serves."""
    codes = table.codes(code)
    national = table.text(_NAME).str.casefold().str.startswith("england")
    table.frame[code] = codes.mask(national & (codes == ""), ENGLAND)
    table = table.where(table.frame[code] != "")
    # The published percentage is capped, as "100%*"; its parts are not. A provider
    # in several regions has a row in each.
    table.frame[_PATIENTS] = table.counts(_PATIENTS)
    table.frame[_CAPACITY] = table.counts(_CAPACITY)
    in_region = table.frame.groupby(code)
    once = table.where(~table.frame[code].duplicated())
    codes = once.frame[code]
    return once.figures(
        "virtual_ward_occupancy_pct",
        org_code=codes,
        org_name=once.text(_NAME),
        period=month,
        unit="%",
        numerator=codes.map(in_region[_PATIENTS].sum(min_count=1)),
        denominator=codes.map(in_region[_CAPACITY].sum(min_count=1)),
    )


PUBLICATION = VirtualWard()
