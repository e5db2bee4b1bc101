from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from rcagraph.findings.loops import canonical, loops_turning
from rcagraph.graph.causal_graph import CausalGraph, CausalLink, Claim
from rcagraph.vocabulary.terms import Loop, Node, NodeKind

NODES = "abcdefg"
CLAIM = Claim(
    hypothesis="h", source="s", why="w", evidence="published", contested="", place="p"
)


def graph_of(arcs: set[tuple[str, str]], strength: float = 0.5) -> CausalGraph:
    return CausalGraph(
        nodes={
            name: Node(id=name, label=name, kind=NodeKind.STATE, definition="")
            for name in NODES
        },
        links=tuple(
            CausalLink(
                cause=cause,
                effect=effect,
                strength=strength,
                lag="days",
                lag_days=3,
                claims=(CLAIM,),
            )
            for cause, effect in sorted(arcs)
        ),
    )


def loops_by_trying_every_order(arcs: set[tuple[str, str]]) -> set[tuple[str, ...]]:
    found = set()
    for size in range(2, len(NODES) + 1):
        for nodes in itertools.permutations(NODES, size):
            around = zip(nodes, (*nodes[1:], nodes[0]), strict=True)
            if all(arc in arcs for arc in around):
                found.add(canonical(nodes))
    return found


ARCS = st.sets(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(
        lambda arc: arc[0] != arc[1]
    ),
    max_size=14,
)


@given(ARCS)
def test_loops_equal_those_found_by_trying_every_order(
    arcs: set[tuple[str, str]],
) -> None:
    beliefs = dict.fromkeys(NODES, 0.9)
    found = loops_turning(graph_of(arcs), beliefs, ())
    assert {each.nodes for each in found} == loops_by_trying_every_order(arcs)
    assert len({each.nodes for each in found}) == len(found)


def test_a_loop_turns_only_while_every_member_is_believed() -> None:
    graph = graph_of({("a", "b"), ("b", "c"), ("c", "a")})
    beliefs = {**dict.fromkeys(NODES, 0.9), "c": 0.6}
    (loop,) = loops_turning(graph, beliefs, ())
    assert math.isclose(loop.gain, 0.125)
    assert loop.lag_days == 9
    assert (loop.weakest, loop.weakest_belief) == ("c", 0.6)
    assert loops_turning(graph, {**beliefs, "c": 0.49}, ()) == ()


def test_a_loop_that_people_know_is_called_by_its_name() -> None:
    graph = graph_of({("a", "b"), ("b", "a")})
    known = Loop(id="l", label="The old one", nodes=("b", "a"), note="")
    (loop,) = loops_turning(graph, dict.fromkeys(NODES, 1.0), (known,))
    assert loop.name == "The old one"
