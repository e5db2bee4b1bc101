from dataclasses import replace

import numpy as np
import pytest
from calibration.fit import Fitted, entries_of, probes, weight_table
from calibration.path import World, simulate
from calibration.posterior import sample
from calibration.scores import recalls, reliability
from calibration.simulate import Signal
from calibration.study import baselines, infer_set
from calibration.truth import credit_of, draw_truth, reached

from rcagraph.inference.enumerate import enumerate_posterior
from rcagraph.inference.network import NoisyOrNetwork
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


def test_a_loop_does_not_hold_itself_up() -> None:
    nothing = np.zeros((1, 4), dtype=bool)
    present = reached(
        network(loop=True), nothing, np.ones((1, 3), bool), np.ones((1, 1), bool)
    )
    assert not present.any()


def test_what_leaked_is_left_as_it_was() -> None:
    leaked = np.asfortranarray(np.array([[True, False, False, False]]))
    present = reached(network(), leaked, np.ones((1, 3), bool), np.ones((1, 0), bool))
    assert present.tolist() == [[True, False, True, True]]
    assert leaked.tolist() == [[True, False, False, False]]


def test_true_credit_is_split_among_what_fired() -> None:
    present = np.array([[True, True, True, True]])
    credit = credit_of(
        network(),
        present,
        np.array([[True, True, False, False]]),
        np.array([[True, True, True]]),
        np.ones((1, 0), bool),
        np.array([[0.0, 0.0, 0.0, 1.0]]),
    )
    assert credit.shares[0].tolist() == [0.5, 0.5, 0.0, 0.0]


def test_samples_agree_with_enumeration() -> None:
    weights = np.array([[0.0, 3.0, -4.0, 8.0]])
    severity = np.array([[0.0, 0.0, 0.0, 1.0]])
    drawn = sample(network(), weights, severity, chains=200, samples=60)
    expected = enumerate_posterior(network(), weights[0]).beliefs[0]
    assert drawn.kept == 1
    assert np.allclose(drawn.beliefs[0], expected, atol=0.02)


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


def test_the_whole_path_is_calibrated_and_beats_counting(world: World) -> None:
    made, evidence = simulate(world, 201, signal=Signal())
    model = world.model
    found = infer_set(model, evidence)
    drivers = model.network.drivers
    present = made.truth.now[:, drivers]
    beliefs = found.beliefs[:, drivers]
    prior = np.broadcast_to(model.network.leaks[drivers], beliefs.shape)
    assert reliability(beliefs, present).error <= 0.05
    assert reliability(beliefs, present).brier < reliability(prior, present).brier
    by_five = recalls(found.shares, made.main, firsts=(5,))[0]
    counted = baselines(model, evidence, found)
    for name in ("belief", "evidence counting, reach"):
        assert by_five > recalls(counted[name], made.main, firsts=(5,))[0]


def test_probed_entries_weigh_as_the_tool_does(world: World) -> None:
    constants = world.model.ontology.constants
    made, evidence = simulate(world, 202, signal=Signal())
    probed = [world.weigh(made.table, each) for each in probes(constants)]
    entries = entries_of(evidence, probed, world.model.network)
    table = weight_table(entries, Fitted.of(constants), made.truth.now.shape)
    for row, each in enumerate(evidence):
        for node, weight in each.weights.items():
            if node in world.model.network.nodes:
                place = world.model.network.position(node)
                assert table[row, place] == pytest.approx(weight, abs=1e-6)


def test_fitted_constants_go_back_into_the_tools_own(world: World) -> None:
    constants = world.model.ontology.constants
    fitted = replace(Fitted.of(constants), correlation=0.25, cap=4.0)
    back = Fitted.of(fitted.within(constants))
    assert (back.correlation, back.cap) == (0.25, 4.0)
    assert back.slopes.tolist() == fitted.slopes.tolist()
