"""Cases on which rankers of root causes are measured.

- PetShop: a microservice application with injected faults (Hardt and others, "The
  PetShop dataset", 2023); real figures, 5 minutes apart.
- Injected: quiet figures of the same application, into which a fault of a drawn node
  is added and passed on to its callers. They have what the real cases lack: many
  different root causes.
- Simulated: random graphs and figures as the PyRCA library describes them (Liu and
  others, "PyRCA: a library for metric-based root cause analysis", 2023).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rcagraph.inference.anomaly import MetricWindows
from rcagraph.inference.root_cause_graph import MetricGraph, MetricLink

Floats = NDArray[np.float64]
PETSHOP = Path(__file__).resolve().parents[2] / "shared" / "benchmarks" / "petshop"
SETTINGS = ("high_traffic", "low_traffic")
_ROWS = 5
_DRIFTING, _SLOW, _MIRRORED = 0.4, 0.5, 0.3
_STATISTIC = "Average"


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """One target in trouble, and what brought it."""

    name: str
    graph: MetricGraph
    windows: MetricWindows
    target: str
    roots: frozenset[str]


def read_petshop(setting: str, folder: Path = PETSHOP) -> list[Case]:
    """Read the cases of one traffic setting; each node by the target's metric."""
    graph = read_petshop_graph(folder / setting / "graph.csv")
    quiet = read_petshop_metrics(folder / setting / "noissue" / "metrics.csv")
    cases = []
    for issue in sorted((folder / setting / "train").iterdir()):
        told = json.loads((issue / "target.json").read_text(encoding="utf-8"))
        metric = (told["target"]["metric"], told["target"]["agg"])
        now = read_petshop_metrics(issue / "metrics.csv")
        cases.append(
            Case(
                name=f"{setting}/{issue.name}",
                graph=graph,
                windows=MetricWindows(
                    nodes=graph.nodes,
                    normal=_figures(quiet, metric, graph.nodes),
                    abnormal=_figures(now, metric, graph.nodes),
                ),
                target=told["target"]["node"],
                roots=frozenset({told["root_cause"]["node"]}),
            )
        )
    return cases


def read_petshop_graph(file: Path) -> MetricGraph:
    """Read calls between services; trouble goes from the called to the caller."""
    calls = pd.read_csv(file, index_col=0)
    names = tuple(map(str, calls.index))
    callers, called = np.nonzero(calls[list(names)].to_numpy())
    return MetricGraph(
        nodes=names,
        links=tuple(
            MetricLink(cause=names[j], effect=names[i])
            for i, j in zip(callers, called, strict=True)
        ),
    )


def read_petshop_metrics(file: Path) -> pd.DataFrame:
    """Read figures: columns by service, metric and statistic; rows by time."""
    return pd.read_csv(file, header=[0, 1, 2], index_col=0)


def _figures(
    table: pd.DataFrame, metric: tuple[str, str], nodes: tuple[str, ...]
) -> Floats:
    own = table.xs(metric, axis=1, level=(1, 2)).reindex(columns=list(nodes))
    return own.to_numpy(dtype=np.float64)


def write_plain(case: Case, folder: Path) -> None:
    """Write a case as the files that ``rcagraph rank`` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    links = [(each.cause, each.effect) for each in case.graph.links]
    _write(folder / "graph.csv", [("cause", "effect"), *links])
    for name in ("normal", "abnormal"):
        rows = [
            (
                str(time),
                *("" if np.isnan(value) else repr(float(value)) for value in row),
            )
            for time, row in enumerate(getattr(case.windows, name))
        ]
        _write(folder / f"{name}.csv", [("time", *case.windows.nodes), *rows])


def _write(file: Path, rows: Sequence[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def inject(count: int, seed: int, folder: Path = PETSHOP) -> list[Case]:
    """Draw faults of drawn nodes into five quiet rows.

    Latencies and failed requests of the faulty node rise for two or three rows and
    are passed on to its callers with a drawn share and a drawn noise. Levels of some
    nodes drift, as they do between the quiet figures and the real cases. In three of
    ten cases a leaf that the target calls mirrors, noisily, what reaches the target:
    the real figures have such client-side views.
    """
    rng = np.random.default_rng(seed)
    graphs = {
        each: read_petshop_graph(folder / each / "graph.csv") for each in SETTINGS
    }
    quiet = {
        each: read_petshop_metrics(folder / each / "noissue" / "metrics.csv")
        for each in SETTINGS
    }
    cases: list[Case] = []
    while len(cases) < count:
        setting = SETTINGS[len(cases) % 2]
        metric = ("latency", "availability")[len(cases) // 2 % 2]
        nodes = graphs[setting].nodes
        figures = _figures(quiet[setting], (metric, _STATISTIC), nodes)
        requests = _figures(quiet[setting], ("requests", "Sum"), nodes)
        case = _injected(rng, graphs[setting], figures, requests, metric)
        if case is not None:
            cases.append(case)
    return cases


def _injected(
    rng: np.random.Generator,
    graph: MetricGraph,
    figures: Floats,
    requests: Floats,
    metric: str,
) -> Case | None:
    nodes, target = graph.nodes, "PetSite"
    start = int(rng.integers(0, len(figures) - _ROWS))
    rows = slice(start, start + _ROWS)
    now = figures[rows].copy()
    normal = np.delete(figures, np.arange(max(0, start - 3), start + _ROWS + 3), axis=0)
    calls = nx.DiGraph([(each.cause, each.effect) for each in graph.links])
    leading = nx.ancestors(calls, target)
    enough = np.isfinite(now).sum(axis=0) >= _ROWS - 1
    root = str(
        rng.choice([n for n in nodes if n in leading and enough[nodes.index(n)]])
    )
    moves = _passed_on(rng, calls, root, target)
    place = {node: column for column, node in enumerate(nodes)}
    spread, middle = np.nanstd(normal, axis=0), np.nanmedian(normal, axis=0)
    if metric == "latency":
        drift = np.where(
            rng.random(len(nodes)) < _DRIFTING, rng.normal(0, 0.25, len(nodes)), 0
        )
        now *= np.exp(drift)
        visible = rng.uniform(4, 15) * spread[place[target]] / moves[target].max()
        worse = rng.uniform(0.5, 3) * middle[place[root]] / moves[root].max()
        size = max(visible, worse)
        for node, move in moves.items():
            now[:, place[node]] += size * move
    else:
        size = rng.uniform(2, 8) / moves[target].max()
        for node, move in moves.items():
            tried = np.nan_to_num(requests[rows, place[node]]).astype(int).clip(1)
            failed = rng.binomial(tried, (size * move / 100).clip(0, 1)) / tried
            now[:, place[node]] *= 1 - failed
    if not np.ptp(now[:, place[root]]) > 0:  # nothing to be seen where it started
        return None
    return Case(
        name=f"injected {metric} {root}",
        graph=graph,
        windows=MetricWindows(nodes=nodes, normal=normal, abnormal=now),
        target=target,
        roots=frozenset({root}),
    )


def _passed_on(
    rng: np.random.Generator, calls: nx.DiGraph, root: str, target: str
) -> dict[str, Floats]:
    first, length = rng.integers(1, 3), rng.integers(2, 4)
    fault = np.zeros(_ROWS)
    fault[first : first + length] = rng.uniform(0.5, 1, len(fault[first:][:length]))
    if rng.random() < _SLOW:
        fault[first] *= rng.uniform(0.1, 0.6)
    moves = {root: fault}
    for node in nx.lexicographical_topological_sort(calls):
        reached = [each for each in sorted(calls.predecessors(node)) if each in moves]
        if node != root and reached:
            moves[node] = sum(
                rng.uniform(0.3, 1.5)
                * moves[each]
                * np.exp(rng.normal(0, rng.choice([0, 0.05, 0.2]), _ROWS))
                for each in reached
            )
    leaves = [
        each
        for each in sorted(calls.predecessors(target))
        if not calls.in_degree(each) and each not in moves
    ]
    if leaves and rng.random() < _MIRRORED:
        noise = np.exp(rng.normal(0, 0.3, _ROWS))
        moves[str(rng.choice(leaves))] = moves[target] * noise * rng.uniform(1, 4)
    return moves


def simulate(kind: str, count: int, seed: int) -> list[Case]:
    """Draw random graphs of 20 nodes and 30 links, 1,000 normal and 10 later rows.

    Node 0 is the only end. Weights lie in ±[0.5, 2]; the noise of a graph is normal,
    exponential, uniform or Laplace. One or more roots (1 + Poisson(1)) are shifted:
    under "linear" until node 0 lies three deviations off in every row; under "weak"
    and "tanh" by half a unit and an exponential draw, however little that moves
    node 0. Under "tanh" causes act by their hyperbolic tangent.
    """
    rng = np.random.default_rng(seed)
    return [_simulated(rng, kind, index) for index in range(count)]


def _simulated(rng: np.random.Generator, kind: str, index: int) -> Case:
    n = 20
    links = {(cause, int(rng.integers(0, cause))) for cause in range(1, n)}
    while len(links) < 30:  # noqa: PLR2004
        cause = int(rng.integers(1, n))
        links.add((cause, int(rng.integers(0, cause))))
    weights = np.zeros((n, n))
    for cause, effect in sorted(links):
        weights[cause, effect] = rng.choice([-1, 1]) * rng.uniform(0.5, 2)
    rooted = ~weights.any(axis=0)
    scale = np.where(rooted, 1, rng.choice([-1, 1], n) * rng.uniform(0.5, 2, n))
    law = str(rng.choice(["normal", "exponential", "uniform", "laplace"]))

    def noise(rows: int) -> Floats:
        if law == "uniform":
            return rng.uniform(-0.5, 0.5, rows)
        return np.asarray(getattr(rng, law)(size=rows))

    def draw(rows: int, shift: Floats) -> Floats:
        values = np.zeros((rows, n))
        for node in reversed(range(n)):
            acting = np.tanh(values) if kind == "tanh" else values
            values[:, node] = acting @ weights[:, node] + scale[node] * noise(rows)
            values[:, node] += shift[node]
        return values

    normal = draw(1000, np.zeros(n))
    roots = rng.choice(np.arange(1, n), 1 + min(int(rng.poisson(1)), n - 2), False)  # noqa: FBT003
    shift = np.zeros(n)
    shift[roots] = rng.exponential(size=len(roots)) + (0.5 if kind != "linear" else 0)
    now = draw(10, shift)
    off = 3 * normal[:, 0].std()
    while kind == "linear" and (np.abs(now[:, 0] - normal[:, 0].mean()) <= off).any():
        shift *= 2
        now = draw(10, shift)
        if shift.max() > 1e6:  # noqa: PLR2004 - ways cancel out
            return _simulated(rng, kind, index)
    names = tuple(f"x{node:02d}" for node in range(n))
    return Case(
        name=f"{kind} {index}",
        graph=MetricGraph(
            nodes=names,
            links=tuple(
                MetricLink(cause=names[a], effect=names[b]) for a, b in sorted(links)
            ),
        ),
        windows=MetricWindows(nodes=names, normal=normal, abnormal=now),
        target=names[0],
        roots=frozenset(names[root] for root in roots),
    )
