"""Every loop and every path of a graph, or all up to a length when there are too many.

Both are found by depth-first search that never leaves what can still get home: a step
is taken only to a node from which the end is within the length that is left. Work is
counted in steps and not in seconds, so that the answer is the same on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

# Steps of the attempt without a limit, and again of all attempts with one: a few
# seconds together.
STEPS = 1_000_000

_Neighbours = Mapping[int, Sequence[int]]
_Chain = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    Attributes:
        chains: nodes of each loop or path, by length, then by id; a loop starts with
            its smallest id, which is not repeated at its end.
        longest: the number of links up to which all are found; None: no limit.
    """

    chains: tuple[tuple[str, ...], ...]
    longest: int | None


class _TooManyError(Exception):
    """There are more steps to take than are allowed."""


class _Steps:
    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int = 1) -> None:
        self.left -= count
        if self.left < 0:
            raise _TooManyError


def find_loops(
    graph: nx.DiGraph[str], *, longest: int | None = None, steps: int = STEPS
) -> Found:
    """Find every loop; if that takes too many steps, every one up to some length.

    Args:
        graph: any directed graph.
        longest: the most links that a loop may have.
        steps: how much work it may be without a limit, and again with one.

    >>> find_loops(nx.DiGraph([("a", "b"), ("b", "a"), ("b", "b")])).chains
    (('b',), ('a', 'b'))
    """
    parts = [
        part
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1 or graph.has_edge(*(2 * tuple(part)))
    ]
    inside = sorted(node for part in parts for node in part)
    place = {node: at for at, node in enumerate(inside)}
    whose = {place[node]: number for number, part in enumerate(parts) for node in part}
    after: dict[int, list[int]] = {at: [] for at in whose}
    before: dict[int, list[int]] = {at: [] for at in whose}
    for cause, effect in graph.subgraph(inside).edges:
        one, other = place[cause], place[effect]
        if whose[one] == whose[other]:
            after[one].append(other)
            before[other].append(one)

    def attempt(length: int, counter: _Steps) -> Iterator[_Chain]:
        for start in sorted(whose):
            yield from _chains(after, before, start, start, length, counter)

    return _deepest(attempt, inside, len(inside), longest, steps)


def find_paths(
    graph: nx.DiGraph[str],
    source: str,
    target: str,
    *,
    longest: int | None = None,
    steps: int = STEPS,
) -> Found:
    """Find every path that passes no node twice; if there are too many, the shorter.

    >>> graph = nx.DiGraph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "a")])
    >>> find_paths(graph, "a", "c").chains
    (('a', 'c'), ('a', 'b', 'c'))
    """
    between = _between(graph, source, target)
    inside = sorted(between)
    place = {node: at for at, node in enumerate(inside)}
    after = {place[n]: [place[m] for m in graph[n] if m in between] for n in inside}
    before = {
        place[n]: [place[m] for m in graph.pred[n] if m in between] for n in inside
    }
    if source not in place or source == target:
        return Found(chains=(), longest=longest)

    def attempt(length: int, counter: _Steps) -> Iterator[_Chain]:
        ends = place[source], place[target]
        return _chains(after, before, *ends, length, counter)

    return _deepest(attempt, inside, len(inside) - 1, longest, steps)


def _between(graph: nx.DiGraph[str], source: str, target: str) -> Collection[str]:
    later = nx.descendants(graph, source) | {source}
    return later & (nx.ancestors(graph, target) | {target})


def _deepest(
    attempt: Callable[[int, _Steps], Iterator[_Chain]],
    names: Sequence[str],
    limit: int,
    longest: int | None,
    steps: int,
) -> Found:
    """Try without a limit, then one link more at a time while steps suffice."""
    asked = limit if longest is None else min(longest, limit)
    best: list[_Chain] = []
    try:
        best = list(attempt(asked, _Steps(steps)))
    except _TooManyError:
        reached, counter = 0, _Steps(steps)
        for length in range(1, asked):
            try:
                best = list(attempt(length, counter))
            except _TooManyError:
                break
            reached = length
        return _found(best, names, reached)
    return _found(best, names, longest if asked == longest else None)


def _found(
    chains: Sequence[_Chain], names: Sequence[str], longest: int | None
) -> Found:
    named = (tuple(names[at] for at in chain) for chain in chains)
    ordered = sorted(named, key=lambda chain: (len(chain), chain))
    return Found(chains=tuple(ordered), longest=longest)


def _chains(  # noqa: PLR0913, PLR0917
    after: _Neighbours,
    before: _Neighbours,
    start: int,
    end: int,
    length: int,
    counter: _Steps,
) -> Iterator[_Chain]:
    """Yield chains of up to ``length`` links; round trips avoid smaller nodes."""
    lowest = start if start == end else -1
    away = _distances(before, end, length, lowest, counter)
    chain, on_chain = [start], {start}
    onward = [iter(after[start])]
    while onward:
        for node in onward[-1]:
            counter.take()
            if node == end:
                yield tuple(chain) if start == end else (*chain, end)
            elif (
                node not in on_chain
                and node >= lowest
                and len(chain) + away.get(node, length) <= length
            ):
                chain.append(node)
                on_chain.add(node)
                onward.append(iter(after[node]))
                break
        else:
            onward.pop()
            on_chain.discard(chain.pop())


def _distances(
    before: _Neighbours, end: int, length: int, lowest: int, counter: _Steps
) -> dict[int, int]:
    """Return the number of links from each node to the end, below ``length``."""
    away = {end: 0}
    waiting = deque([end])
    while waiting:
        node = waiting.popleft()
        if away[node] + 1 >= length:
            break
        counter.take(len(before[node]))
        for cause in before[node]:
            if cause >= lowest and cause not in away:
                away[cause] = away[node] + 1
                waiting.append(cause)
    return away
