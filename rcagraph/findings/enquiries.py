"""Key lines of enquiry: what to ask when the data cannot say, the best first.

The worth of an enquiry is what its answer is expected to tell: how far the
uncertainty about the drivers falls (bits of entropy, summed over drivers), and
how likely the answer is to change the first three drivers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.diagnosis import RankedEnquiry, Verdict
from rcagraph.findings.verdicts import verdict
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.hypotheses.library import Library
from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.vocabulary.terms import Ontology

_TOP = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    hypothesis: str
    enquiry: Enquiry
    reason: str

    @property
    def chances(self) -> tuple[str, str, str]:
        return (self.enquiry.about, self.enquiry.if_true, self.enquiry.if_false)


def rank_enquiries(  # noqa: PLR0913, PLR0917 - one stage's whole input
    library: Library,
    ontology: Ontology,
    network: NoisyOrNetwork,
    evidence: OrganisationEvidence,
    weights: Floats,
    severity: Floats,
    beliefs: Mapping[str, float],
    *,
    now: NoisyOrNetwork | None = None,
    previous: Floats | None = None,
) -> tuple[RankedEnquiry, ...]:
    """Return the enquiries about unresolved nodes, the most telling first.

    All answers are weighed in one batch of belief propagation; the gain of an
    answer is measured against the same engine's present state.

    Args:
        weights: (n,) decibans of the present evidence.
        severity: (n,) severity per node.
        now: the network as the past has left it; ``network`` has the priors.
        previous: (n,) beliefs from which feedback links act; see ``infer``.
    """
    asked = [
        _Asked(located.hypothesis.id, enquiry, reason)
        for located in library.hypotheses
        for enquiry in located.hypothesis.enquiries
        if enquiry.about in beliefs
        and (
            reason := _open_reason(enquiry.about, ontology, network, evidence, beliefs)
        )
    ]
    if not asked:
        return ()
    kinds = sorted({each.chances for each in asked})
    worth = _worth(kinds, ontology, now or network, weights, severity, previous)
    ranked = [
        RankedEnquiry(
            enquiry=each.enquiry,
            hypothesis=each.hypothesis,
            node=ontology.nodes[each.enquiry.about],
            belief=beliefs[each.enquiry.about],
            bits=worth[each.chances][0],
            changes_top_three=worth[each.chances][1],
            reason=each.reason,
        )
        for each in asked
    ]
    return tuple(
        sorted(
            ranked,
            key=lambda each: (
                -round(each.bits, 9),
                -round(each.changes_top_three, 9),
                each.hypothesis,
                each.enquiry.id,
            ),
        )
    )


def _open_reason(
    node: str,
    ontology: Ontology,
    network: NoisyOrNetwork,
    evidence: OrganisationEvidence,
    beliefs: Mapping[str, float],
) -> str:
    given, reason = verdict(
        beliefs[node],
        float(network.leaks[network.position(node)]),
        evidence.entries.get(node, ()),
        ontology.constants,
    )
    return reason if given is Verdict.UNRESOLVED else ""


def _worth(  # noqa: PLR0913, PLR0917
    kinds: Sequence[tuple[str, str, str]],
    ontology: Ontology,
    network: NoisyOrNetwork,
    weights: Floats,
    severity: Floats,
    previous: Floats | None,
) -> Mapping[tuple[str, str, str], tuple[float, float]]:
    """Return (bits, chance of new first three) for each kind of answer."""
    chances = ontology.constants.probabilities
    rows = np.tile(weights, (1 + 2 * len(kinds), 1))
    for index, (node, if_true, if_false) in enumerate(kinds):
        place = network.position(node)
        true, false = chances[if_true], chances[if_false]
        rows[1 + 2 * index, place] += 10 * np.log10(true / false)
        rows[2 + 2 * index, place] += 10 * np.log10((1 - true) / (1 - false))
    posterior = infer(network, rows, engine="propagation", previous=previous)
    entropy = _entropy_bits(posterior.beliefs[:, network.drivers]).sum(axis=1)
    shares = contributions(network, posterior, severity).shares[:, network.drivers]
    first = [frozenset(_first(row)) for row in shares]
    worth = {}
    for index, kind in enumerate(kinds):
        belief = posterior.beliefs[0, network.position(kind[0])]
        true, false = chances[kind[1]], chances[kind[2]]
        yes = belief * true + (1 - belief) * false
        after = yes * entropy[1 + 2 * index] + (1 - yes) * entropy[2 + 2 * index]
        changed = yes * (first[1 + 2 * index] != first[0]) + (1 - yes) * (
            first[2 + 2 * index] != first[0]
        )
        worth[kind] = (float(entropy[0] - after), float(changed))
    return worth


def _entropy_bits(beliefs: Floats) -> Floats:
    inside = np.clip(beliefs, 1e-12, 1 - 1e-12)
    return -(inside * np.log2(inside) + (1 - inside) * np.log2(1 - inside))


def _first(shares: Floats) -> list[int]:
    # Ties by position, which is the same on every run.
    return [int(place) for place in np.argsort(-shares, kind="stable")[:_TOP]]
