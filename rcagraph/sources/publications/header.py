"""Where a table starts: the row that has the columns a reader asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.sources.publications.opened_file import (
    OpenedFile,
    clean,
    fold,
    unique_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WITHIN = 40  # rows: the longest preamble known has 16


def has_columns(
    file: OpenedFile,
    sheet: str,
    required: Sequence[str],
    *,
    header_rows: int = 1,
    within: int = WITHIN,
) -> bool:
    """Whether a row at the top of the sheet has every required column."""
    wanted = {fold(name) for name in required}
    return any(
        wanted <= set(map(fold, names))
        for _, names in _candidates(file, sheet, header_rows, within)
    )


def find_header(
    file: OpenedFile,
    sheet: str,
    required: Sequence[str],
    *,
    header_rows: int = 1,
    within: int = WITHIN,
) -> tuple[int, list[str]]:
    """Return the number of the header row and the names of all its columns.

    Raises:
        ObservationsError: no row has every required column.
    """
    wanted = {fold(name) for name in required}
    nearest: tuple[int, int, list[str]] = (-1, 1, [])
    for row, names in _candidates(file, sheet, header_rows, within):
        hits = len(wanted & set(map(fold, names)))
        if hits == len(wanted):
            return row, names
        if hits > nearest[0]:
            nearest = (hits, row, names)
    hits, row, names = nearest
    there = {fold(name) for name in names}
    raise ObservationsError(
        place_problem(
            file,
            sheet,
            row if hits > 0 else None,
            f"column {name!r} is missing",
            found=_listed(names if hits > 0 else ()),
            expected=_listed(required),
            hint=did_you_mean(name, names),
        )
        for name in required
        if fold(name) not in there
    )


def place_problem(  # noqa: PLR0913 - a place and what is wrong there
    file: OpenedFile,
    sheet: str,
    row: int | None,
    message: str,
    *,
    found: str = "",
    expected: str = "",
    hint: str = "",
    code: Code = Code.PUBLICATION_LAYOUT,
) -> Problem:
    """Return a problem that names file and sheet, and the row if there is one."""
    return Problem(
        file=f"{file.name}[{sheet}]" if sheet else file.name,
        line=row,
        message=message,
        found=found,
        expected=expected,
        hint=hint,
        code=code,
    )


def _candidates(
    file: OpenedFile, sheet: str, header_rows: int, within: int
) -> Iterator[tuple[int, list[str]]]:
    rows = file.top(sheet, rows=within)
    for above, row in zip([None, *rows], rows, strict=False):
        if header_rows == 1:
            yield row.number, unique_names(row.cells)
        elif above is not None:
            yield row.number, _grouped(above.cells, row.cells)


def _grouped(groups: Sequence[object], names: Sequence[object]) -> list[str]:
    joined, group = [], ""
    for position, name in enumerate(names):
        over = clean(groups[position]) if position < len(groups) else ""
        group = over or group
        joined.append(f"{group} / {clean(name)}" if group else clean(name))
    return unique_names(joined)


def _listed(names: Iterable[str]) -> str:
    shown = [name for name in names if not re.fullmatch(r"column \d+", name)]
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""  # noqa: PLR2004
    return ", ".join(shown[:12]) + more
