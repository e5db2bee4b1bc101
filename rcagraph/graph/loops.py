"""The loops of a graph, before any figure is seen: which link breaks which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from rcagraph.graph.causal_graph import CausalGraph, CausalLink
from rcagraph.vocabulary.terms import Loop


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLink:
    """A link that acts from the previous quarter, and the loop that it closes.

    Attributes:
        nodes: the shortest loop through the link, from its effect to its cause;
            empty where an author declared the link and no loop needs it.
        names: of the known loops that it closes.
        local: a library other than the shipped one claims a link of the loop.
    """

    link: CausalLink
    nodes: tuple[str, ...]
    names: tuple[str, ...]
    local: bool


def arcs_of(nodes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the arcs round a loop.

    >>> arcs_of(["a", "b", "c"])
    (('a', 'b'), ('b', 'c'), ('c', 'a'))
    """
    return tuple(zip(nodes, (*nodes[1:], *nodes[:1]), strict=True))


def missing_arcs(loop: Loop, graph: CausalGraph) -> tuple[tuple[str, str], ...]:
    """Return the arcs of a named loop that no link claims; none: it is closed."""
    return tuple(arc for arc in arcs_of(loop.nodes) if arc not in graph.link_index)


def feedback_links(
    graph: CausalGraph, named: Sequence[Loop]
) -> tuple[FeedbackLink, ...]:
    """Return the feedback links in the order of cause and effect."""
    names: dict[tuple[str, str], list[str]] = {}
    for loop in named:
        if not missing_arcs(loop, graph):
            for arc in arcs_of(loop.nodes):
                names.setdefault(arc, []).append(loop.label)
    found = []
    for link in graph.links:
        if link.feedback:
            nodes = _way_back(graph, link)
            round_it = [graph.link_index[arc] for arc in arcs_of(nodes)] or [link]
            found.append(
                FeedbackLink(
                    link=link,
                    nodes=nodes,
                    names=tuple(names.get((link.cause, link.effect), ())),
                    local=any(
                        claim.local for each in round_it for claim in each.claims
                    ),
                )
            )
    return tuple(found)


def _way_back(graph: CausalGraph, link: CausalLink) -> tuple[str, ...]:
    try:
        path = nx.shortest_path(graph.whole, link.effect, link.cause)
    except nx.NetworkXNoPath:
        return ()
    return tuple(path)
