from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rcagraph.inference.counts import (
    chance_of_larger_share,
    count_distribution,
    count_interval,
)
from rcagraph.inference.network import Floats

PROBABILITIES = arrays(np.float64, st.integers(0, 9), elements=st.floats(0, 1))


def counted_one_by_one(probabilities: Floats) -> Floats:
    chances = np.zeros(len(probabilities) + 1)
    for present in product([0, 1], repeat=len(probabilities)):
        flips = [
            p if is_in else 1 - p
            for p, is_in in zip(probabilities, present, strict=True)
        ]
        chances[sum(present)] += np.prod(flips)
    return chances


@given(PROBABILITIES)
def test_distribution_is_that_of_all_outcomes(probabilities: Floats) -> None:
    found = count_distribution(probabilities)
    assert found == pytest.approx(counted_one_by_one(probabilities), abs=1e-12)
    assert found @ np.arange(len(found)) == pytest.approx(probabilities.sum())


@given(PROBABILITIES, st.randoms(use_true_random=False))
def test_order_of_organisations_does_not_matter(
    probabilities: Floats, random: Random
) -> None:
    shuffled = random.sample(probabilities.tolist(), len(probabilities))
    assert count_distribution(np.array(shuffled)) == pytest.approx(
        count_distribution(probabilities), abs=1e-12
    )


def test_mixed_interval_covers_counts_whose_parameters_vary() -> None:
    generator = np.random.default_rng(3)
    # Each world shifts the log-odds of all thirty organisations alike.
    own = generator.normal(-1, 1, size=30)

    def worlds(count: int) -> Floats:
        shift = generator.normal(0, 0.7, size=(count, 1))
        return np.asarray(1 / (1 + np.exp(-(own + shift))))

    low, high = count_interval(count_distribution(worlds(200)).mean(axis=0), 0.9)
    drawn = worlds(4000)
    counts = (generator.random(drawn.shape) < drawn).sum(axis=1)
    covered = ((counts >= low) & (counts <= high)).mean()
    assert 0.88 <= covered <= 0.96
    # Belief alone, the parameters held, would be too sure.
    alone = count_interval(count_distribution(1 / (1 + np.exp(-own))), 0.9)
    assert alone[1] - alone[0] < high - low


@given(st.integers(1, 6), st.sampled_from([0.5, 0.8, 0.9]))
def test_interval_holds_its_level_and_no_tail_too_much(size: int, level: float) -> None:
    chances = counted_one_by_one(np.linspace(0.1, 0.9, size))
    low, high = count_interval(chances, level)
    assert chances[low : high + 1].sum() >= level - 1e-9
    assert chances[:low].sum() < (1 - level) / 2
    assert chances[high + 1 :].sum() <= (1 - level) / 2 + 1e-9


def test_larger_share_agrees_with_simulation() -> None:
    generator = np.random.default_rng(1)
    inside, outside = generator.uniform(0, 0.6, 7), generator.uniform(0, 0.6, 110)
    found = chance_of_larger_share(count_distribution(inside), outside)
    ours = (generator.random((20_000, 7)) < inside).mean(axis=1)
    theirs = (generator.random((20_000, 110)) < outside).mean(axis=1)
    simulated = (ours > theirs).mean() + (ours == theirs).mean() / 2
    assert found == pytest.approx(simulated, abs=0.015)


def test_certain_shares_are_compared_as_numbers() -> None:
    everyone = count_distribution(np.ones(3))
    nobody = count_distribution(np.zeros(3))
    assert chance_of_larger_share(everyone, np.zeros(5)) == 1
    assert chance_of_larger_share(nobody, np.zeros(5)) == 0.5
    assert chance_of_larger_share(nobody, np.zeros(0)) == 0.5
