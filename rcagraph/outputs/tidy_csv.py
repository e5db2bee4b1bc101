"""Tables as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rcagraph.outputs.figures import six_digits

Cell = str | float | int | None
_Text = TypeVar("_Text", str, float, "str | float | int | None")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def tidy_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Write rows under their columns; numbers have six significant digits.

    >>> tidy_csv(["name", "share"], [["=1+1", 0.123456789], ["none", None]])
    "name,share\n'=1+1,0.123457\nnone,\n"
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([inert(_rounded(cell)) for cell in row])
    return lines.getvalue()


def inert(cell: _Text) -> _Text | str:
    """Return a cell that no spreadsheet runs as a formula.

    Text that would be one is led by an apostrophe, which spreadsheets show as plain
    text; numbers stay numbers.

    >>> inert("=1+1"), inert("A&E"), inert(-2.5)
    ("'=1+1", 'A&E', -2.5)
    """
    is_formula = isinstance(cell, str) and cell.startswith(_FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell


def _rounded(cell: Cell) -> Cell:
    return six_digits(cell) if isinstance(cell, float) else cell
