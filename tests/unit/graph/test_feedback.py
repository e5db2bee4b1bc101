from __future__ import annotations

import itertools

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcagraph.graph.feedback import feedback_arc_set, feedback_cost

NODES = "abcdef"
ARCS = [(a, b) for a in NODES for b in NODES if a != b]


def cheapest_by_trying_every_order(costs: dict[tuple[str, str], float]) -> float:
    """Any acyclic remainder follows some order: the arcs against it are cut."""
    return min(
        sum(cost for (a, b), cost in costs.items() if order.index(a) > order.index(b))
        for order in itertools.permutations(NODES)
    )


@given(
    st.dictionaries(st.sampled_from(ARCS), st.integers(1, 9), min_size=4, max_size=14)
)
def test_no_cheaper_set_of_links_breaks_every_loop(
    costs: dict[tuple[str, str], float],
) -> None:
    cut = feedback_arc_set(costs)
    assert nx.is_directed_acyclic_graph(nx.DiGraph([a for a in costs if a not in cut]))
    assert sum(costs[arc] for arc in cut) == cheapest_by_trying_every_order(costs)


@given(st.dictionaries(st.sampled_from(ARCS), st.just(1.0), min_size=6), st.randoms())
def test_the_order_of_links_changes_nothing(
    costs: dict[tuple[str, str], float], random: object
) -> None:
    shuffled = list(costs.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert feedback_arc_set(dict(shuffled)) == feedback_arc_set(costs)


def test_slow_links_are_read_as_feedback_before_weak_ones() -> None:
    slow_strong = feedback_cost(0.7, 550)
    quick_weak = feedback_cost(0.15, 3)
    assert slow_strong < quick_weak
    assert feedback_cost(0.15, 120) < feedback_cost(0.4, 120)


def test_an_author_can_name_the_feedback_link() -> None:
    costs = {("a", "b"): 1.0, ("b", "a"): 9.0}
    assert feedback_arc_set(costs, always=[("b", "a")]) == {("b", "a")}
    assert feedback_arc_set(costs, never=[("a", "b")]) == {("b", "a")}


def test_a_loop_that_nobody_may_break_is_named() -> None:
    costs = {("a", "b"): 1.0, ("b", "a"): 1.0}
    with pytest.raises(ValueError, match="a → b, b → a"):
        feedback_arc_set(costs, never=costs)
