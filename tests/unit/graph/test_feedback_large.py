"""Where exact search would take minutes: cheap cuts with no link too many."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcagraph.graph import feedback
from rcagraph.graph.feedback import UnbreakableLoopError, feedback_arc_set

NODES = "abcdefgh"
COSTS = st.dictionaries(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(
        lambda arc: arc[0] != arc[1]
    ),
    st.sampled_from([0.1, 0.5, 1.0, 7.0]),
    max_size=24,
)


@given(COSTS)
def test_a_cheap_cut_leaves_no_loop_and_has_no_arc_too_many(
    costs: dict[tuple[str, str], float],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feedback, "_LARGEST_EXACT", 0)
        cut = feedback_arc_set(costs)
    left = nx.DiGraph([arc for arc in costs if arc not in cut])
    assert nx.is_directed_acyclic_graph(left)
    for arc in cut:
        assert nx.has_path(left, arc[1], arc[0])
    exact = feedback_arc_set(costs)
    assert sum(map(costs.__getitem__, cut)) >= sum(map(costs.__getitem__, exact)) - 1e-6


def test_links_that_an_author_kept_stay() -> None:
    costs = {("a", "b"): 1.0, ("b", "c"): 9.0, ("c", "a"): 1.0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feedback, "_LARGEST_EXACT", 0)
        assert feedback_arc_set(costs, never=[("a", "b"), ("c", "a")]) == {("b", "c")}
        with pytest.raises(UnbreakableLoopError, match="a → b"):
            feedback_arc_set(costs, never=costs)


def test_a_thousand_entangled_links_are_cut_the_same_way_every_time() -> None:
    choose = random.Random(3)  # noqa: S311 - test cases, not secrets
    names = [f"n{number:03}" for number in range(400)]
    costs = {}
    while len(costs) < 1_200:
        cause, effect = choose.sample(names, 2)
        costs[cause, effect] = choose.choice([0.15, 0.4, 0.7])
    cut = feedback_arc_set(costs)
    shuffled = dict(sorted(costs.items(), reverse=True))
    assert feedback_arc_set(shuffled) == cut
    left = nx.DiGraph([arc for arc in costs if arc not in cut])
    assert nx.is_directed_acyclic_graph(left)
