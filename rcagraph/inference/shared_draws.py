"""Beliefs of many organisations under draws of what all of them share.

A strength or a prior is a judgement about every organisation at once. Drawn anew
for each, errors would cancel in a count of organisations; they do not. So each draw
is one set of strengths and leaks for all (Beta around the word, as for rank
intervals), and what an organisation's past made of a prior moves with the prior.

Draws are a Latin hypercube: every parameter takes one value from each of as many equal
slices of its distribution as there are draws, in random order (McKay, Beckman and
Conover, "A comparison of three methods for selecting values of input variables",
Technometrics 21, 1979). Forty then do for a count that hangs on one prior above all.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import log_odds, rows
from rcagraph.inference.network import Floats, NoisyOrNetwork


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
    generator = np.random.default_rng(seed)
    links = len(network.strengths)
    firm = np.full(len(network.leaks), leak_concentration)
    leaks_drawn = _around(network.leaks, firm, draws, generator)
    strengths = _around(network.strengths, concentrations[:links], draws, generator)
    feedback = _around(
        network.feedback_strengths, concentrations[links:], draws, generator
    )
    cases = len(weights)
    moved = log_odds(rows(now.leaks, cases)) - log_odds(network.leaks)
    fixed = (network.leaks <= 0) | (network.leaks >= 1)
    beliefs = np.empty((draws, cases, len(network.drivers)))
    for draw in range(draws):
        leaks = 1 / (1 + np.exp(-(log_odds(leaks_drawn[draw]) + moved)))
        one = replace(
            network,
            leaks=np.where(fixed, rows(now.leaks, cases), leaks),
            strengths=strengths[draw],
            feedback_strengths=feedback[draw],
        )
        found = infer(one, weights, engine="propagation", previous=previous)
        beliefs[draw] = found.beliefs[:, network.drivers]
    return beliefs


def _around(
    means: Floats, concentrations: Floats, draws: int, generator: np.random.Generator
) -> Floats:
    """Return draws (r, k) of Betas around k means; what is certain stays certain."""
    # Costs a tenth of a second to import, and only themes need it.
    from scipy.special import betaincinv  # noqa: PLC0415

    slices = generator.permuted(np.tile(np.arange(draws)[:, None], len(means)), axis=0)
    points = (slices + generator.random(slices.shape)) / draws
    varied = (means > 0) & (means < 1)
    inside = np.where(varied, means, 0.5)
    drawn = betaincinv(inside * concentrations, (1 - inside) * concentrations, points)
    return np.where(varied, drawn, means)
