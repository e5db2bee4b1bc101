"""Rows of a small CSV file with their lines, for readers that say where faults are."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.sources.lines import bad_byte

_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, stripped, and the line that it ends on."""

    line: int
    cells: tuple[str, ...]


def read_rows(file: Path) -> list[Row]:
    """Return header and rows; blank lines are left out.

    Raises:
        ObservationsError: there is no such file, or it is not UTF-8, has no rows
            below its header, or has rows of different lengths.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            rows = [
                Row(reader.line_num, tuple(cell.strip() for cell in cells))
                for cells in reader
                if any(cell.strip() for cell in cells)
            ]
    except UnicodeDecodeError as error:
        line, _, byte = bad_byte(file) or (1, 1, 0)
        raise _unusable(
            file, Code.NOT_UTF8, "not UTF-8 text", line, f"byte 0x{byte:02x}"
        ) from error
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise _unusable(file, Code.UNREADABLE, why.lower(), None) from error
    except csv.Error as error:
        why = f"is not a table: {error}"
        raise _unusable(file, Code.NOT_A_TABLE, why, reader.line_num) from error
    if len(rows) <= 1:
        raise _unusable(file, Code.EMPTY_FILE, "has no rows below its header", 1)
    width = len(rows[0].cells)
    uneven = [row for row in rows if len(row.cells) != width]
    if uneven:
        raise limited(
            [
                Problem(
                    file=str(file),
                    line=row.line,
                    message="not as many cells as the header",
                    found=str(len(row.cells)),
                    expected=str(width),
                    code=Code.NOT_A_TABLE,
                )
                for row in uneven
            ]
        )
    return rows


def limited(problems: Sequence[Problem]) -> ObservationsError:
    """Return an error with the first problems of a file, and a count of the rest."""
    shown = list(problems[:_MOST_PROBLEMS])
    more = len(problems) - len(shown)
    if more:
        last = shown[-1]
        shown.append(Problem(file=last.file, message=f"{more} more", code=last.code))
    return ObservationsError(shown)


def _unusable(
    file: Path, code: Code, why: str, line: int | None, found: str = ""
) -> ObservationsError:
    return ObservationsError(
        Problem(
            file=str(file),
            line=line,
            message=why,
            found=found,
            expected="a CSV table with a header",
            code=code,
        )
    )
