"""Learning on figures simulated from networks that are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rcagraph.inference.learning import learn
from rcagraph.inference.network import Floats, NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]


def _simulate(
    network: NoisyOrNetwork, cases: int, rng: np.random.Generator, size: float
) -> Floats:
    """Draw who has what; return weights that are as often right as they say."""
    present = rng.random((cases, len(network.nodes))) < network.leaks
    fires = rng.random((cases, len(network.causes))) < network.strengths
    for link in np.argsort(network.effects, kind="stable"):
        cause, effect = network.causes[link], network.effects[link]
        present[:, effect] |= present[:, cause] & fires[:, link]
    right = rng.random(present.shape) < 1 / (1 + 10 ** (-size / 10))
    return np.where(present == right, size, -size)


@pytest.fixture
def truth(build: Build) -> NoisyOrNetwork:
    links = [(0, 2, 0.8), (0, 3, 0.3), (1, 3, 0.6), (1, 4, 0.9), (2, 4, 0.2)]
    return build([0.3, 0.4, 0.05, 0.1, 0.05], links, drivers=[0, 1])


def test_strengths_and_leaks_are_recovered(truth: NoisyOrNetwork) -> None:
    weights = _simulate(truth, 6000, np.random.default_rng(1), 12.0)
    words = replace(
        truth, strengths=np.full(5, 0.5), leaks=np.array([0.2, 0.2, 0.1, 0.1, 0.1])
    )

    found = learn(
        words, weights, concentrations=np.full(5, 2.0), leak_concentration=2.0
    )

    np.testing.assert_allclose(found.network.strengths, truth.strengths, atol=0.05)
    np.testing.assert_allclose(found.network.leaks, truth.leaks, atol=0.04)


@pytest.mark.parametrize("seed", range(5))
def test_the_log_posterior_never_falls(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, 9, density=0.4, feedback=2)
    weights = rng.normal(0, 6, (40, 9))
    links = len(network.causes) + len(network.feedback_causes)

    found = learn(
        network,
        weights,
        concentrations=rng.uniform(1, 20, links),
        leak_concentration=4.0,
        counts=rng.uniform(0.1, 1, 40),
        most_rounds=25,
    )

    assert len(found.log_posterior) == found.rounds + 1
    assert np.diff(found.log_posterior).min() > -1e-9
    assert found.log_posterior[-1] > found.log_posterior[0]


def test_without_figures_the_words_stay(draw: Build) -> None:
    network = draw(np.random.default_rng(2), 8, feedback=1)
    links = len(network.causes) + 1

    found = learn(
        network,
        np.zeros((20, 8)),
        concentrations=np.full(links, 8.0),
        leak_concentration=8.0,
    )

    np.testing.assert_allclose(found.network.strengths, network.strengths, atol=1e-3)
    np.testing.assert_allclose(found.network.leaks, network.leaks, atol=1e-3)


def test_the_firmer_word_moves_less(truth: NoisyOrNetwork) -> None:
    weights = _simulate(truth, 300, np.random.default_rng(3), 12.0)
    words = replace(truth, strengths=np.full(5, 0.5))
    moved = [
        np.abs(
            learn(
                words,
                weights,
                concentrations=np.full(5, firm),
                leak_concentration=100.0,
            ).network.strengths
            - 0.5
        ).sum()
        for firm in (1.0, 10.0, 1000.0)
    ]
    assert moved[0] > moved[1] > moved[2]


def test_what_is_certain_stays_certain(build: Build) -> None:
    network = build([0.3, 0.0], [(0, 1, 1.0)], drivers=[0])
    found = learn(
        network,
        np.random.default_rng(4).normal(0, 3, (50, 2)),
        concentrations=np.array([2.0]),
        leak_concentration=2.0,
    )
    assert found.network.strengths[0] == 1
    assert found.network.leaks[1] == 0
