"""How well beliefs and ranks come true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.network import Floats

Bools = NDArray[np.bool_]
BINS = 10
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reliability:
    """Beliefs in ten equal bins, beside how often what was believed was so.

    Attributes:
        counts, believed, true: (10,) cases, mean belief, share present.
        error: expected calibration error: mean gap, each bin by its cases.
        brier: mean squared error. ``log``: mean logarithmic loss, nats.
    """

    counts: NDArray[np.int64]
    believed: Floats
    true: Floats
    error: float
    brier: float
    log: float


def reliability(beliefs: Floats, present: Bools) -> Reliability:
    """Compare beliefs with what was so; both of any one shape.

    >>> found = reliability(np.array([0.1, 0.9]), np.array([False, True]))
    >>> round(found.error, 3), round(found.brier, 3)
    (0.1, 0.01)
    """
    p, y = beliefs.ravel(), present.ravel()
    place = np.minimum((p * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(place, minlength=BINS)
    some = np.maximum(counts, 1)
    believed = np.bincount(place, p, BINS) / some
    true = np.bincount(place, y, BINS) / some
    inside = np.clip(p, _LEAST, 1 - _LEAST)
    return Reliability(
        counts=counts,
        believed=believed,
        true=true,
        error=float((counts * np.abs(believed - true)).sum() / counts.sum()),
        brier=float(((p - y) ** 2).mean()),
        log=float(-np.where(y, np.log(inside), np.log1p(-inside)).mean()),
    )


def recalls(
    scores: Floats, main: Bools, *, firsts: tuple[int, ...] = (1, 3, 5)
) -> Floats:
    """Return how often a true main driver is among the first k, for each k.

    Args:
        scores: (t, d) larger ranks higher; ties go to the lower position.
        main: (t, d) the true main driver, several where equal; trusts without
            any do not count.
        firsts: the k.

    >>> main = np.array([[False, False, True]])
    >>> recalls(np.array([[3.0, 1, 2]]), main, firsts=(1, 2))
    array([0., 1.])
    """
    counted = main.any(axis=1)
    order = np.argsort(-scores[counted], axis=1, kind="stable")
    hits = np.take_along_axis(main[counted], order, axis=1)
    return np.array([hits[:, :k].any(axis=1).mean() for k in firsts])
