"""How many of several organisations have something, each with its own probability.

The number of successes of independent trials with probabilities p_1 ... p_n has a
Poisson-binomial distribution: the convolution of n two-point distributions, exact
(Hong, "On computing the distribution function for the Poisson binomial
distribution", Computational Statistics and Data Analysis 59, 2013, section 2).
"""

from __future__ import annotations

import numpy as np

from rcagraph.inference.network import Floats, Ints


def count_distribution(probabilities: Floats) -> Floats:
    """Return the distribution of a number of successes.

    Args:
        probabilities: (..., n) of n independent trials.

    Returns:
        (..., n + 1) probability of 0 to n successes.

    >>> count_distribution(np.array([0.5, 0.5, 1.0])).tolist()
    [0.0, 0.25, 0.5, 0.25]
    """
    *lead, trials = probabilities.shape
    chances = np.zeros((*lead, trials + 1))
    chances[..., 0] = 1
    for at in range(trials):
        # The first at + 1 places hold the distribution of the first `at` trials.
        p = probabilities[..., at, None]
        risen = chances[..., : at + 1] * p
        chances[..., : at + 1] *= 1 - p
        chances[..., 1 : at + 2] += risen
    return chances


def count_interval(chances: Floats, level: float) -> tuple[Ints, Ints]:
    """Return the smallest counts that hold the lower and the upper tail.

    Args:
        chances: (..., n + 1) probability of 0 to n.
        level: share of the distribution that the interval holds at least.

    >>> low, high = count_interval(np.array([0.02, 0.08, 0.8, 0.08, 0.02]), 0.9)
    >>> int(low), int(high)
    (1, 3)
    """
    sums = np.cumsum(chances, axis=-1)
    # Round-off in the sums must not push an end that lies on a step.
    low, high = (1 - level) / 2 - 1e-9, (1 + level) / 2 - 1e-9
    top = chances.shape[-1] - 1
    return (
        np.minimum((sums < low).sum(axis=-1), top).astype(np.int64),
        np.minimum((sums < high).sum(axis=-1), top).astype(np.int64),
    )


def chance_of_larger_share(inside: Floats, outside: Floats) -> Floats:
    """Return the probability that a larger share has it inside a group than outside.

    The group's count is exact; that of the rest, which is many, is normal with the
    same mean and variance. Equal shares count as half.

    Args:
        inside: (..., n + 1) distribution of the group's count.
        outside: (..., m) probabilities of the others; m of 0 gives one half.

    >>> two_of_two = np.array([0.0, 0.0, 1.0])
    >>> float(chance_of_larger_share(two_of_two, np.full(40, 0.1)).round(3))
    1.0
    """
    # Costs a tenth of a second to import, and only themes need it.
    from scipy.special import ndtr  # noqa: PLC0415

    size, others = inside.shape[-1] - 1, outside.shape[-1]
    if not (size and others):
        return np.full(inside.shape[:-1], 0.5)
    mean = outside.mean(axis=-1)[..., None]
    spread = np.sqrt((outside * (1 - outside)).sum(axis=-1))[..., None] / others
    gap = np.arange(size + 1) / size - mean
    # Without any spread the comparison is of two known numbers.
    known = np.where(np.abs(gap) < 1e-12, 0.5, gap > 0)  # noqa: PLR2004
    scaled = np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0)
    return np.asarray((inside * np.where(spread > 0, ndtr(scaled), known)).sum(axis=-1))
