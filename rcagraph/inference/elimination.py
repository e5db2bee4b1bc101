"""Bucket elimination as a straight-line programme, and its derivative.

Summing a product of tables over all variables but none is a fixed sequence of
two-table *joins* and one-variable *sums*, which depends on the scopes only. It is
compiled once and run for many cases. Running it backwards gives the derivative of
log Z by every entry of every table, and with it all marginals at about three
times the cost of Z (Darwiche, "A differential approach to inference in Bayesian
networks", JACM 50, 2003).

A variable may be a *gate*: a table over it says how likely "no contribution yet"
(0) and "some contribution" (1) are, so that two such tables combine by OR instead
of entry by entry (Zhang and Poole, "Exploiting causal independence in Bayesian
network inference", JAIR 5, 1996). What follows from the gate's value is its
*closing* table, joined entry by entry after all contributions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rcagraph.inference.joins import join, slope_of_left, slope_of_right
from rcagraph.inference.network import Floats

Scope = tuple[int, ...]

_NONE: Floats = np.empty(0)


@dataclass(frozen=True, slots=True)
class Join:
    """Product of two tables, aligned by shapes with 1 where an axis is lacking."""

    left: int
    right: int
    out: int
    left_shape: tuple[int, ...]
    right_shape: tuple[int, ...]
    or_axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Sum of a table over its first axis; the values of a joined one can go."""

    table: int
    out: int
    joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A compiled elimination.

    Attributes:
        steps: in order; tables 0, 1, ... are the given factors.
        flipped: per factor, whether its two axes are stored the other way round.
        tables: number of tables, factors included.
        width: largest number of variables in one table.
        entries: numbers held at once, per case, by a run forwards and back.
        products: multiplications, per case, of a run forwards.
    """

    steps: tuple[Join | Sum, ...]
    flipped: tuple[bool, ...]
    tables: int
    width: int
    entries: int
    products: int


def min_fill_order(
    scopes: Sequence[Scope], *, after: Mapping[int, int] | None = None
) -> tuple[int, ...]:
    """Return an elimination order that joins few new pairs of variables.

    Ties go to the variable with fewer neighbours, then to the lower number.

    Args:
        scopes: variables of each table.
        after: variable → another that has to be eliminated before it.

    >>> min_fill_order([(0, 1), (1, 2), (1, 3)])
    (0, 2, 1, 3)
    """
    neighbours: dict[int, set[int]] = {v: set() for scope in scopes for v in scope}
    for scope in scopes:
        for variable in scope:
            neighbours[variable].update(set(scope) - {variable})
    waits = dict(after or {})
    order: list[int] = []
    cost: dict[int, tuple[int, int, int]] = {}
    changed = set(neighbours)
    while neighbours:
        for variable in changed & neighbours.keys():
            around = neighbours[variable]
            fill = sum(b not in neighbours[a] for a, b in combinations(around, 2))
            cost[variable] = (fill, len(around), variable)
        ready = (v for v in neighbours if waits.get(v) not in neighbours)
        chosen = min(ready, key=cost.__getitem__)
        around = neighbours.pop(chosen)
        for variable in around:
            neighbours[variable] |= around
            neighbours[variable] -= {variable, chosen}
        changed = around.union(*(neighbours[variable] for variable in around))
        order.append(chosen)
    return tuple(order)


def compile_programme(
    scopes: Sequence[Scope],
    order: Sequence[int],
    *,
    closing: Mapping[int, int] | None = None,
) -> Programme:
    """Lay out the joins and sums that eliminate all variables in an order.

    Args:
        scopes: variables of each factor, at most two, none repeated.
        order: every variable once.
        closing: gate variable → the factor that closes it.
    """
    return _Compiler(scopes, order, closing or {}).run()


class _Compiler:
    def __init__(
        self, scopes: Sequence[Scope], order: Sequence[int], closing: Mapping[int, int]
    ) -> None:
        self.order = order
        self.closing = closing
        self.rank = {variable: place for place, variable in enumerate(order)}
        self.scopes = [self._ordered(scope) for scope in scopes]
        self.flipped = tuple(
            tuple(given) != kept
            for given, kept in zip(scopes, self.scopes, strict=True)
        )
        self.steps: list[Join | Sum] = []
        self.entries = 0
        self.products = 0

    def run(self) -> Programme:
        waiting: defaultdict[int, list[int]] = defaultdict(list)
        for table, scope in enumerate(self.scopes):
            waiting[scope[0]].append(table)
        for variable in self.order:
            last = self.closing.get(variable)
            bucket = sorted(
                waiting[variable], key=lambda t: (t == last, len(self.scopes[t]), t)
            )
            joined = bucket[0]
            for table in bucket[1:]:
                joined = self._join(joined, table, closes=table == last)
            rest = self.scopes[joined][1:]
            self.steps.append(Sum(joined, self._new_table(rest), len(bucket) > 1))
            if rest:
                waiting[rest[0]].append(len(self.scopes) - 1)
        return Programme(
            steps=tuple(self.steps),
            flipped=self.flipped,
            tables=len(self.scopes),
            width=max(map(len, self.scopes), default=0),
            entries=self.entries,
            products=self.products,
        )

    def _join(self, left: int, right: int, *, closes: bool) -> int:
        ours, theirs = self.scopes[left], self.scopes[right]
        union = self._ordered({*ours, *theirs})
        gates = {*ours} & {*theirs} & self.closing.keys() if not closes else set()
        or_axes = tuple(axis for axis, v in enumerate(union) if v in gates)
        # Joining by OR takes three products where the table has two entries.
        self.products += 3 ** len(or_axes) * 2 ** (len(union) - len(or_axes))
        out = self._new_table(union)
        self.steps.append(
            Join(
                left,
                right,
                out,
                tuple(2 if v in ours else 1 for v in union),
                tuple(2 if v in theirs else 1 for v in union),
                or_axes,
            )
        )
        return out

    def _new_table(self, scope: Scope) -> int:
        self.scopes.append(scope)
        self.entries += 2 ** len(scope)
        return len(self.scopes) - 1

    def _ordered(self, scope: Scope | set[int]) -> Scope:
        return tuple(sorted(scope, key=self.rank.__getitem__))


@dataclass(frozen=True, slots=True)
class Derivative:
    """d log Z by every entry of every factor.

    Attributes:
        of: per factor, an array shaped as the factor was given.
        amplification: (cases,) how much rounding grows: the largest sum of
            absolute terms, over the tables, of which Z is the signed sum. 1 where
            nothing is subtracted; not finite where Z came out as zero.
        log_total: (cases,) log |Z|.
    """

    of: tuple[Floats, ...]
    amplification: Floats
    log_total: Floats


def differentiate(programme: Programme, factors: Sequence[Floats]) -> Derivative:
    """Run a programme forwards and back.

    Only products, sums of pairs and maxima are taken along the case axis, so a
    case's answer is the same, bit for bit, whatever other cases are run with it.

    Args:
        programme: compiled from the factors' scopes.
        factors: arrays of shape (2, cases) or (2, 2, cases).
    """
    tables: list[Floats] = [
        factor.swapaxes(0, 1) if flip else factor
        for factor, flip in zip(factors, programme.flipped, strict=True)
    ]
    tables += [_NONE] * (programme.tables - len(factors))
    scales: dict[int, Floats] = {}
    # A total of zero shows as an amplification that is not finite.
    with np.errstate(all="ignore"):
        for step in programme.steps:
            if isinstance(step, Join):
                left, right = _operands(step, tables)
                tables[step.out] = join(left, right, step.or_axes)
                continue
            total = tables[step.table][0] + tables[step.table][1]
            if step.joined:
                tables[step.table] = _NONE
            scales[step.out] = np.abs(total).reshape(-1, total.shape[-1]).max(axis=0)
            tables[step.out] = total / scales[step.out]
        return _backwards(programme, tables, scales)


def _backwards(
    programme: Programme, tables: list[Floats], scales: Mapping[int, Floats]
) -> Derivative:
    slopes: list[Floats] = [_NONE] * programme.tables
    amplification: Floats = np.ones(1)
    for step in reversed(programme.steps):
        slope = slopes[step.out]
        if isinstance(step, Join):
            left, right = _operands(step, tables)
            by_left = slope_of_left(slope, right, step.or_axes)
            by_right = slope_of_right(slope, left, step.or_axes)
            slopes[step.left] = _fold(by_left, step.left_shape)
            slopes[step.right] = _fold(by_right, step.right_shape)
        else:
            out = tables[step.out]
            # What nothing depends on any more is a factor of Z by itself.
            slope = 1 / out if out.ndim == 1 else slope
            terms = np.abs(slope * out).reshape(-1, out.shape[-1]).sum(axis=0)
            # np.maximum, unlike max, hands on what is not a number.
            amplification = np.maximum(amplification, terms)
            slope = slope / scales[step.out]
            slopes[step.table] = np.broadcast_to(slope, (2, *slope.shape))
        tables[step.out] = slopes[step.out] = _NONE
    given = slopes[: len(programme.flipped)]
    return Derivative(
        of=tuple(
            slope.swapaxes(0, 1) if flip else slope
            for slope, flip in zip(given, programme.flipped, strict=True)
        ),
        amplification=amplification,
        log_total=np.log(np.stack([*scales.values()])).sum(axis=0),
    )


def _operands(step: Join, tables: Sequence[Floats]) -> tuple[Floats, Floats]:
    left, right = tables[step.left], tables[step.right]
    return (
        left.reshape(*step.left_shape, left.shape[-1]),
        right.reshape(*step.right_shape, right.shape[-1]),
    )


def _fold(table: Floats, shape: tuple[int, ...]) -> Floats:
    """Add up the axes along which an operand was spread."""
    for axis, size in enumerate(shape):
        if size == 1:
            before = (slice(None),) * axis
            table = table[(*before, slice(0, 1))] + table[(*before, slice(1, 2))]
    return table.reshape(*(size for size in shape if size > 1), table.shape[-1])
