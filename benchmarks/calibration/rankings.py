"""Ways to rank drivers, to be measured side by side."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Model
from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats


def by_evidence(model: Model, evidence: Sequence[OrganisationEvidence]) -> Floats:
    """Count, for each driver, what speaks for it or for anything it leads to.

    Returns:
        (t, d) pieces of evidence for, less those against.
    """
    network, graph = model.network, model.graph.whole
    drivers = [network.nodes[place] for place in network.drivers]
    reach = [{each, *nx.descendants(graph, each)} for each in drivers]
    found = np.zeros((len(evidence), len(drivers)))
    for row, each in enumerate(evidence):
        net = {
            node: sum(np.sign(entry.weight) for entry in entries)
            for node, entries in each.entries.items()
        }
        for column, nodes in enumerate(reach):
            found[row, column] = sum(net.get(node, 0) for node in nodes)
    return found


def by_direct_evidence(
    model: Model, evidence: Sequence[OrganisationEvidence]
) -> Floats:
    """Count what speaks for each driver or for what it brings directly (t, d)."""
    network, graph = model.network, model.graph.whole
    drivers = [network.nodes[place] for place in network.drivers]
    found = np.zeros((len(evidence), len(drivers)))
    for row, each in enumerate(evidence):
        counts = {
            node: sum(entry.weight > 0 for entry in entries)
            for node, entries in each.entries.items()
        }
        for column, driver in enumerate(drivers):
            nodes = [driver, *graph.successors(driver)]
            found[row, column] = sum(counts.get(node, 0) for node in nodes)
    return found


def by_pagerank(model: Model, severities: Floats) -> Floats:
    """Rank by personalised PageRank (t, d): a walk back from the symptoms.

    It restarts at symptoms in proportion to severity and follows links from effect
    to cause in proportion to strength.
    """
    network = model.network
    back: nx.DiGraph[int] = nx.DiGraph()
    back.add_nodes_from(range(len(network.nodes)))
    for causes, effects, strengths in (
        (network.causes, network.effects, network.strengths),
        (network.feedback_causes, network.feedback_effects, network.feedback_strengths),
    ):
        for cause, effect, strength in zip(
            causes.tolist(), effects.tolist(), strengths.tolist(), strict=True
        ):
            back.add_edge(effect, cause, weight=strength)
    found = np.zeros((len(severities), len(network.drivers)))
    for row, severity in enumerate(severities):
        start = {place: float(s) for place, s in enumerate(severity) if s > 0}
        if start:
            ranks = nx.pagerank(back, personalization=start)
            found[row] = [ranks[place] for place in network.drivers.tolist()]
    return found


def by_prior(model: Model, cases: int) -> Floats:
    """Rank by contribution before anything is known of the trust (t, d)."""
    network = model.network
    symptoms = [
        network.position(node.id)
        for node in model.graph.nodes.values()
        if node.kind.value == "symptom"
    ]
    severity = np.zeros(len(network.nodes))
    severity[symptoms] = 1
    posterior = infer(network, np.zeros(len(network.nodes)), engine="propagation")
    shares = contributions(network, posterior, severity).shares[:, network.drivers]
    return np.repeat(shares, cases, axis=0)
