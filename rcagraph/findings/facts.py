"""What a selection may ask of nodes in one organisation: beliefs, shares, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rcagraph.findings.diagnosis import Confidence, Diagnosis, Verdict
from rcagraph.findings.standing import Standing
from rcagraph.findings.symptoms import severities
from rcagraph.findings.verdicts import confidence, verdict
from rcagraph.graph.facts import graph_facts, worded
from rcagraph.graph.selection import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What was concluded of drivers."""

    verdicts: Mapping[str, Verdict]
    confidences: Mapping[str, Confidence]


def diagnosis_facts(diagnosis: Diagnosis) -> Facts:
    """Return what can be asked of the nodes of a diagnosis."""
    drivers = diagnosis.drivers
    return _facts(
        graph_facts(diagnosis.graph, diagnosis.themes),
        _Judged(
            verdicts={each.node.id: each.verdict for each in drivers},
            confidences={each.node.id: each.confidence for each in drivers},
        ),
        {
            "belief": diagnosis.beliefs,
            "contribution": {each.node.id: each.contribution for each in drivers},
            "severity": {
                each.node.id: each.severity
                for each in diagnosis.symptoms
                if each.severity is not None
            },
        },
    )


def standing_facts(standing: Standing) -> Facts:
    """Return the same as ``diagnosis_facts``, without a whole diagnosis."""
    model, inferred, evidence = standing.model, standing.inferred, standing.evidence
    names = [each.id for each in standing.drivers]
    entries = {name: evidence.entries.get(name, ()) for name in names}
    shares = inferred.credit.shares[0].tolist()
    return _facts(
        graph_facts(model.graph, model.library.themes),
        _Judged(
            verdicts={
                name: verdict(
                    standing.beliefs[name],
                    float(model.priors[standing.place[name]]),
                    entries[name],
                    model.ontology.constants,
                )[0]
                for name in names
            },
            confidences={
                name: confidence(entries[name], evidence.weights.get(name, 0.0))
                for name in names
            },
        ),
        {
            "belief": standing.beliefs,
            "contribution": {name: shares[standing.place[name]] for name in names},
            "severity": severities(evidence, model.graph, model.ontology),
        },
    )


def _facts(
    known: Facts, judged: _Judged, numbers: Mapping[str, Mapping[str, float]]
) -> Facts:
    """Put facts together; figures have six digits, as in the documents.

    So whoever reads ``belief`` in diagnosis.json finds what ``belief=…`` chooses.
    """
    return Facts(
        words={
            **known.words,
            "verdict": worded(Verdict, judged.verdicts),
            "confidence": worded(Confidence, judged.confidences),
        },
        numbers={
            name: {node: float(f"{value:.6g}") for node, value in figures.items()}
            for name, figures in numbers.items()
        },
    )
