"""How severe each symptom is observed to be: the underperformance to be explained."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rcagraph.evidence.records import MetricEvidence, OrganisationEvidence
from rcagraph.findings.diagnosis import SymptomFinding
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.vocabulary.terms import Lens, NodeKind, Ontology

# Robust standard deviations beyond which worse is not told apart.
_WORST = 3.0


def severities(
    evidence: OrganisationEvidence, graph: CausalGraph, ontology: Ontology
) -> Mapping[str, float]:
    """Return severity, 0 to 1, of every symptom that has figures of its own.

    A metric is as bad as the larger of two distances on the wrong side: from peers
    and from the standard, in robust standard deviations, cut to 0 to 3. The
    severity is their mean over the symptom's metrics by reliability, over 3. To be
    no worse than equally poor peers is therefore still underperformance when the
    standard is missed. The baseline tells of change and not of level: it weighs on
    beliefs and not here.

    A symptom without figures is left out, not set to zero: nobody has observed it,
    so it is not part of the underperformance that is shared out.
    """
    found: dict[str, float] = {}
    for node in graph.of_kind(NodeKind.SYMPTOM):
        pairs = [
            (metric.reliability, badness)
            for metric in ontology.indicators(node.id)
            if (badness := _badness(evidence.metrics.get(metric.id))) is not None
        ]
        total = math.fsum(reliability for reliability, _ in pairs)
        if total > 0:
            mean = math.fsum(r * badness for r, badness in pairs) / total
            found[node.id] = mean / _WORST
    return found


def _badness(metric: MetricEvidence | None) -> float | None:
    readings = [] if metric is None else metric.readings
    distances = [
        each.z
        for each in readings
        if each.lens is not Lens.BASELINE and each.z is not None
    ]
    return min(max(*distances, 0.0), _WORST) if distances else None


def symptom_findings(
    graph: CausalGraph, beliefs: Mapping[str, float], severity: Mapping[str, float]
) -> tuple[SymptomFinding, ...]:
    """Return every symptom, the most severe first, those without figures last."""
    found = [
        SymptomFinding(
            node=node, belief=beliefs[node.id], severity=severity.get(node.id)
        )
        for node in graph.of_kind(NodeKind.SYMPTOM)
    ]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                each.severity is None,
                -(each.severity or 0.0),
                -each.belief,
                each.node.id,
            ),
        )
    )
