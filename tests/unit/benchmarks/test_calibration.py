from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from calibration.fit import (
    FitSet,
    Fitted,
    Today,
    entries_of,
    filtered_past,
    probes,
    weight_table,
)
from calibration.path import SimulatedSet, World, simulate
from calibration.posterior import credit_in
from calibration.scores import recalls, reliability
from calibration.simulate import Signal
from calibration.study import baselines, carry_over, infer_set, shares_of
from calibration.truth import Bools, Truth, chains, draw_truth, reached, true_shares

from rcagraph.findings.model import Inferred
from rcagraph.inference.enumerate import enumerate_posterior
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.worlds import draw_worlds
from rcagraph.pipeline import read_case

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def network(*, loop: bool = False) -> NoisyOrNetwork:
    """Two drivers, a state that both bring, a symptom; perhaps a link back."""
    return NoisyOrNetwork(
        nodes=("one", "two", "state", "symptom"),
        leaks=np.array([0.3, 0.2, 0.1, 0.05]),
        causes=np.array([0, 1, 2]),
        effects=np.array([2, 2, 3]),
        strengths=np.array([0.7, 0.4, 0.8]),
        feedback_causes=np.array([3] if loop else [], dtype=np.int64),
        feedback_effects=np.array([2] if loop else [], dtype=np.int64),
        feedback_strengths=np.array([0.6] if loop else []),
        drivers=np.array([0, 1]),
    )


def test_drawn_trusts_follow_the_model_in_every_quarter() -> None:
    given = network()
    truth = draw_truth(
        given,
        np.full(4, 0.9),
        trusts=20_000,
        quarters=4,
        rng=np.random.default_rng(0),
    )
    expected = enumerate_posterior(given, np.zeros(4)).beliefs[0]
    assert np.allclose(truth.present.mean(axis=0), expected, atol=0.015)


def test_a_loop_turns_from_quarter_to_quarter() -> None:
    given = network(loop=True)
    truth = draw_truth(
        given,
        np.full(4, 0.9),
        trusts=20_000,
        quarters=4,
        rng=np.random.default_rng(0),
    )
    assert (truth.fed_back[:, 0] == 0).all()
    assert (truth.fed_back[:, 1:, 0] <= truth.present[:, :-1, 3]).all()
    assert (truth.fed_back[:, :, 0] <= truth.present[:, :, 2]).all()
    acyclic = enumerate_posterior(network(), np.zeros(4)).beliefs[0]
    assert (truth.now.mean(axis=0)[2:] > acyclic[2:] + 0.02).all()


def test_mechanisms_come_and_go_as_often_as_they_should() -> None:
    on = chains(
        np.array([0.3]),
        np.array([0.9]),
        trusts=20_000,
        quarters=6,
        rng=np.random.default_rng(0),
    )
    before, after = on[:, :-1], on[:, 1:]
    assert np.allclose(on.mean(axis=0), 0.3, atol=0.015)
    assert after[before].mean() == pytest.approx(0.9, abs=0.01)


def test_what_leaked_is_left_as_it_was() -> None:
    leaked = np.asfortranarray(np.array([[True, False, False, False]]))
    present = reached(network(), leaked, np.ones((1, 3), bool))
    assert present.tolist() == [[True, False, True, True]]
    assert leaked.tolist() == [[True, False, False, False]]


def test_true_credit_is_split_among_what_fired_and_follows_loops_into_the_past() -> (
    None
):
    # Before, one brought state and symptom. Now two does, and the loop does too.
    def quarters(before: list[int], now: list[int]) -> Bools:
        return np.array([[before, now]], dtype=np.bool_)

    truth = Truth(
        present=quarters([1, 0, 1, 1], [0, 1, 1, 1]),
        leaked=quarters([1, 0, 0, 0], [0, 1, 0, 0]),
        fired=quarters([1, 0, 1], [0, 1, 1]),
        fed_back=quarters([0], [1]),
        size=np.ones((1, 4)),
    )
    severity = np.array([[0.0, 0.0, 0.0, 1.0]])
    shares = true_shares(network(loop=True), truth, severity)
    assert shares[0].tolist() == [0.5, 0.5, 0.0, 0.0]


def test_expected_credit_over_worlds_is_that_of_enumerated_ones() -> None:
    given, severity = network(), np.array([0.0, 0.0, 0.0, 1.0])
    weights = np.array([0.0, 3.0, -4.0, 300.0])
    beliefs = enumerate_posterior(given, weights).beliefs[0]
    worlds = draw_worlds(given, weights, beliefs, draws=40_000)
    kept, _ = credit_in(given, worlds, severity)
    assert kept.mean(axis=0) == pytest.approx(
        _enumerated_credit(given, weights), abs=0.01
    )


def _enumerated_credit(given: NoisyOrNetwork, weights: Floats) -> Floats:
    """Go through all sets of mechanisms that bring the symptom, one by one."""
    chances = [*given.leaks, *given.strengths]
    total, credit = 0.0, np.zeros(4)
    odds = 10 ** (weights / 10)
    for on in product((False, True), repeat=len(chances)):
        leaked, fired = np.array([on[:4]]), np.array([on[4:]])
        there = reached(given, leaked, fired)[0]
        if not there[3]:
            continue
        chance = np.prod([c if o else 1 - c for c, o in zip(chances, on, strict=True)])
        chance *= np.prod(odds[:3] ** there[:3])
        brought = (fired[0] & there[given.causes]).astype(int)
        own = np.array([brought[0], brought[1], int(on[2])])
        parts = np.array([*(own / max(own.sum(), 1) * brought[2]), int(on[3])])
        credit_of_each = parts / (brought[2] + on[3])
        credit += chance * credit_of_each
        total += chance
    return credit / total


def test_beliefs_that_come_true_have_no_calibration_error() -> None:
    rng = np.random.default_rng(0)
    beliefs = rng.random(200_000)
    present = rng.random(200_000) < beliefs
    assert reliability(beliefs, present).error < 0.01
    assert reliability(beliefs**2, present).error > 0.1


def test_trusts_without_a_main_driver_do_not_count() -> None:
    scores = np.array([[1.0, 2.0], [1.0, 2.0]])
    main = np.array([[False, True], [False, False]])
    assert recalls(scores, main, firsts=(1,)).tolist() == [1.0]


@pytest.fixture(scope="module")
def world() -> World:
    return World(case=read_case())


@pytest.fixture(scope="module")
def made(world: World) -> SimulatedSet:
    return simulate(world, 201, signal=Signal())


@pytest.fixture(scope="module")
def inferred(world: World, made: SimulatedSet) -> Inferred:
    return infer_set(world, world.model, made)


def test_the_whole_path_is_calibrated_and_beats_counting(
    world: World, made: SimulatedSet, inferred: Inferred
) -> None:
    drivers = world.model.network.drivers
    present = made.truth.now[:, drivers]
    beliefs = inferred.posterior.beliefs[:, drivers]
    prior = np.broadcast_to(world.model.network.leaks[drivers], beliefs.shape)
    assert reliability(beliefs, present).error <= 0.05
    assert reliability(beliefs, present).brier < reliability(prior, present).brier
    others = np.setdiff1d(np.arange(made.truth.now.shape[1]), drivers)
    believed, so = inferred.posterior.beliefs[:, others], made.truth.now[:, others]
    assert reliability(believed, so).error <= 0.05
    by_five = recalls(shares_of(inferred), made.main, firsts=(5,))[0]
    counted = baselines(world.model, made.evidence, inferred)
    for name in ("belief", "evidence counting, reach"):
        assert by_five > recalls(counted[name], made.main, firsts=(5,))[0]


def test_what_is_fitted_on_weighs_and_believes_as_the_tool_does(
    world: World, made: SimulatedSet, inferred: Inferred
) -> None:
    constants, model = world.model.ontology.constants, world.model
    probed = [world.weigh(made.table, each) for each in probes(constants)]
    entries = entries_of(made.evidence, probed, model.network)
    fitted = Fitted.of(constants)
    table = weight_table(entries, fitted, made.truth.now.shape)
    assert table == pytest.approx(inferred.weights, abs=1e-6)
    sets = [FitSet(made=made, entries=entries)]
    loss = Today(sets, filtered_past(world, model, sets, fitted)).loss(fitted)
    exact = reliability(inferred.posterior.beliefs, made.truth.now).log
    assert loss == pytest.approx(exact, abs=0.005)


def test_simulated_weights_carry_over_as_real_ones_do(
    world: World, made: SimulatedSet
) -> None:
    table = world.case.observations
    real = carry_over(world.history(table, world.weigh(table)))
    simulated = carry_over(world.history(made.table, made.evidence))
    assert simulated == pytest.approx(real, abs=0.12)


def test_fitted_constants_go_back_into_the_tools_own(world: World) -> None:
    constants = world.model.ontology.constants
    fitted = replace(Fitted.of(constants), correlation=0.25, cap=4.0, repeat=0.3)
    back = Fitted.of(fitted.within(constants))
    assert (back.correlation, back.cap, back.repeat) == (0.25, 4.0, 0.3)
    assert back.slopes.tolist() == fitted.slopes.tolist()
