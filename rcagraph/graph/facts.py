"""What a selection may ask of the nodes of a graph, before any figure is seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.graph.selection import Facts, Words
from rcagraph.vocabulary.terms import DriverClass, LevelOfControl, NodeKind


def graph_facts(graph: CausalGraph, themes: Mapping[str, str]) -> Facts:
    """Return kind, class, level, domain, hypothesis and theme of every node.

    A node belongs to each hypothesis that claims a link from it or to it, and to the
    themes of those.

    Args:
        graph: whose nodes.
        themes: hypothesis id → theme.
    """
    nodes = graph.nodes.values()
    hypotheses: defaultdict[str, set[str]] = defaultdict(set)
    for link in graph.links:
        for end in (link.cause, link.effect):
            hypotheses[end] |= {claim.hypothesis for claim in link.claims}
    return Facts(
        words={
            "kind": worded(NodeKind, {each.id: each.kind for each in nodes}),
            "class": worded(
                DriverClass, {each.id: each.driver_class for each in nodes}
            ),
            "level": worded(LevelOfControl, {each.id: each.level for each in nodes}),
            "domain": _several({each.id: {each.domain} - {""} for each in nodes}),
            "hypothesis": _several(hypotheses),
            "theme": _several(
                {
                    node: {themes[each] for each in those if each in themes}
                    for node, those in hypotheses.items()
                }
            ),
        },
        numbers={},
    )


def worded(every: type[StrEnum], of: Mapping[str, StrEnum | None]) -> Words:
    """Return a property of which a node has one word, or none.

    Args:
        every: all the words that there are, also those that no node has.
        of: node id → its word.
    """
    return Words(
        known=tuple(map(str, every)),
        of={node: (str(word),) for node, word in of.items() if word is not None},
    )


def _several(of: Mapping[str, Iterable[str]]) -> Words:
    return Words(
        known=tuple(sorted({word for words in of.values() for word in words})),
        of={node: tuple(sorted(words)) for node, words in of.items() if words},
    )
