"""What leaving a piece of evidence out does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rcagraph.inference.infer import infer
from rcagraph.inference.ledger import leave_one_out
from rcagraph.inference.marginals import feedback_held
from rcagraph.inference.network import Floats, NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]


def _decibans(beliefs: Floats) -> Floats:
    return np.asarray(10 * np.log10(beliefs / (1 - beliefs)))


def _without_each(weights: Floats) -> Floats:
    return weights * (1 - np.eye(len(weights)))


def test_evidence_on_a_node_moves_it_by_its_weight(build: Build) -> None:
    network = build([0.2, 0.02, 0.1], [(0, 1, 0.4)])
    weights = np.array([3.0, 7.0, -4.0])

    found = leave_one_out(network, weights, _without_each(weights))

    assert np.diag(found) == pytest.approx(weights)
    assert found[1, 0] > 0  # an effect speaks for its cause
    assert found[2, :2] == pytest.approx([0, 0])  # and not for what is unrelated


@pytest.mark.parametrize("engine", ["exact", "propagation"])
def test_loops_are_held_where_all_the_evidence_puts_them(
    draw: Build, engine: str
) -> None:
    rng = np.random.default_rng(1)
    network = draw(rng, 8, feedback=3)
    weights = rng.normal(0, 6, 8)
    rows = _without_each(weights)
    base = infer(network, weights, engine=engine)  # type: ignore[arg-type]

    found = leave_one_out(network, weights, rows, engine=engine)  # type: ignore[arg-type]
    given = leave_one_out(
        network,
        weights,
        rows,
        posterior=base,
        engine=engine,  # type: ignore[arg-type]
    )

    held = feedback_held(network, base.beliefs)
    moved = infer(held, rows, engine=engine).beliefs  # type: ignore[arg-type]
    np.testing.assert_allclose(
        found, _decibans(base.beliefs) - _decibans(moved), atol=1e-3
    )
    assert np.array_equal(found, given)


def test_certainty_counts_as_nearly_certain(build: Build) -> None:
    network = build([0.5, 0.5], [])

    found = leave_one_out(network, np.array([np.inf, 0.0]), np.zeros((1, 2)))

    assert found[0].tolist() == pytest.approx([120, 0], abs=0.01)


def test_nothing_left_out_is_an_empty_ledger(build: Build) -> None:
    network = build([0.5, 0.5], [])

    assert leave_one_out(network, np.zeros(2), np.zeros((0, 2))).shape == (0, 2)
