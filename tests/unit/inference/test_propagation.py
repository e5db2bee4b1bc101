"""Belief propagation: exact on trees, close on the real graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rcagraph.errors import InferenceError
from rcagraph.inference.exact import compile_plan, exact_marginals
from rcagraph.inference.marginals import feedback_held
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.propagation import propagate

Build = Callable[..., NoisyOrNetwork]


def _polytree(build: Build, rng: np.random.Generator, nodes: int) -> NoisyOrNetwork:
    # Joining each node to one earlier node, either way round, closes no cycle.
    links = []
    order = rng.permutation(nodes)
    for place in range(1, nodes):
        ends = sorted((int(order[place]), int(order[rng.integers(place)])))
        links.append((*ends, float(rng.choice([0.0, 1.0, rng.uniform()]))))
    return build(rng.uniform(0.001, 0.4, nodes).tolist(), links)


@pytest.mark.parametrize("seed", range(8))
def test_exact_on_trees(build: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = _polytree(build, rng, 15)
    weights = rng.choice([-60.0, -5.0, 0.0, 5.0, 60.0], (4, 15))

    found = propagate(network, weights).marginals

    expected = exact_marginals(network, weights, compile_plan(network))
    np.testing.assert_allclose(found.beliefs, expected.beliefs, atol=1e-6)
    np.testing.assert_allclose(found.link_fired, expected.link_fired, atol=1e-6)
    np.testing.assert_allclose(
        network.leaks * found.leak_lift, network.leaks * expected.leak_lift, atol=1e-6
    )


def test_answers_do_not_depend_on_the_cases_beside_them(draw: Build) -> None:
    rng = np.random.default_rng(1)
    network = draw(rng, 30, density=0.15, feedback=3)
    weights = rng.normal(0, 10, (9, 30))

    together = propagate(network, weights).marginals
    alone = propagate(network, weights[[4]]).marginals

    assert np.array_equal(together.beliefs[4], alone.beliefs[0])


def test_starting_where_it_ended_takes_one_round(draw: Build) -> None:
    rng = np.random.default_rng(2)
    network = draw(rng, 20, density=0.1)
    weights = rng.normal(0, 5, (3, 20))
    first = propagate(network, weights)

    again = propagate(network, weights, start=first.messages)

    assert first.marginals.iterations > again.marginals.iterations == 1


def test_certainties_at_odds_are_an_error(build: Build) -> None:
    network = build([0.2, 0.0, 0.0], [(0, 1, 0.5), (1, 2, 1.0)])
    weights = np.array([[0, 0, 0], [-np.inf, 0, np.inf]])

    with pytest.raises(InferenceError, match="organisation 1 has probability zero"):
        propagate(network, weights)


def test_two_sure_causes_do_not_hide_each_other(build: Build) -> None:
    network = build([0.5, 0.5, 0.0], [(0, 2, 1.0), (1, 2, 1.0)])
    weights = np.array([[np.inf, np.inf, 0.0]])

    found = propagate(network, weights).marginals

    assert found.beliefs[0].tolist() == [1, 1, 1]
    assert found.link_fired[0].tolist() == [1, 1]


def test_close_to_exact_on_the_real_graph(real_network: NoisyOrNetwork) -> None:
    network = feedback_held(real_network, np.zeros((1, len(real_network.nodes))))
    network = replace(network, leaks=network.leaks[0])
    weights = _simulated(network, 24, np.random.default_rng(0))

    found = propagate(network, weights).marginals.beliefs

    expected = exact_marginals(network, weights, compile_plan(network)).beliefs
    drivers = network.drivers
    assert np.abs(found - expected).mean() <= 0.01
    agreement = [
        _rank_correlation(one, other)
        for one, other in zip(found[:, drivers], expected[:, drivers], strict=True)
    ]
    assert np.mean(agreement) >= 0.99


def _simulated(network: NoisyOrNetwork, cases: int, rng: np.random.Generator) -> Floats:
    """Draw states, and evidence on two nodes in three, right more often than not."""
    present = rng.random((cases, len(network.nodes))) < network.leaks
    fires = rng.random((cases, len(network.causes))) < network.strengths
    for link in np.argsort(network.effects, kind="stable"):
        cause, effect = network.causes[link], network.effects[link]
        present[:, effect] |= present[:, cause] & fires[:, link]
    size = rng.normal(np.where(present, 4.0, -4.0), 4.0).clip(-10, 10)
    seen = rng.random(size.shape) < 2 / 3
    seen[:, network.drivers] = False
    return np.where(seen, size, 0.0)


def _rank_correlation(one: Floats, other: Floats) -> float:
    ranks = [np.argsort(np.argsort(values)) for values in (one, other)]
    return float(np.corrcoef(ranks)[0, 1])
