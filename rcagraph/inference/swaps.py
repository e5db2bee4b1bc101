"""Why beliefs of two cases differ: what differs is swapped over, piece by piece.

From the first case everything that differs is exchanged for the second's, one piece
after the other; what a node's log-odds move by at a swap is that piece's part. Parts
depend on the order, so they are averaged over random orders: the Shapley value by
sampling (Castro, Gomez and Tejada, "Polynomial calculation of the Shapley value based
on sampling", Computers and Operations Research 36, 2009, section 3). Each order is
taken forwards and backwards, which makes the parts of (b, a) exactly the negatives of
those of (a, b). Within each order the parts add up, so their means do too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import decibans
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

# Less than this is round-off, not a difference.
_DIFFERS = 1e-9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CaseInputs:
    """All that a case's beliefs come from: leaks, weights and the quarter before.

    Attributes:
        leaks, weights: (n,).
        previous: (n,) beliefs from which feedback links act, or None.
    """

    leaks: Floats
    weights: Floats
    previous: Floats | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SwapParts:
    """What moves each of n nodes from the first case to the second, decibans.

    Attributes:
        places: (k,) nodes whose evidence differs.
        evidence: (k, n) part of the evidence on each.
        past: (n,) part of what earlier quarters make of the priors.
        loops: (n,) part of the beliefs from which feedback links act.
        error: (k + 2, n) standard errors, past and loops last; 0 for one order.
        total: (n,) what the parts add up to: the difference by propagation.
    """

    places: Ints
    evidence: Floats
    past: Floats
    loops: Floats
    error: Floats
    total: Floats


def swap_parts(
    network: NoisyOrNetwork,
    first: CaseInputs,
    second: CaseInputs,
    *,
    orders: int = 8,
    seed: int = 0,
) -> SwapParts:
    """Return what each difference between two cases does to every node's log-odds.

    All steps of all orders are one batch of propagation.

    Args:
        network: strengths and links of both.
        first, second: the cases; both with previous beliefs or both without.
        orders: random orders, each taken forwards and backwards.
        seed: of the orders.
    """
    assert (first.previous is None) == (second.previous is None)
    places = np.flatnonzero(np.abs(second.weights - first.weights) > _DIFFERS)
    pieces = len(places) + 2
    generator = np.random.default_rng(seed)
    drawn = [generator.permutation(pieces) for _ in range(orders)]
    both_ways = [order for one in drawn for order in (one, one[::-1])]
    # (orders, steps, pieces): whether a piece is the second's at that step.
    swapped = np.stack([_steps(order) for order in both_ways])
    odds = _odds(network, first, second, places, swapped.reshape(-1, pieces))
    odds = odds.reshape(*swapped.shape[:2], -1)
    moved = np.diff(odds, axis=1)
    parts = np.empty((len(both_ways), pieces, odds.shape[-1]))
    for at, order in enumerate(both_ways):
        parts[at, order] = moved[at]
    pairs = (parts[::2] + parts[1::2]) / 2
    mean = pairs.mean(axis=0)
    spread = pairs.std(axis=0, ddof=1) if orders > 1 else np.zeros_like(mean)
    return SwapParts(
        places=places,
        evidence=mean[:-2],
        past=mean[-2],
        loops=mean[-1],
        error=spread / np.sqrt(orders),
        total=mean.sum(axis=0),
    )


def _steps(order: Ints) -> NDArray[np.bool_]:
    """Return which pieces are swapped after 0, 1, ... steps.

    >>> _steps(np.array([1, 0])).tolist()
    [[False, False], [False, True], [True, True]]
    """
    place = np.argsort(order)
    return np.asarray(place < np.arange(len(order) + 1)[:, None])


def _odds(
    network: NoisyOrNetwork,
    first: CaseInputs,
    second: CaseInputs,
    places: Ints,
    swapped: NDArray[np.bool_],
) -> Floats:
    """Return log-odds (cases, n), decibans, with some pieces the second's."""
    weights = np.repeat(first.weights[None], len(swapped), axis=0)
    weights[:, places] = np.where(
        swapped[:, :-2], second.weights[places], first.weights[places]
    )
    leaks = np.where(swapped[:, [-2]], second.leaks, first.leaks)
    previous = None
    if first.previous is not None and second.previous is not None:
        previous = np.where(swapped[:, [-1]], second.previous, first.previous)
    found = infer(
        replace(network, leaks=leaks),
        weights,
        engine="propagation",
        previous=previous,
    )
    return decibans(found.beliefs)
