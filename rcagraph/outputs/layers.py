"""A layered layout: which row each node takes in its column.

The layers are given (they mean something here), so this is the crossing-reduction
step of Sugiyama, Tagawa and Toda (1981): links over several layers are split by
bends, then each layer is sorted by the barycentres of its neighbours, up and
down, and the order with the fewest crossings is kept.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SWEEPS = 12
_SAME_LAYER_PULL = 0.25  # neighbours in one column: near, but straight links first

_Order = list[list[str]]
_Segments = Mapping[int, Sequence[tuple[str, str]]]
_Neighbours = Mapping[str, Mapping[int, list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layered:
    """Layers from first to last, each from top to bottom.

    Attributes:
        layers: nodes, and the bends that leave room for links passing through.
        bends: (node, node) of a link over several layers → its bends, near to far,
            the end in the earlier layer first.
    """

    layers: tuple[tuple[str, ...], ...]
    bends: Mapping[tuple[str, str], tuple[str, ...]]


def longest_path_layers(
    nodes: Sequence[str], links: Iterable[tuple[str, str]]
) -> Mapping[str, int]:
    """Return node → the number of links on the longest path that ends in it.

    Args:
        nodes: causes before effects.
        links: (cause, effect) without cycles.

    >>> dict(longest_path_layers("abc", [("a", "b"), ("b", "c"), ("a", "c")]))
    {'a': 0, 'b': 1, 'c': 2}
    """
    causes = defaultdict(list)
    for cause, effect in links:
        causes[effect].append(cause)
    layers: dict[str, int] = {}
    for node in nodes:
        layers[node] = max((layers[each] + 1 for each in causes[node]), default=0)
    return layers


def order_layers(
    layer_of: Mapping[str, int], links: Iterable[tuple[str, str]]
) -> Layered:
    """Order the nodes of every layer so that few links cross.

    The same answer whatever the order of nodes and links.

    Args:
        layer_of: node → layer, counted from 0.
        links: pairs in any direction; within a layer they only draw nodes together.

    >>> order_layers({"a": 0, "b": 0, "x": 1, "y": 1}, [("a", "y"), ("b", "x")]).layers
    (('a', 'b'), ('y', 'x'))
    """
    pairs = _outward(layer_of, links)
    order: _Order = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for node in sorted(layer_of):
        order[layer_of[node]].append(node)
    bends = {
        pair: tuple(
            f"\0{pair[0]}\0{pair[1]}\0{layer}"  # no id of a node can be the same
            for layer in range(layer_of[pair[0]] + 1, layer_of[pair[1]])
        )
        for pair in pairs
    }
    for (near, _), passed in bends.items():
        for layer, bend in enumerate(passed, start=layer_of[near] + 1):
            order[layer].append(bend)
    segments = _segments(layer_of, bends)
    neighbours = _neighbours(layer_of, pairs, segments)
    best, fewest = [list(layer) for layer in order], _crossings(order, segments)
    for sweep in range(_SWEEPS):
        _sweep(order, neighbours, forward=sweep % 2 == 0)
        crossed = _crossings(order, segments)
        if crossed < fewest:
            best, fewest = [list(layer) for layer in order], crossed
    return Layered(layers=tuple(map(tuple, best)), bends=bends)


def crossings(layers: Sequence[Sequence[str]], links: Iterable[tuple[str, str]]) -> int:
    """Count the crossings of links between neighbouring layers.

    >>> crossings([["a", "b"], ["x", "y"]], [("a", "y"), ("b", "x")])
    1
    """
    layer_of = {node: i for i, layer in enumerate(layers) for node in layer}
    near = {
        (a, b): ()
        for a, b in _outward(layer_of, links)
        if layer_of[b] - layer_of[a] == 1
    }
    return _crossings(layers, _segments(layer_of, near))


def _outward(
    layer_of: Mapping[str, int], links: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return every pair once, its earlier layer first, in order."""
    pairs = {
        (a, b) if (layer_of[a], a) <= (layer_of[b], b) else (b, a) for a, b in links
    }
    return sorted(pair for pair in pairs if pair[0] != pair[1])


def _segments(
    layer_of: Mapping[str, int], bends: Mapping[tuple[str, str], Sequence[str]]
) -> _Segments:
    """Return layer → the steps of links from it to the next."""
    segments: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for (near, far), passed in bends.items():
        stops = [near, *passed, far]
        for layer, step in enumerate(pairwise(stops), start=layer_of[near]):
            if layer_of[near] < layer_of[far]:
                segments[layer].append(step)
    return segments


def _neighbours(
    layer_of: Mapping[str, int],
    pairs: Iterable[tuple[str, str]],
    segments: _Segments,
) -> _Neighbours:
    """Return node → {-1, 0, +1: its neighbours before, beside and after}."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for steps in segments.values():
        for near, far in steps:
            found[near][1].append(far)
            found[far][-1].append(near)
    for a, b in pairs:
        if layer_of[a] == layer_of[b]:
            found[a][0].append(b)
            found[b][0].append(a)
    return found


def _sweep(order: _Order, neighbours: _Neighbours, *, forward: bool) -> None:
    """Sort each layer by where its neighbours on one side and beside it stand."""
    side = -1 if forward else 1
    walk = range(len(order)) if forward else range(len(order) - 1, -1, -1)
    for index in walk:
        height = _heights(order[index])
        beyond = index + side
        if 0 <= beyond < len(order):
            height |= _heights(order[beyond])
        order[index].sort(key=lambda node: _pull(node, side, neighbours, height))


def _pull(
    node: str, side: int, neighbours: _Neighbours, height: Mapping[str, float]
) -> float:
    """Return the weighted mean height of a node's neighbours, or its own."""
    linked = neighbours.get(node, {})
    pulls = [(height[each], 1.0) for each in linked.get(side, ())]
    pulls += [(height[each], _SAME_LAYER_PULL) for each in linked.get(0, ())]
    if not linked.get(side):
        pulls.append((height[node], 1.0))
    return sum(at * weight for at, weight in pulls) / sum(weight for _, weight in pulls)


def _heights(layer: Sequence[str]) -> dict[str, float]:
    """Return node → height between 0 and 1, so that layers of any size compare."""
    return {node: (row + 0.5) / len(layer) for row, node in enumerate(layer)}


def _crossings(order: Sequence[Sequence[str]], segments: _Segments) -> int:
    """Count pairs of segments that change places, by insertion into a sorted list."""
    total = 0
    for layer, steps in segments.items():
        row = {node: at for at, node in enumerate(order[layer])}
        row_after = {node: at for at, node in enumerate(order[layer + 1])}
        seen: list[int] = []
        for _, end in sorted((row[a], row_after[b]) for a, b in steps):
            total += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return total
