"""Which of many cells stand out by more than chance: permutation, largest statistic.

Where hundreds of cells are looked at, some stand out by chance. Organisations are
dealt to groups anew, all drivers of one going together, and the largest statistic
of each deal is kept: the share of deals whose largest reaches a cell's is its
adjusted chance, which holds the risk of any false mark over the whole family
however the cells hang together (Westfall and Young, "Resampling-Based Multiple
Testing", 1993, section 2.3: single-step maxT).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.network import Floats, Ints

_CLOSE = 1e-9


def group_excess(  # noqa: PLR0913
    values: Floats,
    groups: Ints,
    strata: Ints,
    *,
    fewest: int = 3,
    permutations: int = 999,
    seed: int = 0,
) -> tuple[Floats, Floats]:
    """Return how far each group's mean lies above what dealing at random gives.

    Args:
        values: (n, d) of n organisations.
        groups: (n,) of each, 0 to g - 1; -1 for none.
        strata: (n,) organisations change places within one only.
        fewest: smaller groups are not judged.
        permutations: deals.
        seed: of the random generator.

    Returns:
        (g, d) distance in standard deviations of the deals, and (g, d) adjusted
        chance that the largest distance of a random deal is as large; NaN for groups
        too small to be judged, and for drivers that do not vary.
    """
    many = int(groups.max(initial=-1)) + 1
    member = (groups[:, None] == np.arange(many)).astype(np.float64)
    judged = member.sum(axis=0) >= fewest
    mean, variance = _dealt(values, member, strata)
    usable = judged[:, None] & (variance > _CLOSE**2)
    scale = np.where(usable, np.sqrt(variance), np.inf)

    def distances(dealt: Floats) -> Floats:
        return np.asarray((member.T @ dealt - mean) / scale)

    found = distances(values)
    generator = np.random.default_rng(seed)
    largest = np.array(
        [
            distances(values[_shuffled(strata, generator)]).max(initial=-np.inf)
            for _ in range(permutations)
        ]
    )
    return _outcome(found, largest, usable)


def pair_association(
    values: Floats, strata: Ints, *, permutations: int = 199, seed: int = 0
) -> tuple[Floats, Floats]:
    """Return the correlation of every pair of columns, within strata, and its chance.

    Args:
        values: (n, d).
        strata: (n,) columns are centred, and dealt anew, within each.
        permutations: deals, each of every column on its own.
        seed: of the random generator.

    Returns:
        (d, d) correlations and (d, d) adjusted chance that the largest correlation
        of all pairs would be as large; NaN on the diagonal and for columns that do
        not vary.
    """
    centred = values.astype(np.float64)
    for each in np.unique(strata):
        centred[strata == each] -= centred[strata == each].mean(axis=0)
    norms = np.sqrt((centred**2).sum(axis=0))
    varied = norms > _CLOSE
    scaled = centred / np.where(varied, norms, np.inf)
    usable = varied[:, None] & varied & ~np.eye(values.shape[1], dtype=bool)
    generator = np.random.default_rng(seed)
    largest = np.empty(permutations)
    upper = np.triu_indices(values.shape[1], 1)
    for deal in range(permutations):
        dealt = scaled.copy()
        for each in np.unique(strata):
            inside = strata == each
            dealt[inside] = generator.permuted(scaled[inside], axis=0)
        largest[deal] = (dealt.T @ dealt)[upper].max(initial=-np.inf)
    return _outcome(scaled.T @ scaled, largest, usable)


def _outcome(
    found: Floats, largest: Floats, usable: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    reached = np.sort(largest)
    # Equal but for round-off counts as reached.
    below = np.searchsorted(reached, found - _CLOSE, side="left")
    chance = (1 + len(reached) - below) / (1 + len(reached))
    return np.where(usable, found, np.nan), np.where(usable, chance, np.nan)


def _dealt(values: Floats, member: Floats, strata: Ints) -> tuple[Floats, Floats]:
    """Return mean and variance (g, d) of group sums over all deals.

    Drawing k of n without replacement: mean k m, variance k s^2 (n - k) / (n - 1),
    s^2 with divisor n; strata are independent.
    """
    mean = np.zeros((member.shape[1], values.shape[1]))
    variance = np.zeros_like(mean)
    for each in np.unique(strata):
        inside = strata == each
        size = int(inside.sum())
        taken = member[inside].sum(axis=0)[:, None]
        mean += taken * values[inside].mean(axis=0)
        if size > 1:
            spread = values[inside].var(axis=0)
            variance += taken * (size - taken) / (size - 1) * spread
    return mean, variance


def _shuffled(strata: Ints, generator: np.random.Generator) -> Ints:
    """Return an order in which organisations change places within their stratum."""
    order = np.arange(len(strata))
    for each in np.unique(strata):
        inside = np.flatnonzero(strata == each)
        order[inside] = generator.permutation(inside)
    return order
