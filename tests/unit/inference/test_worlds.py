from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from rcagraph.inference.counterfactual import remaining
from rcagraph.inference.infer import infer
from rcagraph.inference.network import NoisyOrNetwork
from rcagraph.inference.whatif import what_if
from rcagraph.inference.worlds import draw_worlds

Build = Callable[..., NoisyOrNetwork]
CLOSE = 0.03  # three standard errors of a share of 4,096 worlds


def left_by_definition(
    network: NoisyOrNetwork, weights: np.ndarray, removed: tuple[int, ...], target: int
) -> float:
    """Sum over every state of every leak and link."""
    chances = np.concatenate([network.leaks, network.strengths])
    fired = np.array(list(itertools.product((False, True), repeat=len(chances))))
    weight = np.where(fired, chances, 1 - chances).prod(axis=1)
    n = len(network.nodes)
    now, then = fired[:, :n].copy(), fired[:, :n].copy()
    for node in range(n):
        for link in np.flatnonzero(network.effects == node):
            cause = network.causes[link]
            now[:, node] |= now[:, cause] & fired[:, n + link]
            then[:, node] |= then[:, cause] & fired[:, n + link]
        then[:, node] &= node not in removed
    weight *= 10 ** ((now * weights).sum(axis=1) / 10)
    return float((weight * then[:, target]).sum() / weight.sum())


@pytest.mark.parametrize("seed", range(6))
def test_what_remains_is_what_the_definition_says(seed: int, draw: Build) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, 5)
    weights = rng.normal(0, 6, 5)
    beliefs = infer(network, weights).beliefs[0]
    worlds = draw_worlds(network, weights, beliefs, seed=seed)
    asked = [(), (0,), (1,), (0, 1), (0, 1, 2)]
    expected = [left_by_definition(network, weights, each, 4) for each in asked]
    found = remaining(worlds, asked, [4])[:, 0]
    np.testing.assert_allclose(found, expected, atol=CLOSE)


def test_the_first_quarter_agrees_with_the_exact_counterfactual(draw: Build) -> None:
    rng = np.random.default_rng(3)
    network = draw(rng, 10, density=0.3, feedback=3)
    weights = rng.normal(0, 4, 10)
    beliefs = infer(network, weights).beliefs[0]
    worlds = draw_worlds(network, weights, beliefs, previous=beliefs)
    for absent in ([0], [0, 1, 2]):
        exact = what_if(
            network, weights, absent=absent, targets=[8, 9], previous=beliefs
        )
        found = remaining(worlds, [absent], [8, 9], settle=False)[0]
        np.testing.assert_allclose(found, exact.after, atol=CLOSE)


def test_nothing_removed_leaves_the_belief_and_more_removed_never_more(
    draw: Build,
) -> None:
    rng = np.random.default_rng(5)
    network = draw(rng, 9, feedback=3)
    weights = rng.normal(0, 5, 9)
    beliefs = infer(network, weights).beliefs[0]
    worlds = draw_worlds(network, weights, beliefs)
    targets = range(9)
    growing = [list(range(size)) for size in range(10)]
    left = remaining(worlds, growing, list(targets))
    np.testing.assert_allclose(left[0], beliefs)
    assert (np.diff(left, axis=0) <= 0).all()
    assert not left[-1].any()


def test_loops_that_nothing_else_feeds_unwind(build: Build) -> None:
    # A driver brings a, a brings b, and b brings a back in the next quarter.
    network = build(
        [0.3, 0.0001, 0.0001], [(0, 1, 0.8), (1, 2, 0.9)], [(2, 1, 0.8)], [0]
    )
    weights = np.array([0.0, 0.0, 20.0])
    beliefs = infer(network, weights).beliefs[0]
    worlds = draw_worlds(network, weights, beliefs)
    at_once = remaining(worlds, [[0]], [2], settle=False)[0, 0]
    in_time = remaining(worlds, [[0]], [2])[0, 0]
    assert in_time < 0.05 < at_once
