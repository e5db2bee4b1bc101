"""Contributions beside the Shapley value of taking drivers away, where it can be had.

Usage: python benchmarks/attribution.py [networks]

On drawn two- and three-level networks every way that mechanisms can fire is
enumerated. The worth of a set of drivers is the expected underperformance that would
go if they were taken away, the evidence held; a driver's Shapley value is its mean
marginal worth over all orders. Contributions share credit by what fired, and are not
meant to be Shapley values; ranks should agree nonetheless.
"""

from __future__ import annotations

import sys
from itertools import combinations
from math import factorial

import numpy as np

from rcagraph.inference.contribution import contributions
from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import likelihoods
from rcagraph.inference.network import Floats, NoisyOrNetwork

DRIVERS, OTHERS = 5, 4
SEEN = 0.7


def main(networks: int) -> None:
    """Print the rank agreement over drawn networks."""
    rng = np.random.default_rng(0)
    agreement, first = [], 0
    for _ in range(networks):
        network = draw(rng)
        weights = np.where(rng.random(len(network.nodes)) < SEEN, rng.normal(2, 5), 0.0)
        weights = np.where(np.arange(len(weights)) >= DRIVERS, weights, 0.0)
        severity = (np.arange(len(weights)) >= DRIVERS + 2).astype(np.float64)
        shares = contributions(network, infer(network, weights), severity)
        shown = shares.shares[0, :DRIVERS]
        exact = shapley(network, weights, severity)
        agreement.append(spearman(shown, exact))
        first += int(np.argmax(shown) == np.argmax(exact))
    print(
        f"contribution against Shapley value, {networks} networks of {DRIVERS} drivers:"
        f" Spearman mean {np.mean(agreement):.3f}, median {np.median(agreement):.3f};"
        f" same first driver in {first / networks:.0%}"
    )


def draw(rng: np.random.Generator) -> NoisyOrNetwork:
    """Draw a network small enough to enumerate: at most 2^20 ways of firing."""
    links = [
        (cause, effect)
        for effect in range(DRIVERS, DRIVERS + OTHERS)
        for cause in rng.choice(effect, int(rng.integers(2, 4)), replace=False)
    ][:11]
    none = np.empty(0, dtype=np.int64)
    return NoisyOrNetwork(
        nodes=tuple(f"n{i}" for i in range(DRIVERS + OTHERS)),
        leaks=np.array([0.15] * DRIVERS + [0.05] * OTHERS),
        causes=np.array([cause for cause, _ in links]),
        effects=np.array([effect for _, effect in links]),
        strengths=rng.choice([0.15, 0.4, 0.7], len(links)),
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.empty(0),
        drivers=np.arange(DRIVERS),
    )


def shapley(network: NoisyOrNetwork, weights: Floats, severity: Floats) -> Floats:
    """Return each driver's Shapley value by enumeration."""
    n, m = len(network.nodes), len(network.causes)
    ready = (np.arange(2 ** (n + m))[:, None] >> np.arange(n + m)) & 1 > 0
    chances = np.concatenate([network.leaks, network.strengths])
    chance = np.ones(len(ready))
    for at, each in enumerate(chances):
        chance *= np.where(ready[:, at], each, 1 - each)
    now = world(network, ready, ())
    seen = likelihoods(weights)
    chance *= np.where(now, seen[1], seen[0]).prod(axis=1)
    chance /= chance.sum()
    burden = {
        removed: float(chance @ (world(network, ready, removed) @ severity))
        for size in range(DRIVERS + 1)
        for removed in combinations(range(DRIVERS), size)
    }
    values = np.zeros(DRIVERS)
    for driver in range(DRIVERS):
        others = [each for each in range(DRIVERS) if each != driver]
        for size in range(DRIVERS):
            share = factorial(size) * factorial(DRIVERS - size - 1) / factorial(DRIVERS)
            for removed in combinations(others, size):
                both = tuple(sorted((*removed, driver)))
                values[driver] += share * (burden[removed] - burden[both])
    return values


def world(
    network: NoisyOrNetwork, ready: np.ndarray, removed: tuple[int, ...]
) -> np.ndarray:
    """Return who is present (ways, n) when some drivers are taken away."""
    state = ready[:, : len(network.nodes)].copy()
    state[:, list(removed)] = False
    for link in np.argsort(network.effects, kind="stable"):
        fires = ready[:, len(network.nodes) + link] & state[:, network.causes[link]]
        state[:, network.effects[link]] |= fires
    return state


def spearman(one: Floats, other: Floats) -> float:
    """Return the rank correlation of two rows; equal values share a rank."""

    def ranks(values: Floats) -> Floats:
        close = values.round(12)
        below = (close[:, None] > close).sum(axis=1)
        return np.asarray(below + (close[:, None] == close).sum(axis=1) / 2)

    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
