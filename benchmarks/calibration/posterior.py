"""The best ranking there can be: mechanisms sampled from the exact posterior.

Gibbs sampling of nodes, many chains at once. Feedback links are taken as any other
link, so a loop could hold itself up; a sample in which some present node is reached
by no leak is dropped. What is left is a sample of the least fixed point's own
posterior: each set of mechanisms has one, and its probability is unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.truth import credit_of, reached
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

_NATS = np.log(10) / 10
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sampled:
    """What samples say of t trusts.

    Attributes:
        beliefs: (t, n) share of samples in which a node is present.
        shares: (t, d) mean share of credit.
        first: (t, d) share of samples in which a driver's share is the largest.
        kept: share of samples in which no loop held itself up.
    """

    beliefs: Floats
    shares: Floats
    first: Floats
    kept: float


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """All links as one list, by node: those into it and those out of it."""

    causes: Ints
    effects: Ints
    misses: Floats  # log(1 - strength)
    strengths: Floats
    out: list[Ints]

    @classmethod
    def of(cls, network: NoisyOrNetwork) -> _Links:
        causes = np.concatenate([network.causes, network.feedback_causes])
        effects = np.concatenate([network.effects, network.feedback_effects])
        strengths = np.concatenate([network.strengths, network.feedback_strengths])
        misses = np.log(np.maximum(1 - strengths, _SMALLEST))
        out = [np.flatnonzero(causes == node) for node in range(len(network.nodes))]
        return cls(causes, effects, misses, strengths, out)


def sample(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    severity: Floats,
    *,
    chains: int = 8,
    warm_up: int = 60,
    samples: int = 40,
    apart: int = 4,
    seed: int = 0,
) -> Sampled:
    """Sample nodes and mechanisms given weights (t, n), and trace their credit.

    Args:
        network: with parameters that do not differ by trust.
        weights: decibans.
        severity: (t, n), as the tool sees it.
        chains: for each trust.
        warm_up: sweeps before the first sample; then ``samples``, ``apart`` sweeps
            from each other.
        samples: how many.
        apart: sweeps between them.
        seed: of the chains.
    """
    rng = np.random.default_rng(seed)
    links = _Links.of(network)
    trusts = len(weights)
    pull = np.repeat(weights, chains, axis=0).T * _NATS
    size = np.repeat(severity, chains, axis=0)
    present = rng.random(pull.shape) < 0.3  # noqa: PLR2004 - anywhere will do
    # Log of the chance that a node stays absent, given its causes.
    absent = np.repeat(np.log1p(-network.leaks)[:, None], pull.shape[1], axis=1)
    np.add.at(absent, links.effects, links.misses[:, None] * present[links.causes])
    beliefs = np.zeros((trusts, len(network.nodes)))
    shares = np.zeros((trusts, len(network.drivers)))
    first, number = np.zeros_like(shares), np.zeros(trusts)
    for sweep in range(warm_up + samples * apart):
        _sweep(links, present, absent, pull, rng)
        if sweep < warm_up or (sweep - warm_up) % apart:
            continue
        now = present.T
        leaked, fired = _mechanisms(network, links, now, absent.T, rng)
        split = len(network.causes)
        ahead, back = fired[:, :split], fired[:, split:]
        sound = (reached(network, leaked, ahead, back) == now).all(axis=1)
        credit = credit_of(
            network,
            now[sound],
            leaked[sound],
            ahead[sound],
            back[sound],
            size[sound],
        )
        whose = np.flatnonzero(sound) // chains
        own = credit.shares[:, network.drivers]
        largest = own.max(axis=1, keepdims=True)
        np.add.at(number, whose, 1)
        np.add.at(beliefs, whose, now[sound])
        np.add.at(shares, whose, own)
        np.add.at(first, whose, (own > largest - 1e-9) & (largest > 0))
    scale = 1 / np.maximum(number, 1)[:, None]
    return Sampled(
        beliefs=beliefs * scale,
        shares=shares * scale,
        first=first * scale,
        kept=float(number.sum() / (samples * pull.shape[1])),
    )


def _log_present(absent: Floats) -> Floats:
    return np.log(np.maximum(-np.expm1(absent), _SMALLEST))


def _sweep(
    links: _Links,
    present: np.ndarray,
    absent: Floats,
    pull: Floats,
    rng: np.random.Generator,
) -> None:
    """Draw every node anew, given all others; (n, rows) arrays, in place."""
    chance = rng.random(present.shape)
    for node in range(len(present)):
        odds = pull[node] + _log_present(absent[node]) - absent[node]
        was = present[node].copy()
        for link in links.out[node]:
            effect, miss = links.effects[link], links.misses[link]
            without = absent[effect] - miss * was
            odds += np.where(
                present[effect],
                _log_present(without + miss) - _log_present(without),
                miss,
            )
        is_now = chance[node] * (1 + np.exp(-np.clip(odds, -700, 700))) < 1
        changed = is_now.astype(np.float64) - was
        for link in links.out[node]:
            absent[links.effects[link]] += links.misses[link] * changed
        present[node] = is_now


def _mechanisms(
    network: NoisyOrNetwork,
    links: _Links,
    now: np.ndarray,
    absent: Floats,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw what fired (rows, n) and (rows, links), given which nodes are present.

    Each mechanism of a present node may have fired, but not none of them: they are
    drawn one after another, each given that nothing has fired yet or something has.
    """
    rows = len(now)
    leaked = np.zeros_like(now)
    fired = np.zeros((rows, len(links.causes)), dtype=np.bool_)
    # Log chance that nothing of what is still to be drawn fires.
    left = absent.copy()
    done = ~now
    order = rng.permutation(len(links.causes))
    stays = np.log1p(-network.leaks)
    leaked[:] = _draw(now, network.leaks, left, done, rng)
    left -= stays
    done |= leaked
    for link in order:
        effect = links.effects[link]
        acts = now[:, links.causes[link]]
        could = acts & now[:, effect]
        hit = _draw(could, links.strengths[link], left[:, effect], done[:, effect], rng)
        fired[:, link] = hit
        left[:, effect] -= links.misses[link] * acts
        done[:, effect] |= hit
    return leaked, fired


def _draw(
    could: np.ndarray,
    chance: Floats | float,
    left: Floats,
    done: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw whether a mechanism fired, of those that could."""
    some = np.maximum(-np.expm1(np.minimum(left, 0)), _SMALLEST)
    return could & (
        rng.random(could.shape) < np.where(done, chance, np.minimum(chance / some, 1))
    )
