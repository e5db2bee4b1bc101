"""Inference side by side with general libraries, in one run on one machine.

Usage: python benchmarks/inference.py [knowledge.csv]

The knowledge table has columns cause_id, effect_id and strength; without one, only
the drawn networks are measured. Times are medians of wall-clock seconds per case;
ratios compare figures of the same run, since machines differ.
"""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter

import networkx as nx
import numpy as np

from rcagraph.graph.feedback import feedback_arc_set
from rcagraph.inference import exact
from rcagraph.inference.contribution import contributions, strongest_paths
from rcagraph.inference.exact import compile_plan, exact_marginals
from rcagraph.inference.infer import infer
from rcagraph.inference.ledger import leave_one_out
from rcagraph.inference.marginals import likelihoods
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.propagation import propagate
from rcagraph.inference.uncertainty import rank_intervals

DEFAULT = Path(__file__).parents[2] / "shared" / "knowledge" / "causal_knowledge.csv"
STRENGTHS = {"weak": 0.15, "moderate": 0.4, "strong": 0.7}
DRIVERS = ("ops_", "str_", "stg_", "ldr_")
PRIOR, LEAK = 0.15, 0.02
Triple = tuple[int, int, float]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, and seconds per case."""

    name: str
    seconds: float | None
    note: str = ""


def main(path: Path) -> None:
    """Measure, and print one table per network."""
    rng = np.random.default_rng(0)
    if path.exists():
        measure_real_graph(read_network(path), rng)
    else:
        print(f"no knowledge table at {path.name}: the real graph is skipped\n")
    for nodes, most_causes in ((30, 4), (60, 4), (100, 5)):
        measure_libraries(draw_network(rng, nodes, most_causes), rng)


def measure_real_graph(network: NoisyOrNetwork, rng: np.random.Generator) -> None:
    """Time every answer on the causal graph; compare propagation with exact."""
    plan = compile_plan(network)
    weights, severity = simulate(network, 205, rng)
    still = without_feedback(network)
    compiling = seconds(lambda: compile_plan(network).signed, 3)
    exact_single = seconds(lambda: exact_marginals(still, weights[:1], plan), 9)
    exact_batch = seconds(lambda: exact_marginals(still, weights[:64], plan), 3) / 64
    propagated = seconds(lambda: propagate(still, weights), 5) / len(weights)
    posterior = infer(network, weights, engine="propagation")
    credit = contributions(network, posterior, severity)
    base = infer(network, weights[:1], plan=plan)
    left_out = np.repeat(weights[:1], 40, axis=0)
    seen = np.flatnonzero(weights[0])[:40]
    left_out[np.arange(len(seen)), seen] = 0
    left_out = left_out[: len(seen)]
    concentrations = np.full(len(network.causes) + len(network.feedback_causes), 20.0)
    print_table(
        f"causal graph: {len(network.nodes)} nodes, {len(network.causes)} links, "
        f"{len(network.feedback_causes)} feedback links, width {plan.width}",
        [
            Row("exact, one case", exact_single),
            Row("exact, in batches", exact_batch),
            Row("exact, no subtraction", sure_seconds(still, weights[:1])),
            Row(
                "exact, loops settled, one case",
                seconds(lambda: infer(network, weights[:1], plan=plan), 5),
                f"{base.iterations} rounds",
            ),
            Row(
                "exact, loops settled, in batches",
                seconds(lambda: infer(network, weights[:32], plan=plan), 1) / 32,
            ),
            Row("propagation, 205 cases", propagated),
            Row(
                "propagation, loops settled",
                seconds(lambda: infer(network, weights, engine="propagation"), 5) / 205,
                f"{posterior.iterations} rounds at most",
            ),
            Row("compiling the plan, once", compiling),
            Row(
                "contributions",
                seconds(lambda: contributions(network, posterior, severity), 3) / 205,
            ),
            Row(
                "five strongest paths, all drivers",
                seconds(
                    lambda: strongest_paths(
                        network, credit, 0, drivers=network.drivers.tolist(), count=5
                    ),
                    3,
                ),
            ),
            Row(
                "ledger, each entry left out",
                seconds(
                    lambda: leave_one_out(
                        network, weights[0], left_out, posterior=base, plan=plan
                    ),
                    1,
                ),
                f"{len(left_out)} entries, exact",
            ),
            Row(
                "rank intervals, 200 draws",
                seconds(
                    lambda: rank_intervals(
                        network, weights[0], severity[0], concentrations=concentrations
                    ),
                    3,
                ),
            ),
        ],
    )
    print_accuracy(network, still, weights[:120])


def print_accuracy(
    network: NoisyOrNetwork, still: NoisyOrNetwork, weights: Floats
) -> None:
    """Print how far propagation is from exact, loops held still and settled."""
    plan = compile_plan(network)
    pairs = (
        (
            "loops left out",
            propagate(still, weights).marginals.beliefs,
            exact_marginals(still, weights, plan).beliefs,
        ),
        (
            "loops settled",
            infer(network, weights, engine="propagation").beliefs,
            infer(network, weights, plan=plan).beliefs,
        ),
    )
    for name, found, expected in pairs:
        error = np.abs(found - expected)
        agreement = [
            rank_correlation(one, other)
            for one, other in zip(
                found[:, network.drivers], expected[:, network.drivers], strict=True
            )
        ]
        print(
            f"propagation against exact, {name}, {len(weights)} cases: mean error "
            f"{error.mean():.4f}, 99th percentile {np.quantile(error, 0.99):.4f}, "
            f"largest {error.max():.3f}; Spearman over drivers mean "
            f"{np.mean(agreement):.4f}, least {min(agreement):.4f}"
        )
    print()


def measure_libraries(network: NoisyOrNetwork, rng: np.random.Generator) -> None:
    """Time the same beliefs by general Bayesian-network libraries."""
    plan = compile_plan(network)
    weights, _ = simulate(network, 64, rng)
    ours = exact_marginals(network, weights[:1], plan).beliefs[0]
    found = [
        Row(
            "exact, one case",
            seconds(lambda: exact_marginals(network, weights[:1], plan), 9),
        ),
        Row(
            "exact, in batches",
            seconds(lambda: exact_marginals(network, weights, plan), 3) / 64,
        ),
        Row("propagation", seconds(lambda: propagate(network, weights), 5) / 64),
    ]
    for name, ready in (("pyAgrum lazy", pyagrum), ("pgmpy elimination", pgmpy)):
        try:
            answer = ready(network, weights[0])
        except ImportError:
            found.append(Row(name, None, "not installed"))
            continue
        gap = float(np.abs(answer() - ours).max())
        found.append(Row(name, seconds(answer, 1), f"largest difference {gap:.0e}"))
    families = np.bincount(network.effects)
    print_table(
        f"drawn: {len(network.nodes)} nodes, {len(network.causes)} links, at most "
        f"{families.max()} causes, width {plan.width}",
        found,
    )


def pyagrum(network: NoisyOrNetwork, weights: Floats) -> Callable[[], Floats]:
    """Return a function that asks pyAgrum for all beliefs; model already built."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyagrum as gum  # noqa: PLC0415

    model = gum.BayesNet()
    for node in network.nodes:
        model.add(gum.LabelizedVariable(node, node, 2))
    for cause, effect in zip(network.causes, network.effects, strict=True):
        model.addArc(network.nodes[cause], network.nodes[effect])
    for place, node in enumerate(network.nodes):
        causes, absent = family(network, place)
        names = [network.nodes[cause] for cause in causes]
        for states, chance in absent:
            given = dict(zip(names, states, strict=True))
            model.cpt(node)[given] = [chance, 1 - chance]
    seen = likelihoods(weights)
    evidence = {node: seen[:, i].tolist() for i, node in enumerate(network.nodes)}

    def answer() -> Floats:
        engine = gum.LazyPropagation(model)
        engine.setEvidence(evidence)
        engine.makeInference()
        return np.array([engine.posterior(node)[1] for node in network.nodes])

    return answer


def pgmpy(network: NoisyOrNetwork, weights: Floats) -> Callable[[], Floats]:
    """Return a function that asks pgmpy for all beliefs; model already built."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pgmpy.factors.discrete import TabularCPD  # noqa: PLC0415
        from pgmpy.inference import VariableElimination  # noqa: PLC0415
        from pgmpy.models import DiscreteBayesianNetwork  # noqa: PLC0415

    model = DiscreteBayesianNetwork()
    model.add_nodes_from(network.nodes)
    seen = likelihoods(weights)
    for place, node in enumerate(network.nodes):
        causes, absent = family(network, place)
        names = [network.nodes[cause] for cause in causes]
        model.add_edges_from((name, node) for name in names)
        chances = np.array([chance for _, chance in absent])
        model.add_cpds(
            TabularCPD(
                node,
                2,
                [chances.tolist(), (1 - chances).tolist()],
                evidence=names,
                evidence_card=[2] * len(names),
            )
        )
        # A likelihood enters as a child that was seen.
        child = f"seen {node}"
        model.add_edge(node, child)
        model.add_cpds(
            TabularCPD(
                child,
                2,
                [(1 - seen[:, place]).tolist(), seen[:, place].tolist()],
                evidence=[node],
                evidence_card=[2],
            )
        )
    evidence = {f"seen {node}": 1 for node in network.nodes}

    def answer() -> Floats:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            engine = VariableElimination(model)
            return np.array(
                [
                    engine.query([node], evidence, show_progress=False).values[1]
                    for node in network.nodes
                ]
            )

    return answer


def family(
    network: NoisyOrNetwork, place: int
) -> tuple[list[int], list[tuple[tuple[int, ...], float]]]:
    """Return a node's causes, and P(absent) for each of their states."""
    into = np.flatnonzero(network.effects == place)
    stays = 1 - network.leaks[place]
    misses = 1 - network.strengths[into]
    return network.causes[into].tolist(), [
        (states, float(stays * (misses ** np.array(states)).prod()))
        for states in product((0, 1), repeat=len(into))
    ]


def read_network(path: Path) -> NoisyOrNetwork:
    """Build the causal graph from the knowledge table, metrics left out."""
    with path.open(encoding="utf-8", newline="") as file:
        strengths = {
            (row["cause_id"], row["effect_id"]): STRENGTHS[row["strength"]]
            for row in csv.DictReader(file)
            if not row["effect_id"].startswith("m_")
        }
    back = feedback_arc_set(strengths)
    graph = nx.DiGraph(pair for pair in sorted(strengths) if pair not in back)
    ids = tuple(nx.lexicographical_topological_sort(graph))
    place = {node: index for index, node in enumerate(ids)}

    def triples(pairs: Sequence[tuple[str, str]]) -> list[Triple]:
        return [(place[a], place[b], strengths[a, b]) for a, b in pairs]

    return assemble(
        ids,
        triples(sorted(set(strengths) - back)),
        triples(sorted(back)),
        [place[node] for node in ids if node.startswith(DRIVERS)],
    )


def draw_network(
    rng: np.random.Generator, nodes: int, most_causes: int
) -> NoisyOrNetwork:
    """Draw a network whose later nodes have a few causes among the 15 before them."""
    links: list[Triple] = []
    first = nodes // 3
    for effect in range(first, nodes):
        near = np.arange(max(0, effect - 15), effect)
        size = int(rng.integers(1, most_causes + 1))
        links += [
            (int(cause), effect, float(rng.choice([*STRENGTHS.values()])))
            for cause in rng.choice(near, size, replace=False)
        ]
    names = tuple(f"n{place:03d}" for place in range(nodes))
    return assemble(names, links, [], list(range(first)))


def assemble(
    ids: tuple[str, ...],
    links: list[Triple],
    back: list[Triple],
    drivers: list[int],
) -> NoisyOrNetwork:
    """Lay triples of cause, effect and strength out as a network."""
    acting = np.array(links).reshape(-1, 3)
    late = np.array(back).reshape(-1, 3)
    leaks = np.full(len(ids), LEAK)
    leaks[drivers] = PRIOR
    return NoisyOrNetwork(
        nodes=ids,
        leaks=leaks,
        causes=acting[:, 0].astype(np.int64),
        effects=acting[:, 1].astype(np.int64),
        strengths=acting[:, 2],
        feedback_causes=late[:, 0].astype(np.int64),
        feedback_effects=late[:, 1].astype(np.int64),
        feedback_strengths=late[:, 2],
        drivers=np.array(drivers, dtype=np.int64),
    )


def without_feedback(network: NoisyOrNetwork) -> NoisyOrNetwork:
    """Return the network as if no loop turned."""
    none = np.empty(0, dtype=np.int64)
    return replace(
        network,
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.empty(0),
    )


def simulate(
    network: NoisyOrNetwork, cases: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw who has what, then weights on two in three of the other nodes.

    Returns:
        (cases, n) decibans, right more often than not; (cases, n) severities.
    """
    present = rng.random((cases, len(network.nodes))) < network.leaks
    fires = rng.random((cases, len(network.causes))) < network.strengths
    for link in np.argsort(network.effects, kind="stable"):
        cause, effect = network.causes[link], network.effects[link]
        present[:, effect] |= present[:, cause] & fires[:, link]
    size = rng.normal(np.where(present, 4.0, -4.0), 4.0).clip(-10, 10)
    seen = rng.random(size.shape) < 2 / 3
    seen[:, network.drivers] = False
    severity = np.where(seen & (size > 0), size / 10, 0)
    return np.where(seen, size, 0.0), severity


def rank_correlation(one: Floats, other: Floats) -> float:
    """Return Spearman's coefficient of two rows without ties."""
    ranks = [np.argsort(np.argsort(values)) for values in (one, other)]
    return float(np.corrcoef(ranks)[0, 1])


def sure_seconds(network: NoisyOrNetwork, weights: Floats) -> float:
    """Time the exact engine in the basis that never subtracts."""
    plan = compile_plan(network)
    usual, exact._LARGEST_AMPLIFICATION = exact._LARGEST_AMPLIFICATION, -1.0  # noqa: SLF001
    try:
        return seconds(lambda: exact_marginals(network, weights, plan), 1)
    finally:
        exact._LARGEST_AMPLIFICATION = usual  # noqa: SLF001


def seconds(run: Callable[[], object], times: int) -> float:
    """Return the median time of some runs after one that warms up."""
    run()
    taken = []
    for _ in range(times):
        start = perf_counter()
        run()
        taken.append(perf_counter() - start)
    return median(taken)


def print_table(title: str, table: Sequence[Row]) -> None:
    """Print times with their ratio to the first row."""
    print(title)
    base = table[0].seconds
    for row in table:
        if row.seconds is None or base is None:
            print(f"  {row.name:<36}{'-':>10}  {row.note}")
        else:
            ratio = row.seconds / base
            print(f"  {row.name:<36}{row.seconds:>9.5f}s {ratio:>8.2f}x  {row.note}")
    print()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
