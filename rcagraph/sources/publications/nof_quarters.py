"""The quarter that a file of the NHS Oversight Framework is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import clean, fold
from rcagraph.sources.publications.periods import quarter_end

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from rcagraph.sources.publications.reading import Table

QUARTER, REPORTED = "Quarter", "Reporting_date"


def nof_quarter(cell: object) -> date | None:
    """Return the last day of a quarter written "Q1 2025/26" or "Q1 26/27", or None.

    >>> str(nof_quarter("Q1 26/27")), nof_quarter("Month 3 2025")
    ('2026-06-30', None)
    """
    text = re.sub(r"(?<![\d/])(\d{2})/(\d{2})(?![\d/])", r"20\1/\2", clean(cell))
    return quarter_end(text)


def quarters(table: Table, *, stated_by: pd.Series[bool]) -> pd.Series[pd.Timestamp]:
    """Return the quarter of every row.

    The files of September 2025 have no column "Quarter". There the date reported for
    the results as a whole, ``stated_by``, is the quarter; other rows may report an
    earlier year, as of the staff survey.

    Args:
        table: of a file of the framework.
        stated_by: rows whose reporting date is that of the file.

    Raises:
        ObservationsError: no rows, a row without a quarter, or several quarters
            where one is to hold for all.
    """
    import pandas as pd

    if table.frame.empty:
        raise ObservationsError(
            table.problem(table.header_row, "", "no rows below the header", "", "")
        )
    named = {fold(name): str(name) for name in table.frame.columns}
    column = named.get(fold(QUARTER))
    if column:
        text = table.text(column)
        ends = {cell: nof_quarter(cell) for cell in text.unique()}
        unknown = text[text.map(lambda cell: ends[cell] is None)]
        if len(unknown):
            raise ObservationsError(
                table.problem(
                    int(str(unknown.index[0])),
                    column,
                    "not a quarter",
                    repr(unknown.iloc[0]),
                    "such as 'Q1 2025/26'",
                )
            )
        return pd.to_datetime(text.map(ends))
    reported = named.get(fold(REPORTED))
    stated = set(table.where(stated_by).text(reported)) if reported else set()
    days = {nof_quarter(cell) for cell in stated}
    day = next(iter(days), None)
    if len(days) != 1 or day is None:
        raise ObservationsError(
            table.problem(
                table.header_row,
                "",
                f"no column {QUARTER!r}, and reporting dates do not tell it",
                ", ".join(sorted(stated)[:5]) or "none",
                "one quarter, such as 'Q1 2025/26'",
            )
        )
    return pd.Series(pd.Timestamp(day), index=table.frame.index)
