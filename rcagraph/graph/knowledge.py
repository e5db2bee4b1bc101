"""What is known before any figure is seen: words, claims, and the graph they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rcagraph.graph.causal_graph import CausalGraph, CausalLink
from rcagraph.hypotheses.hypothesis import Enquiry, Test
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.vocabulary.terms import Loop, Metric, Node, Ontology, SupportOffer

Term = Node | Metric | LocatedHypothesis | SupportOffer | Loop


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Ontology, hypotheses and graph of a run, and what surrounds each term."""

    ontology: Ontology
    library: Library
    graph: CausalGraph

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Id → node, metric, hypothesis, offer or loop; official ids of metrics too."""
        metrics = self.ontology.metrics
        return {
            **{
                notation: each
                for each in metrics.values()
                for notation in each.notations
            },
            **{each.id: each for each in self.ontology.loops},
            **{each.id: each for each in self.ontology.offers},
            **self.library.by_id,
            **metrics,
            **self.ontology.nodes,
        }

    def links_into(self, node_id: str) -> tuple[CausalLink, ...]:
        """Return the links that a node is the effect of, the strongest first."""
        return _by_strength(each for each in self.graph.links if each.effect == node_id)

    def links_from(self, node_id: str) -> tuple[CausalLink, ...]:
        """Return the links that a node is the cause of, the strongest first."""
        return _by_strength(each for each in self.graph.links if each.cause == node_id)

    def tests_of(self, node_id: str) -> tuple[tuple[LocatedHypothesis, Test], ...]:
        """Return the tests that bear on a node, with their hypotheses."""
        return tuple(
            (read, test)
            for read in self.library.hypotheses
            for test in read.hypothesis.tests
            if test.bears_on == node_id
        )

    def tests_with(self, metric_id: str) -> tuple[tuple[LocatedHypothesis, Test], ...]:
        """Return the tests that expect something of a metric."""
        return tuple(
            (read, test)
            for read in self.library.hypotheses
            for test in read.hypothesis.tests
            if any(each.metric == metric_id for each in test.expect)
        )

    def enquiries_about(
        self, node_id: str
    ) -> tuple[tuple[LocatedHypothesis, Enquiry], ...]:
        """Return the enquiries about a node, with their hypotheses."""
        return tuple(
            (read, enquiry)
            for read in self.library.hypotheses
            for enquiry in read.hypothesis.enquiries
            if enquiry.about == node_id
        )

    def hypotheses_about(self, node_id: str) -> tuple[LocatedHypothesis, ...]:
        """Return the hypotheses that name a node as symptom, root cause or link."""
        return tuple(
            read
            for read in self.library.hypotheses
            if node_id in {*read.hypothesis.symptoms, *read.hypothesis.root_causes}
            or any(
                node_id in {link.cause, link.effect} for link in read.hypothesis.links
            )
        )

    def offers_for(self, node: Node) -> tuple[SupportOffer, ...]:
        """Return the offers that put a driver right or ease a symptom, in id order."""
        return tuple(
            offer
            for offer in self.ontology.offers
            if node.id in {*offer.addresses, *offer.relieves}
        )

    def loops_through(self, node_id: str) -> tuple[Loop, ...]:
        """Return the named loops that a node is a member of."""
        return tuple(each for each in self.ontology.loops if node_id in each.nodes)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Id → label, or title of a hypothesis."""
        return {
            name: term.hypothesis.title
            if isinstance(term, LocatedHypothesis)
            else term.label
            for name, term in self.terms.items()
        }

    def label(self, term_id: str) -> str:
        """Return the label of a node or metric, or its id where there is none."""
        found = self.ontology.nodes.get(term_id) or self.ontology.metrics.get(term_id)
        return found.label if found else term_id


def _by_strength(links: Iterable[CausalLink]) -> tuple[CausalLink, ...]:
    return tuple(
        sorted(links, key=lambda each: (-each.strength, each.cause, each.effect))
    )
