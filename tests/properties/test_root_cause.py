from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rcagraph.inference.anomaly import MetricWindows
from rcagraph.inference.root_cause import rank_root_causes
from rcagraph.inference.root_cause_graph import MetricGraph, MetricLink


@st.composite
def cases(draw: st.DrawFn) -> tuple[MetricGraph, MetricWindows]:
    count = draw(st.integers(2, 6))
    nodes = tuple("abcdef"[:count])
    pairs = [(a, b) for a in nodes for b in nodes if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=9))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    rows = draw(st.integers(1, 7))
    normal = rng.normal(size=(40, count))
    abnormal = 4 * rng.normal(size=(rows, count))
    abnormal[rng.random(abnormal.shape) < draw(st.sampled_from([0, 0.3]))] = np.nan
    abnormal[:, 0] = rng.normal(size=rows)
    if draw(st.booleans()):
        normal[:, 1] = 5
    return (
        MetricGraph(
            nodes=nodes, links=tuple(MetricLink(cause=a, effect=b) for a, b in chosen)
        ),
        MetricWindows(nodes=nodes, normal=normal, abnormal=abnormal),
    )


@given(cases())
def test_any_graph_and_figures_give_shares_of_one(
    case: tuple[MetricGraph, MetricWindows],
) -> None:
    found = rank_root_causes(*case, "a")
    told = [each.score for each in found.causes]
    assert np.isfinite(told).all()
    assert abs(sum(told) + found.unexplained - 1) < 1e-9
    assert told == sorted(told, reverse=True) or np.ptp(told) < 1e-8
    assert all(each.path[-1] == "a" for each in found.causes)


@given(cases(), st.randoms(use_true_random=False))
def test_order_of_nodes_and_links_does_not_matter(
    case: tuple[MetricGraph, MetricWindows], shuffler: object
) -> None:
    graph, windows = case
    columns = list(range(len(windows.nodes)))
    links = list(graph.links)
    shuffler.shuffle(columns)  # type: ignore[attr-defined]
    shuffler.shuffle(links)  # type: ignore[attr-defined]
    other = rank_root_causes(
        MetricGraph(nodes=graph.nodes[::-1], links=tuple(links)),
        MetricWindows(
            nodes=tuple(windows.nodes[column] for column in columns),
            normal=windows.normal[:, columns],
            abnormal=windows.abnormal[:, columns],
        ),
        "a",
    )
    assert other == rank_root_causes(graph, windows, "a")
