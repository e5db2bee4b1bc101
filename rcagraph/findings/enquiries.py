"""Key lines of enquiry: what to ask when the data cannot say, the best first.

What an enquiry is worth is what its answer is expected to tell:

- bits: the fall in uncertainty about the drivers, expected over both answers; that is
  the mutual information of the answer and each driver, summed over the drivers
  (Lindley, "On a measure of the information provided by an experiment", 1956);
- lead: how much surer the first driver is expected to be of being the right one to
  name, as the gain in the largest contribution;
- the chance that the answer changes which three drivers come first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.records import OrganisationEvidence, WeighedAnswer
from rcagraph.findings.diagnosis import RankedEnquiry, Verdict
from rcagraph.findings.model import Inferred, Model
from rcagraph.findings.verdicts import verdict
from rcagraph.hypotheses.enquiries import MergedEnquiry
from rcagraph.inference.contribution import contributions
from rcagraph.inference.information import entropy_bits, prospect
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior

_TOP = 3


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What answers are expected to tell, (k,) each."""

    bits: Floats
    lead: Floats
    changes_top_three: Floats


def rank_enquiries(
    model: Model, evidence: OrganisationEvidence, inferred: Inferred, row: int
) -> tuple[RankedEnquiry, ...]:
    """Return what is still to be asked of the organisation in a row, the best first.

    Asked are enquiries about nodes whose verdict is unresolved, unless they were
    answered; an answer that left things open does not count as one. By the exact
    engine where only one organisation is inferred, else by propagation.
    """
    answered, unsettled = _asked_before(evidence.answers)
    found = [
        (each, reason)
        for each in model.enquiries.merged
        if each.enquiry.about in model.graph.nodes
        and each.id not in answered
        and (reason := _open_reason(each.enquiry.about, model, evidence, inferred, row))
    ]
    if not found:
        return ()
    worth = worth_of([each for each, _ in found], model, inferred, row)
    beliefs = inferred.posterior.beliefs[row]
    ranked = [
        RankedEnquiry(
            enquiry=each.enquiry,
            hypothesis=each.hypotheses[0],
            node=model.graph.nodes[each.enquiry.about],
            belief=float(beliefs[model.network.position(each.enquiry.about)]),
            bits=float(worth.bits[at]),
            lead=float(worth.lead[at]),
            changes_top_three=float(worth.changes_top_three[at]),
            reason=reason,
            also=each.also,
            unsettled=unsettled.get(each.id, ""),
        )
        for at, (each, reason) in enumerate(found)
    ]
    return tuple(sorted(ranked, key=_order))


def _order(each: RankedEnquiry) -> tuple[float, float, str]:
    return (-round(each.bits, 9), -round(each.changes_top_three, 9), each.id)


def _asked_before(answers: Sequence[WeighedAnswer]) -> tuple[set[str], dict[str, str]]:
    """Return the enquiries that are answered, and who left which of them open."""
    answered = {each.asked for each in answers if each.answer.outcome != "unclear"}
    unsettled = {
        each.asked: f"asked on {each.answer.given} ({each.answer.source}): not settled"
        for each in sorted(answers, key=lambda each: each.answer.given)
        if each.answer.outcome == "unclear"
    }
    return answered, unsettled


def _open_reason(
    node: str,
    model: Model,
    evidence: OrganisationEvidence,
    inferred: Inferred,
    row: int,
) -> str:
    place = model.network.position(node)
    given, reason = verdict(
        float(inferred.posterior.beliefs[row, place]),
        float(model.network.leaks[place]),
        evidence.entries.get(node, ()),
        model.ontology.constants,
    )
    return reason if given is Verdict.UNRESOLVED else ""


def worth_of(
    asked: Sequence[MergedEnquiry], model: Model, inferred: Inferred, row: int
) -> Worth:
    """Return what the answers to k enquiries are expected to tell."""
    network = inferred.network_of(row)
    chances: Mapping[str, float] = model.ontology.constants.probabilities
    ahead = prospect(
        network,
        inferred.weights[row],
        np.array([network.position(each.enquiry.about) for each in asked]),
        np.array([chances[each.enquiry.if_true] for each in asked]),
        np.array([chances[each.enquiry.if_false] for each in asked]),
        plan=model.plan,
        engine="auto" if len(inferred.weights) == 1 else "propagation",
        previous=inferred.previous_of(row),
    )

    def bits(posterior: Posterior) -> Floats:
        return np.asarray(
            entropy_bits(posterior.beliefs[:, network.drivers]).sum(axis=1)
        )

    severity = inferred.severity[row]
    shares = [
        _shares(network, posterior, severity)
        for posterior in (ahead.now, ahead.if_confirmed, ahead.if_refuted)
    ]
    first = [[frozenset(_first(each)) for each in part] for part in shares]
    changed = [[each != first[0][0] for each in part] for part in first]
    now, yes, no = (part.max(axis=1) for part in shares)
    chance = ahead.confirmed
    return Worth(
        bits=bits(ahead.now)[0] - ahead.expected(bits),
        lead=chance * yes + (1 - chance) * no - now[0],
        changes_top_three=chance * changed[1] + (1 - chance) * changed[2],
    )


def _shares(network: NoisyOrNetwork, posterior: Posterior, severity: Floats) -> Floats:
    return contributions(network, posterior, severity).shares[:, network.drivers]


def _first(shares: Floats) -> list[int]:
    # Ties by position, which is the same on every run.
    return [int(place) for place in np.argsort(-shares, kind="stable")[:_TOP]]
