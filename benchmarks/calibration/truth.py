"""Trusts whose causes are known: which mechanisms fired, and who is to blame.

A mechanism is a leak or a link. Which links work in a trust is drawn once; leaks
come and go by quarter, with the persistence of their class. A node is present in a
quarter if a leak that fired reaches it over links that fired, feedback links
included: the least fixed point of the mechanisms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.contribution import Contributions, contributions
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Truth:
    """What is so in t trusts over q quarters, the last being now.

    Attributes:
        present: (t, q, n) nodes.
        leaked: (t, n) leaks that fired, now.
        fired: (t, m) links that fired, now; ``fed_back``: (t, f) the same.
        size: (t, n) how large a departure a node makes where it is present.
    """

    present: Bools
    leaked: Bools
    fired: Bools
    fed_back: Bools
    size: Floats

    @property
    def now(self) -> Bools:
        """(t, n) nodes present in the last quarter."""
        return self.present[:, -1]


def draw_truth(
    network: NoisyOrNetwork,
    persistence: Floats,
    *,
    trusts: int,
    quarters: int,
    rng: np.random.Generator,
) -> Truth:
    """Draw what is so in each trust.

    Args:
        network: priors, leaks and strengths that hold in these trusts.
        persistence: (n,) chance that a leak that fired does so a quarter on.
        trusts: how many.
        quarters: how many.
        rng: source of chance.
    """
    leaks = _leaks(network.leaks, persistence, trusts, quarters, rng)
    works = rng.random((trusts, len(network.causes))) < network.strengths
    returns = (
        rng.random((trusts, len(network.feedback_causes))) < network.feedback_strengths
    )
    flat = leaks.reshape(trusts * quarters, -1)
    present = reached(
        network, flat, np.repeat(works, quarters, 0), np.repeat(returns, quarters, 0)
    ).reshape(leaks.shape)
    now = present[:, -1]
    return Truth(
        present=present,
        leaked=leaks[:, -1],
        fired=works & now[:, network.causes],
        fed_back=returns & now[:, network.feedback_causes],
        # Mean 1, standard deviation a third: some problems are worse than others.
        size=rng.gamma(9.0, 1 / 9.0, size=now.shape),
    )


def _leaks(
    chance: Floats,
    persistence: Floats,
    trusts: int,
    quarters: int,
    rng: np.random.Generator,
) -> Bools:
    """Return (t, q, n) two-state chains that are on with their chance throughout."""
    begins = chance * (1 - persistence) / np.maximum(1 - chance, 1e-12)
    on = np.empty((trusts, quarters, len(chance)), dtype=np.bool_)
    on[:, 0] = rng.random((trusts, len(chance))) < chance
    for quarter in range(1, quarters):
        draw = rng.random((trusts, len(chance)))
        on[:, quarter] = draw < np.where(on[:, quarter - 1], persistence, begins)
    return on


def reached(
    network: NoisyOrNetwork, leaked: Bools, fired: Bools, fed_back: Bools
) -> Bools:
    """Return (rows, n) the nodes that leaks reach over links that fired."""
    # Columns are contiguous this way, and links are walked one at a time.
    present = leaked.T.copy(order="C")
    works, returns = np.ascontiguousarray(fired.T), np.ascontiguousarray(fed_back.T)
    order = np.argsort(network.effects, kind="stable")
    while True:
        before = present.sum()
        for link in order:
            cause, effect = network.causes[link], network.effects[link]
            present[effect] |= present[cause] & works[link]
        for link in range(len(network.feedback_causes)):
            cause = network.feedback_causes[link]
            present[network.feedback_effects[link]] |= present[cause] & returns[link]
        if present.sum() == before:
            return np.ascontiguousarray(present.T)


def credit_of(  # noqa: PLR0913, PLR0917 - the mechanisms are three
    network: NoisyOrNetwork,
    present: Bools,
    leaked: Bools,
    fired: Bools,
    fed_back: Bools,
    severity: Floats,
) -> Contributions:
    """Trace severities (t, n) back over the mechanisms that actually fired.

    A node's credit goes to the mechanisms that brought it in equal parts: the same
    walk as over probabilities, all of them being 0 or 1.
    """
    certain = Posterior(
        beliefs=present.astype(np.float64),
        link_fired=fired.astype(np.float64),
        feedback_fired=fed_back.astype(np.float64),
        leak_fired=leaked.astype(np.float64),
        engine="known",
        width=None,
        iterations=0,
        residual=0.0,
    )
    return contributions(network, certain, severity)
