"""Elimination programmes against the same sums written out with ``einsum``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rcagraph.inference.elimination import (
    Scope,
    compile_programme,
    differentiate,
    min_fill_order,
)
from rcagraph.inference.network import Floats

LOOP: list[Scope] = [(0, 1), (2, 1), (2, 3), (3, 0), (0,), (2,), (4,)]


def _factors(scopes: Sequence[Scope], cases: int = 3) -> list[Floats]:
    rng = np.random.default_rng(1)
    return [rng.uniform(-0.2, 1, (*(2 for _ in s), cases)) for s in scopes]


def _total(scopes: Sequence[Scope], factors: Sequence[Floats]) -> Floats:
    operands = [
        part
        for scope, factor in zip(scopes, factors, strict=True)
        for part in (factor, [*scope, 20])
    ]
    return np.asarray(np.einsum(*operands, [20]))


def test_slopes_are_those_of_the_logarithm_of_the_whole_sum() -> None:
    factors = _factors(LOOP)
    programme = compile_programme(LOOP, min_fill_order(LOOP))

    slopes = differentiate(programme, factors).of

    for place, slope in enumerate(slopes):
        for entry in np.ndindex(slope.shape[:-1]):
            only = np.zeros_like(factors[place])
            only[entry] = 1
            clamped = [*factors[:place], only, *factors[place + 1 :]]
            expected = _total(LOOP, clamped) / _total(LOOP, factors)
            assert slope[entry] == pytest.approx(expected, rel=1e-9)


def test_a_tree_needs_no_table_over_more_than_two_variables() -> None:
    scopes = [(0, 1), (0, 2), (2, 3), (2, 4), (4, 5)]

    assert compile_programme(scopes, min_fill_order(scopes)).width == 2


def test_ties_in_the_order_go_to_the_lower_number() -> None:
    assert min_fill_order([(3, 2), (1, 0)]) == (0, 1, 2, 3)


def test_a_variable_waits_for_the_one_it_has_to_follow() -> None:
    assert min_fill_order([(0, 1), (1, 2)], after={0: 2}) == (2, 0, 1)


def test_contributions_to_a_gate_combine_by_or() -> None:
    # Gate 0 hears of variables 2 and 3, and closes on variable 1, which is present.
    scopes: list[Scope] = [(0, 2), (0, 3), (2,), (3,), (0, 1), (1,)]
    hears = np.array([[1.0, 0.4], [0.0, 0.6]])[:, :, None]
    likely = np.array([0.8, 0.2])[:, None]
    seen = np.array([0.0, 1.0])[:, None]
    programme = compile_programme(
        scopes, min_fill_order(scopes, after={1: 0}), closing={0: 4}
    )

    found = differentiate(
        programme, [hears, hears, likely, likely, np.eye(2)[:, :, None], seen]
    )

    fires = 0.2 * 0.6
    either = 1 - (1 - fires) ** 2
    assert found.of[2][1, 0] * 0.2 == pytest.approx(0.2 * (0.6 + 0.4 * fires) / either)


def test_cancellation_shows_as_amplification() -> None:
    one = np.ones((2, 1))
    nearly = np.array([[1.0], [-1.0 + 1e-9]])
    programme = compile_programme([(0, 1), (0,), (1,)], (0, 1))
    pair = np.ones((2, 2, 1))

    assert differentiate(programme, [pair, one, one]).amplification == pytest.approx(1)
    assert differentiate(programme, [pair, one, nearly]).amplification > 1e8
