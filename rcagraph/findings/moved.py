"""What the answers of a file moved: the diagnosis with them beside that without."""

from __future__ import annotations

from rcagraph.evidence.entries import combined
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.answered import (
    Answered,
    Moved,
    accepted_themes,
    by_day,
    conflicts,
)
from rcagraph.findings.model import Inferred, Model
from rcagraph.inference.contribution import contributions, ranks_of
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats


def what_answers_did(
    model: Model, evidence: OrganisationEvidence, inferred: Inferred, row: int
) -> Answered:
    """Return what the answers about the organisation in a row settled and moved.

    Beliefs without the answers are inferred again, from the same past.
    """
    if not evidence.answers:
        return Answered()
    network = inferred.network_of(row)
    before = infer(
        network,
        _without_answers(model, evidence, inferred.weights[row]),
        plan=model.plan,
        previous=inferred.previous_of(row),
    )
    severity = inferred.severity[row]
    shares = (
        contributions(network, before, severity).shares[0],
        inferred.credit.shares[row],
    )
    beliefs = (before.beliefs[0], inferred.posterior.beliefs[row])
    ranks = [ranks_of(network, each) for each in shares]
    moved = [
        Moved(
            node=model.graph.nodes[network.nodes[place]],
            belief_before=float(beliefs[0][place]),
            belief_after=float(beliefs[1][place]),
            rank_before=ranks[0][place],
            rank_after=ranks[1][place],
            contribution_before=float(shares[0][place]),
            contribution_after=float(shares[1][place]),
        )
        for place in network.drivers.tolist()
    ]
    return Answered(
        answers=by_day(evidence.answers),
        accepted=accepted_themes(evidence),
        conflicts=conflicts(evidence),
        moved=tuple(sorted(moved, key=_furthest)),
    )


def _without_answers(
    model: Model, evidence: OrganisationEvidence, weights: Floats
) -> Floats:
    """Return the (n,) weights of figures and tests alone."""
    before = weights.copy()
    for node in {each.answer.about for each in evidence.answers}:
        if node in model.graph.nodes:
            kept = [each for each in evidence.entries.get(node, ()) if not each.asked]
            place = model.network.position(node)
            before[place] = combined(kept, model.ontology.constants)
    return before


def _furthest(each: Moved) -> tuple[float, float, str]:
    contribution = abs(each.contribution_after - each.contribution_before)
    belief = abs(each.belief_after - each.belief_before)
    return (-round(contribution, 9), -round(belief, 9), each.node.id)
