"""Products of two tables, entry by entry or, on some axes, by OR.

On an OR axis entry 0 says how likely "nothing fired" is and entry 1 "something
fired". Two such tables a and b combine into

    nothing = a0 b0,    something = a1 (b0 + b1) + a0 b1:

three products of sums, from which nothing is subtracted. The derivatives by either
table have the same form, with the sums taken the other way round.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from rcagraph.inference.network import Floats

# For each row, the entries that are added up.
_Rows = tuple[tuple[int, ...], ...]

_LEFT: _Rows = ((0,), (1,), (0,))
_RIGHT: _Rows = ((0,), (0, 1), (1,))
_GATHER: _Rows = ((0,), (1, 2))
_SPREAD: _Rows = ((0,), (1,), (1,))
_BACK_LEFT: _Rows = ((0, 2), (1,))
_BACK_RIGHT: _Rows = ((0, 1), (1, 2))

# Products worked out at once; many more would leave the processor's cache.
_BLOCK = 2**16


def join(left: Floats, right: Floats, or_axes: tuple[int, ...]) -> Floats:
    """Return the product of two tables that broadcast against each other.

    >>> a, b = np.array([0.9, 0.1]), np.array([0.8, 0.2])
    >>> join(a, b, ()).round(2).tolist(), join(a, b, (0,)).round(2).tolist()
    ([0.72, 0.02], [0.72, 0.28])
    """
    return _combine(left, right, or_axes, (_LEFT, _RIGHT, _GATHER))


def slope_of_left(slope: Floats, right: Floats, or_axes: tuple[int, ...]) -> Floats:
    """Return the derivative by the left table, given that by the product."""
    return _combine(slope, right, or_axes, (_SPREAD, _RIGHT, _BACK_LEFT))


def slope_of_right(slope: Floats, left: Floats, or_axes: tuple[int, ...]) -> Floats:
    """Return the derivative by the right table, given that by the product."""
    return _combine(slope, left, or_axes, (_SPREAD, _LEFT, _BACK_RIGHT))


def _combine(
    one: Floats, other: Floats, axes: tuple[int, ...], rows: tuple[_Rows, _Rows, _Rows]
) -> Floats:
    """Multiply sums of entries on some axes, and add up the products."""
    if not axes:
        return one * other
    of_one, of_other, of_products = rows
    axis, rest = axes[0], axes[1:]
    ones, others = _added(of_one, one, axis), _added(of_other, other, axis)
    if np.broadcast(one, other).size * 1.5 ** len(axes) > _BLOCK:
        products = np.concatenate(
            [_combine(*pair, rest, rows) for pair in zip(ones, others, strict=True)],
            axis,
        )
    else:
        products = _combine(
            np.concatenate(ones, axis), np.concatenate(others, axis), rest, rows
        )
    return np.concatenate(_added(of_products, products, axis), axis)


def _added(rows: _Rows, table: Floats, axis: int) -> list[Floats]:
    before = (slice(None),) * axis
    entries = [
        table[(*before, slice(place, place + 1))] for place in range(table.shape[axis])
    ]
    return [reduce(np.add, (entries[place] for place in row)) for row in rows]
