"""The oracle: every state of every node, one by one. Slow and obviously right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rcagraph.inference.marginals import (
    Marginals,
    as_posterior,
    as_probabilities,
    checked_weights,
    contradiction,
    feedback_held,
    likelihoods,
    log_not,
    prior_beliefs,
    rows,
)
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior

_MOST_NODES = 18
_ROUNDS = 1000
_CLOSE = 1e-12


def enumerate_posterior(network: NoisyOrNetwork, weights: Floats) -> Posterior:
    """Return the posterior by the definitions, summing over all 2^n states.

    Feedback links act from the beliefs of their causes; the beliefs are put back
    in, from what they are without evidence, until they no longer change.

    Args:
        network: at most 18 nodes.
        weights: (cases, n) or (n,) decibans.

    Raises:
        InferenceError: the evidence of a case has probability zero.
    """
    assert len(network.nodes) <= _MOST_NODES, "too many states to count"
    table = checked_weights(network, weights)
    before = prior_beliefs(network, len(table))
    rounds, change = 0, 0.0
    while True:
        marginals = enumerate_marginals(feedback_held(network, before), table)
        if not len(network.feedback_causes):
            break
        rounds += 1
        change = float(np.abs(marginals.beliefs - before).max(initial=0))
        if change < _CLOSE or rounds == _ROUNDS:
            break
        before = marginals.beliefs
    return as_posterior(
        network,
        marginals,
        before,
        engine="enumeration",
        width=None,
        iterations=rounds,
        residual=change,
    )


def enumerate_marginals(network: NoisyOrNetwork, weights: Floats) -> Marginals:
    """Return beliefs, firings and lifts by their definitions.

    Args:
        network: at most 18 nodes; feedback links are not acted on.
        weights: (cases, n) decibans.
    """
    n = len(network.nodes)
    states = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    answers = [
        _one_case(network, states.astype(np.bool_), *case)
        for case in zip(
            likelihoods(weights).swapaxes(0, 1),
            rows(network.leaks, len(weights)),
            rows(network.strengths, len(weights)),
            strict=True,
        )
    ]
    impossible = [case for case, answer in enumerate(answers) if answer is None]
    if impossible:
        raise contradiction(np.array(impossible))
    beliefs, fired, lift = zip(*filter(None, answers), strict=True)
    return Marginals(
        beliefs=as_probabilities(np.array(beliefs)),
        link_fired=as_probabilities(np.array(fired)),
        leak_lift=np.array(lift),
    )


def _one_case(
    network: NoisyOrNetwork,
    states: NDArray[np.bool_],
    likelihood: Floats,
    leaks: Floats,
    strengths: Floats,
) -> tuple[Floats, Floats, Floats] | None:
    causes, effects = network.causes, network.effects
    # (states, n): log of the probability that nothing brings the node.
    quiet = np.broadcast_to(log_not(leaks), states.shape).copy()
    with np.errstate(invalid="ignore"):
        silent = np.where(states[:, causes], log_not(strengths), 0.0)
    np.add.at(quiet.T, effects, silent.T)
    present = -np.expm1(quiet)
    local = np.where(states, present, np.exp(quiet))
    seen = np.where(states, likelihood[1], likelihood[0])
    joint = (local * seen).prod(axis=1)
    total = joint.sum()
    if total == 0:
        return None
    posterior = joint / total
    # Given that something brought the node, each mechanism at work in that state
    # did so with its own probability over that of any.
    fires = np.divide(1, present, out=np.zeros_like(present), where=present > 0)
    at_work = states[:, causes] & states[:, effects]
    fired = strengths * (posterior[:, None] * at_work * fires[:, effects]).sum(axis=0)
    # With the leak fired the node is present whatever its causes do.
    others = np.stack(
        [
            (seen[:, node] * states[:, node])
            * np.delete(local * seen, node, axis=1).prod(axis=1)
            for node in range(states.shape[1])
        ]
    )
    return posterior @ states, fired, others.sum(axis=1) / total
