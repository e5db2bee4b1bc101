from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from rcagraph.errors import ObservationsError, UnknownNameError
from rcagraph.inference.anomaly import MetricWindows, View
from rcagraph.inference.root_cause import RootCauses, rank_root_causes
from rcagraph.inference.root_cause_graph import MetricGraph, MetricLink, lay_out

ROWS, WINDOW = 400, 6
PULSE = np.array([0.0, 0, 6, 9, 4, 0])


def graph(*pairs: tuple[str, str]) -> MetricGraph:
    return MetricGraph(
        nodes=tuple(dict.fromkeys(end for pair in pairs for end in pair)),
        links=tuple(MetricLink(cause=a, effect=b) for a, b in pairs),
    )


def figures(
    of: MetricGraph, order: str, faults: dict[str, np.ndarray], seed: int = 0
) -> MetricWindows:
    """Every node is the sum of its causes, its own noise and its fault."""
    rng = np.random.default_rng(seed)
    table = np.zeros((ROWS + WINDOW, len(order)))
    for column, node in enumerate(order):
        causes = [order.index(each.cause) for each in of.links if each.effect == node]
        table[:, column] = table[:, causes].sum(axis=1) + rng.normal(size=len(table))
        table[ROWS:, column] += faults.get(node, 0)
    return MetricWindows(nodes=tuple(order), normal=table[:ROWS], abnormal=table[ROWS:])


CHAIN = graph(("a", "b"), ("b", "t"), ("c", "t"))


def names(found: RootCauses) -> list[str]:
    return [each.node for each in found.causes]


@pytest.mark.parametrize("root", ["a", "b", "c"])
@pytest.mark.parametrize("view", list(View))
def test_the_faulty_node_is_first_in_either_view(root: str, view: View) -> None:
    fault = PULSE if view is View.SHAPE else np.full(WINDOW, 9.0)
    found = rank_root_causes(CHAIN, figures(CHAIN, "abct", {root: fault}), "t")
    assert found.view is view
    first = found.causes[0]
    assert first.node == root
    assert first.path[0] == root
    assert first.path[-1] == "t"
    assert first.explained < 0.3
    assert first.belief > 0.5


def test_scores_and_the_unexplained_share_make_one() -> None:
    found = rank_root_causes(CHAIN, figures(CHAIN, "abct", {"a": PULSE}), "t")
    assert sum(each.score for each in found.causes) + found.unexplained == (
        pytest.approx(1, abs=1e-9)
    )
    assert all(0 <= each.score <= 1 for each in found.causes)
    assert [each.rank for each in found.causes] == [1, 2, 3]
    assert all(a.score >= b.score for a, b in pairwise(found.causes))


def test_trouble_of_the_target_alone_is_unexplained() -> None:
    found = rank_root_causes(CHAIN, figures(CHAIN, "abct", {"t": 3 * PULSE}), "t")
    assert found.unexplained > 0.5


def test_a_node_without_figures_neither_takes_blame_nor_stops_it() -> None:
    windows = figures(CHAIN, "abct", {"a": PULSE})
    windows.abnormal[:, 1] = np.nan
    found = rank_root_causes(CHAIN, windows, "t")
    assert names(found)[0] == "a"
    assert found.causes[0].path == ("a", "b", "t")
    assert found.unmeasured == ("b",)
    assert "b" not in names(found)


def test_only_nodes_that_lead_to_the_target_are_candidates() -> None:
    wider = graph(("a", "t"), ("a", "d"), ("e", "d"), ("t", "u"))
    found = rank_root_causes(wider, figures(wider, "aetdu", {"a": PULSE}), "t")
    assert names(found) == ["a"]


def test_of_equal_figures_the_start_of_the_chain_is_first() -> None:
    # Nothing ever moves but for one pulse, the same everywhere.
    still = np.zeros((ROWS, 3))
    pulse = np.column_stack([PULSE] * 3)
    line = graph(("z", "b"), ("b", "t"))
    windows = MetricWindows(nodes=("b", "t", "z"), normal=still, abnormal=pulse)
    assert names(rank_root_causes(line, windows, "t"))[0] == "z"


def test_loops_are_broken_and_ranked_all_the_same() -> None:
    loop = graph(("a", "b"), ("b", "c"), ("c", "a"), ("c", "t"))
    windows = figures(graph(("a", "b"), ("b", "c"), ("c", "t")), "abct", {"a": PULSE})
    found = rank_root_causes(loop, windows, "t")
    assert set(names(found)) == {"a", "b", "c"}
    assert names(found)[0] == "a"


def test_one_abnormal_row_is_enough_for_levels() -> None:
    windows = figures(CHAIN, "abct", {"a": np.full(WINDOW, 20.0)})
    last = MetricWindows(
        nodes=windows.nodes, normal=windows.normal, abnormal=windows.abnormal[-1:]
    )
    found = rank_root_causes(CHAIN, last, "t")
    assert found.view is View.LEVEL
    assert names(found)[0] == "a"


def test_an_unknown_target_and_one_without_figures_are_refused() -> None:
    windows = figures(CHAIN, "abct", {})
    with pytest.raises(UnknownNameError, match="no node of the graph"):
        rank_root_causes(CHAIN, windows, "x")
    windows.abnormal[:, 3] = np.nan
    with pytest.raises(ObservationsError, match="too few figures of 't'"):
        rank_root_causes(CHAIN, windows, "t")


def test_layout_takes_strengths_along_a_way_without_figures() -> None:
    links = (
        MetricLink(cause="a", effect="x", strength=0.5),
        MetricLink(cause="x", effect="t", strength=0.4),
        MetricLink(cause="b", effect="t"),
    )
    layout = lay_out(MetricGraph(nodes=("a", "x", "t", "b"), links=links), "abt", "t")
    assert layout.strengths == {("a", "t"): 0.2, ("b", "t"): None}
    assert layout.via == {("a", "t"): ("x",)}
    assert layout.causes["t"] == ("a", "b")
