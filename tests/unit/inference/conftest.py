"""Networks to test inference on."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from rcagraph.graph.feedback import feedback_arc_set
from rcagraph.inference.network import NoisyOrNetwork

Build = Callable[..., NoisyOrNetwork]

_KNOWLEDGE = Path(__file__).parents[4] / "shared" / "knowledge" / "causal_knowledge.csv"
_STRENGTHS = {"weak": 0.15, "moderate": 0.4, "strong": 0.7}
_DRIVERS = ("ops_", "str_", "stg_", "ldr_")


def _network(
    leaks: list[float],
    links: list[tuple[int, int, float]],
    feedback: list[tuple[int, int, float]] | None = None,
    drivers: list[int] | None = None,
) -> NoisyOrNetwork:
    acting, fed_back = np.array(links), np.array(feedback or np.empty((0, 3)))
    acting = acting.reshape(-1, 3)
    return NoisyOrNetwork(
        nodes=tuple(f"n{place:02d}" for place in range(len(leaks))),
        leaks=np.array(leaks, dtype=np.float64),
        causes=acting[:, 0].astype(np.int64),
        effects=acting[:, 1].astype(np.int64),
        strengths=acting[:, 2],
        feedback_causes=fed_back[:, 0].astype(np.int64),
        feedback_effects=fed_back[:, 1].astype(np.int64),
        feedback_strengths=fed_back[:, 2],
        drivers=np.array(drivers or [], dtype=np.int64),
    )


@pytest.fixture(scope="session")
def build() -> Build:
    """Build a network from leaks and (cause, effect, strength) triples."""
    return _network


@pytest.fixture(scope="session")
def draw() -> Build:
    """Draw a network: n nodes, a share of all possible links, f feedback links."""

    def drawn(
        rng: np.random.Generator,
        nodes: int,
        *,
        density: float = 0.4,
        most_causes: int = 99,
        feedback: int = 0,
    ) -> NoisyOrNetwork:
        links = []
        for effect in range(1, nodes):
            causes = np.flatnonzero(rng.random(effect) < density)
            kept = rng.permutation(causes)[:most_causes]
            links += [(int(c), effect, float(rng.uniform(0.05, 0.95))) for c in kept]
        back = [
            (int(rng.integers(1, nodes)), int(rng.integers(nodes)), rng.uniform(0, 0.8))
            for _ in range(feedback)
        ]
        leaks = rng.uniform(0.01, 0.5, nodes).tolist()
        roots = sorted(set(range(nodes)) - {effect for _, effect, _ in links})
        return _network(leaks, links, back, roots)

    return drawn


@pytest.fixture(scope="session")
def real_network() -> NoisyOrNetwork:
    """Build the health-service graph, where the team's material is at hand."""
    if not _KNOWLEDGE.exists():
        pytest.skip("the causal knowledge table is not beside the repository")
    with _KNOWLEDGE.open(encoding="utf-8", newline="") as file:
        strengths = {
            (row["cause_id"], row["effect_id"]): _STRENGTHS[row["strength"]]
            for row in csv.DictReader(file)
            if not row["effect_id"].startswith("m_")
        }
    back = feedback_arc_set(strengths)
    graph = nx.DiGraph(pair for pair in strengths if pair not in back)
    ids = tuple(nx.lexicographical_topological_sort(graph))
    place = {node: index for index, node in enumerate(ids)}

    def triples(pairs: list[tuple[str, str]]) -> list[tuple[int, int, float]]:
        return [(place[a], place[b], strengths[a, b]) for a, b in sorted(pairs)]

    drivers = [place[node] for node in ids if node.startswith(_DRIVERS)]
    network = _network(
        [0.15 if node.startswith(_DRIVERS) else 0.02 for node in ids],
        triples([pair for pair in strengths if pair not in back]),
        triples(sorted(back)),
        drivers,
    )
    return replace(network, nodes=ids)
