"""What is left of a target when nodes are taken away or put there, world by world.

In a drawn world (``rcagraph.inference.worlds``) a node stays when a way of fired links
leads to it from something not taken away. All questions are put to the same worlds, so
that answers can be compared and never contradict each other.

A feedback link acts from the previous quarter, whose worlds are not drawn. It keeps
firing as often as its cause remains: the fixed point is the state once all loops have
unwound. ``rcagraph.inference.whatif`` answers for the first quarter after a change,
exactly where it can, one question at a time; worlds answer thousands, to about 0.02,
and what is too tangled to be exact.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.inference.worlds import STEPS, Bits, Worlds

_ROUNDS = 100
# Questions answered at once: a few megabytes of bits for 200 nodes.
_AT_ONCE = 64
_ONES = np.array([byte.bit_count() for byte in range(256)], dtype=np.uint8)


def remaining(
    worlds: Worlds,
    removed: Sequence[Sequence[int]],
    targets: Sequence[int],
    *,
    settle: bool = True,
) -> Floats:
    """Return the belief left in targets when nodes are taken away.

    Args:
        worlds: what may have happened.
        removed: r questions: positions of the nodes that each takes away.
        targets: positions, t of them.
        settle: whether loops have unwound; else the first quarter after.

    Returns:
        (r, t) beliefs; with nothing removed those of the posterior. They never rise
        when more is removed.
    """
    left = np.empty((len(removed), len(targets)))
    seen = np.maximum(_counts(worlds.present[list(targets)]), 1)
    for start in range(0, len(removed), _AT_ONCE):
        part = removed[start : start + _AT_ONCE]
        stays = _counts(_stays(worlds, part, settle=settle)[list(targets)])
        left[start : start + len(part)] = (stays / seen[:, None]).T
    return left * worlds.beliefs[list(targets)]


def after_setting(
    worlds: Worlds,
    targets: Sequence[int],
    *,
    absent: Collection[int] = (),
    present: Collection[int] = (),
) -> Floats:
    """Return beliefs in targets in the first quarter after nodes are set by hand.

    Args:
        worlds: what may have happened.
        targets: positions, t of them.
        absent, present: positions of the nodes set.

    Returns:
        (t,) beliefs; with nothing set those of the posterior.
    """
    places = list(targets)
    masks = _masks(worlds, [sorted(absent)])
    steps = np.full((len(worlds.fed), 1), STEPS)
    fed = worlds.fed[np.arange(len(worlds.fed))[:, None], steps]
    into = _into(worlds.network)
    then = _spread(worlds, masks, fed, into, present)[places, 0]
    now = worlds.present[places]
    beliefs = worlds.beliefs[places]
    kept = _counts(now & then) / np.maximum(_counts(now), 1)
    # Padding bits are none: the number of worlds is a multiple of eight.
    came = _counts(~now & then) / np.maximum(_counts(~now), 1)
    return beliefs * kept + (1 - beliefs) * came


def _stays(worlds: Worlds, removed: Sequence[Sequence[int]], *, settle: bool) -> Bits:
    """Return (n, r, b) in which worlds each node stays, for r questions."""
    network, questions = worlds.network, len(removed)
    masks = _masks(worlds, removed)
    links = np.arange(len(network.feedback_causes))[:, None]
    there = np.maximum(_counts(worlds.present[network.feedback_causes]), 1)[:, None]
    into = _into(network)
    steps = np.full((len(links), questions), STEPS)
    stays = _spread(worlds, masks, worlds.fed[links, steps], into)
    for _ in range(_ROUNDS if settle else 0):
        counts = _counts(stays[network.feedback_causes])
        lower = np.rint(counts * STEPS / there).astype(np.int64)
        if (lower == steps).all():
            break
        steps = lower
        stays = _spread(worlds, masks, worlds.fed[links, steps], into)
    return stays


def _masks(worlds: Worlds, removed: Sequence[Sequence[int]]) -> Bits:
    """Return (n, r, 1): no bits where a question takes the node away, else all."""
    nodes = len(worlds.network.nodes)
    masks = np.full((nodes, len(removed), 1), 255, dtype=np.uint8)
    for question, places in enumerate(removed):
        masks[list(places), question] = 0
    return masks


_Into = list[tuple[list[tuple[int, int]], list[int]]]


def _spread(
    worlds: Worlds,
    masks: Bits,
    fed: Bits,
    into: _Into,
    present: Collection[int] = (),
) -> Bits:
    """Follow fired links from what started, in causal order."""
    stays = np.empty(
        (len(masks), masks.shape[1], worlds.started.shape[1]), dtype=np.uint8
    )
    for node, (links, back) in enumerate(into):
        reached = stays[node]
        reached[:] = 255 if node in present else worlds.started[node]
        for link, cause in links:
            reached |= stays[cause] & worlds.fired[link]
        for link in back:
            reached |= fed[link]
        reached &= masks[node]
    return stays


def _into(network: NoisyOrNetwork) -> _Into:
    """Return for each node its links with their causes, and its feedback links."""
    into: _Into = [([], []) for _ in network.nodes]
    pairs = zip(network.causes.tolist(), network.effects.tolist(), strict=True)
    for link, (cause, effect) in enumerate(pairs):
        into[effect][0].append((link, cause))
    for link, effect in enumerate(network.feedback_effects.tolist()):
        into[effect][1].append(link)
    return into


def _counts(bits: Bits) -> Ints:
    """Return how many worlds are marked: the last axis is counted."""
    counts: Ints = _ONES[bits].sum(axis=-1, dtype=np.int64)
    return counts
