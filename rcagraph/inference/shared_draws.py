"""Beliefs of many organisations under draws of what all of them share.

A strength or a prior is a judgement about every organisation at once. Drawn anew
for each, errors would cancel in a count of organisations; they do not. So each draw
is one set of strengths and leaks for all (Beta around the word, as for rank
intervals), and what an organisation's past made of a prior moves with the prior.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import log_odds, rows
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.uncertainty import draw_parameters


def shared_draws(  # noqa: PLR0913 - what a draw is made of
    network: NoisyOrNetwork,
    now: NoisyOrNetwork,
    weights: Floats,
    *,
    previous: Floats | None,
    concentrations: Floats,
    leak_concentration: float,
    draws: int,
    seed: int = 0,
) -> Floats:
    """Return beliefs in the drivers (r, c, d), by propagation.

    Args:
        network: strengths, leaks and priors by their words, (n,).
        now: with the leaks of c organisations, (c, n) or (n,).
        weights: (c, n) decibans.
        previous: (c, n) beliefs from which feedback links act, or None.
        concentrations: (m + f,) of the strengths, feedback links last.
        leak_concentration: of every leak and prior.
        draws: r, how many.
        seed: of the random generator.
    """
    drawn = draw_parameters(
        network,
        concentrations,
        leak_concentration,
        draws,
        np.random.default_rng(seed),
    )
    cases = len(weights)
    moved = log_odds(rows(now.leaks, cases)) - log_odds(network.leaks)
    fixed = (network.leaks <= 0) | (network.leaks >= 1)
    beliefs = np.empty((draws, cases, len(network.drivers)))
    for draw in range(draws):
        leaks = 1 / (1 + np.exp(-(log_odds(drawn.leaks[draw]) + moved)))
        one = replace(
            network,
            leaks=np.where(fixed, rows(now.leaks, cases), leaks),
            strengths=drawn.strengths[draw],
            feedback_strengths=drawn.feedback_strengths[draw],
        )
        found = infer(one, weights, engine="propagation", previous=previous)
        beliefs[draw] = found.beliefs[:, network.drivers]
    return beliefs
