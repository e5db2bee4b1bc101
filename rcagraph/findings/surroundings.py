"""Why a node is believed: what lies up and down the graph, and what it rests on.

A *common cause* is a node from which two or more direct causes of the node can be
reached: what looks like several problems may be one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from rcagraph.findings.blockers import Pair, pairs_together
from rcagraph.findings.diagnosis import LedgerEntry
from rcagraph.findings.ledger import build_ledger, entries_for
from rcagraph.findings.standing import BELIEVED, Standing
from rcagraph.inference.contribution import flow_to
from rcagraph.vocabulary.terms import Node, NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A node up or down the graph.

    Attributes:
        steps: fewest links between the two.
        share: upstream, the part of the node's belief that is put down to it and ends
            there; downstream, the part of its belief that passes the node.
    """

    node: Node
    belief: float
    steps: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonCause:
    """A believed node behind several believed direct causes.

    Attributes:
        through: those direct causes; one of them may be the node itself.
        steps: fewest links to each of them, on average.
    """

    node: Node
    belief: float
    through: tuple[str, ...]
    steps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What there is to say of one node in one organisation.

    Attributes:
        prior: belief before any evidence.
        own: share of its belief that no cause in the graph accounts for, or for a
            driver that is its own.
        upstream, downstream: the largest share first.
        ledger: the evidence that moves it, the most telling first.
        together: drivers that only matter together.
    """

    node: Node
    belief: float
    prior: float
    own: float
    upstream: tuple[Neighbour, ...]
    downstream: tuple[Neighbour, ...]
    ledger: tuple[LedgerEntry, ...]
    common_causes: tuple[CommonCause, ...]
    together: tuple[Pair, ...]


def surroundings(standing: Standing, name: str) -> Surroundings:
    """Describe a node; see ``Surroundings``."""
    graph, place = standing.model.graph, standing.place[name]
    flow = flow_to(standing.network, standing.inferred.posterior, place)
    own = dict(zip(standing.network.nodes, flow.shares[0].tolist(), strict=True))
    # Credit that goes round a loop passes the node again; it is counted once.
    returns = float(flow.passing[0, place])
    ledger = build_ledger(standing.model, standing.evidence, standing.inferred, 0)
    return Surroundings(
        node=graph.nodes[name],
        belief=standing.beliefs[name],
        prior=float(standing.model.priors[place]),
        own=own[name],
        upstream=_sorted(
            _neighbour(standing, each, steps, own[each])
            for each, steps in _steps(graph.whole.reverse(copy=False), name)
        ),
        downstream=_sorted(
            _neighbour(standing, each, steps, _passing(standing, each, place) / returns)
            for each, steps in _steps(graph.whole, name)
            if graph.nodes[each].kind is NodeKind.SYMPTOM or steps == 1
        ),
        ledger=entries_for(place, ledger),
        common_causes=_common_causes(standing, name),
        together=pairs_together(standing, name),
    )


def _steps(graph: nx.DiGraph[str], name: str) -> list[tuple[str, int]]:
    found = nx.single_source_shortest_path_length(graph, name)
    return [(each, steps) for each, steps in found.items() if each != name]


def _neighbour(standing: Standing, name: str, steps: int, share: float) -> Neighbour:
    return Neighbour(
        node=standing.model.graph.nodes[name],
        belief=standing.beliefs[name],
        steps=steps,
        share=share,
    )


def _sorted(found: Iterable[Neighbour]) -> tuple[Neighbour, ...]:
    return tuple(sorted(found, key=lambda e: (-round(e.share, 12), e.steps, e.node.id)))


def _passing(standing: Standing, target: str, place: int) -> float:
    at = standing.place[target]
    flow = flow_to(standing.network, standing.inferred.posterior, at)
    return float(flow.passing[0, place])


def _common_causes(standing: Standing, name: str) -> tuple[CommonCause, ...]:
    whole, beliefs = standing.model.graph.whole, standing.beliefs
    direct = sorted(each for each in whole.pred[name] if beliefs[each] >= BELIEVED)
    # What reaches a cause only by way of the node itself is no cause of both.
    back = nx.DiGraph([(b, a) for a, b in whole.edges if name not in {a, b}])
    back.add_nodes_from(direct)
    behind = {e: nx.single_source_shortest_path_length(back, e) for e in direct}
    found = []
    for each in sorted(set().union(*behind.values())) if behind else ():
        through = tuple(cause for cause in direct if each in behind[cause])
        if beliefs[each] >= BELIEVED and len(through) > 1:
            found.append(
                CommonCause(
                    node=standing.model.graph.nodes[each],
                    belief=beliefs[each],
                    through=through,
                    steps=sum(behind[cause][each] for cause in through) / len(through),
                )
            )
    found.sort(key=lambda each: (each.steps, -each.belief, each.node.id))
    return tuple(found)
