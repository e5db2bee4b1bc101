"""Weights in, beliefs out: chooses the engine and closes the feedback loops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from rcagraph.inference.exact import ExactPlan, compile_plan, exact_marginals
from rcagraph.inference.marginals import (
    Marginals,
    as_posterior,
    checked_weights,
    feedback_held,
    log_odds,
    of_cases,
    rows,
)
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork, Posterior
from rcagraph.inference.propagation import Messages, propagate

Engine = Literal["auto", "exact", "propagation"]

WIDEST_EXACT = 20
_CLOSE = 1e-6
_MOST_ROUNDS = 60
# Propagation predicts where the loops settle; should it mislead, plain repetition
# takes over.
_PREDICTED_ROUNDS = 12


def infer(
    network: NoisyOrNetwork,
    weights: Floats,
    *,
    plan: ExactPlan | None = None,
    engine: Engine = "auto",
    previous: Floats | None = None,
) -> Posterior:
    """Return what the evidence says of every node, link and leak.

    A feedback link acts from the belief of its cause. With a single snapshot that
    belief is the one sought, so it is a fixed point: beliefs that reproduce
    themselves within 1e-6, from what the network says before any evidence.

    Args:
        network: the network; leaks and strengths may differ by case.
        weights: (cases, n) or (n,) decibans, how strongly the evidence on each node
            speaks for its presence; infinite where it is certain.
        plan: from ``compile_plan``, to be used again while the links stay the same.
        engine: "auto" takes "exact" up to a width of 20, else "propagation".
        previous: (cases, n) or (n,) beliefs of the previous quarter; with these the
            feedback links act from them, and nothing is iterated to close loops.

    Raises:
        InferenceError: the evidence of a case has probability zero.
    """
    table = checked_weights(network, weights)
    plan = plan or compile_plan(network)  # cheap until its width is asked for
    if engine == "auto":
        engine = "exact" if plan.width <= WIDEST_EXACT else "propagation"
    if previous is not None:
        return _after(network, table, plan, engine, rows(previous, len(table)))
    if engine == "propagation":
        found = propagate(network, table)
        return as_posterior(
            network,
            found.marginals,
            found.messages.beliefs,
            engine=engine,
            width=None,
            iterations=found.marginals.iterations,
            residual=found.marginals.residual,
        )
    return _exact(network, table, plan)


def _after(
    network: NoisyOrNetwork,
    weights: Floats,
    plan: ExactPlan,
    engine: Engine,
    previous: Floats,
) -> Posterior:
    """Return the posterior of a quarter whose previous beliefs are known."""
    held = feedback_held(network, previous)
    exact = engine == "exact"
    found = (
        exact_marginals(held, weights, plan)
        if exact
        else propagate(held, weights).marginals
    )
    return as_posterior(
        network,
        found,
        previous,
        engine=engine,
        width=plan.width if exact else None,
        iterations=found.iterations,
        residual=found.residual,
    )


def _exact(network: NoisyOrNetwork, weights: Floats, plan: ExactPlan) -> Posterior:
    if not len(network.feedback_causes):
        return as_posterior(
            network,
            exact_marginals(network, weights, plan),
            np.zeros(weights.shape),
            engine="exact",
            width=plan.width,
            iterations=0,
            residual=0.0,
        )
    watched = np.unique(network.feedback_causes)
    loops = _Loops.open(network, weights)
    answers = Marginals.empty(network, len(weights))
    acted_from = np.empty(weights.shape)
    residuals = np.empty(len(weights))
    active = np.arange(len(weights))
    rounds = 0
    while len(active) and rounds < _MOST_ROUNDS:
        rounds += 1
        before = loops.beliefs
        found = exact_marginals(
            feedback_held(loops.network, before), loops.weights, plan
        )
        gap = np.abs(found.beliefs - before)[:, watched].max(axis=1)
        answers.put(active, found)
        acted_from[active], residuals[active] = before, gap
        going = np.flatnonzero(gap >= _CLOSE)
        active = active[going]
        if len(active):
            predict = rounds < _PREDICTED_ROUNDS
            loops = loops.of(going).turned(found.beliefs[going], predict=predict)
    return as_posterior(
        network,
        answers,
        acted_from,
        engine="exact",
        width=plan.width,
        iterations=rounds,
        residual=float(residuals.max(initial=0)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loops:
    """Cases whose feedback has not settled, and where the next round looks.

    Propagation alone settles at beliefs P(b) = b that are a little off. Shifted by
    what the exact beliefs at the same b differed by, it settles where the exact
    ones nearly do: two or three exact rounds instead of ten (defect correction).

    Attributes:
        beliefs: (c, n) from which feedback links act in the next round.
        shift: (c, n) log-odds by which propagation is corrected.
    """

    network: NoisyOrNetwork
    weights: Floats
    beliefs: Floats
    shift: Floats
    messages: Messages

    @classmethod
    def open(cls, network: NoisyOrNetwork, weights: Floats) -> _Loops:
        messages = propagate(network, weights).messages
        return cls(
            network=network,
            weights=weights,
            beliefs=messages.beliefs,
            shift=np.zeros(weights.shape),
            messages=messages,
        )

    def of(self, cases: Ints) -> _Loops:
        """Return the loops of some cases."""
        return _Loops(
            network=of_cases(self.network, cases),
            weights=self.weights[cases],
            beliefs=self.beliefs[cases],
            shift=self.shift[cases],
            messages=self.messages.of(cases),
        )

    def turned(self, exact: Floats, *, predict: bool) -> _Loops:
        """Return the loops for the next round, given the exact beliefs of this."""
        if not predict:
            return replace(self, beliefs=exact)
        shift = self.shift + log_odds(exact) - log_odds(self.beliefs)
        found = propagate(self.network, self.weights, shift=shift, start=self.messages)
        messages = found.messages
        return replace(self, beliefs=messages.beliefs, shift=shift, messages=messages)
