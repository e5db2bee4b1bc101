"""Groups of rows with the same pattern, if there are any.

Average linkage on any distances; as many groups as give the largest mean silhouette
(Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20, 1987).
A row or two that stand apart from all others are no group: a cut counts only if two of
its groups hold a twentieth of the rows each.
Two questions follow, because every cut of a tree yields groups. Is there more
structure than columns without any relation give? And would the same groups come of
other columns (Hennig, "Cluster-wise assessment of cluster stability", Computational
Statistics and Data Analysis 52, 2007: mean Jaccard similarity)?
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.network import Floats, Ints

Bools = NDArray[np.bool_]
_MOST = 8
# Kaufman and Rousseeuw, "Finding Groups in Data", 1990, table 2.4.
_SUBSTANTIAL = 0.25
_REASONABLE = 0.5
_BY_CHANCE = 0.05
_GROUP = 0.05


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Partition:
    """n rows in k groups.

    Attributes:
        labels: (n,) group of each row, 0 to k - 1, larger groups first.
        silhouette: mean over the rows, -1 to 1.
        tried: number of groups → mean silhouette; 0 where the cut does not count.
        chance: that columns dealt at random give as large a silhouette.
        stability: (k,) mean Jaccard similarity over columns drawn with replacement.
        medoids: (k,) row with the smallest mean distance to its group, among those
            that know as much as its middle row does: who knows little is near all.
    """

    labels: Ints
    silhouette: float
    tried: dict[int, float]
    chance: float
    stability: Floats
    medoids: Ints

    @property
    def strength(self) -> str:
        """How much structure there is: none, weak, fair or reasonable."""
        if self.chance > _BY_CHANCE:
            return "none"
        if self.silhouette <= _SUBSTANTIAL:
            return "weak"
        return "fair" if self.silhouette <= _REASONABLE else "reasonable"


def partition(
    values: Floats, known: Bools, *, draws: int = 199, seed: int = 0
) -> Partition | None:
    """Return the groups of rows, or None if there are too few rows to divide.

    Args:
        values: (n, d) patterns.
        known: (n, d) which of them rest on anything. A pair of rows is compared on
            the columns that both know, so that a want of data makes nobody alike.
        draws: of columns, for the chance and the stability each.
        seed: of the random generator.
    """
    rows, columns = values.shape
    if rows <= _MOST or columns < 2:  # noqa: PLR2004
        return None
    distances = masked_distances(values, known)
    labels, tried = _best_cut(distances)
    generator = np.random.default_rng(seed)
    reached = 0
    count = int(labels.max()) + 1
    for _ in range(draws):
        dealt = values.copy()
        for column in range(columns):
            # Known values change places among themselves: what is missing stays so.
            inside = np.flatnonzero(known[:, column])
            dealt[inside, column] = values[generator.permutation(inside), column]
        best = max(_best_cut(masked_distances(dealt, known))[1].values())
        reached += best >= tried[count]
    similar = np.zeros(count)
    for _ in range(draws):
        drawn = generator.integers(columns, size=columns)
        again = _cuts(masked_distances(values[:, drawn], known[:, drawn]), [count])
        similar += _jaccard(labels, *again.values())
    return Partition(
        labels=labels,
        silhouette=tried[count],
        tried=tried,
        chance=(1 + reached) / (1 + draws),
        stability=similar / max(draws, 1),
        medoids=_medoids(distances, labels, known),
    )


def masked_distances(values: Floats, known: Bools) -> Floats:
    """Return root mean square differences (n, n) over what both of a pair know.

    Pairs that know nothing in common are as far as the farthest pair.

    >>> values = np.array([[0.0, 9.0], [3.0, 1.0]])
    >>> masked_distances(values, np.array([[True, False], [True, True]])).tolist()
    [[0.0, 3.0], [3.0, 0.0]]
    """
    told = known.astype(np.float64)
    masked = values * told
    shared = told @ told.T
    squares = (masked**2) @ told.T
    total = np.maximum(squares + squares.T - 2 * masked @ masked.T, 0)
    means = np.divide(total, shared, out=np.full_like(total, np.nan), where=shared > 0)
    distances = np.sqrt(means)
    farthest = np.nanmax(distances, initial=0)
    distances = np.where(np.isnan(distances), farthest, distances)
    np.fill_diagonal(distances, 0)
    return np.asarray((distances + distances.T) / 2)


def silhouette(distances: Floats, labels: Ints) -> float:
    """Return the mean silhouette; a row alone in its group, or all in one, counts 0.

    >>> apart = np.array([[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 1], [9, 9, 1, 0.0]])
    >>> round(silhouette(apart, np.array([0, 0, 1, 1])), 3)  # 1 - 1 / 9
    0.889
    """
    groups = np.unique(labels)
    if len(groups) == 1:
        return 0.0
    member = (labels[:, None] == groups).astype(np.float64)
    sizes, own = member.sum(axis=0), member.argmax(axis=1)
    sums, at = distances @ member, np.arange(len(labels))
    inside = sums[at, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[at, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    scored = (sizes[own] > 1) & (larger > 0)
    each = np.divide(outside - inside, larger, out=np.zeros(len(labels)), where=scored)
    return float(each.mean())


def _best_cut(distances: Floats) -> tuple[Ints, dict[int, float]]:
    """Return the labels with the largest silhouette, fewer groups first, and all."""
    cuts = _cuts(distances, range(2, _MOST + 1))
    tried = {
        count: silhouette(distances, cut) if _divides(cut) else 0.0
        for count, cut in cuts.items()
    }
    best = max(tried, key=lambda count: (round(tried[count], 9), -count))
    return cuts[best], tried


def _divides(labels: Ints) -> bool:
    """Whether two groups are more than rows that stand apart."""
    fewest = max(2, int(np.ceil(_GROUP * len(labels))))
    return int((np.bincount(labels) >= fewest).sum()) > 1


def _cuts(distances: Floats, counts: Iterable[int]) -> dict[int, Ints]:
    """Return labels for each number of groups that there are, from one tree.

    Rows that are all equally far cannot be told apart: there may be fewer groups than
    were asked for.
    """
    # Not at the top: importing it costs a quarter of a second.
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    # Round-off must not decide between pairs that are equally far.
    tree = linkage(squareform(distances.round(9), checks=False), "average")
    cuts = (
        np.asarray(fcluster(tree, count, criterion="maxclust"), dtype=np.int64)
        for count in counts
    )
    return {int(cut.max()): _by_size(cut) for cut in cuts}


def _by_size(labels: Ints) -> Ints:
    """Number groups from 0, larger ones first, among equals the first row's."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda at: (-sizes[at], first[at]))
    number = {int(names[at]): place for place, at in enumerate(order)}
    return np.array([number[each] for each in labels.tolist()], dtype=np.int64)


def _jaccard(labels: Ints, again: Ints) -> Floats:
    """Return each group's likeness to the nearest group of another partition."""
    one = labels[:, None] == np.arange(labels.max() + 1)
    other = again[:, None] == np.arange(again.max() + 1)
    both = one.T.astype(np.int64) @ other.astype(np.int64)
    either = one.sum(axis=0)[:, None] + other.sum(axis=0) - both
    return np.asarray((both / either).max(axis=1))


def _medoids(distances: Floats, labels: Ints, known: Bools) -> Ints:
    found = []
    for group in range(int(labels.max()) + 1):
        inside = np.flatnonzero(labels == group)
        told = known[inside].sum(axis=1)
        means = distances[np.ix_(inside, inside)].sum(axis=1)
        means = np.where(told >= np.median(told), means, np.inf)
        found.append(inside[means.round(9).argmin()])
    return np.array(found, dtype=np.int64)
