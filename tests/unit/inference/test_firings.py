"""What fired, and the share of it, against every way that mechanisms can fire."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import likelihoods
from rcagraph.inference.network import Floats, NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]


def _counted(network: NoisyOrNetwork, weights: Floats) -> tuple[Floats, Floats]:
    """Return P(each link's mechanism fired) and P(each leak fired)."""
    n = len(network.nodes)
    seen = likelihoods(weights)
    chances = np.concatenate([network.leaks, network.strengths])
    links, leaks, total = np.zeros(len(network.causes)), np.zeros(n), 0.0
    for ready in product((0, 1), repeat=len(chances)):
        state = list(ready[:n])
        fired = [0] * len(network.causes)
        for link in np.argsort(network.effects, kind="stable"):
            if ready[n + link] and state[network.causes[link]]:
                fired[link] = state[network.effects[link]] = 1
        chance = np.where(ready, chances, 1 - chances).prod()
        chance *= seen[state, np.arange(n)].prod()
        total += chance
        links += chance * np.array(fired)
        leaks += chance * np.array(ready[:n])
    return links / total, leaks / total


@pytest.mark.parametrize("seed", range(12))
def test_firings_equal_counting_them(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, int(rng.integers(3, 6)), density=0.7, most_causes=2)
    weights = rng.normal(0, 8, len(network.nodes))

    found = infer(network, weights)
    links, leaks = _counted(network, weights)

    np.testing.assert_allclose(found.link_fired[0], links, atol=1e-12)
    np.testing.assert_allclose(found.leak_fired[0], leaks, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_on_one_level_a_share_is_the_share_of_firings(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, 4, density=0.0)
    links = [(cause, 3) for cause in range(3)]
    network = NoisyOrNetwork(
        nodes=network.nodes,
        leaks=network.leaks,
        causes=np.array([cause for cause, _ in links]),
        effects=np.array([effect for _, effect in links]),
        strengths=rng.uniform(0.1, 0.9, 3),
        feedback_causes=np.empty(0, dtype=np.int64),
        feedback_effects=np.empty(0, dtype=np.int64),
        feedback_strengths=np.empty(0),
        drivers=np.arange(3),
    )
    weights = rng.normal(0, 6, 4)

    shares = contributions(
        network, infer(network, weights), np.array([0.0, 0.0, 0.0, 1.0])
    )
    fired, leaks = _counted(network, weights)

    expected = np.append(fired, leaks[3]) / (fired.sum() + leaks[3])
    np.testing.assert_allclose(shares.shares[0], expected, atol=1e-12)
