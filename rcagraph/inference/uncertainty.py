"""How sure a rank is, given that strengths and priors are words, not measurements.

Each strength and leak is drawn from a Beta distribution around its word; the better
a link is sourced, the higher its concentration (mean m and concentration k give
Beta(mk, (1 - m)k)). All draws are propagated as one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import checked_weights
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

_TOP = 3


@dataclass(frozen=True, eq=False, kw_only=True)
class RankIntervals:
    """Where each driver stands over the draws; arrays in the order of the drivers.

    Attributes:
        drivers: positions in the network.
        rank_low, rank_high: (d,) ends of the interval of its rank; 1 is first.
        top_three: (d,) share of draws in which it is among the first three.
        contribution_low, contribution_high: (d,) ends of its contribution's.
        level: share of the draws that the intervals hold.
        draws: number of draws.
    """

    drivers: tuple[int, ...]
    rank_low: Ints
    rank_high: Ints
    top_three: Floats
    contribution_low: Floats
    contribution_high: Floats
    level: float
    draws: int


def rank_intervals(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    severity: Floats,
    *,
    concentrations: Floats,
    leak_concentration: float | None = None,
    drivers: Sequence[int] | None = None,
    draws: int = 200,
    seed: int = 0,
    level: float = 0.9,
    previous: Floats | None = None,
) -> RankIntervals:
    """Return rank and contribution intervals of one organisation's drivers.

    Beliefs come from propagation, which finds the fixed point of the feedback links
    anew in every draw. The same seed draws the same parameters for every
    organisation, so that they can be compared.

    Args:
        network: with parameters that do not differ by case.
        weights: (n,) decibans.
        severity: (n,) as for ``contributions``.
        concentrations: (m + f,) above 0, of the strengths of links and, after them,
            feedback links.
        leak_concentration: above 0, of every prior and leak; if None the lowest of
            ``concentrations``, since no prior is known better than a sourced link.
        drivers: positions, in the order wanted; the network's if None.
        draws: how many.
        seed: of the random generator.
        level: share of the draws that an interval holds.
        previous: (n,) beliefs from which feedback links act; see ``infer``.
    """
    places = np.array(network.drivers if drivers is None else drivers, dtype=np.int64)
    if leak_concentration is None:
        leak_concentration = float(concentrations.min())
    drawn = _draw(
        network,
        concentrations,
        leak_concentration,
        draws,
        np.random.default_rng(seed),
    )
    table = np.repeat(checked_weights(network, weights), draws, axis=0)
    posterior = infer(drawn, table, engine="propagation", previous=previous)
    shares = contributions(drawn, posterior, severity).shares[:, places]
    # The first of equals is the one that comes first in the order given.
    order = np.argsort(-shares, axis=1, kind="stable")
    ranks = np.argsort(order, axis=1, kind="stable") + 1
    ends = ((1 - level) / 2, (1 + level) / 2)
    rank_low, rank_high = np.quantile(ranks, ends, axis=0, method="inverted_cdf")
    low, high = np.quantile(shares, ends, axis=0)
    return RankIntervals(
        drivers=tuple(places.tolist()),
        rank_low=rank_low.astype(np.int64),
        rank_high=rank_high.astype(np.int64),
        top_three=(ranks <= _TOP).mean(axis=0),
        contribution_low=low,
        contribution_high=high,
        level=level,
        draws=draws,
    )


def _draw(
    network: NoisyOrNetwork,
    concentrations: Floats,
    leak_concentration: float,
    draws: int,
    generator: np.random.Generator,
) -> NoisyOrNetwork:
    def around(means: Floats, concentration: Floats | float) -> Floats:
        # What is certain stays certain: a Beta needs both parameters above zero.
        varied = (means > 0) & (means < 1)
        inside = np.where(varied, means, 0.5)
        drawn = generator.beta(
            inside * concentration,
            (1 - inside) * concentration,
            size=(draws, len(means)),
        )
        return np.where(varied, drawn, means)

    links = len(network.strengths)
    return replace(
        network,
        leaks=around(network.leaks, leak_concentration),
        strengths=around(network.strengths, concentrations[:links]),
        feedback_strengths=around(network.feedback_strengths, concentrations[links:]),
    )
