from __future__ import annotations

import itertools
import random

import networkx as nx
import pytest

from rcagraph.graph.search import find_loops, find_paths


def random_graph(seed: int) -> nx.DiGraph[str]:
    rng = random.Random(seed)  # noqa: S311 - a test's graph
    nodes = [f"n{at:02d}" for at in range(rng.randint(2, 12))]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    share = rng.uniform(0.05, 0.3)
    graph.add_edges_from(
        arc for arc in itertools.permutations(nodes, 2) if rng.random() < share
    )
    return graph


def paths_by_trying_everything(
    graph: nx.DiGraph[str], at: str, end: str, seen: tuple[str, ...] = ()
) -> list[tuple[str, ...]]:
    seen = (*seen, at)
    if at == end:
        return [seen]
    return [
        path
        for node in sorted(graph[at])
        if node not in seen
        for path in paths_by_trying_everything(graph, node, end, seen)
    ]


def loops_by_trying_everything(graph: nx.DiGraph[str]) -> list[tuple[str, ...]]:
    return [
        path
        for start in graph
        for last in graph.pred[start]
        for path in paths_by_trying_everything(graph, start, last)
        if start == min(path)
    ]


@pytest.mark.parametrize("seed", range(200))
def test_loops_and_paths_equal_brute_force(seed: int) -> None:
    graph = random_graph(seed)
    loops = loops_by_trying_everything(graph)
    assert sorted(find_loops(graph).chains) == sorted(loops)
    paths = paths_by_trying_everything(graph, "n00", "n01")
    assert sorted(find_paths(graph, "n00", "n01").chains) == sorted(paths)
    for longest in (1, 2, 4):
        short = [each for each in loops if len(each) <= longest]
        assert sorted(find_loops(graph, longest=longest).chains) == sorted(short)
        short = [each for each in paths if len(each) <= longest + 1]
        found = find_paths(graph, "n00", "n01", longest=longest)
        assert sorted(found.chains) == sorted(short)


def test_a_search_that_is_too_long_finds_all_up_to_a_length_and_says_so() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(itertools.permutations("abcdefghij", 2))
    loops = find_loops(graph, steps=10_000)
    assert loops.longest is not None
    everything = find_loops(graph, longest=loops.longest)
    assert loops.chains == everything.chains
    paths = find_paths(graph, "a", "b", steps=1_000)
    assert paths.longest is not None
    assert paths.chains == find_paths(graph, "a", "b", longest=paths.longest).chains


def test_a_hundred_thousand_links_are_searched_up_to_a_length() -> None:
    rng = random.Random(1)  # noqa: S311 - a test's graph
    nodes = [f"n{at:05d}" for at in range(20_000)]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(rng.sample(nodes, 2) for _ in range(100_000))
    found = find_loops(graph)
    assert found.longest is not None
    assert found.longest >= 2
    pairs = {(a, b) for a, b in graph.edges if a < b and graph.has_edge(b, a)}
    assert pairs == {each for each in found.chains if len(each) == 2}
