"""The drivers of one organisation, ranked, with what stands behind each rank."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.diagnosis import CreditPath, RankedDriver
from rcagraph.findings.ledger import build_ledger, entries_for
from rcagraph.findings.model import Inferred, Model
from rcagraph.findings.trajectories import Trajectory, trajectory
from rcagraph.findings.verdicts import confidence, verdict
from rcagraph.inference.contribution import TracedPath, ranks_of, strongest_paths
from rcagraph.inference.uncertainty import RankIntervals

_PATHS = 5


def rank_drivers(
    model: Model,
    evidence: OrganisationEvidence,
    inferred: Inferred,
    row: int,
    intervals: RankIntervals,
) -> tuple[RankedDriver, ...]:
    """Return every driver of the organisation in a row, by contribution, then id."""
    network = model.network
    beliefs = inferred.posterior.beliefs[row]
    shares = inferred.credit.shares[row]
    ledger = build_ledger(model, evidence, inferred, row)
    ranks = ranks_of(network, shares)
    standing = {place: at for at, place in enumerate(intervals.drivers)}
    paths = strongest_paths(
        network, inferred.credit, row, drivers=[*ranks], count=_PATHS
    )
    ranked = []
    for (place, rank), traced in zip(ranks.items(), paths, strict=True):
        where = standing[place]
        node = model.graph.nodes[network.nodes[place]]
        entries = evidence.entries.get(node.id, ())
        given, reason = verdict(
            float(beliefs[place]),
            float(model.priors[place]),
            entries,
            model.ontology.constants,
        )
        ranked.append(
            RankedDriver(
                node=node,
                rank=rank,
                belief=float(beliefs[place]),
                prior=float(model.priors[place]),
                contribution=float(shares[place]),
                contribution_low=float(intervals.contribution_low[where]),
                contribution_high=float(intervals.contribution_high[where]),
                rank_low=int(intervals.rank_low[where]),
                rank_high=int(intervals.rank_high[where]),
                top_three=float(intervals.top_three[where]),
                confidence=confidence(entries, evidence.weights.get(node.id, 0.0)),
                verdict=given,
                reason=reason,
                ledger=entries_for(place, ledger),
                paths=tuple(_credit_path(model, path) for path in traced),
                trajectory=_trajectory(model, evidence, inferred, row, place),
            )
        )
    return tuple(ranked)


def _trajectory(
    model: Model,
    evidence: OrganisationEvidence,
    inferred: Inferred,
    row: int,
    place: int,
) -> Trajectory | None:
    if not inferred.days:
        return None
    now = inferred.posterior.beliefs[row, place]
    return trajectory(
        (*inferred.days, evidence.as_of),
        np.append(inferred.past[:, row, place], now),
        float(model.priors[place]),
    )


def _credit_path(model: Model, path: TracedPath) -> CreditPath:
    nodes = tuple(model.network.nodes[place] for place in path.places)
    links = [model.graph.link_index[arc] for arc in pairwise(nodes)]
    return CreditPath(
        nodes=nodes,
        share=path.share,
        # Expert priors are nobody's evidence, however many there are.
        sources=len({s for link in links for s in link.sources} - {"expert prior"}),
        feedback=path.feedback,
    )
