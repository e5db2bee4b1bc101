"""Filtering against enumeration over all histories, and what it must not do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product

import numpy as np
import pytest

from rcagraph.inference.filtering import filter_quarters, memory
from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import feedback_held
from rcagraph.inference.network import NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]


def _odds(decibans: float) -> float:
    return float(10 ** (decibans / 10))


def test_one_driver_is_filtered_as_by_summing_over_histories(build: Build) -> None:
    network = build([0.2, 0.05], [(0, 1, 0.7)], drivers=[0])
    stay, prior = 0.9, 0.2
    onset = prior * (1 - stay) / (1 - prior)
    weights = np.array([[3.0, 6.0], [-2.0, 9.0], [1.0, -8.0], [0.0, 4.0]])

    found = filter_quarters(
        network, weights[:, None], weights[:, None], persistence=np.array([stay])
    )

    def chance(driver: int, effect: int) -> float:
        quiet = 0.95 * (0.3 if driver else 1.0)
        return 1 - quiet if effect else quiet

    for last in range(1, 5):
        total = np.zeros(2)
        for past in product((0, 1), repeat=last):
            joint = prior if past[0] else 1 - prior
            for before, after in pairwise(past):
                comes = stay if before else onset
                joint *= comes if after else 1 - comes
            for driver, (own, effect) in zip(past, weights, strict=False):
                seen = chance(driver, 0) + chance(driver, 1) * _odds(effect)
                joint *= seen * (_odds(own) if driver else 1)
            total[past[-1]] += joint
        expected = total[1] / total.sum()
        assert found.beliefs[last - 1, 0, 0] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("feedback", [0, 2])
def test_without_evidence_nothing_moves(draw: Build, feedback: int) -> None:
    network = draw(np.random.default_rng(3), 12, feedback=feedback)
    none = np.zeros((6, 1, 12))
    persistence = np.full(len(network.drivers), 0.95)

    found = filter_quarters(network, none, none, persistence=persistence)

    np.testing.assert_allclose(found.network.leaks[0], network.leaks, atol=1e-4)
    np.testing.assert_allclose(found.beliefs[0], found.beliefs[-1], atol=1e-3)


def test_what_only_stands_is_not_remembered(draw: Build) -> None:
    rng = np.random.default_rng(5)
    network = draw(rng, 10)
    standing = rng.normal(0, 6, (3, 2, 10))
    persistence = np.full(len(network.drivers), 0.9)

    found = filter_quarters(
        network, standing, np.zeros_like(standing), persistence=persistence
    )

    np.testing.assert_allclose(found.network.leaks, [network.leaks] * 2, atol=1e-4)


def test_feedback_acts_from_the_quarter_before(build: Build) -> None:
    network = build(
        [0.1, 0.05, 0.05], [(0, 1, 0.6), (1, 2, 0.6)], [(2, 1, 0.5)], drivers=[0]
    )
    weights = np.zeros((2, 1, 3))
    weights[0, 0, 2] = 20.0

    found = filter_quarters(
        network, weights, np.zeros_like(weights), persistence=np.array([0.9])
    )
    expected = infer(feedback_held(network, found.beliefs[0]), weights[1])

    np.testing.assert_allclose(found.beliefs[1], expected.beliefs, atol=1e-4)


def test_what_others_bring_about_is_not_remembered_twice(build: Build) -> None:
    network = build([0.1, 0.1], [(0, 1, 0.9)], drivers=[0, 1])
    weights = np.zeros((30, 1, 2))
    weights[:, 0, 0] = 60.0

    found = filter_quarters(
        network, weights, weights, persistence=np.array([0.98, 0.98])
    )

    # 1 - 0.9 * 0.1: its cause is certain, its own prior is as it was.
    assert found.beliefs[-1, 0, 1] == pytest.approx(0.91, abs=1e-3)


def test_cases_do_not_depend_on_each_other(draw: Build) -> None:
    rng = np.random.default_rng(8)
    network = draw(rng, 9, feedback=2)
    weights = rng.normal(0, 6, (4, 5, 9))
    persistence = np.full(len(network.drivers), 0.9)

    together = filter_quarters(network, weights, weights, persistence=persistence)
    alone = filter_quarters(
        network, weights[:, [3]], weights[:, [3]], persistence=persistence
    )

    np.testing.assert_array_equal(together.beliefs[:, 3], alone.beliefs[:, 0])
    np.testing.assert_array_equal(together.network.leaks[3], alone.network.leaks[0])


def test_memory_is_what_the_chain_keeps_of_a_deviation(build: Build) -> None:
    network = build([0.1], [], drivers=[0])
    assert memory(network, np.array([0.85]))[0] == pytest.approx(0.75 / 0.9)
