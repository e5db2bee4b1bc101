"""Choice of engine, and feedback links at their fixed point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rcagraph.inference import infer as infer_module
from rcagraph.inference.enumerate import enumerate_posterior
from rcagraph.inference.exact import compile_plan
from rcagraph.inference.infer import infer
from rcagraph.inference.network import NoisyOrNetwork, Posterior

Build = Callable[..., NoisyOrNetwork]


def _assert_close(one: Posterior, other: Posterior, within: float) -> None:
    for field in ("beliefs", "link_fired", "feedback_fired", "leak_fired"):
        np.testing.assert_allclose(
            getattr(one, field), getattr(other, field), rtol=0, atol=within
        )


@pytest.mark.parametrize("seed", range(8))
def test_feedback_settles_where_repetition_does(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, int(rng.integers(3, 9)), feedback=3)
    weights = rng.normal(0, 8, (3, len(network.nodes)))

    found = infer(network, weights)

    assert found.engine == "exact"
    assert found.residual < 1e-6
    _assert_close(found, enumerate_posterior(network, weights), 1e-5)


def test_plain_repetition_settles_there_too(
    draw: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    network = draw(rng, 15, feedback=4)
    weights = rng.normal(0, 8, (2, 15))
    predicted = infer(network, weights)

    monkeypatch.setattr(infer_module, "_PREDICTED_ROUNDS", 0)

    repeated = infer(network, weights)
    assert repeated.iterations >= predicted.iterations
    _assert_close(repeated, predicted, 1e-5)


def test_feedback_that_differs_by_case_is_kept_apart(draw: Build) -> None:
    rng = np.random.default_rng(4)
    network = draw(rng, 8, feedback=2)
    weights = rng.normal(0, 8, (1, 8)).repeat(2, axis=0)
    varied = replace(network, feedback_strengths=np.array([[0.0, 0.0], [0.8, 0.3]]))

    found = infer(varied, weights)

    for case in range(2):
        one = replace(network, feedback_strengths=varied.feedback_strengths[case])
        alone = infer(one, weights[case])
        assert found.beliefs[case] == pytest.approx(alone.beliefs[0], abs=1e-9)


def test_firings_at_a_node_account_for_its_belief_when_it_has_one_way_to_arise(
    build: Build,
) -> None:
    network = build([0.3, 0.0], [(0, 1, 0.5)], feedback=[(1, 0, 0.0)])

    found = infer(network, np.array([0.0, 3.0]))

    assert found.link_fired[0, 0] == pytest.approx(found.beliefs[0, 1])
    assert found.leak_fired[0, 0] == pytest.approx(found.beliefs[0, 0])
    assert found.feedback_fired[0, 0] == 0


def test_engine_is_chosen_by_width(
    draw: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = draw(np.random.default_rng(5), 12)
    weights = np.zeros(12)
    assert infer(network, weights).engine == "exact"

    monkeypatch.setattr(infer_module, "WIDEST_EXACT", 1)

    wide = infer(network, weights)
    assert (wide.engine, wide.width) == ("propagation", None)
    assert infer(network, weights, engine="exact").engine == "exact"


def test_both_engines_agree_where_there_is_no_undirected_cycle(build: Build) -> None:
    links = [(0, 2, 0.6), (1, 2, 0.3), (2, 3, 0.9)]
    network = build([0.1, 0.2, 0.01, 0.02], links, feedback=[(3, 0, 0.4)])
    weights = np.array([[0.0, 0.0, 0.0, 10.0], [0.0, -5.0, 3.0, 0.0]])

    exact = infer(network, weights, engine="exact")

    _assert_close(infer(network, weights, engine="propagation"), exact, 1e-5)


def test_a_plan_gives_the_same_answer_as_none(draw: Build) -> None:
    network = draw(np.random.default_rng(6), 10, feedback=1)
    weights = np.full((1, 10), 2.0)

    planned = infer(network, weights, plan=compile_plan(network))

    assert np.array_equal(planned.beliefs, infer(network, weights).beliefs)


def test_no_cases_are_no_answers(draw: Build) -> None:
    network = draw(np.random.default_rng(7), 6, feedback=1)

    assert infer(network, np.zeros((0, 6))).beliefs.shape == (0, 6)
