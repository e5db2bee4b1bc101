"""What a table is, and the rows of it that a view shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rcagraph.findings.view import View
from rcagraph.outputs.figures import six_digits

Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under named columns.

    Attributes:
        rows: each as long as ``columns``; None where nothing is known.
        of: columns with the nodes that a row is about; none: of the whole.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    of: tuple[str, ...] = ()


def made_table(
    name: str,
    columns: Iterable[str],
    rows: Iterable[Sequence[Cell]],
    *,
    of: Sequence[str] = (),
    published: Collection[str] = (),
) -> Table:
    """Collect rows; computed numbers get the six digits of every output.

    Args:
        name, columns, rows, of: as of ``Table``.
        published: columns of numbers that stay as a publication states them.
    """
    names = tuple(columns)
    told = tuple(
        tuple(
            six_digits(cell)
            if isinstance(cell, float) and column not in published
            else cell
            for column, cell in zip(names, row, strict=True)
        )
        for row in rows
    )
    return Table(name=name, columns=names, rows=told, of=tuple(of))


def narrowed(table: Table, view: View) -> Table:
    """Return the rows about nodes that a view shows; a link needs both ends."""
    places = [table.columns.index(each) for each in table.of]
    kept = (row for row in table.rows if all(view.shows(str(row[at])) for at in places))
    return replace(table, rows=tuple(kept))
