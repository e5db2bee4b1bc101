"""Simple rankers of root causes, to be measured beside ``rank_root_causes``."""

from __future__ import annotations

import networkx as nx
import numpy as np
from metric_cases import Case

from rcagraph.inference.root_cause import USUAL, Calibration, rank_root_causes

_FAR = 3.0


def rcagraph(case: Case, calibration: Calibration = USUAL) -> list[str]:
    """Rank by contribution; nodes without figures come last."""
    found = rank_root_causes(
        case.graph, case.windows, case.target, calibration=calibration
    )
    return [each.node for each in found.causes] + list(found.unmeasured)


def ranked_correlation(case: Case) -> list[str]:
    """Rank by correlation with the target inside the abnormal window."""
    goal = case.windows.of(case.target).abnormal
    scores = {}
    for node in _others(case):
        now = case.windows.of(node).abnormal
        both = np.isfinite(now) & np.isfinite(goal)
        moving = both.sum() > 2 and np.ptp(now[both]) > 0 and np.ptp(goal[both]) > 0  # noqa: PLR2004
        scores[node] = abs(np.corrcoef(now[both], goal[both])[0, 1]) if moving else 0.0
    return sorted(scores, key=lambda node: -scores[node])


def deepest_anomalous(case: Case) -> list[str]:
    """Rank anomalous nodes without an anomalous cause first, farthest first."""
    graph = _digraph(case)
    sizes = {node: _size(case, node) for node in _others(case)}
    odd = {node for node in sizes if sizes[node] > _FAR}
    away = nx.single_source_shortest_path_length(graph.reverse(), case.target)

    def key(node: str) -> tuple[bool, bool, int]:
        first = node in odd and not odd.intersection(graph.predecessors(node))
        return (not first, node not in odd, -away.get(node, 0))

    return sorted((node for node in sizes if node in away), key=key)


def personalised_pagerank(case: Case) -> list[str]:
    """Walk from the target to causes, and rest where correlation is high."""
    graph = _digraph(case).reverse()
    goal = case.windows.of(case.target).abnormal
    start = {}
    for node in graph:
        now = case.windows.of(node).abnormal
        both = np.isfinite(now) & np.isfinite(goal)
        moving = both.sum() > 2 and np.ptp(now[both]) > 0 and np.ptp(goal[both]) > 0  # noqa: PLR2004
        start[node] = (
            abs(np.corrcoef(now[both], goal[both])[0, 1]) + 1e-6 if moving else 1e-6
        )
    found = nx.pagerank(graph, personalization=start)
    return sorted(_others(case), key=lambda node: -found[node])


def mean_residual(case: Case) -> list[str]:
    """Rank by the mean residual given the causes, by least squares on normal rows."""
    graph = _digraph(case)
    normal, now = (
        np.nan_to_num(case.windows.normal),
        np.nan_to_num(case.windows.abnormal),
    )
    place = {node: index for index, node in enumerate(case.windows.nodes)}
    scores = {}
    for node in _others(case):
        causes = [place[each] for each in sorted(graph.predecessors(node))]
        own = place[node]
        slopes = np.linalg.lstsq(_with_one(normal[:, causes]), normal[:, own])[0]
        usual = normal[:, own] - _with_one(normal[:, causes]) @ slopes
        rest = now[:, own] - _with_one(now[:, causes]) @ slopes
        scores[node] = abs(rest.mean()) / max(usual.std(), 1e-12)
    return sorted(scores, key=lambda node: -scores[node])


def _with_one(columns: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(columns)), columns])


def _others(case: Case) -> list[str]:
    return [node for node in case.graph.nodes if node != case.target]


def _digraph(case: Case) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(case.graph.nodes)
    graph.add_edges_from((each.cause, each.effect) for each in case.graph.links)
    return graph


def _size(case: Case, node: str) -> float:
    figures = case.windows.of(node)
    usual, now = (v[np.isfinite(v)] for v in (figures.normal, figures.abnormal))
    if not len(usual) or not len(now):
        return 0.0
    return float(np.abs(now - usual.mean()).max() / max(usual.std(), 1e-9))
