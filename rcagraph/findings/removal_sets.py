"""Minimal sets whose removal brings a belief under a threshold, exact up to an order.

The belief left never rises when more is removed. So if removing a whole group of
candidates leaves too much, no set drawn from the group can do. Candidates are split
into groups, groups that cannot do are dropped, and the others split further, until
single sets remain: a branch and bound that leaves no set out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rcagraph.inference.network import Floats

# Groups of candidates, and how many to draw from each.
_Draw = tuple[tuple[tuple[int, ...], int], ...]
_Left = Callable[[Sequence[Sequence[int]]], Floats]


def sets_below(
    left: _Left, candidates: Sequence[int], *, threshold: float, order: int
) -> list[tuple[tuple[int, ...], float]]:
    """Return the minimal sets of at most ``order`` candidates that do.

    Args:
        left: what is left for each of several removals; never rises with more.
        candidates: what can be removed.
        threshold: a set does if less than this is left.
        order: most members of a set.

    Returns:
        Sets, rising inside, with what they leave: smallest first, then least left.
    """
    if not candidates:
        return []
    alone = left([[each] for each in candidates]).tolist()
    # Groups of like effect: the weak ones are dropped together.
    ranked = [each for _, each in sorted(zip(alone, candidates, strict=True))]
    found: list[tuple[tuple[int, ...], float]] = []
    for size in range(1, min(order, len(ranked)) + 1):
        known = [frozenset(each) for each, _ in found]
        single = {next(iter(each)) for each in known if len(each) == 1}
        rest = tuple(each for each in ranked if each not in single)
        if len(rest) >= size:
            found += _of_size(left, rest, size, threshold, known)
    return found


def _of_size(
    left: _Left,
    candidates: tuple[int, ...],
    size: int,
    threshold: float,
    known: list[frozenset[int]],
) -> list[tuple[tuple[int, ...], float]]:
    done: list[tuple[float, tuple[int, ...]]] = []
    draws: list[_Draw] = [((candidates, size),)]
    while draws:
        asked = left([[each for group, _ in draw for each in group] for draw in draws])
        waiting: list[_Draw] = []
        for draw, belief in zip(draws, asked.tolist(), strict=True):
            if belief >= threshold:
                continue
            certain = frozenset(g[0] for g, count in draw if len(g) == count == 1)
            if any(each <= certain for each in known):
                continue
            if len(certain) == size:
                done.append((belief, tuple(sorted(certain))))
            else:
                waiting += _split(draw)
        draws = waiting
    return [(each, belief) for belief, each in sorted(done)]


def _split(draw: _Draw) -> Iterator[_Draw]:
    """Split the largest group in two, in every way to draw from the halves."""
    at = max(range(len(draw)), key=lambda place: (len(draw[place][0]), -place))
    group, count = draw[at]
    others = (*draw[:at], *draw[at + 1 :])
    if len(group) == count:  # all of them are drawn
        yield (*others, *(((each,), 1) for each in group))
        return
    middle = len(group) // 2
    halves = group[:middle], group[middle:]
    for first in range(count + 1):
        numbers = first, count - first
        if all(n <= len(half) for n, half in zip(numbers, halves, strict=True)):
            parts = zip(halves, numbers, strict=True)
            yield (*others, *((half, n) for half, n in parts if n))
