"""What the lines above a workbook's table say: its title, its period."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.header import place_problem
from rcagraph.sources.publications.opened_file import clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile

_LINES = 16  # the longest preamble known
_SHEETS = 4  # a title is repeated on every sheet; the first may be about quality


class About(TypedDict):
    """Who and when a table's rows are about, as ``Table.figures`` asks for it."""

    org_code: pd.Series[str]
    org_name: pd.Series[str]
    period: date | pd.Series[pd.Timestamp]


def is_titled(file: OpenedFile, *phrases: str) -> bool:
    """Whether a workbook's line "Title:" has one of these phrases, in any case."""
    if file.kind in {"csv", "parquet"}:
        return False
    titles = [
        fold(stated(file, sheet, "Title")[1] or "") for sheet in file.sheets[:_SHEETS]
    ]
    return any(fold(phrase) in title for phrase in phrases for title in titles)


def stated(file: OpenedFile, sheet: str, label: str) -> tuple[int | None, object]:
    """Return the row of a label such as "Period:" and the cell beside it.

    Both are None where the label is not there or nothing stands beside it.
    """
    for row in file.top(sheet, rows=_LINES):
        told = [cell for cell in row.cells if clean(cell)]
        if told and fold(told[0]).rstrip(": ") == fold(label):
            return row.number, told[1] if len(told) > 1 else None
    return None, None


def stated_period(
    file: OpenedFile,
    sheet: str,
    parse: Callable[[object], date | None],
    expected: str,
) -> date:
    """Return the last day of the period that the lines above a table name.

    Args:
        file: the opened file.
        sheet: its name.
        parse: ``month_end`` or ``quarter_end``.
        expected: an example of what is understood, for the message.

    Raises:
        ObservationsError: there is no such line, or it names no period.
    """
    row, cell = stated(file, sheet, "Period")
    period = parse(cell)
    if period is None:
        raise ObservationsError(
            place_problem(
                file,
                sheet,
                row,
                "the line 'Period:' above the table names no period",
                found=repr(clean(cell)) if cell is not None else "nothing",
                expected=expected,
            )
        )
    return period
