"""The causal graph as arrays."""

from __future__ import annotations

import numpy as np

from rcagraph.graph.causal_graph import CausalGraph, CausalLink, Claim
from rcagraph.inference.network import compile_network
from rcagraph.vocabulary.terms import Constants, DriverClass, Node, NodeKind

CLAIM = Claim(
    hypothesis="h", source="s", why="w", evidence="published", contested="", place="f:1"
)


def _link(cause: str, effect: str, strength: float, *, feedback: bool) -> CausalLink:
    return CausalLink(
        cause=cause,
        effect=effect,
        strength=strength,
        lag="days",
        lag_days=3,
        claims=(CLAIM,),
        feedback=feedback,
    )


def test_a_graph_is_laid_out_causes_first() -> None:
    nodes = {
        "a": Node(id="a", label="A", kind=NodeKind.SYMPTOM, definition=""),
        "b": Node(id="b", label="B", kind=NodeKind.STATE, definition=""),
        "z": Node(
            id="z",
            label="Z",
            kind=NodeKind.DRIVER,
            definition="",
            driver_class=DriverClass.STRUCTURAL,
        ),
    }
    links = (
        _link("a", "b", 0.15, feedback=True),
        _link("b", "a", 0.4, feedback=False),
        _link("z", "b", 0.7, feedback=False),
    )
    constants = Constants(
        strengths={},
        probabilities={},
        lag_days={},
        priors={DriverClass.STRUCTURAL: 0.2},
        persistence={},
        leak=0.02,
        concentration={},
        lenses={},
        weight_cap=10,
        correlation=0.5,
        repeat=0.1,
        direct=3.0,
        confirmed=0.75,
        refuted=0.25,
    )

    network = compile_network(CausalGraph(nodes=nodes, links=links), constants)

    assert network.nodes == ("z", "b", "a")
    assert network.position("b") == 1
    assert network.leaks.tolist() == [0.2, 0.02, 0.02]
    assert network.drivers.tolist() == [0]
    assert network.causes.tolist() == [1, 0]
    assert network.effects.tolist() == [2, 1]
    assert network.strengths.tolist() == [0.4, 0.7]
    assert network.feedback_causes.tolist() == [2]
    assert network.feedback_effects.tolist() == [1]
    assert np.array_equal(network.feedback_strengths, [0.15])
