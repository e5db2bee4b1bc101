"""A graph of metrics from CSV: a list of links, or an adjacency matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.inference.root_cause_graph import MetricGraph, MetricLink
from rcagraph.sources.plain_csv import Row, limited, read_rows

_CAUSE, _EFFECT, _STRENGTH = "cause", "effect", "strength"
_EXPECTED = (
    "columns cause, effect and perhaps strength; or a matrix whose first row and "
    "first column name the same nodes, with 1 where the row causes the column"
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A link as text, and its line."""

    line: int
    cause: str
    effect: str
    strength: str


def read_graph(file: Path) -> MetricGraph:
    """Read a graph; which of the two forms it has is told by its header.

    Args:
        file: links, one a row, with the columns cause, effect and perhaps strength;
            or an adjacency matrix, in which a number other than 0 says that the node
            of the row causes the node of the column. Numbers below 1 are strengths;
            1 in a matrix states none.

    Raises:
        ObservationsError: with the line of every bad row.
    """
    rows = read_rows(file)
    header = rows[0].cells
    folded = [cell.casefold() for cell in header]
    if {_CAUSE, _EFFECT} <= set(folded):
        return _checked(file, (), _listed(rows[1:], folded))
    names = tuple(row.cells[0] for row in rows[1:])
    if set(names) & set(header[1:]):
        _require_square(file, rows, names)
        return _checked(file, names, _in_matrix(rows[1:], header[1:]))
    missing = _CAUSE if _CAUSE not in folded else _EFFECT
    raise ObservationsError(
        Problem(
            file=str(file),
            line=1,
            message="neither a list of links nor a matrix",
            found=", ".join(header[:8]),
            expected=_EXPECTED,
            hint=missing if did_you_mean(missing, folded) else "",
            code=Code.COLUMN_MISSING,
        )
    )


def _listed(rows: Iterable[Row], folded: list[str]) -> Iterator[_Cell]:
    cause, effect = folded.index(_CAUSE), folded.index(_EFFECT)
    strength = folded.index(_STRENGTH) if _STRENGTH in folded else None
    for row in rows:
        told = "" if strength is None else row.cells[strength]
        yield _Cell(row.line, row.cells[cause], row.cells[effect], told)


def _in_matrix(rows: Iterable[Row], effects: tuple[str, ...]) -> Iterator[_Cell]:
    for row in rows:
        for effect, told in zip(effects, row.cells[1:], strict=True):
            number = _number(told or "0")
            if number != 0:
                yield _Cell(row.line, row.cells[0], effect, "" if number == 1 else told)


def _require_square(file: Path, rows: list[Row], names: tuple[str, ...]) -> None:
    odd = sorted(set(names) ^ set(rows[0].cells[1:]))
    twice = len(set(names)) != len(names)
    if odd or twice or len(names) != len(rows[0].cells) - 1:
        raise ObservationsError(
            Problem(
                file=str(file),
                line=1,
                message="rows and columns of the matrix do not name the same nodes",
                found=", ".join(map(repr, odd[:5])) or "a node twice",
                expected=_EXPECTED,
                code=Code.NOT_A_TABLE,
            )
        )


def _checked(file: Path, names: tuple[str, ...], cells: Iterable[_Cell]) -> MetricGraph:
    problems: list[Problem] = []
    first: dict[tuple[str, str], _Cell] = {}
    for cell in cells:
        told = _fault(cell, first)
        if told is None:
            first[cell.cause, cell.effect] = cell
        else:
            code, message, found, expected = told
            problems.append(
                Problem(
                    file=str(file),
                    line=cell.line,
                    message=message,
                    found=found,
                    expected=expected,
                    code=code,
                )
            )
    if problems:
        raise limited(problems)
    ends = (end for cell in first.values() for end in (cell.cause, cell.effect))
    return MetricGraph(
        nodes=tuple(dict.fromkeys((*names, *ends))),
        links=tuple(
            MetricLink(
                cause=cell.cause,
                effect=cell.effect,
                strength=float(cell.strength) if cell.strength else None,
            )
            for cell in first.values()
        ),
    )


def _fault(
    cell: _Cell, first: dict[tuple[str, str], _Cell]
) -> tuple[Code, str, str, str] | None:
    """Return code, message, what was found and what was expected."""
    for name, value in (("cause", cell.cause), ("effect", cell.effect)):
        if not value:
            return Code.CELL_EMPTY, f"{name} is empty", "", "the id of a node"
    link = f"{cell.cause} → {cell.effect}"
    if cell.cause == cell.effect:
        return Code.SELF_LINK, "a node cannot be its own cause", link, "two nodes"
    earlier = first.get((cell.cause, cell.effect))
    if earlier is not None:
        where = f"{link}, as on line {earlier.line}"
        return Code.LINK_TWICE, "a second row for the same link", where, "one"
    number = _number(cell.strength or "1")
    if number is None or not 0 < number <= 1:
        return (
            Code.OUT_OF_RANGE,
            "strength is not a probability",
            repr(cell.strength),
            "a number above 0 and at most 1",
        )
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
