from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rcagraph.inference.enumerate import enumerate_posterior
from rcagraph.inference.infer import Engine
from rcagraph.inference.information import entropy_bits, prospect
from rcagraph.inference.network import Floats, NoisyOrNetwork

IF_TRUE = np.array([0.8, 0.95, 0.5, 0.8])
IF_FALSE = np.array([0.2, 0.05, 0.5, 0.05])


def small_network(seed: int) -> NoisyOrNetwork:
    rng = np.random.default_rng(seed)
    size = 9
    links = [
        (cause, effect)
        for effect in range(3, size)
        for cause in range(effect)
        if rng.random() < 0.35
    ]
    causes, effects = np.array(links, dtype=np.int64).T
    return NoisyOrNetwork(
        nodes=tuple(f"n{place}" for place in range(size)),
        leaks=rng.uniform(0.02, 0.3, size),
        causes=causes,
        effects=effects,
        strengths=rng.uniform(0.1, 0.9, len(links)),
        feedback_causes=np.array([size - 1]),
        feedback_effects=np.array([3]),
        feedback_strengths=np.array([0.4]),
        drivers=np.arange(3),
    )


def by_enumeration(
    network: NoisyOrNetwork, weights: Floats, previous: Floats, place: int, at: int
) -> float:
    """Return the expected fall in entropy by the definition, answer by answer."""
    # Feedback from known beliefs is a leak: enumeration need not know of it.
    pushed = network.feedback_strengths * previous[network.feedback_causes]
    leaks = network.leaks.copy()
    leaks[network.feedback_effects] = 1 - (1 - leaks[network.feedback_effects]) * (
        1 - pushed
    )
    none = np.array([], dtype=np.int64)
    still = replace(
        network,
        leaks=leaks,
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.array([]),
    )

    def uncertainty(extra: float) -> float:
        given = weights.copy()
        given[place] += extra
        beliefs = enumerate_posterior(still, given).beliefs[0, network.drivers]
        return float(entropy_bits(beliefs).sum())

    true, false = IF_TRUE[at], IF_FALSE[at]
    belief = enumerate_posterior(still, weights).beliefs[0, place]
    yes = belief * true + (1 - belief) * false
    return uncertainty(0) - (
        yes * uncertainty(10 * np.log10(true / false))
        + (1 - yes) * uncertainty(10 * np.log10((1 - true) / (1 - false)))
    )


@pytest.mark.parametrize(("engine", "close"), [("exact", 1e-9), ("propagation", 0.05)])
@pytest.mark.parametrize("seed", range(6))
def test_expected_information_is_what_enumeration_says(
    seed: int, engine: Engine, close: float
) -> None:
    network = small_network(seed)
    rng = np.random.default_rng(seed)
    weights = rng.normal(0, 4, len(network.nodes))
    previous = rng.uniform(0, 1, len(network.nodes))
    places = np.array([0, 4, 5, 8])
    ahead = prospect(
        network,
        weights,
        places,
        IF_TRUE,
        IF_FALSE,
        engine=engine,
        previous=previous,
    )
    now = entropy_bits(ahead.now.beliefs[:, network.drivers]).sum()
    bits = now - ahead.expected(
        lambda posterior: entropy_bits(posterior.beliefs[:, network.drivers]).sum(1)
    )
    expected = [
        by_enumeration(network, weights, previous, int(place), at)
        for at, place in enumerate(places)
    ]
    assert bits == pytest.approx(expected, abs=close)
    if engine == "exact":
        assert (bits >= -1e-12).all()
        assert bits[2] == pytest.approx(0, abs=1e-12)  # as likely either way


def test_what_fired_is_expected_to_fire_as_often_as_now() -> None:
    network = small_network(1)
    weights = np.zeros(len(network.nodes))
    ahead = prospect(
        network, weights, np.array([3, 7]), IF_TRUE[:2], IF_FALSE[:2], engine="exact"
    )
    for name in ("beliefs", "link_fired", "feedback_fired", "leak_fired"):
        yes, no = (
            getattr(part, name) for part in (ahead.if_confirmed, ahead.if_refuted)
        )
        share = ahead.confirmed[:, None]
        mean = share * yes + (1 - share) * no
        now = np.broadcast_to(getattr(ahead.now, name), mean.shape)
        assert mean == pytest.approx(now, abs=1e-9)
