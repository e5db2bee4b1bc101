"""What holds of every network and all evidence, extreme ones included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rcagraph.inference.contribution import contributions
from rcagraph.inference.enumerate import enumerate_posterior
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior

_CHANCES = st.one_of(
    st.sampled_from([0.0, 1.0, 1e-9, 1 - 1e-9, 0.5]), st.floats(0.001, 0.999)
)
# Without any leak of zero, no finite evidence is impossible.
_LEAKS = st.one_of(st.sampled_from([1e-9, 1e-4, 0.02]), st.floats(0.001, 0.9))
_WEIGHTS = st.one_of(st.sampled_from([-60.0, 0.0, 60.0]), st.floats(-60, 60))
_NO_LINKS = np.empty(0, dtype=np.int64)


@st.composite
def _networks(
    draw: st.DrawFn, *, most: int = 10, feedback: bool = False
) -> NoisyOrNetwork:
    nodes = draw(st.integers(2, most))
    pairs = [(a, b) for b in range(nodes) for a in range(b)]
    links = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25))
    back = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3))
    back = back if feedback else []

    def positions(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    def chances(strategy: st.SearchStrategy[float], size: int) -> Floats:
        return np.array(draw(st.lists(strategy, min_size=size, max_size=size)))

    effects = {effect for _, effect in links}
    return NoisyOrNetwork(
        nodes=tuple(f"n{place}" for place in range(nodes)),
        leaks=chances(_LEAKS, nodes),
        causes=positions([cause for cause, _ in links]),
        effects=positions([effect for _, effect in links]),
        strengths=chances(_CHANCES, len(links)).astype(np.float64),
        feedback_causes=positions([late for _, late in back]),
        feedback_effects=positions([early for early, _ in back]),
        feedback_strengths=chances(st.floats(0, 0.7), len(back)).astype(np.float64),
        drivers=positions(sorted(set(range(nodes)) - effects)),
    )


@st.composite
def _cases(
    draw: st.DrawFn, *, most: int = 10, feedback: bool = False
) -> tuple[NoisyOrNetwork, Floats]:
    network = draw(_networks(most=most, feedback=feedback))
    size = len(network.nodes)
    return network, np.array(draw(st.lists(_WEIGHTS, min_size=size, max_size=size)))


def _assert_close(one: Posterior, other: Posterior, within: float) -> None:
    for field in ("beliefs", "link_fired", "feedback_fired", "leak_fired"):
        np.testing.assert_allclose(
            getattr(one, field), getattr(other, field), rtol=0, atol=within
        )


@settings(max_examples=300)
@given(_cases())
def test_exact_equals_enumeration(case: tuple[NoisyOrNetwork, Floats]) -> None:
    network, weights = case

    found = infer(network, weights, engine="exact")

    _assert_close(found, enumerate_posterior(network, weights), 1e-9)


@given(_cases(feedback=True), st.sampled_from(["exact", "propagation"]))
def test_every_engine_gives_probabilities(
    case: tuple[NoisyOrNetwork, Floats], engine: str
) -> None:
    network, weights = case

    found = infer(network, weights, engine=engine)  # type: ignore[arg-type]

    for field in ("beliefs", "link_fired", "feedback_fired", "leak_fired"):
        values = getattr(found, field)
        assert ((values >= 0) & (values <= 1)).all()


@given(_cases(), st.randoms(use_true_random=False))
def test_names_and_order_of_nodes_do_not_matter(
    case: tuple[NoisyOrNetwork, Floats], random: object
) -> None:
    network, weights = case
    order = _another_order(network, random)
    place = np.argsort(order)
    renamed = replace(
        network,
        nodes=tuple(f"m{index}" for index in range(len(order))),
        leaks=network.leaks[order],
        causes=place[network.causes],
        effects=place[network.effects],
        drivers=place[network.drivers],
    )

    found = infer(renamed, weights[order], engine="exact")

    straight = infer(network, weights, engine="exact")
    np.testing.assert_allclose(found.beliefs, straight.beliefs[:, order], atol=1e-9)
    np.testing.assert_allclose(found.link_fired, straight.link_fired, atol=1e-9)


def _another_order(network: NoisyOrNetwork, random: object) -> np.ndarray:
    """Draw another order of the nodes with causes before effects."""
    left = list(range(len(network.nodes)))
    order = []
    while left:
        waiting = {
            effect
            for cause, effect in zip(
                network.causes.tolist(), network.effects.tolist(), strict=True
            )
            if cause in left
        }
        ready = [node for node in left if node not in waiting]
        order.append(random.choice(ready))  # type: ignore[attr-defined]
        left.remove(order[-1])
    return np.array(order)


@given(_cases(), st.integers(0, 9), st.floats(0, 30))
def test_supporting_evidence_never_lowers_its_own_node(
    case: tuple[NoisyOrNetwork, Floats], node: int, more: float
) -> None:
    network, weights = case
    node %= len(weights)
    supported = weights.copy()
    supported[node] += more

    found = infer(network, np.stack([weights, supported]), engine="exact").beliefs

    assert found[1, node] >= found[0, node] - 1e-12


@given(_cases(feedback=True), st.data())
def test_contributions_add_up(
    case: tuple[NoisyOrNetwork, Floats], data: st.DataObject
) -> None:
    network, weights = case
    size = len(weights)
    severity = np.array(
        data.draw(st.lists(st.floats(0, 1), min_size=size, max_size=size))
    )

    posterior = infer(network, weights, engine="propagation")
    found = contributions(network, posterior, severity)

    total = found.shares[0, network.drivers].sum() + found.unexplained[0]
    assert abs(total - found.explicable[0]) <= 1e-9
