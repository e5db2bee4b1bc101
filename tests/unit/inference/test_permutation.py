from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from rcagraph.inference.permutation import group_excess, pair_association


def test_distance_is_from_the_mean_and_spread_of_every_deal() -> None:
    values = np.array([[0.1], [0.9], [0.3], [0.4], [0.2], [0.7]])
    groups, strata = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 0, 1, 1])
    deals = [
        order
        for order in permutations(range(6))
        if all(strata[order[at]] == strata[at] for at in range(6))
    ]
    sums = np.array([values[list(order)][groups == 0].sum() for order in deals])
    distances, _ = group_excess(values, groups, strata, permutations=9)
    assert distances[0, 0] == pytest.approx((1.3 - sums.mean()) / sums.std())
    assert distances[1, 0] == pytest.approx(-distances[0, 0])


def test_a_planted_excess_stands_out_and_others_do_not() -> None:
    generator = np.random.default_rng(0)
    values, groups = generator.random((60, 12)), np.repeat(np.arange(6), 10)
    values[groups == 2, 5] += 1
    _, chances = group_excess(values, groups, np.zeros(60, int), permutations=199)
    assert chances[2, 5] == 1 / 200
    assert (chances <= 0.05).sum() == 1


def test_without_any_excess_one_list_in_twenty_has_a_false_mark() -> None:
    generator = np.random.default_rng(5)
    groups = np.repeat(np.arange(5), 6)
    false = 0
    for run in range(100):
        values = generator.random((30, 8))
        _, chances = group_excess(
            values, groups, np.zeros(30, int), permutations=99, seed=run
        )
        false += bool((chances <= 0.05).any())
    assert false <= 11  # 5 expected; 12 or more has a probability below .005


def test_what_a_stratum_explains_is_no_excess() -> None:
    # A group that holds the high stratum alone is high for no reason of its own.
    strata = np.repeat([0, 1], 12)
    groups = np.concatenate([np.repeat([0, 1], 6), np.repeat([2], 12)])
    values = np.tile([[0.1], [0.2]], (12, 1)) + strata[:, None]
    distances, chances = group_excess(values, groups, strata, permutations=49)
    assert np.isnan(distances[2, 0])
    assert np.isnan(chances[2, 0])
    _, blind = group_excess(values, groups, np.zeros(24, int), permutations=49)
    assert blind[2, 0] == 1 / 50


def test_small_groups_and_constant_columns_are_not_judged() -> None:
    values = np.column_stack([np.arange(8.0), np.ones(8)])
    groups = np.array([0, 0, 0, 1, 1, 2, -1, -1])
    distances, _ = group_excess(values, groups, np.zeros(8, int), permutations=9)
    assert np.isnan(distances[1:]).all()
    assert np.isnan(distances[:, 1]).all()
    assert not np.isnan(distances[0, 0])


def test_columns_that_go_together_are_told_from_those_that_do_not() -> None:
    generator = np.random.default_rng(2)
    values = generator.random((50, 6))
    values[:, 3] = values[:, 1] + 0.1 * generator.random(50)
    correlations, chances = pair_association(values, np.zeros(50, int))
    assert correlations == pytest.approx(
        np.where(np.eye(6, dtype=bool), np.nan, np.corrcoef(values.T)), nan_ok=True
    )
    assert set(zip(*np.nonzero(chances <= 0.05), strict=True)) == {(1, 3), (3, 1)}
