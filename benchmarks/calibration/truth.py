"""Trusts whose causes are known: which mechanisms fired, and who is to blame.

A mechanism is a leak or a link. Mechanisms come and go by quarter: a leak with the
persistence of its class, a link with one for all. A node is present in a quarter if
a leak that fired reaches it over links that fired; a feedback link acts from what was
present in the quarter before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

Bools = NDArray[np.bool_]

# A link that works goes on for twelve years on average. Set so that weights on a node
# carry over from quarter to quarter as they do on the real figures.
LINK_PERSISTENCE = 0.98


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Truth:
    """What is so in t trusts over q quarters, the last being now.

    Attributes:
        present: (t, q, n) nodes.
        leaked: (t, q, n) leaks that fired.
        fired: (t, q, m) links that fired; ``fed_back``: (t, q, f) the same.
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


def draw_truth(  # noqa: PLR0913
    network: NoisyOrNetwork,
    persistence: Floats,
    *,
    trusts: int,
    quarters: int,
    rng: np.random.Generator,
    link_persistence: float = LINK_PERSISTENCE,
) -> Truth:
    """Draw what is so in each trust.

    Args:
        network: priors, leaks and strengths that hold in these trusts.
        persistence: (n,) chance that a leak that fired does so a quarter on.
        trusts: how many.
        quarters: how many; loops turn from the second.
        rng: source of chance.
        link_persistence: chance that a link that works does so a quarter on.
    """

    def drawn(chance: Floats, stays: Floats | float) -> Bools:
        return chains(chance, stays, trusts=trusts, quarters=quarters, rng=rng)

    leaked = drawn(network.leaks, persistence)
    # What works less often than it persists would flicker; what works more, not stay.
    works, returns = (
        drawn(chance, np.maximum(chance, link_persistence))
        for chance in (network.strengths, network.feedback_strengths)
    )
    present = np.zeros_like(leaked)
    fed_back = np.zeros_like(returns)
    for quarter in range(quarters):
        before = present[:, max(quarter - 1, 0), network.feedback_causes]
        fed_back[:, quarter] = returns[:, quarter] & before
        begun = leaked[:, quarter].copy()
        for link, effect in enumerate(network.feedback_effects):
            begun[:, effect] |= fed_back[:, quarter, link]
        present[:, quarter] = reached(network, begun, works[:, quarter])
    return Truth(
        present=present,
        leaked=leaked,
        fired=works & present[:, :, network.causes],
        fed_back=fed_back,
        # Mean 1, standard deviation a third: some problems are worse than others.
        size=rng.gamma(9.0, 1 / 9.0, size=leaked[:, -1].shape),
    )


def chains(
    chance: Floats,
    persistence: Floats | float,
    *,
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


def reached(network: NoisyOrNetwork, begun: Bools, works: Bools) -> Bools:
    """Return (rows, n) the nodes to which working links lead from those begun."""
    # Columns are contiguous this way, and links are walked one at a time.
    present = begun.T.copy(order="C")
    acting = np.ascontiguousarray(works.T)
    for link in np.argsort(network.effects, kind="stable"):
        present[network.effects[link]] |= present[network.causes[link]] & acting[link]
    return np.ascontiguousarray(present.T)


def true_shares(network: NoisyOrNetwork, truth: Truth, severity: Floats) -> Floats:
    """Trace severities (t, n) of now back over the mechanisms that actually fired.

    A node's credit goes to the mechanisms that brought it in equal parts. A feedback
    link takes it to the quarter before, where the walk goes on.

    Returns:
        (t, n) credit that stays with each node's own leak, of whichever quarter.
    """
    passing = severity * truth.now
    shares = np.zeros_like(passing)
    into = [np.flatnonzero(network.effects == n) for n in range(len(network.nodes))]
    for quarter in reversed(range(truth.present.shape[1])):
        leaked, fired, fed_back = (
            each[:, quarter].astype(np.float64)
            for each in (truth.leaked, truth.fired, truth.fed_back)
        )
        mechanisms = leaked.copy()
        np.add.at(mechanisms.T, network.effects, fired.T)
        np.add.at(mechanisms.T, network.feedback_effects, fed_back.T)
        part = 1 / np.maximum(mechanisms, 1)
        for effect in reversed(range(len(into))):
            each = passing[:, effect] * part[:, effect]
            for link in into[effect]:
                passing[:, network.causes[link]] += each * fired[:, link]
        shares += passing * part * leaked
        earlier = np.zeros_like(passing)
        taken = (passing * part)[:, network.feedback_effects] * fed_back
        _add(earlier, network.feedback_causes, taken)
        passing = earlier
    return shares


def _add(table: Floats, columns: Ints, what: Floats) -> None:
    np.add.at(table.T, columns, what.T)
