"""Counterfactuals against summing over every way that mechanisms can fire."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import product

import numpy as np
import pytest

from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import likelihoods
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.whatif import what_if

Build = Callable[..., NoisyOrNetwork]


def _world(
    network: NoisyOrNetwork,
    leaks: tuple[int, ...],
    fires: tuple[int, ...],
    absent: Collection[int],
    present: Collection[int],
) -> list[int]:
    """Return who is present, given what fires and who is set by hand."""
    state = list(leaks)
    for node in range(len(leaks)):
        for cause, effect, on in zip(
            network.causes, network.effects, fires, strict=True
        ):
            if effect == node and on and state[cause]:
                state[node] = 1
        state[node] = 0 if node in absent else 1 if node in present else state[node]
    return state


def _counted(
    network: NoisyOrNetwork,
    weights: Floats,
    absent: Collection[int],
    present: Collection[int],
) -> Floats:
    n, m = len(network.nodes), len(network.causes)
    seen = likelihoods(weights)
    chances = np.concatenate([network.leaks, network.strengths])
    after = np.zeros(n)
    total = 0.0
    for fired in product((0, 1), repeat=n + m):
        chance = np.where(fired, chances, 1 - chances).prod()
        now = _world(network, fired[:n], fired[n:], (), ())
        chance *= seen[now, np.arange(n)].prod()
        total += chance
        then = _world(network, fired[:n], fired[n:], absent, present)
        after += chance * np.array(then)
    return after / total


@pytest.mark.parametrize("seed", range(24))
def test_equals_counting_the_ways_mechanisms_fire(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, int(rng.integers(3, 6)), density=0.7, most_causes=2)
    nodes = range(len(network.nodes))
    weights = rng.normal(0, 8, len(nodes))
    one, other = rng.permutation(len(nodes))[:2].tolist()
    absent, present = [([one], []), ([], [other]), ([one], [other])][seed % 3]

    found = what_if(network, weights, absent=absent, present=present, targets=nodes)

    assert found.exact.all()
    np.testing.assert_allclose(
        found.after, _counted(network, weights, absent, present), atol=1e-12
    )


def test_taking_a_cause_away_is_not_learning_that_it_was_never_there(
    build: Build,
) -> None:
    network = build([0.3, 0.3, 0.01], [(0, 2, 0.8), (1, 2, 0.8)])
    weights = np.array([20.0, 0.0, 30.0])

    found = what_if(network, weights, absent=[0], targets=[2])
    weights[0] = -np.inf
    learnt = infer(network, weights).beliefs[0, 2]

    # The symptom is seen: were the first cause known absent, the second would be
    # to blame for it. Taken away, the first leaves the symptom mostly without one.
    assert learnt > 0.99
    assert found.after[0] < 0.5


def test_nothing_happens_where_nothing_reaches(build: Build) -> None:
    network = build([0.2, 0.2, 0.05, 0.05], [(0, 2, 0.5), (1, 3, 0.5)])
    found = what_if(network, np.full(4, 3.0), absent=[0], targets=[1, 3])
    np.testing.assert_array_equal(found.after, found.before)


def test_feedback_acts_from_the_quarter_before_the_change(build: Build) -> None:
    network = build([0.3, 0.1], [(0, 1, 0.7)], [(1, 0, 0.4)], drivers=[0])
    found = what_if(
        network, np.zeros(2), absent=[1], targets=[0], previous=np.array([0.3, 0.9])
    )
    assert found.after[0] == pytest.approx(1 - 0.7 * (1 - 0.4 * 0.9))


@pytest.mark.parametrize("seed", range(9))
def test_beyond_the_largest_table_worlds_are_counted(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, 9, density=0.3, most_causes=3)
    weights = rng.normal(0, 4, 9)
    setting = [{"absent": [0]}, {"present": [0]}, {"absent": [0], "present": [1]}]
    by_hand = setting[seed % 3]

    rough = what_if(network, weights, **by_hand, targets=range(2, 9), largest=0)
    sure = what_if(network, weights, **by_hand, targets=range(2, 9))

    changed = sure.after != sure.before
    assert not rough.exact[changed].any()
    # Four standard errors of a share of 4,096 worlds.
    np.testing.assert_allclose(rough.after, sure.after, atol=0.032)
