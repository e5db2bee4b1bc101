"""Checks of what a publication states against itself, and how to act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from rcagraph.sources.publications.reading import Table

_MOST = 20  # problems of one kind; the rest are counted


def keep_where(
    table: Table,
    values: pd.Series[float],
    holds: pd.Series[bool],
    column: str,
    message: str,
) -> pd.Series[float]:
    """Return ``values``, missing where ``holds`` is false, each a problem."""
    wrong = values.index[~holds]
    for row in wrong[:_MOST]:
        table.problems.append(
            table.problem(
                int(str(row)), column, message, repr(table.frame.loc[row, column]), ""
            )
        )
    if len(wrong) > _MOST:
        more = f"{message}, and {len(wrong) - _MOST} more like it"
        table.problems.append(table.problem(None, column, more, "", ""))
    return values.where(holds)


def part_of(
    table: Table, column: str, part: pd.Series[float], whole: pd.Series[float]
) -> pd.Series[float]:
    """Return ``part``, missing where it is more than the ``whole`` it belongs to.

    Args:
        table: where both come from.
        column: of the part, for the message.
        part: counts.
        whole: counts; missing where it is not stated, and then nothing is checked.
    """
    return keep_where(
        table, part, ~(part > whole + 1e-6), column, "more than the whole it is part of"
    )


def without_repeats(table: Table, keys: Sequence[str]) -> Table:
    """Return the table without rows that repeat the keys of one above.

    For tables that are summed: a row twice in a file would count twice.
    """
    again = table.frame.duplicated(list(keys), keep="first")
    for row in again.index[again][:_MOST]:
        table.problems.append(
            table.problem(
                int(str(row)), "", "the row repeats one above; it is left out", "", ""
            )
        )
    if again.sum() > _MOST:
        message = f"{int(again.sum()) - _MOST} more rows repeat one above"
        table.problems.append(table.problem(None, "", message, "", ""))
    return table.where(~again)
