"""Beliefs quarter by quarter: drivers persist, loops take a quarter to turn.

A driver is a two-state Markov chain: present, it is still there a quarter on with
its class's persistence s; absent, it sets in at the rate a = p (1 - s) / (1 - p)
that keeps a share p of organisations having it, p being its prior. One step takes a
belief b to

    a + (s - a) b = p + r (b - p),    r = (s - p) / (1 - p),

so that without evidence nothing moves, and what evidence said fades by r a quarter.
States and symptoms have no memory. A feedback link acts from the belief of the
quarter before, which is then known, and no fixed point is sought.

What persists is a driver's own presence. What other nodes bring about they bring
about again, so it is not remembered a second time: the chain runs over the chance
that the driver's own prior fired.

Between quarters the drivers are taken as independent, each with its own belief: the
assumed-density filter of Boyen and Koller ("Tractable inference for complex
stochastic processes", UAI 1998), whose error does not build up, since every step
forgets a part of it.

Two sets of weights come in, because successive figures of one metric repeat each
other. What *stands* at a quarter's end gives that quarter's beliefs; what *retires*
(is read for the last time) goes on into the memory, ``repeat`` times its weight.
Nothing is ever in both, so no figure counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rcagraph.inference.marginals import as_probabilities, feedback_held, rows
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.propagation import Messages, propagate

# With loops held still less damping settles sooner, and a past quarter's belief need
# be no finer than people read it.
_DAMPING = 0.1
_TOLERANCE = 1e-4


@dataclass(frozen=True, eq=False, kw_only=True)
class Filtered:
    """c cases after q quarters.

    Attributes:
        beliefs: (q, c, n) at the end of each quarter, from what stood then.
        network: as it stands in the quarter to come, its leaks of shape (c, n):
            each driver's is what the past makes of its prior.
        previous: (c, n) beliefs from which feedback links act in that quarter.
    """

    beliefs: Floats
    network: NoisyOrNetwork
    previous: Floats


def memory(network: NoisyOrNetwork, persistence: Floats) -> Floats:
    """Return how much of a driver's deviation from its prior a quarter keeps (d,).

    Args:
        network: with priors below one.
        persistence: (d,) chance that a driver present is there a quarter on; no
            less than its prior, or it would flicker.

    Returns:
        r = (s - p) / (1 - p), of each driver in the network's order.
    """
    priors = network.leaks[network.drivers]
    assert (priors < 1).all(), "what is certain needs no memory"
    assert (persistence >= priors).all(), "a driver that leaves sooner than it comes"
    return np.asarray((persistence - priors) / (1 - priors))


def filter_quarters(
    network: NoisyOrNetwork,
    standing: Floats,
    retired: Floats,
    *,
    persistence: Floats,
    repeat: float = 1.0,
) -> Filtered:
    """Filter beliefs over q quarters, all cases at once, by propagation.

    The first quarter starts from the priors, and its loops from the beliefs that
    hold without evidence.

    Args:
        network: whose parameters do not differ by case.
        standing: (q, c, n) decibans of what is read at each quarter's end.
        retired: (q, c, n) decibans of what is read there for the last time.
        persistence: (d,) see ``memory``.
        repeat: what a retired weight still counts for, 0 to 1; 1 if successive
            figures are independent given the drivers.

    Raises:
        InferenceError: the evidence of a case has probability zero.
    """
    quarters, cases, _ = standing.shape
    keeps = memory(network, persistence)
    drivers, priors = network.drivers, network.leaks[network.drivers]
    now = replace(network, leaks=rows(network.leaks, cases))
    beliefs = np.empty(standing.shape)
    started = propagate(network, np.zeros((1, len(network.nodes)))).marginals.beliefs
    previous = np.repeat(started, cases, axis=0)
    messages: Messages | None = None
    for quarter in range(quarters):
        both = np.concatenate([standing[quarter], repeat * retired[quarter]])
        held = _twice(feedback_held(now, previous))
        found = propagate(
            held, both, start=messages, damping=_DAMPING, tolerance=_TOLERANCE
        )
        messages = found.messages
        beliefs[quarter] = previous = found.marginals.beliefs[:cases]
        lift = found.marginals.leak_lift[cases:, drivers]
        own = as_probabilities(now.leaks[:, drivers] * lift)
        leaks = now.leaks.copy()
        leaks[:, drivers] = priors + keeps * (own - priors)
        now = replace(now, leaks=leaks)
    return Filtered(beliefs=beliefs, network=now, previous=previous)


def _twice(network: NoisyOrNetwork) -> NoisyOrNetwork:
    return replace(network, leaks=np.concatenate([network.leaks, network.leaks]))
