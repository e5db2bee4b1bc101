"""Key lines of enquiry: what to ask when the data cannot say, the best first.

What an enquiry is worth is what its answer is expected to tell:

- shift: how far it is expected to move the contributions, as the root of the mean
  over both answers of the summed squares of the drivers' changes. Enquiries are
  ordered by it: what moves the ranking is worth asking (docs/adr/0013-enquiries.md has
  what it was compared with);
- bits: the fall in uncertainty about the drivers, expected over both answers; that is
  the mutual information of the answer and each driver, summed over the drivers
  (Lindley, "On a measure of the information provided by an experiment", 1956);
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
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.inference.contribution import contributions
from rcagraph.inference.exact import ExactPlan
from rcagraph.inference.infer import Engine
from rcagraph.inference.information import entropy_bits, prospect
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior

_TOP = 3


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What answers are expected to tell, (k,) each."""

    shift: Floats
    bits: Floats
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
    worth = worth_of(
        [each.enquiry for each, _ in found],
        model.ontology.constants.probabilities,
        inferred.network_of(row),
        inferred.weights[row],
        inferred.severity[row],
        plan=model.plan,
        engine="auto" if len(inferred.weights) == 1 else "propagation",
        previous=inferred.previous_of(row),
    )
    beliefs = inferred.posterior.beliefs[row]
    ranked = [
        RankedEnquiry(
            enquiry=each.enquiry,
            hypothesis=each.hypotheses[0],
            node=model.graph.nodes[each.enquiry.about],
            belief=float(beliefs[model.network.position(each.enquiry.about)]),
            bits=float(worth.bits[at]),
            shift=float(worth.shift[at]),
            changes_top_three=float(worth.changes_top_three[at]),
            reason=reason,
            also=each.also,
            unsettled=unsettled.get(each.id, ""),
        )
        for at, (each, reason) in enumerate(found)
    ]
    return tuple(sorted(ranked, key=_order))


def _order(each: RankedEnquiry) -> tuple[float, float, str]:
    return (-round(each.shift, 9), -round(each.bits, 9), each.id)


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
        float(model.priors[place]),
        evidence.entries.get(node, ()),
        model.ontology.constants,
    )
    return reason if given is Verdict.UNRESOLVED else ""


def worth_of(  # noqa: PLR0913 - a case and the questions
    asked: Sequence[Enquiry],
    chances: Mapping[str, float],
    network: NoisyOrNetwork,
    weights: Floats,
    severity: Floats,
    *,
    plan: ExactPlan | None = None,
    engine: Engine = "auto",
    previous: Floats | None = None,
) -> Worth:
    """Return what the answers to k enquiries are expected to tell.

    Args:
        asked: about nodes of the network.
        chances: word → probability.
        network: of one case.
        weights, severity: (n,) of the present evidence.
        plan, engine, previous: as for ``prospect``.
    """
    ahead = prospect(
        network,
        weights,
        np.array([network.position(each.about) for each in asked]),
        np.array([chances[each.if_true] for each in asked]),
        np.array([chances[each.if_false] for each in asked]),
        plan=plan,
        engine=engine,
        previous=previous,
    )

    def bits(posterior: Posterior) -> Floats:
        return np.asarray(
            entropy_bits(posterior.beliefs[:, network.drivers]).sum(axis=1)
        )

    shares = [
        _shares(network, posterior, severity)
        for posterior in (ahead.now, ahead.if_confirmed, ahead.if_refuted)
    ]
    first = [[frozenset(_first(each)) for each in part] for part in shares]
    changed = [[each != first[0][0] for each in part] for part in first]
    yes, no = (((part - shares[0]) ** 2).sum(axis=1) for part in shares[1:])
    chance = ahead.confirmed
    return Worth(
        bits=bits(ahead.now)[0] - ahead.expected(bits),
        shift=np.sqrt(chance * yes + (1 - chance) * no),
        changes_top_three=chance * changed[1] + (1 - chance) * changed[2],
    )


def _shares(network: NoisyOrNetwork, posterior: Posterior, severity: Floats) -> Floats:
    return contributions(network, posterior, severity).shares[:, network.drivers]


def _first(shares: Floats) -> list[int]:
    # Ties by position, which is the same on every run.
    return [int(place) for place in np.argsort(-shares, kind="stable")[:_TOP]]
