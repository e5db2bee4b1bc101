"""What is the same for every organisation of a run, and what one batch infers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from rcagraph.evidence.history import EvidenceHistory
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.symptoms import severities
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.hypotheses.enquiries import EnquiryIndex
from rcagraph.hypotheses.library import Library
from rcagraph.inference.contribution import Contributions, contributions
from rcagraph.inference.exact import ExactPlan, compile_plan
from rcagraph.inference.filtering import Filtered, filter_quarters
from rcagraph.inference.infer import infer
from rcagraph.inference.network import (
    Floats,
    NoisyOrNetwork,
    Posterior,
    compile_network,
)
from rcagraph.vocabulary.terms import Ontology


@dataclass(frozen=True, kw_only=True)
class Model:
    """Everything that is the same for every organisation of a run.

    Attributes:
        leaks: node id → leak or prior that was learned; the others are by the word.
        strengths: "words", or "learned" where the links' strengths were.
        without: evidence classes whose claims were left out of the graph.
    """

    ontology: Ontology
    library: Library
    graph: CausalGraph
    version: str
    leaks: Mapping[str, float] = field(default_factory=dict)
    strengths: str = "words"
    without: tuple[str, ...] = ()

    @cached_property
    def enquiries(self) -> EnquiryIndex:
        """The library's enquiries by id, repeated ones merged."""
        return EnquiryIndex(tuple(each.hypothesis for each in self.library.hypotheses))

    @cached_property
    def network(self) -> NoisyOrNetwork:
        """The graph as arrays."""
        network = compile_network(self.graph, self.ontology.constants)
        leaks = [
            self.leaks.get(node, leak)
            for node, leak in zip(network.nodes, network.leaks.tolist(), strict=True)
        ]
        return replace(network, leaks=np.array(leaks))

    @cached_property
    def plan(self) -> ExactPlan:
        """The elimination order of the exact engine, found once."""
        return compile_plan(self.network)

    @cached_property
    def priors(self) -> Floats:
        """(n,) how probable each node is before any evidence, its causes included."""
        nothing = np.zeros(len(self.network.nodes))
        before: Floats = infer(self.network, nothing, plan=self.plan).beliefs[0]
        return before

    @cached_property
    def persistence(self) -> Floats:
        """(d,) chance that each driver, once there, is there a quarter on."""
        known = self.ontology.constants.persistence
        classes = [
            self.graph.nodes[self.network.nodes[place]].driver_class
            for place in self.network.drivers
        ]
        return np.array([known[each] for each in classes if each is not None])

    @cached_property
    def concentrations(self) -> Floats:
        """(m + f,) how firmly each link's strength is known, feedback links last.

        The best supported claim of a link decides.
        """
        known = self.ontology.constants.concentration
        ordered = sorted(self.graph.links, key=lambda link: link.feedback)
        return np.array(
            [max(known[claim.evidence] for claim in link.claims) for link in ordered]
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Inferred:
    """Beliefs and contributions of c organisations, a row each.

    Attributes:
        network: as it stands in the quarter diagnosed; with a history its leaks are
            (c, n), each driver's being what its past makes of the prior.
        previous: (c, n) beliefs from which feedback links act, or None where they
            act from the beliefs themselves.
        days, past: last day of each of q earlier quarters, and (q, c, n) beliefs.
    """

    weights: Floats
    severity: Floats
    posterior: Posterior
    credit: Contributions
    network: NoisyOrNetwork
    previous: Floats | None
    days: tuple[date, ...]
    past: Floats

    def network_of(self, row: int) -> NoisyOrNetwork:
        """Return the network of one organisation."""
        leaks = self.network.leaks
        return replace(self.network, leaks=leaks if leaks.ndim == 1 else leaks[row])

    def previous_of(self, row: int) -> Floats | None:
        """Return the (n,) beliefs from which its feedback links act, or None."""
        return None if self.previous is None else self.previous[row]


def infer_all(
    model: Model,
    evidence: tuple[OrganisationEvidence, ...],
    history: EvidenceHistory | None = None,
) -> Inferred:
    """Infer beliefs and contributions of all organisations in one batch.

    With a history, earlier quarters are filtered by propagation, which gives every
    driver its prior of today; today's quarter gets the best engine that there is.
    Without one, today is all there is, and feedback links find their fixed point.

    Args:
        evidence: of c organisations, all of one day.
        history: of the same organisations, in the same order.
    """
    network = model.network
    weights = np.zeros((len(evidence), len(network.nodes)))
    severity = np.zeros_like(weights)
    for row, each in enumerate(evidence):
        for node, decibans in each.weights.items():
            if node in model.graph.nodes:
                weights[row, network.position(node)] = decibans
        found = severities(each, model.graph, model.ontology)
        for node, size in found.items():
            severity[row, network.position(node)] = size
    filtered = None if history is None else _filter(model, history)
    previous = None if filtered is None else filtered.previous
    network = network if filtered is None else filtered.network
    posterior = infer(network, weights, plan=model.plan, previous=previous)
    return Inferred(
        weights=weights,
        severity=severity,
        posterior=posterior,
        credit=contributions(network, posterior, severity),
        network=network,
        previous=previous,
        days=() if history is None else history.days,
        past=np.empty((0, *weights.shape)) if filtered is None else filtered.beliefs,
    )


def _filter(model: Model, history: EvidenceHistory) -> Filtered | None:
    if not history.days:
        return None
    return filter_quarters(
        model.network,
        by_place(model, history.nodes, history.standing),
        by_place(model, history.nodes, history.retired),
        persistence=model.persistence,
        repeat=model.ontology.constants.repeat,
    )


def by_place(model: Model, nodes: Sequence[str], weights: Floats) -> Floats:
    """Return weights (..., v) of some nodes as (..., n), in the network's order."""
    laid_out = np.zeros((*weights.shape[:-1], len(model.network.nodes)))
    for at, node in enumerate(nodes):
        if node in model.graph.nodes:
            laid_out[..., model.network.position(node)] = weights[..., at]
    return laid_out
