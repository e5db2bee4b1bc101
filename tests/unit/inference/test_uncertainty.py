"""Rank intervals over draws of strengths and leaks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.network import NoisyOrNetwork
from rcagraph.inference.uncertainty import rank_intervals

Build = Callable[..., NoisyOrNetwork]

WEIGHTS = np.array([0.0, 0.0, 0.0, 0.0, 8.0, 6.0])
SEVERITY = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 0.5])


@pytest.fixture
def network(build: Build) -> NoisyOrNetwork:
    return build(
        [0.2, 0.2, 0.2, 0.2, 0.02, 0.02],
        [(0, 4, 0.7), (1, 4, 0.4), (2, 4, 0.15), (3, 5, 0.4), (0, 5, 0.15)],
        feedback=[(5, 2, 0.4)],
        drivers=[0, 1, 2, 3],
    )


def test_sure_parameters_leave_one_rank(network: NoisyOrNetwork) -> None:
    found = rank_intervals(
        network,
        WEIGHTS,
        SEVERITY,
        concentrations=np.full(6, 1e9),
        leak_concentration=1e9,
        draws=20,
    )

    posterior = infer(network, WEIGHTS, engine="propagation")
    shares = contributions(network, posterior, SEVERITY).shares[0, :4]
    ranks = np.argsort(np.argsort(-shares)) + 1
    assert found.rank_low.tolist() == found.rank_high.tolist() == ranks.tolist()
    assert found.top_three.tolist() == (ranks <= 3).tolist()
    assert found.contribution_low == pytest.approx(shares, abs=1e-3)
    assert found.contribution_high == pytest.approx(shares, abs=1e-3)


def test_vague_parameters_leave_wide_intervals(network: NoisyOrNetwork) -> None:
    vague = rank_intervals(network, WEIGHTS, SEVERITY, concentrations=np.full(6, 3.0))
    firm = rank_intervals(network, WEIGHTS, SEVERITY, concentrations=np.full(6, 300.0))

    def widths(found: object) -> object:
        return found.contribution_high - found.contribution_low  # type: ignore[attr-defined]

    assert np.greater(widths(vague), widths(firm)).all()
    assert (vague.rank_low <= vague.rank_high).all()
    assert vague.top_three.sum() == pytest.approx(3)


def test_the_same_seed_draws_the_same(network: NoisyOrNetwork) -> None:
    one, same, other = (
        rank_intervals(
            network, WEIGHTS, SEVERITY, concentrations=np.full(6, 9.0), seed=seed
        )
        for seed in (1, 1, 2)
    )

    assert np.array_equal(one.contribution_low, same.contribution_low)
    assert not np.array_equal(one.contribution_low, other.contribution_low)


def test_drivers_come_in_the_order_asked_for(network: NoisyOrNetwork) -> None:
    found = rank_intervals(
        network, WEIGHTS, SEVERITY, concentrations=np.full(6, 9.0), drivers=(3, 0)
    )

    assert found.drivers == (3, 0)
    assert found.contribution_high.shape == (2,)
    assert found.contribution_high[1] > found.contribution_high[0]


def test_what_is_certain_stays_certain(build: Build) -> None:
    network = build([0.5, 0.0], [(0, 1, 1.0)], drivers=[0])

    found = rank_intervals(
        network, np.zeros(2), np.array([0.0, 1.0]), concentrations=np.array([5.0])
    )

    assert found.contribution_low[0] == pytest.approx(1, abs=1e-12)
    assert found.contribution_high[0] == pytest.approx(1, abs=1e-12)
