from __future__ import annotations

import csv
import itertools
import random
from pathlib import Path

import pytest

from rcagraph.errors import InferenceError
from rcagraph.findings.cut_sets import (
    FaultTree,
    Gate,
    GateKind,
    cut_sets_by_trial,
    minimal_cut_sets,
)
from rcagraph.sources.fault_tree_xml import read_fault_tree

BENCHMARKS = Path(__file__).parents[4] / "shared" / "benchmarks" / "fault-trees"


def random_tree(seed: int, *, negating: bool) -> FaultTree:
    rng = random.Random(seed)  # noqa: S311 - a test's tree
    events = tuple(f"e{at:02d}" for at in range(rng.randint(2, 16)))
    kinds = [GateKind.AND, GateKind.OR, GateKind.AT_LEAST]
    kinds += [GateKind.NOT, GateKind.XOR] if negating else []
    names = [f"g{at}" for at in range(rng.randint(1, 9))]
    gates = {}
    for at, name in enumerate(names):
        kind = rng.choice(kinds)
        below = [*events, *names[at + 1 :]]
        size = 1 if kind is GateKind.NOT else min(len(below), rng.randint(2, 5))
        inputs = rng.sample(below, size)
        if names[at + 1 :] and names[at + 1] not in inputs:
            inputs[0] = names[at + 1]
        gates[name] = Gate(
            kind=kind, inputs=tuple(inputs), at_least=rng.randint(1, len(inputs))
        )
    return FaultTree(name="t", top="g0", gates=gates, events=events, constants={})


def happens(tree: FaultTree, name: str, events: frozenset[str]) -> bool:
    gate = tree.gates.get(name)
    if gate is None:
        return name in events
    count = sum(happens(tree, each, events) for each in gate.inputs)
    return {
        GateKind.AND: count == len(gate.inputs),
        GateKind.OR: count > 0,
        GateKind.AT_LEAST: count >= gate.at_least,
        GateKind.NOT: count == 0,
        GateKind.XOR: count % 2 == 1,
    }[gate.kind]


def by_brute_force(tree: FaultTree, order: int) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for size in range(order + 1):
        for events in itertools.combinations(tree.events, size):
            if any(set(less) <= set(events) for less in found):
                continue
            if happens(tree, tree.top, frozenset(events)):
                found.add(events)
    return found


@pytest.mark.parametrize("seed", range(300))
def test_sets_of_random_trees_equal_brute_force(seed: int) -> None:
    tree = random_tree(seed, negating=False)
    order = min(len(tree.events), 2 + seed % 4)
    found = minimal_cut_sets(tree, order=order).sets
    assert len(set(found)) == len(found)
    assert set(found) == by_brute_force(tree, order)


@pytest.mark.parametrize("seed", range(60))
def test_sets_of_random_trees_with_negation_equal_brute_force(seed: int) -> None:
    tree = random_tree(seed, negating=True)
    assert set(minimal_cut_sets(tree, order=3).sets) == by_brute_force(tree, 3)


def test_every_order_is_found_when_asked_for() -> None:
    tree = random_tree(5, negating=False)
    order = len(tree.events)
    assert set(minimal_cut_sets(tree, order=order).sets) == by_brute_force(tree, order)


def published() -> list[tuple[str, tuple[int, ...]]]:
    table = BENCHMARKS / "minimal_cut_sets_to_order_3.csv"
    if not table.exists():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        return [
            (row["tree"], tuple(int(row[f"order_{order}"]) for order in (1, 2, 3)))
            for row in csv.DictReader(file)
        ]


@pytest.mark.skipif(
    not published(), reason="the published fault trees are not beside the repository"
)
@pytest.mark.parametrize(("name", "counts"), published())
def test_counts_equal_the_published_ones(name: str, counts: tuple[int, ...]) -> None:
    tree = read_fault_tree(BENCHMARKS / f"{name}.xml")
    found = minimal_cut_sets(tree, order=3)
    assert tuple(found.count(order) for order in (1, 2, 3)) == counts
    assert len(found.sets) == sum(counts)


@pytest.mark.skipif(
    not published(), reason="the published fault trees are not beside the repository"
)
def test_both_ways_of_finding_sets_agree_on_a_published_tree() -> None:
    tree = read_fault_tree(BENCHMARKS / "das9202.xml")
    tried = {tuple(sorted(each)) for each in cut_sets_by_trial(tree, order=3)}
    assert tried == set(minimal_cut_sets(tree, order=3).sets)


def test_constants_hold_or_never_hold() -> None:
    gates = {
        "top": Gate(kind=GateKind.OR, inputs=("left", "right")),
        "left": Gate(kind=GateKind.AND, inputs=("a", "on")),
        "right": Gate(kind=GateKind.AND, inputs=("b", "off")),
    }
    constants = {"on": True, "off": False}
    tree = FaultTree(
        name="t", top="top", gates=gates, events=("a", "b"), constants=constants
    )
    assert minimal_cut_sets(tree, order=2).sets == (("a",),)


def test_a_tree_too_large_to_try_is_refused() -> None:
    events = tuple(f"e{at}" for at in range(1000))
    gates = {
        "top": Gate(kind=GateKind.AND, inputs=("some", "not")),
        "some": Gate(kind=GateKind.OR, inputs=events),
        "not": Gate(kind=GateKind.NOT, inputs=("e0",)),
    }
    tree = FaultTree(name="t", top="top", gates=gates, events=events, constants={})
    with pytest.raises(InferenceError, match="a lower order"):
        minimal_cut_sets(tree, order=3)
    assert len(minimal_cut_sets(tree, order=1).sets) == 999
