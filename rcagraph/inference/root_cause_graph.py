"""Any graph of metrics: links from cause to effect, laid out for one target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from rcagraph.graph.feedback import feedback_arc_set

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricLink:
    """cause → effect.

    Attributes:
        strength: probability that the cause alone brings the effect, above 0 and at
            most 1; None where nobody said.
    """

    cause: str
    effect: str
    strength: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricGraph:
    """Nodes with a metric each, and the links between them; no pair twice."""

    nodes: tuple[str, ...]
    links: tuple[MetricLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The measured nodes that matter to a target.

    A node without figures is transparent: its causes act on its effects directly, so
    that it neither takes blame nor stops it.

    Attributes:
        order: measured nodes, causes before effects: the target, what can cause it
            (the candidates) and what these cause.
        candidates: measured nodes from which links lead to the target.
        causes: node of the order → its measured causes, in id order.
        strengths: (cause, effect) → strength; None where a link states none.
        feedback: the pairs that close loops; the others have no cycle.
        distance: most links from a candidate to the target, without feedback.
        via: (cause, effect) → nodes without figures in between.
        unmeasured: nodes without figures from which links lead to the target.
    """

    order: tuple[str, ...]
    candidates: tuple[str, ...]
    causes: Mapping[str, tuple[str, ...]]
    strengths: Mapping[Pair, float | None]
    feedback: frozenset[Pair]
    distance: Mapping[str, int]
    via: Mapping[Pair, tuple[str, ...]]
    unmeasured: tuple[str, ...]

    def shortest(self, node: str, target: str) -> list[str]:
        """Return the shortest way over measured nodes; the first by id of equals."""
        ways: nx.DiGraph[str] = nx.DiGraph(list(self.strengths))
        return list(nx.shortest_path(ways, node, target))


def lay_out(graph: MetricGraph, measured: Collection[str], target: str) -> Layout:
    """Return what matters to the target; the order of nodes and links does not.

    >>> graph = MetricGraph(nodes=("a", "b", "c"), links=(
    ...     MetricLink(cause="a", effect="b"), MetricLink(cause="b", effect="c")))
    >>> lay_out(graph, {"a", "c"}, "c").via
    {('a', 'c'): ('b',)}
    """
    stated = {(each.cause, each.effect): each.strength for each in graph.links}
    whole: nx.DiGraph[str] = nx.DiGraph()
    whole.add_nodes_from(sorted({*graph.nodes, target}))
    whole.add_edges_from(sorted(stated))
    routes = {
        (cause, node): way
        for node in sorted(measured)
        if node in whole
        for cause, way in _routes(whole, node, measured).items()
    }
    bare: nx.DiGraph[str] = nx.DiGraph()
    bare.add_nodes_from(sorted(set(measured) | {target}))
    bare.add_edges_from(sorted(routes))
    candidates = nx.ancestors(bare, target)
    kept = {*candidates, target}.union(
        *(nx.descendants(bare, each) for each in (*candidates, target))
    )
    pairs = sorted(pair for pair in routes if kept.issuperset(pair))
    strengths = {pair: _strength(routes[pair], stated) for pair in pairs}
    feedback = _feedback(strengths)
    acyclic: nx.DiGraph[str] = nx.DiGraph()
    acyclic.add_nodes_from(sorted(kept))
    acyclic.add_edges_from(pair for pair in pairs if pair not in feedback)
    order = tuple(nx.lexicographical_topological_sort(acyclic))
    causes: dict[str, tuple[str, ...]] = dict.fromkeys(order, ())
    for cause, effect in pairs:
        causes[effect] = (*causes[effect], cause)
    return Layout(
        order=order,
        causes=causes,
        candidates=tuple(node for node in order if node in candidates),
        strengths=strengths,
        feedback=feedback,
        distance=_distances(acyclic, order, target),
        via={pair: routes[pair][1:-1] for pair in pairs if len(routes[pair]) > 2},  # noqa: PLR2004
        unmeasured=tuple(sorted(nx.ancestors(whole, target) - set(measured))),
    )


def _routes(
    whole: nx.DiGraph[str], node: str, measured: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the nearest measured causes, each with its shortest way to the node."""
    found: dict[str, tuple[str, ...]] = {}
    seen = {node}
    ways: list[tuple[str, ...]] = [(node,)]
    while ways:
        longer: list[tuple[str, ...]] = []
        for way in ways:
            for cause in sorted(whole.predecessors(way[0])):
                if cause in seen:
                    continue
                seen.add(cause)
                if cause in measured:
                    found[cause] = (cause, *way)
                else:
                    longer.append((cause, *way))
        ways = longer
    return found


def _strength(
    way: tuple[str, ...], stated: Mapping[Pair, float | None]
) -> float | None:
    told = [
        strength for pair in pairwise(way) if (strength := stated[pair]) is not None
    ]
    if not told:
        return None
    product = 1.0
    for each in told:
        product *= each
    return product


def _feedback(strengths: Mapping[Pair, float | None]) -> frozenset[Pair]:
    if nx.is_directed_acyclic_graph(nx.DiGraph(list(strengths))):
        return frozenset()
    return feedback_arc_set({pair: told or 1.0 for pair, told in strengths.items()})


def _distances(
    acyclic: nx.DiGraph[str], order: Iterable[str], target: str
) -> dict[str, int]:
    distance = {target: 0}
    for node in reversed(tuple(order)):
        onward = [
            distance[effect] + 1
            for effect in acyclic.successors(node)
            if effect in distance
        ]
        if onward and node != target:
            distance[node] = max(onward)
    return distance
