"""Minimal cut sets of a fault tree, exact up to a stated order.

A cut set is a set of basic events that bring the top event when they happen and no
other event does; it is minimal when no cut set is part of it.

Trees without negation: families of minimal cut sets are built bottom-up, gate by gate
(the mirror image of MOCUS: Fussell and Vesely 1972, Transactions of the American
Nuclear Society 15), and cut off at the order. A cut set of a gate contains one of every
input that it needs, so nothing up to the order is lost.

Trees with negation: every set up to the order is tried. What has to stay away makes
families explode, and up to order 3 there are few sets to try.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from graphlib import TopologicalSorter
from itertools import chain, combinations, islice

import numpy as np
from numpy.typing import NDArray

from rcagraph.errors import InferenceError, Problem

_Events = frozenset[str]
_Family = frozenset[_Events]

_NEVER: _Family = frozenset()
_ALWAYS: _Family = frozenset({frozenset()})
# Sets tried at once, and in all: a minute or so for a tree of 200 gates.
_AT_ONCE = 1 << 15
_MOST_TRIED = 10**8


class GateKind(StrEnum):
    """How a gate depends on its inputs; ``XOR`` asks for an odd number of them."""

    AND = "and"
    OR = "or"
    AT_LEAST = "atleast"
    NOT = "not"
    XOR = "xor"


_NEGATING = {GateKind.NOT, GateKind.XOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate over basic events and other gates, by name.

    Attributes:
        at_least: how many inputs it takes; of ``AT_LEAST`` only.
    """

    kind: GateKind
    inputs: tuple[str, ...]
    at_least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTree:
    """Gates by name. Inputs may be shared; there are no cycles.

    Attributes:
        top: the gate whose cut sets are asked for.
        events: names of the basic events, sorted.
        constants: names that are always, or never, there.
    """

    name: str
    top: str
    gates: Mapping[str, Gate]
    events: tuple[str, ...]
    constants: Mapping[str, bool]

    def below_top(self) -> tuple[str, ...]:
        """Return what the top gate depends on, inputs before gates."""
        uses: dict[str, tuple[str, ...]] = {}
        waiting = [self.top]
        while waiting:
            name = waiting.pop()
            if name not in uses:
                gate = self.gates.get(name)
                uses[name] = gate.inputs if gate else ()
                waiting += uses[name]
        return tuple(TopologicalSorter(uses).static_order())


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSets:
    """The minimal cut sets up to an order, smallest first, then by name."""

    order: int
    sets: tuple[tuple[str, ...], ...]

    def count(self, order: int) -> int:
        """Return how many sets have exactly that many events."""
        return sum(len(each) == order for each in self.sets)


def minimal_cut_sets(tree: FaultTree, *, order: int) -> CutSets:
    """Return every minimal cut set of at most ``order`` events.

    One empty set means that the top event is there though nothing happens.

    Raises:
        InferenceError: the tree negates, and has too many events for this order.

    >>> two_of_three = Gate(
    ...     kind=GateKind.AT_LEAST, inputs=("a", "b", "c"), at_least=2
    ... )
    >>> tree = FaultTree(
    ...     name="t", top="g", gates={"g": two_of_three},
    ...     events=("a", "b", "c"), constants={},
    ... )
    >>> minimal_cut_sets(tree, order=2).sets
    (('a', 'b'), ('a', 'c'), ('b', 'c'))
    """
    assert order >= 1
    gates = [tree.gates[name] for name in tree.below_top() if name in tree.gates]
    if any(gate.kind in _NEGATING for gate in gates):
        found = cut_sets_by_trial(tree, order=order)
    else:
        found = _bottom_up(tree, order)
    return _in_order(found, order)


def cut_sets_by_trial(tree: FaultTree, *, order: int) -> Iterable[frozenset[str]]:
    """Return the minimal cut sets by trying every set of up to ``order`` events.

    Raises:
        InferenceError: there are too many sets to try.
    """
    names = tree.below_top()
    events = [e for e in names if e not in tree.gates and e not in tree.constants]
    sizes = range(min(order, len(events)) + 1)
    count = sum(math.comb(len(events), size) for size in sizes)
    if count > _MOST_TRIED:
        raise InferenceError(
            Problem(
                message=f"{count:,} sets of up to {order} events are too many to try,"
                " as a tree with negation needs",
                expected=f"at most {_MOST_TRIED:,}: a lower order",
            )
        )
    found: set[_Events] = set()
    for size in sizes:
        found.update(
            candidate
            for chosen in _chunks(combinations(range(len(events)), size))
            for candidate in _bringing_top(tree, names, events, chosen)
            # Smaller sets come first, so every smaller cut set is known by now.
            if found.isdisjoint(_parts(candidate))
        )
    return found


def _chunks(
    sets: Iterator[tuple[int, ...]],
) -> Iterator[tuple[tuple[int, ...], ...]]:
    while chosen := tuple(islice(sets, _AT_ONCE)):
        yield chosen


def _bringing_top(
    tree: FaultTree,
    names: tuple[str, ...],
    events: list[str],
    chosen: tuple[tuple[int, ...], ...],
) -> Iterator[_Events]:
    """Return those of the sets, given by positions, that bring the top event."""
    places = np.array(chosen, dtype=np.int64).reshape(len(chosen), -1)
    happens = np.zeros((len(events), len(chosen)), dtype=np.bool_)
    happens[places.T, np.arange(len(chosen))] = True
    known: dict[str, NDArray[np.bool_]] = dict(zip(events, happens, strict=True))
    for name, always in tree.constants.items():
        known[name] = np.full(len(chosen), always)
    for name in names:
        if name in tree.gates:
            gate = tree.gates[name]
            known[name] = _output(gate, np.array([known[e] for e in gate.inputs]))
    for at in np.flatnonzero(known[tree.top]).tolist():
        yield frozenset(events[place] for place in chosen[at])


def _output(gate: Gate, inputs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    count = inputs.sum(axis=0)
    found: NDArray[np.bool_] = {
        GateKind.AND: lambda: count == len(inputs),
        GateKind.OR: lambda: count > 0,
        GateKind.AT_LEAST: lambda: count >= gate.at_least,
        GateKind.NOT: lambda: count == 0,
        GateKind.XOR: lambda: count % 2 == 1,
    }[gate.kind]()
    return found


def _bottom_up(tree: FaultTree, order: int) -> _Family:
    families: dict[str, _Family] = {}
    for name in tree.below_top():
        if name in tree.gates:
            gate = tree.gates[name]
            inputs = [families[each] for each in gate.inputs]
            families[name] = _family(gate, sorted(inputs, key=len), order)
        elif name in tree.constants:
            families[name] = _ALWAYS if tree.constants[name] else _NEVER
        else:
            families[name] = frozenset({frozenset({name})})
    return families[tree.top]


def _family(gate: Gate, inputs: list[_Family], order: int) -> _Family:
    """Return the family of a gate from those of its inputs, shortest first."""
    if gate.kind is GateKind.OR:
        return _minimal(chain.from_iterable(inputs))
    if gate.kind is GateKind.AND:
        return reduce(lambda one, other: _both(one, other, order), inputs, _ALWAYS)
    # reached[j]: at least j of the inputs seen so far.
    reached = [_ALWAYS, *([_NEVER] * gate.at_least)]
    for each in inputs:
        for j in range(gate.at_least, 0, -1):
            products = _both(reached[j - 1], each, order)
            reached[j] = _minimal(chain(reached[j], products))
    return reached[gate.at_least]


def _both(one: _Family, other: _Family, order: int) -> _Family:
    """Return the minimal unions, up to the order, of a set of each family."""
    by_part: defaultdict[_Events, list[_Events]] = defaultdict(list)
    for events in sorted(other, key=len):
        for part in _parts(events):
            by_part[part].append(events)
    unions: set[_Events] = set()
    for events in one:
        for part in _parts(events):
            # What is listed under a part adds at least what goes beyond that part.
            room = order - len(events) + len(part)
            for further in by_part.get(part, ()):
                if len(further) > room:
                    break
                unions.add(events | further)
    return _minimal(unions)


def _minimal(sets: Iterable[_Events]) -> _Family:
    kept: set[_Events] = set()
    for events in sorted(set(sets), key=len):
        if kept.isdisjoint(_parts(events)):
            kept.add(events)
    return frozenset(kept)


def _parts(events: _Events) -> Iterator[_Events]:
    """Return all subsets, the set itself included."""
    sizes = range(len(events) + 1)
    return map(
        frozenset, chain.from_iterable(combinations(events, size) for size in sizes)
    )


def _in_order(sets: Iterable[_Events], order: int) -> CutSets:
    named = (tuple(sorted(each)) for each in sets)
    return CutSets(
        order=order,
        sets=tuple(sorted(named, key=lambda each: (len(each), each))),
    )
