"""The exact engine against the oracle, an independent library and itself."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from rcagraph.errors import InferenceError
from rcagraph.inference import exact
from rcagraph.inference.enumerate import enumerate_marginals
from rcagraph.inference.exact import compile_plan, exact_marginals
from rcagraph.inference.marginals import Marginals, likelihoods
from rcagraph.inference.network import Floats, NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]

CLOSE = 1e-9


def _solve(network: NoisyOrNetwork, weights: Floats) -> Marginals:
    return exact_marginals(network, weights, compile_plan(network))


def _assert_same(one: Marginals, other: Marginals, leaks: Floats) -> None:
    np.testing.assert_allclose(one.beliefs, other.beliefs, rtol=0, atol=CLOSE)
    np.testing.assert_allclose(one.link_fired, other.link_fired, rtol=0, atol=CLOSE)
    np.testing.assert_allclose(
        leaks * one.leak_lift, leaks * other.leak_lift, rtol=0, atol=CLOSE
    )


@pytest.mark.parametrize("seed", range(12))
def test_equals_enumeration_when_parameters_differ_by_case(
    draw: Build, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, int(rng.integers(1, 10)), density=rng.uniform(0, 1))
    varied = replace(
        network,
        leaks=rng.uniform(0, 1, (3, len(network.nodes))),
        strengths=rng.uniform(0, 1, (3, len(network.causes))),
    )
    weights = rng.normal(0, 15, (3, len(network.nodes)))

    _assert_same(
        _solve(varied, weights), enumerate_marginals(varied, weights), varied.leaks
    )


@pytest.mark.parametrize("seed", range(20))
def test_equals_enumeration_at_extremes(draw: Build, seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(4, 11))
    drawn = draw(rng, size, density=rng.uniform(0.2, 1))
    network = replace(
        drawn,
        leaks=rng.choice([1e-9, 1e-9, 1e-4, 0.02, 0.3], size),
        strengths=rng.choice([0, 1, 1e-9, 0.5, 0.9], len(drawn.causes)),
    )
    weights = rng.choice([-60.0, 0.0, 20.0, 60.0, 60.0, 60.0], (4, size))

    _assert_same(
        _solve(network, weights), enumerate_marginals(network, weights), network.leaks
    )


@pytest.mark.parametrize("seed", range(6))
def test_equals_an_independent_library_on_larger_networks(
    draw: Build, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    network = draw(rng, int(rng.integers(20, 31)), density=0.2, most_causes=4)
    weights = rng.normal(0, 8, (2, len(network.nodes)))

    found = _solve(network, weights).beliefs

    expected = [_beliefs_by_library(network, case) for case in weights]
    np.testing.assert_allclose(found, expected, rtol=0, atol=CLOSE)


def _beliefs_by_library(network: NoisyOrNetwork, weights: Floats) -> list[float]:
    with warnings.catch_warnings():  # its wrapper's types warn on import
        warnings.simplefilter("ignore")
        gum = pytest.importorskip("pyagrum")
    model = gum.BayesNet()
    for node in network.nodes:
        model.add(gum.LabelizedVariable(node, node, 2))
    for cause, effect in zip(network.causes, network.effects, strict=True):
        model.addArc(network.nodes[cause], network.nodes[effect])
    for effect, node in enumerate(network.nodes):
        into = np.flatnonzero(network.effects == effect)
        causes = [network.nodes[place] for place in network.causes[into]]
        for states in product((0, 1), repeat=len(into)):
            misses = (1 - network.strengths[into]) ** np.array(states)
            absent = float((1 - network.leaks[effect]) * misses.prod())
            given = dict(zip(causes, states, strict=True))
            model.cpt(node)[given] = [absent, 1 - absent]
    engine = gum.LazyPropagation(model)
    seen = likelihoods(weights)
    engine.setEvidence(
        {node: seen[:, place].tolist() for place, node in enumerate(network.nodes)}
    )
    engine.makeInference()
    return [float(engine.posterior(node)[1]) for node in network.nodes]


def test_the_two_arithmetics_agree(
    draw: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    network = draw(rng, 30, density=0.15, most_causes=6)
    weights = rng.normal(0, 10, (2, 30))
    signed = _solve(network, weights)

    monkeypatch.setattr(exact, "_LARGEST_AMPLIFICATION", -1)

    _assert_same(_solve(network, weights), signed, network.leaks)


def test_what_exact_arithmetic_cannot_hold_is_an_error(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [(cause, effect, 0.5) for effect in (2, 3) for cause in (0, 1)]
    network = build([1e-9] * 4, links)
    weights = np.array([[0.0] * 4, [0.0, 0.0, 60.0, 60.0]])
    monkeypatch.setattr(exact, "_MOST_PRODUCTS", 10)

    with pytest.raises(InferenceError, match="organisation 1 is too extreme"):
        _solve(network, weights)


def test_a_node_of_many_causes_costs_a_narrow_table(build: Build) -> None:
    network = build([0.1] * 17 + [0.02], [(cause, 17, 0.4) for cause in range(17)])

    assert compile_plan(network).width == 2


def test_answers_do_not_depend_on_the_cases_beside_them(draw: Build) -> None:
    rng = np.random.default_rng(8)
    network = draw(rng, 25, density=0.2)
    weights = rng.normal(0, 10, (37, 25))

    together = _solve(network, weights)
    alone = _solve(network, weights[[33]])

    assert np.array_equal(together.beliefs[33], alone.beliefs[0])
    assert np.array_equal(together.link_fired[33], alone.link_fired[0])


def test_answers_do_not_depend_on_the_order_of_links(draw: Build) -> None:
    rng = np.random.default_rng(9)
    network = draw(rng, 20, density=0.25)
    weights = rng.normal(0, 10, (2, 20))
    order = rng.permutation(len(network.causes))
    shuffled = replace(
        network,
        causes=network.causes[order],
        effects=network.effects[order],
        strengths=network.strengths[order],
    )

    straight, turned = _solve(network, weights), _solve(shuffled, weights)

    np.testing.assert_allclose(turned.beliefs, straight.beliefs, atol=CLOSE)
    np.testing.assert_allclose(
        turned.link_fired, straight.link_fired[:, order], atol=CLOSE
    )


def test_certain_evidence_is_believed(draw: Build) -> None:
    network = draw(np.random.default_rng(10), 12)
    weights = np.zeros((1, 12))
    weights[0, [3, 7]] = np.inf, -np.inf

    found = _solve(network, weights)

    assert found.beliefs[0, [3, 7]].tolist() == [1, 0]
    _assert_same(found, enumerate_marginals(network, weights), network.leaks)


def test_impossible_evidence_names_every_organisation(build: Build) -> None:
    network = build([0.2, 0.3, 0.0, 0.1], [(0, 2, 0.5), (1, 2, 0.0), (0, 3, 1.0)])
    weights = np.zeros((4, 4))
    weights[1, [0, 2]] = -np.inf, np.inf  # the only cause that can is absent
    weights[3, [0, 3]] = np.inf, -np.inf  # a sure effect is absent

    with pytest.raises(InferenceError) as raised:
        _solve(network, weights)

    messages = [problem.message for problem in raised.value.problems]
    assert [message.split(" has")[0] for message in messages] == [
        "evidence of organisation 1",
        "evidence of organisation 3",
    ]


def test_a_plan_serves_only_the_links_it_was_compiled_from(draw: Build) -> None:
    rng = np.random.default_rng(11)
    one, other = draw(rng, 8), draw(rng, 8)

    with pytest.raises(AssertionError, match="another network"):
        exact_marginals(other, np.zeros((1, 8)), compile_plan(one))


def test_the_real_graph_is_narrow_enough(real_network: NoisyOrNetwork) -> None:
    assert compile_plan(real_network).width <= 20
