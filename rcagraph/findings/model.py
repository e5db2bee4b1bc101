"""What is the same for every organisation of a run, and what one batch infers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.symptoms import severities
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.hypotheses.library import Library
from rcagraph.inference.contribution import Contributions, contributions
from rcagraph.inference.exact import ExactPlan, compile_plan
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
    """Everything that is the same for every organisation of a run."""

    ontology: Ontology
    library: Library
    graph: CausalGraph
    version: str

    @cached_property
    def network(self) -> NoisyOrNetwork:
        """The graph as arrays."""
        return compile_network(self.graph, self.ontology.constants)

    @cached_property
    def plan(self) -> ExactPlan:
        """The elimination order of the exact engine, found once."""
        return compile_plan(self.network)

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
    """Beliefs and contributions of one or many organisations, a row each."""

    weights: Floats
    severity: Floats
    posterior: Posterior
    credit: Contributions


def infer_all(model: Model, evidence: tuple[OrganisationEvidence, ...]) -> Inferred:
    """Infer beliefs and contributions of all organisations in one batch."""
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
    posterior = infer(network, weights, plan=model.plan)
    return Inferred(
        weights=weights,
        severity=severity,
        posterior=posterior,
        credit=contributions(network, posterior, severity),
    )
