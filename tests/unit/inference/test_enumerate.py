"""The oracle against something slower still: every mechanism firing or not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from rcagraph.errors import InferenceError
from rcagraph.inference.enumerate import enumerate_posterior
from rcagraph.inference.network import NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]

DIAMOND = [(0, 1, 0.7), (0, 2, 0.4), (1, 3, 0.3), (2, 3, 0.8)]


def test_firings_equal_those_counted_over_every_mechanism(build: Build) -> None:
    network = build([0.2, 0.1, 0.05, 0.02], DIAMOND)
    likelihood = np.array([[1.0, 0.3, 1.0, 0.1], [0.8, 1.0, 0.5, 1.0]])
    leak_fired, link_fired, present, total = (np.zeros(4) for _ in range(4))
    for coins in product((0, 1), repeat=8):
        leaks, links = coins[:4], coins[4:]
        weight = np.prod(
            [
                chance if coin else 1 - chance
                for chance, coin in zip(
                    [*network.leaks, *network.strengths], coins, strict=True
                )
            ]
        )
        state = list(leaks)
        fired = [0] * 4
        for place, (cause, effect, _) in enumerate(DIAMOND):
            fired[place] = links[place] * state[cause]
            state[effect] |= fired[place]
        weight *= np.prod([likelihood[value, n] for n, value in enumerate(state)])
        total += weight
        present += weight * np.array(state)
        leak_fired += weight * np.array(leaks)
        link_fired += weight * np.array(fired)

    found = enumerate_posterior(network, 10 * np.log10(likelihood[1] / likelihood[0]))

    assert found.beliefs[0] == pytest.approx(present / total, abs=1e-12)
    assert found.leak_fired[0] == pytest.approx(leak_fired / total, abs=1e-12)
    assert found.link_fired[0] == pytest.approx(link_fired / total, abs=1e-12)


def test_one_node_follows_bayes(build: Build) -> None:
    found = enumerate_posterior(build([0.2], []), np.array([10.0]))

    assert found.beliefs[0, 0] == pytest.approx(0.2 * 10 / (0.2 * 10 + 0.8))


def test_feedback_beliefs_reproduce_themselves(build: Build) -> None:
    network = build([0.2, 0.1], [(0, 1, 0.5)], feedback=[(1, 0, 0.6)])

    found = enumerate_posterior(network, np.array([0.0, 6.0]))

    leak = 1 - 0.8 * (1 - 0.6 * found.beliefs[0, 1])
    without = build([leak, 0.1], [(0, 1, 0.5)])
    again = enumerate_posterior(without, np.array([0.0, 6.0]))
    assert again.beliefs[0] == pytest.approx(found.beliefs[0], abs=1e-9)


def test_impossible_evidence_names_the_organisation(build: Build) -> None:
    network = build([0.2, 0.0], [(0, 1, 0.5)])

    with pytest.raises(InferenceError, match="organisation 1 has probability zero"):
        enumerate_posterior(network, np.array([[0, 0], [-np.inf, np.inf]]))
