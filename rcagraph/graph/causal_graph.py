"""The causal graph: every link that the hypotheses claim, on one set of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from rcagraph.vocabulary.terms import Node, NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says so: one hypothesis file's support for a link.

    Attributes:
        evidence: measured, published, definitional or expert-prior.
        contested: the case against, or "".
        place: ``file:line`` of the claim.
        local: from a library other than the shipped one.
    """

    hypothesis: str
    source: str
    why: str
    evidence: str
    contested: str
    place: str
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CausalLink:
    """cause → effect.

    Attributes:
        strength: probability that the cause alone brings the effect (0 to 1].
        lag_days: typical time from a change in the cause to one in the effect.
        feedback: acts from the previous quarter, so that the rest has no cycle.
        claims: every hypothesis that makes the claim; at least one.
    """

    cause: str
    effect: str
    strength: float
    lag: str
    lag_days: float
    claims: tuple[Claim, ...]
    feedback: bool = False

    @property
    def contested(self) -> bool:
        """Whether any source speaks against the link."""
        return any(claim.contested for claim in self.claims)

    @property
    def sources(self) -> tuple[str, ...]:
        """Distinct sources, in claim order."""
        return tuple(dict.fromkeys(claim.source for claim in self.claims))


@dataclass(frozen=True, eq=False)
class CausalGraph:
    """Nodes and links, with the answers that every later stage needs.

    Attributes:
        nodes: id → node; only nodes that some link touches, in id order.
        links: sorted by (cause, effect); no pair twice; acyclic without feedback.
    """

    nodes: Mapping[str, Node]
    links: tuple[CausalLink, ...]

    @cached_property
    def link_index(self) -> Mapping[tuple[str, str], CausalLink]:
        """(cause, effect) → link."""
        return {(link.cause, link.effect): link for link in self.links}

    @cached_property
    def acyclic(self) -> nx.DiGraph[str]:
        """The graph without its feedback links."""
        return self._digraph(with_feedback=False)

    @cached_property
    def whole(self) -> nx.DiGraph[str]:
        """The graph with its feedback links."""
        return self._digraph(with_feedback=True)

    @cached_property
    def topological(self) -> tuple[str, ...]:
        """Node ids, causes before effects, ties by id: the same on every run."""
        return tuple(nx.lexicographical_topological_sort(self.acyclic))

    def of_kind(self, kind: NodeKind) -> tuple[Node, ...]:
        """Return the nodes of a kind, in id order."""
        return tuple(node for node in self.nodes.values() if node.kind is kind)

    def _digraph(self, *, with_feedback: bool) -> nx.DiGraph[str]:
        digraph: nx.DiGraph[str] = nx.DiGraph()
        digraph.add_nodes_from(self.nodes)
        digraph.add_edges_from(
            (link.cause, link.effect)
            for link in self.links
            if with_feedback or not link.feedback
        )
        return digraph
