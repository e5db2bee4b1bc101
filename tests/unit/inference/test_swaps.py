from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import log_odds
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.shared_draws import shared_draws
from rcagraph.inference.swaps import CaseInputs, swap_parts

DECIBANS = 10 / np.log(10)
_FIRST = CaseInputs(
    leaks=np.array([0.1, 0.2, 0.05, 0.05]),
    weights=np.array([3.0, 0.0, 2.0, -4.0]),
    previous=np.array([0.2, 0.3, 0.4, 0.5]),
)
_SECOND = CaseInputs(
    leaks=np.array([0.3, 0.1, 0.05, 0.05]),
    weights=np.array([-2.0, 0.0, 7.0, 5.0]),
    previous=np.array([0.6, 0.1, 0.8, 0.2]),
)


@pytest.fixture(scope="module")
def chain(build: Callable[..., NoisyOrNetwork]) -> NoisyOrNetwork:
    # A tree, on which propagation is exact.
    return build(
        [0.1, 0.2, 0.05, 0.05],
        [(0, 2, 0.7), (1, 2, 0.4), (2, 3, 0.6)],
        [(3, 1, 0.5)],
        [0, 1],
    )


def odds(network: NoisyOrNetwork, swapped: set[int]) -> Floats:
    """Return log-odds with pieces 0, 2, 3 (evidence), 4 (past), 5 (loops) swapped."""
    weights = np.array(
        [
            (_SECOND if at in swapped else _FIRST).weights[at]
            for at in range(len(network.nodes))
        ]
    )
    leaks = (_SECOND if 4 in swapped else _FIRST).leaks
    previous = (_SECOND if 5 in swapped else _FIRST).previous
    found = infer(
        replace(network, leaks=leaks), weights, engine="exact", previous=previous
    )
    return log_odds(found.beliefs[0]) * DECIBANS


def shapley(network: NoisyOrNetwork) -> dict[int, Floats]:
    pieces = [0, 2, 3, 4, 5]
    total = {piece: np.zeros(len(network.nodes)) for piece in pieces}
    orders = list(permutations(pieces))
    known = {}
    for order in orders:
        done: set[int] = set()
        for piece in order:
            before, after = frozenset(done), frozenset({*done, piece})
            for each in (before, after):
                if each not in known:
                    known[each] = odds(network, set(each))
            total[piece] += (known[after] - known[before]) / len(orders)
            done.add(piece)
    return total


def test_parts_are_shapley_values_but_for_their_error(chain: NoisyOrNetwork) -> None:
    found = swap_parts(chain, _FIRST, _SECOND, orders=200)
    expected = shapley(chain)
    assert found.places.tolist() == [0, 2, 3]
    parts = np.vstack([found.evidence, found.past, found.loops])
    gaps = np.abs(parts - np.array([expected[at] for at in (0, 2, 3, 4, 5)]))
    assert (gaps <= 4 * found.error + 1e-4).all()
    assert gaps.max() < 0.2


def test_parts_add_up_to_the_whole_difference(chain: NoisyOrNetwork) -> None:
    found = swap_parts(chain, _FIRST, _SECOND, orders=1)
    whole = odds(chain, {0, 2, 3, 4, 5}) - odds(chain, set())
    parts = found.evidence.sum(axis=0) + found.past + found.loops
    assert parts == pytest.approx(found.total, abs=1e-9)
    assert parts == pytest.approx(whole, abs=1e-3)


def test_the_other_way_round_parts_are_negative(chain: NoisyOrNetwork) -> None:
    there = swap_parts(chain, _FIRST, _SECOND, orders=3)
    back = swap_parts(chain, _SECOND, _FIRST, orders=3)
    assert back.evidence == pytest.approx(-there.evidence, abs=1e-6)
    assert back.past == pytest.approx(-there.past, abs=1e-6)
    assert back.loops == pytest.approx(-there.loops, abs=1e-6)


def test_a_case_does_not_differ_from_itself(chain: NoisyOrNetwork) -> None:
    found = swap_parts(chain, _FIRST, _FIRST, orders=2)
    assert not len(found.places)
    assert np.abs([found.past, found.loops]).max() < 1e-9


def test_firm_parameters_are_drawn_as_they_are(chain: NoisyOrNetwork) -> None:
    now = replace(chain, leaks=np.stack([_FIRST.leaks, _SECOND.leaks]))
    weights = np.stack([_FIRST.weights, _SECOND.weights])
    beliefs = shared_draws(
        chain,
        now,
        weights,
        previous=None,
        concentrations=np.full(4, 1e9),
        leak_concentration=1e9,
        draws=2,
    )
    expected = infer(now, weights, engine="propagation").beliefs[:, chain.drivers]
    assert beliefs == pytest.approx(np.stack([expected, expected]), abs=1e-3)


def test_a_draw_moves_all_organisations_the_same_way(chain: NoisyOrNetwork) -> None:
    silent = np.zeros((2, 4))
    beliefs = shared_draws(
        replace(chain, strengths=np.zeros(3), feedback_strengths=np.zeros(1)),
        replace(chain, leaks=np.stack([_FIRST.leaks, _SECOND.leaks])),
        silent,
        previous=None,
        concentrations=np.full(4, 8.0),
        leak_concentration=8.0,
        draws=30,
    )
    lifts = log_odds(beliefs)
    apart = lifts[:, 1] - lifts[:, 0]
    assert apart == pytest.approx(np.broadcast_to(apart[0], apart.shape), abs=1e-6)
    assert lifts[:, 0].std() > 0.3
