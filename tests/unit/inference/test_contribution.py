"""Credit handed back from symptoms to drivers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rcagraph.errors import InferenceError
from rcagraph.inference.contribution import contributions, flow_to, strongest_paths
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior

Build = Callable[..., NoisyOrNetwork]


def _walk(network: NoisyOrNetwork, posterior: Posterior, severity: Floats) -> Floats:
    """Hand credit back node by node, effects before causes; return what stays."""
    credit = severity * posterior.beliefs[0]
    credit /= credit.sum()
    stays = np.zeros_like(credit)
    for node in reversed(range(len(credit))):
        into = np.flatnonzero(network.effects == node)
        fired = posterior.link_fired[0, into]
        own = posterior.leak_fired[0, node]
        stays[node] = credit[node] * own / (own + fired.sum())
        credit[network.causes[into]] += credit[node] * fired / (own + fired.sum())
    return stays


def test_equals_the_backward_walk_without_feedback(draw: Build) -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        network = draw(rng, 15, density=0.3)
        severity = rng.uniform(0, 1, 15)
        posterior = infer(network, rng.normal(0, 5, 15))

        found = contributions(network, posterior, severity)

        expected = _walk(network, posterior, severity)
        np.testing.assert_allclose(found.shares[0], expected, rtol=0, atol=1e-9)


def test_shares_add_up_with_feedback(draw: Build) -> None:
    rng = np.random.default_rng(1)
    network = draw(rng, 20, feedback=5)
    posterior = infer(network, rng.normal(0, 8, (70, 20)), engine="propagation")

    found = contributions(network, posterior, rng.uniform(0, 1, (70, 20)))

    drivers = found.shares[:, network.drivers].sum(axis=1)
    np.testing.assert_allclose(drivers + found.unexplained, 1, rtol=0, atol=1e-9)
    assert (found.shares >= 0).all()


def test_what_comes_in_at_a_node_goes_out(draw: Build) -> None:
    rng = np.random.default_rng(2)
    network = draw(rng, 12, feedback=3)
    posterior = infer(network, rng.normal(0, 8, 12))

    found = contributions(network, posterior, rng.uniform(0, 1, 12))

    comes, goes = found.given[0].copy(), found.shares[0].copy()
    np.add.at(comes, network.causes, found.link_flow[0])
    np.add.at(comes, network.feedback_causes, found.feedback_flow[0])
    np.add.at(goes, network.effects, found.link_flow[0])
    np.add.at(goes, network.feedback_effects, found.feedback_flow[0])
    assert comes == pytest.approx(found.passing[0])
    assert goes == pytest.approx(found.passing[0])


def test_an_unexplainable_symptom_is_unexplained(build: Build) -> None:
    network = build([0.1, 0.2, 0.3], [(0, 1, 0.5)], drivers=[0])

    found = flow_to(network, infer(network, np.zeros(3)), target=2)

    assert found.unexplained[0] == 1
    assert found.shares[0].tolist() == [0, 0, 1]


def test_no_severity_is_no_credit(build: Build) -> None:
    network = build([0.1, 0.2], [(0, 1, 0.5)], drivers=[0])
    severity = np.array([[0.0, 0.0], [0.0, 1.0]])

    found = contributions(network, infer(network, np.zeros((2, 2))), severity)

    assert found.explicable.tolist() == [False, True]
    assert found.shares[0].tolist() == [0, 0]
    assert found.unexplained[0] == 0


def test_credit_that_nothing_stops_is_an_error(build: Build) -> None:
    network = build([0.0, 0.0], [(0, 1, 0.5)], feedback=[(1, 0, 1.0)])
    believed = Posterior(
        beliefs=np.ones((1, 2)),
        link_fired=np.ones((1, 1)),
        feedback_fired=np.ones((1, 1)),
        leak_fired=np.zeros((1, 2)),
        engine="exact",
        width=2,
        iterations=1,
        residual=0.0,
    )

    with pytest.raises(InferenceError, match="organisation 0 goes round without end"):
        contributions(network, believed, np.array([0.0, 1.0]))


def test_paths_carry_the_product_of_their_shares(build: Build) -> None:
    # 0 causes 2 directly and by 1.
    network = build([0.2, 0.0, 0.0], [(0, 1, 0.5), (0, 2, 0.3), (1, 2, 0.6)])
    posterior = infer(network, np.array([0.0, 0.0, 10.0]))
    credit = flow_to(network, posterior, target=2)

    (paths,) = strongest_paths(network, credit, 0, drivers=[0])

    _, direct, second = posterior.link_fired[0]
    assert {path.places: path.share for path in paths} == pytest.approx(
        {(0, 1, 2): second / (direct + second), (0, 2): direct / (direct + second)}
    )
    assert paths[0].share >= paths[1].share


def test_all_paths_together_make_the_contribution(draw: Build) -> None:
    rng = np.random.default_rng(3)
    network = draw(rng, 9)
    posterior = infer(network, rng.normal(0, 5, 9))
    credit = contributions(network, posterior, rng.uniform(0, 1, 9))

    (paths,) = strongest_paths(network, credit, 0, drivers=[0], count=10_000)
    (few,) = strongest_paths(network, credit, 0, drivers=[0], count=3)

    assert sum(path.share for path in paths) == pytest.approx(credit.shares[0, 0])
    assert few == paths[:3]


def test_a_path_by_a_feedback_link_is_marked(build: Build) -> None:
    # The driver 0 reaches the symptom 1 only through 2, from quarter to quarter.
    network = build(
        [0.1, 0.01, 0.01], [(0, 2, 0.5), (1, 2, 0.1)], feedback=[(2, 1, 0.7)]
    )
    credit = flow_to(network, infer(network, np.array([0.0, 10.0, 5.0])), target=1)

    ((path,),) = strongest_paths(network, credit, 0, drivers=[0])

    assert (path.places, path.feedback) == ((0, 2, 1), True)


def test_only_paths_from_the_chosen_symptoms_are_followed(build: Build) -> None:
    network = build([0.2, 0.01, 0.01], [(0, 1, 0.5), (0, 2, 0.5)])
    posterior = infer(network, np.array([0.0, 5.0, 5.0]))
    credit = contributions(network, posterior, np.array([0.0, 1.0, 1.0]))

    (paths,) = strongest_paths(network, credit, 0, drivers=[0], symptoms=np.array([2]))

    assert [path.places for path in paths] == [(0, 2)]
