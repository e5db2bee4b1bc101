"""The best ranking there can be: expected credit over worlds drawn from the posterior.

Given today's weights and what the past has left of priors and loops. Contributions
take mechanisms one by one; in a world it is known which fired together. Credit that
leaves over a feedback link, for a quarter whose worlds are not drawn, is handed on as
contributions do.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rcagraph.findings.model import Inferred
from rcagraph.inference.contribution import contributions, flow_to
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior
from rcagraph.inference.worlds import Worlds, draw_worlds


def expected_credit(inferred: Inferred, *, draws: int = 512) -> Floats:
    """Return (t, d) expected shares of credit of each driver."""
    network = inferred.network
    onward = shares_before(network, inferred.posterior)
    found = np.zeros((len(inferred.weights), len(network.nodes)))
    for row in range(len(found)):
        own = inferred.network_of(row)
        worlds = draw_worlds(
            own,
            inferred.weights[row],
            inferred.posterior.beliefs[row],
            previous=inferred.previous_of(row),
            draws=draws,
            seed=row,
        )
        kept, fed_back = credit_in(own, worlds, inferred.severity[row])
        found[row] = (kept + fed_back @ onward[row]).mean(axis=0)
    return np.asarray(found[:, network.drivers])


def shares_before(network: NoisyOrNetwork, posterior: Posterior) -> Floats:
    """Return (c, f, n) where credit ends that leaves over each feedback link."""
    causes = network.feedback_causes.tolist()
    flows = [flow_to(network, posterior, cause).shares for cause in causes]
    return np.stack(flows, axis=1)


def credit_in(
    network: NoisyOrNetwork, worlds: Worlds, severity: Floats
) -> tuple[Floats, Floats]:
    """Return in each world what own leaks keep (w, n) and loops take (w, f)."""

    def laid_out(bits: np.ndarray) -> Floats:
        return np.unpackbits(bits, axis=1, count=worlds.count).T.astype(np.float64)

    started, fed_back = laid_out(worlds.started), laid_out(worlds.fed[:, -1])
    begun = started.copy()
    np.add.at(begun.T, network.feedback_effects, fed_back.T)
    none = np.empty(0, dtype=np.int64)
    forward = replace(
        network,
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.empty(0),
    )
    known = Posterior(
        beliefs=laid_out(worlds.present),
        link_fired=laid_out(worlds.fired & worlds.present[network.causes]),
        feedback_fired=np.empty((worlds.count, 0)),
        leak_fired=begun,
        engine="known",
        width=None,
        iterations=0,
        residual=0.0,
    )
    part = contributions(forward, known, severity).shares / np.maximum(begun, 1)
    taken = part[:, network.feedback_effects] * fed_back
    return part * started, taken
