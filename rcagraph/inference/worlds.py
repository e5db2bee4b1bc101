"""Possible worlds: what may have happened, drawn from what the evidence leaves open.

To ask what would be left of a target had some drivers been absent is to ask of a
counterfactual: keep what the evidence says of everything that did happen, take the
drivers away, and see what still comes about (Pearl, "Causality", 2009, section 7.1). To
set the drivers to absent *as evidence* answers another question: the target is still
seen, so belief merely moves to other causes.

A world says which drivers and leaks were at work and which links fired. In a world the
target stays when a way of fired links leads to it from something not taken away. Worlds
are drawn by Gibbs sampling over the nodes and then, node by node, over the mechanisms
that can have brought it. ``rcagraph.inference.counterfactual`` puts questions to them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.marginals import feedback_held
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

Bools = NDArray[np.bool_]
Bits = NDArray[np.uint8]

WORLDS = 4096
_CHAINS = 512
_BURN_IN = 20
_APART = 6
_TO_NATS = np.log(10) / 10
# A link that always fires would make some states impossible to leave.
_NEARLY_CERTAIN = 1 - 1e-9
_TINY = 1e-300
# Steps in which the share of a feedback link's firings is held to fall.
STEPS = 512
_RANGE = range(STEPS + 1)


@dataclass(frozen=True, eq=False, kw_only=True)
class Worlds:
    """w worlds of one case, packed eight to a byte (b bytes).

    Attributes:
        count: w.
        beliefs: (n,) of the posterior that the worlds were drawn for.
        present: (n, b) whether the node is there.
        started: (n, b) whether its own prior or leak fired.
        fired: (m, b) whether the link fired, or would have, had its cause been there.
        fed: (f, 513, b) whether the feedback link fires when its cause remains as
            often as 0, 1, ... 512 times in 512.
    """

    network: NoisyOrNetwork
    count: int
    beliefs: Floats
    present: Bits
    started: Bits
    fired: Bits
    fed: Bits


def draw_worlds(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    beliefs: Floats,
    *,
    previous: Floats | None = None,
    draws: int = WORLDS,
    seed: int = 0,
) -> Worlds:
    """Draw worlds of one case.

    Args:
        network: with parameters that do not differ by case.
        weights: (n,) decibans.
        beliefs: (n,) what was inferred from those weights.
        previous: (n,) beliefs from which feedback links act; by default ``beliefs``.
        draws: how many worlds; a multiple of eight.
        seed: of the draws.
    """
    assert draws % 8 == 0
    rng = np.random.default_rng(seed)
    previous = beliefs if previous is None else previous
    held = feedback_held(network, previous[None])
    held = replace(
        held,
        leaks=held.leaks[0],
        strengths=np.minimum(held.strengths, _NEARLY_CERTAIN),
    )
    states = _states(held, weights, beliefs, draws, rng)
    started, fired, fed = _mechanisms(network, previous, states, rng)
    thinned = _thinned(fed, rng)
    # Nothing was seen of a link whose cause was away: it fires as it may.
    idle = ~states[network.causes]
    fired |= idle & (rng.random(fired.shape) < network.strengths[:, None])
    return Worlds(
        network=network,
        count=draws,
        beliefs=beliefs,
        present=np.packbits(states, axis=1),
        started=np.packbits(started, axis=1),
        fired=np.packbits(fired, axis=1),
        fed=thinned,
    )


def _states(
    held: NoisyOrNetwork,
    weights: Floats,
    beliefs: Floats,
    draws: int,
    rng: np.random.Generator,
) -> Bools:
    """Return (n, draws) states: snapshots of many chains, some sweeps apart."""
    chains = min(_CHAINS, draws)
    snapshots = -(-draws // chains)
    state = rng.random((len(beliefs), chains)) < beliefs[:, None]
    nats = np.clip(weights * _TO_NATS, -700, 700)
    quiet = np.repeat((1 - held.leaks)[:, None], chains, axis=1)
    for cause, effect, strength in zip(
        held.causes, held.effects, held.strengths, strict=True
    ):
        quiet[effect] *= np.where(state[cause], 1 - strength, 1.0)
    children = [_children(held, node) for node in range(len(beliefs))]
    taken = []
    for sweep in range(_BURN_IN + _APART * snapshots):
        luck = rng.random(state.shape)
        for node, links in enumerate(children):
            _draw_again(node, links, nats[node], luck[node], state, quiet)
        if sweep >= _BURN_IN and (sweep - _BURN_IN) % _APART == 0:
            taken.append(state.copy())
    return np.concatenate(taken, axis=1)[:, :draws]


@dataclass(frozen=True, slots=True, eq=False)
class _Children:
    """A node's k effects, and (k, 1) how likely each link is to fail."""

    effects: Ints
    fails: Floats
    log_fails: Floats


def _children(held: NoisyOrNetwork, node: int) -> _Children:
    links = np.flatnonzero(held.causes == node)
    fails = 1 - held.strengths[links, None]
    return _Children(held.effects[links], fails, np.log(fails))


def _draw_again(  # noqa: PLR0913, PLR0917 - the inner loop
    node: int,
    children: _Children,
    nats: float,
    luck: Floats,
    state: Bools,
    quiet: Floats,
) -> None:
    """Draw a node anew in all chains, given all the others.

    ``quiet`` (n, chains) is the probability that nothing brings a node; kept up.
    """
    effects, fails = children.effects, children.fails
    odds = nats + _log(1 - quiet[node]) - _log(quiet[node])
    if len(effects):
        without = quiet[effects] / np.where(state[node], fails, 1.0)
        there = _log(1 - without * fails) - _log(1 - without)
        odds += np.where(state[effects], there, children.log_fails).sum(axis=0)
    state[node] = luck < 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    if len(effects):
        quiet[effects] = without * np.where(state[node], fails, 1.0)


def _log(values: Floats) -> Floats:
    return np.log(np.maximum(values, _TINY))


def _mechanisms(
    network: NoisyOrNetwork, previous: Floats, states: Bools, rng: np.random.Generator
) -> tuple[Bools, Bools, Bools]:
    """Return which leaks (n, w), links (m, w) and feedback links (f, w) fired.

    At a node that is there at least one did; given that, each is drawn in turn.
    """
    started = np.zeros(states.shape, dtype=np.bool_)
    fired = np.zeros((len(network.causes), states.shape[1]), dtype=np.bool_)
    fed = np.zeros((len(network.feedback_causes), states.shape[1]), dtype=np.bool_)
    acting = network.feedback_strengths * previous[network.feedback_causes]
    for node, there in enumerate(states):
        links = np.flatnonzero(network.effects == node)
        back = np.flatnonzero(network.feedback_effects == node)
        chances = np.concatenate(
            [
                network.strengths[links, None] * states[network.causes[links]],
                np.repeat(acting[back, None], states.shape[1], axis=1),
                np.full((1, states.shape[1]), network.leaks[node]),
            ]
        )
        drawn = _at_least_one(chances, rng) & there
        fired[links] = drawn[: len(links)]
        fed[back] = drawn[len(links) : -1]
        started[node] = drawn[-1]
    return started, fired, fed


def _at_least_one(chances: Floats, rng: np.random.Generator) -> Bools:
    """Draw (k, w) independent events, given that one of the k happens."""
    luck = rng.random(chances.shape)
    drawn = np.zeros(chances.shape, dtype=np.bool_)
    # none_after[i]: probability that neither i nor any later one happens.
    none_after = np.cumprod((1 - chances)[::-1], axis=0)[::-1]
    none_yet = np.ones(chances.shape[1], dtype=np.bool_)
    for at, chance in enumerate(chances):
        any_left = np.maximum(1 - none_after[at], _TINY)
        drawn[at] = luck[at] < np.where(none_yet, chance / any_left, chance)
        none_yet &= ~drawn[at]
    return drawn


def _thinned(fed: Bools, rng: np.random.Generator) -> Bits:
    """Return (f, 513, b): the firings that go on at each share of the cause's."""
    luck = rng.random(fed.shape)
    steps = [np.packbits(fed & (luck < step / STEPS), axis=1) for step in _RANGE]
    return np.stack(steps, axis=1)
