"""Figures from the cells of a table of metrics, wide or long."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.sources.plain_csv import Row, limited, read_rows

NORMAL, ABNORMAL = "normal", "abnormal"
_TIME, _NODE, _VALUE, _METRIC, _WINDOW = "time", "node", "value", "metric", "window"
_MISSING = frozenset({"", "nan", "na", "null", "none"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One value with its place; window and metric are "" where none is said."""

    line: int
    time: float
    window: str
    node: str
    metric: str
    value: float


def read_figures(file: Path) -> list[Figure]:
    """Return every figure of a file; empty cells have none.

    Raises:
        ObservationsError: with the line of every bad cell.
    """
    rows = read_rows(file)
    header = rows[0].cells
    folded = [cell.casefold() for cell in header]
    long = {_TIME, _NODE, _VALUE} <= set(folded)
    _require_names(file, header, folded, long=long)
    problems: list[Problem] = []
    figures = [
        figure
        for row in rows[1:]
        for figure in (
            _long_figures(file, row, folded, problems)
            if long
            else _wide_figures(file, row, header, folded, problems)
        )
    ]
    seen: set[tuple[float, str, str]] = set()
    for figure in figures:
        key = (figure.time, figure.node, figure.metric)
        if key in seen:
            found = f"{figure.node} at {figure.time:.15g}"
            problems.append(
                _problem(
                    file, figure.line, Code.ROW_TWICE, "a second figure", found, "one"
                )
            )
        seen.add(key)
    if problems:
        raise limited(problems)
    return figures


def _require_names(
    file: Path, header: tuple[str, ...], folded: list[str], *, long: bool
) -> None:
    nodes = [name for name in header[1:] if name.casefold() != _WINDOW]
    if long or (nodes and all(header) and len(set(header)) == len(header)):
        return
    raise ObservationsError(
        Problem(
            file=str(file),
            line=1,
            message="neither a wide nor a long table of metrics",
            found=", ".join(header[:8]),
            expected="a first column of times, then one column for each node, none "
            "of them twice; or columns time, node, value and perhaps metric",
            hint=_NODE if did_you_mean(_NODE, folded) else "",
            code=Code.COLUMN_MISSING,
        )
    )


def _wide_figures(
    file: Path,
    row: Row,
    header: tuple[str, ...],
    folded: list[str],
    problems: list[Problem],
) -> Iterator[Figure]:
    time = _row_time(file, row, 0, problems)
    window = _row_window(file, row, folded, problems)
    for column, node in enumerate(header[1:], start=1):
        if folded[column] == _WINDOW:
            continue
        value = _value(file, row, column, node, problems)
        if value is not None:
            yield Figure(row.line, time, window, node, "", value)


def _long_figures(
    file: Path, row: Row, folded: list[str], problems: list[Problem]
) -> Iterator[Figure]:
    time = _row_time(file, row, folded.index(_TIME), problems)
    window = _row_window(file, row, folded, problems)
    node = row.cells[folded.index(_NODE)]
    if not node:
        problems.append(
            _problem(
                file, row.line, Code.CELL_EMPTY, "node is empty", "", "an id of a node"
            )
        )
    metric = row.cells[folded.index(_METRIC)] if _METRIC in folded else ""
    value = _value(file, row, folded.index(_VALUE), node, problems)
    if value is not None:
        yield Figure(row.line, time, window, node, metric, value)


def _row_window(
    file: Path, row: Row, folded: list[str], problems: list[Problem]
) -> str:
    if _WINDOW not in folded:
        return ""
    told = row.cells[folded.index(_WINDOW)].casefold()
    if told not in {"", NORMAL, ABNORMAL}:
        problems.append(
            _problem(
                file,
                row.line,
                Code.WORD_UNKNOWN,
                "unknown window",
                repr(told),
                f"{NORMAL}, {ABNORMAL} or nothing",
            )
        )
    return told


def _row_time(file: Path, row: Row, column: int, problems: list[Problem]) -> float:
    time = parse_time(row.cells[column])
    if time is None:
        problems.append(
            _problem(
                file,
                row.line,
                Code.NOT_A_DATE,
                "time is neither a number nor a date",
                repr(row.cells[column]),
                "seconds, or YYYY-MM-DD with a time if need be",
            )
        )
    return time or 0.0


def _value(
    file: Path, row: Row, column: int, node: str, problems: list[Problem]
) -> float | None:
    text = row.cells[column]
    if text.casefold() in _MISSING:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if math.isfinite(value):
        return value
    problems.append(
        _problem(
            file,
            row.line,
            Code.NOT_A_NUMBER,
            f"the figure of {node!r} is not a number",
            repr(text),
            "a number, or nothing where there is none",
        )
    )
    return None


def parse_time(text: str) -> float | None:
    """Return a number of seconds; dates count from 1970, in UTC unless they say."""
    try:
        number = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.timestamp()
    return number if math.isfinite(number) else None


def _problem(  # noqa: PLR0913, PLR0917 - the parts of one message
    file: Path, line: int | None, code: Code, message: str, found: str, expected: str
) -> Problem:
    return Problem(
        file=str(file),
        line=line,
        message=message,
        found=found,
        expected=expected,
        code=code,
    )
