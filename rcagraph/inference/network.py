"""A leaky noisy-OR network as arrays, and what inference returns.

P(node absent | causes) = (1 - leak) * prod(1 - strength_i) over the present
causes i. A driver's prior is its leak. A feedback link acts from the previous
quarter's belief, so it adds to the leak of its effect and not to the cycle-free
network (see ``rcagraph.inference.infer``).

Arrays have a leading *case* dimension wherever something may differ between
cases: organisations, quarters, parameter draws, what-ifs are all just rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.vocabulary.terms import Constants, NodeKind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False, kw_only=True)
class NoisyOrNetwork:
    """n nodes, m links and f feedback links.

    Attributes:
        nodes: ids, causes before effects (length n).
        leaks: (n,) or (cases, n); a driver's prior, any other node's leak.
        causes, effects: (m,) positions in ``nodes``; causes[i] < effects[i].
        strengths: (m,) or (cases, m).
        feedback_causes, feedback_effects: (f,) positions in ``nodes``.
        feedback_strengths: (f,) or (cases, f).
        drivers: (d,) positions in ``nodes``.
    """

    nodes: tuple[str, ...]
    leaks: Floats
    causes: Ints
    effects: Ints
    strengths: Floats
    feedback_causes: Ints
    feedback_effects: Ints
    feedback_strengths: Floats
    drivers: Ints

    def __post_init__(self) -> None:
        assert (self.causes < self.effects).all(), "links must follow node order"
        for values in (self.leaks, self.strengths, self.feedback_strengths):
            assert ((values >= 0) & (values <= 1)).all()

    def position(self, node_id: str) -> int:
        """Return the position of a node."""
        return self.nodes.index(node_id)


@dataclass(frozen=True, eq=False, kw_only=True)
class Posterior:
    """What the evidence says, for each of c cases.

    Attributes:
        beliefs: (c, n) probability that the node is present.
        link_fired: (c, m) probability that the link's mechanism fired.
        feedback_fired: (c, f) the same for feedback links.
        leak_fired: (c, n) probability that the node's own prior or leak fired.
        engine: "exact", "propagation" or "enumeration".
        width: largest number of variables in one table (exact), else None.
        iterations: rounds of propagation, or of the feedback fixed point.
        residual: largest last change; 0 when nothing is iterated.
    """

    beliefs: Floats
    link_fired: Floats
    feedback_fired: Floats
    leak_fired: Floats
    engine: str
    width: int | None
    iterations: int
    residual: float


def compile_network(graph: CausalGraph, constants: Constants) -> NoisyOrNetwork:
    """Lay a causal graph out as arrays, in its topological order."""
    nodes = graph.topological
    place = {node_id: index for index, node_id in enumerate(nodes)}
    acting = [link for link in graph.links if not link.feedback]
    fed_back = [link for link in graph.links if link.feedback]

    def leak(node_id: str) -> float:
        driver_class = graph.nodes[node_id].driver_class
        return (
            constants.leak if driver_class is None else constants.priors[driver_class]
        )

    def positions(ids: Sequence[str]) -> Ints:
        return np.array([place[each] for each in ids], dtype=np.int64)

    return NoisyOrNetwork(
        nodes=nodes,
        leaks=np.array([leak(node_id) for node_id in nodes], dtype=np.float64),
        causes=positions([link.cause for link in acting]),
        effects=positions([link.effect for link in acting]),
        strengths=np.array([link.strength for link in acting], dtype=np.float64),
        feedback_causes=positions([link.cause for link in fed_back]),
        feedback_effects=positions([link.effect for link in fed_back]),
        feedback_strengths=np.array(
            [link.strength for link in fed_back], dtype=np.float64
        ),
        drivers=positions([node.id for node in graph.of_kind(NodeKind.DRIVER)]),
    )
