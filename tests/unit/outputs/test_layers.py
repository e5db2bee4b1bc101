from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rcagraph.outputs.layers import crossings, longest_path_layers, order_layers

NAMES = [f"n{place}" for place in range(14)]
layered = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3), min_size=2)


@st.composite
def graphs(
    draw: st.DrawFn,
) -> tuple[dict[str, int], list[tuple[str, str]]]:
    layer_of = draw(layered)
    pairs = list(combinations(sorted(layer_of), 2))
    return layer_of, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30))


@given(graphs())
def test_every_node_stands_once_in_its_own_layer(
    graph: tuple[dict[str, int], list[tuple[str, str]]],
) -> None:
    layer_of, links = graph
    layers = order_layers(layer_of, links).layers
    placed = {n: at for at, layer in enumerate(layers) for n in layer if n in layer_of}
    assert placed == layer_of
    assert sum(node in layer_of for layer in layers for node in layer) == len(layer_of)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_links_changes_nothing(
    graph: tuple[dict[str, int], list[tuple[str, str]]], shuffled: random.Random
) -> None:
    layer_of, links = graph
    nodes = list(layer_of.items())
    turned = [pair[::-1] if shuffled.random() < 0.5 else pair for pair in links]
    shuffled.shuffle(nodes)
    shuffled.shuffle(turned)
    again = order_layers(dict(nodes), [(a, b) for a, b in turned])
    assert again == order_layers(layer_of, links)


@given(graphs())
def test_ordering_never_adds_crossings(
    graph: tuple[dict[str, int], list[tuple[str, str]]],
) -> None:
    layer_of, links = graph
    near = [pair for pair in links if abs(layer_of[pair[0]] - layer_of[pair[1]]) == 1]
    by_name: list[list[str]] = [[] for _ in range(max(layer_of.values()) + 1)]
    for node in sorted(layer_of):
        by_name[layer_of[node]].append(node)
    ordered = order_layers(layer_of, near).layers
    assert crossings(ordered, near) <= crossings(by_name, near)


def test_a_planar_tangle_is_undone() -> None:
    layer_of = {name: int(name[1] > "4") for name in NAMES[:10]}
    links = [(f"n{a}", f"n{9 - a}") for a in range(5)]
    layers = order_layers(layer_of, links).layers
    assert crossings([sorted(layer) for layer in layers], links) == 10
    assert crossings(layers, links) == 0


def test_a_link_over_several_layers_gets_room_in_each_between() -> None:
    order = order_layers({"a": 0, "b": 1, "c": 2, "d": 3}, [("d", "a"), ("a", "b")])
    bends = order.bends["a", "d"]
    assert [bend in layer for bend, layer in zip(bends, order.layers[1:3], strict=True)]
    assert order.bends["a", "b"] == ()


def test_links_within_a_layer_and_loops_are_borne() -> None:
    order = order_layers({"a": 0, "b": 0, "c": 0}, [("a", "c"), ("b", "b")])
    assert sorted(order.layers[0]) == ["a", "b", "c"]
    assert order_layers({}, []).layers == ()


def test_an_effect_stands_after_all_its_causes() -> None:
    links = [("a", "d"), ("a", "b"), ("b", "c"), ("c", "d")]
    assert longest_path_layers("abcd", links) == {"a": 0, "b": 1, "c": 2, "d": 3}
