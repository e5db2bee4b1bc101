"""Feedback loops: which there are, which are turning, and how hard they pull."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from rcagraph.findings.diagnosis import LoopFinding
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.graph.loops import arcs_of
from rcagraph.vocabulary.terms import Loop

# The longest loop that a person has named has eight links.
LONGEST = 8
_TURNING = 0.5


def loops_turning(
    graph: CausalGraph, beliefs: Mapping[str, float], named: Sequence[Loop]
) -> tuple[LoopFinding, ...]:
    """Return the loops whose every member is believed at 0.5 or more.

    The strongest gain first; loops of up to ``LONGEST`` links are found.
    """
    believed = [node for node in graph.nodes if beliefs[node] >= _TURNING]
    inside = graph.whole.subgraph(believed)
    cycles = nx.simple_cycles(inside, length_bound=LONGEST)
    return _findings((tuple(cycle) for cycle in cycles), graph, beliefs, named)


def canonical(nodes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the loop turned so that its smallest id comes first.

    >>> canonical(("c", "a", "b"))
    ('a', 'b', 'c')
    """
    start = nodes.index(min(nodes))
    return nodes[start:] + nodes[:start]


def _findings(
    cycles: Iterable[tuple[str, ...]],
    graph: CausalGraph,
    beliefs: Mapping[str, float],
    named: Sequence[Loop],
) -> tuple[LoopFinding, ...]:
    names = {canonical(loop.nodes): loop.label for loop in named}
    found = []
    for nodes in cycles:
        turned = canonical(nodes)
        links = [graph.link_index[arc] for arc in arcs_of(turned)]
        weakest = min(turned, key=lambda node: (beliefs[node], node))
        found.append(
            LoopFinding(
                nodes=turned,
                name=names.get(turned, ""),
                gain=math.prod(link.strength for link in links),
                lag_days=math.fsum(link.lag_days for link in links),
                turning=beliefs[weakest] >= _TURNING,
                weakest=weakest,
                weakest_belief=beliefs[weakest],
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.gain, each.nodes)))
