"""What every engine returns, and the small formulas that engines share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from rcagraph.errors import InferenceError, Problem
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork, Posterior

_ROUND_OFF = 1e-9
_NEAREST = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginals:
    """Answers of an engine for c cases.

    Attributes:
        beliefs: (c, n) probability that the node is present.
        link_fired: (c, m) probability that the link's mechanism fired.
        leak_lift: (c, n) P(evidence | the node's leak fired) / P(evidence); times
            the leak it is the probability that the leak fired.
        iterations, residual: of message passing; 0 when nothing is iterated.
        log_evidence: (c,) natural log of P(evidence), its likelihoods scaled so that
            the larger of each pair is 1; None where the engine does not give it.

    A leak is compound here: what the feedback links bring is part of it.
    """

    beliefs: Floats
    link_fired: Floats
    leak_lift: Floats
    iterations: int = 0
    residual: float = 0.0
    log_evidence: Floats | None = None

    @classmethod
    def empty(cls, network: NoisyOrNetwork, cases: int) -> Marginals:
        """Return arrays to be filled in by ``put``."""
        return cls(
            beliefs=np.empty((cases, len(network.nodes))),
            link_fired=np.empty((cases, len(network.causes))),
            leak_lift=np.empty((cases, len(network.nodes))),
            log_evidence=np.empty(cases),
        )

    def put(self, cases: Ints, found: Marginals) -> None:
        """Write the answers for some cases into these."""
        self.beliefs[cases] = found.beliefs
        self.link_fired[cases] = found.link_fired
        self.leak_lift[cases] = found.leak_lift
        if self.log_evidence is not None and found.log_evidence is not None:
            self.log_evidence[cases] = found.log_evidence


def rows(values: Floats, cases: int) -> Floats:
    """Return parameters that may or may not differ by case as (cases, k)."""
    return np.broadcast_to(values, (cases, values.shape[-1]))


def of_cases(network: NoisyOrNetwork, cases: Ints) -> NoisyOrNetwork:
    """Return the network with the parameters of some cases."""

    def chosen(values: Floats) -> Floats:
        return values if values.ndim == 1 else values[cases]

    return replace(
        network,
        leaks=chosen(network.leaks),
        strengths=chosen(network.strengths),
        feedback_strengths=chosen(network.feedback_strengths),
    )


def checked_weights(network: NoisyOrNetwork, weights: Floats) -> Floats:
    """Return the weights as a (cases, n) array of decibans.

    Infinite weights state that a node is certainly present or absent.
    """
    table = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    assert table.ndim == 2  # noqa: PLR2004
    assert table.shape[1] == len(network.nodes), "one weight per node"
    assert not np.isnan(table).any(), "a weight is not a number"
    return table


def likelihoods(weights: Floats) -> Floats:
    """Return (2, ...) likelihoods of absent and present, the larger being 1.

    >>> likelihoods(np.array([0.0, 10.0, -10.0])).round(3).tolist()
    [[1.0, 0.1, 1.0], [1.0, 1.0, 0.1]]
    """
    return np.stack(
        [10 ** (-np.maximum(weights, 0) / 10), 10 ** (np.minimum(weights, 0) / 10)]
    )


def log_odds(probabilities: Floats) -> Floats:
    """Return log(p / (1 - p)), natural, for p no nearer to 0 and 1 than 1e-12.

    >>> log_odds(np.array([0.5, 0.0])).round(2).tolist()
    [0.0, -27.63]
    """
    inside = np.clip(probabilities, _NEAREST, 1 - _NEAREST)
    return np.log(inside) - np.log1p(-inside)


def decibans(probabilities: Floats) -> Floats:
    """Return log-odds in decibans, as weights are.

    >>> decibans(np.array([0.5, 10 / 11])).round(9).tolist()
    [0.0, 10.0]
    """
    return np.asarray(log_odds(probabilities) * (10 / np.log(10)))


def log_not(probabilities: Floats) -> Floats:
    """Return log(1 - p), without loss for small p; -inf where p is 1."""
    with np.errstate(divide="ignore"):
        return np.log1p(-probabilities)


def feedback_held(network: NoisyOrNetwork, beliefs: Floats) -> NoisyOrNetwork:
    """Return the network with its feedback links folded into the leaks.

    A feedback link of strength p acts from the belief b of its cause: the effect
    stays absent with a further probability 1 - p * b. The leaks of the network
    returned are *compound*, of shape (cases, n).

    Args:
        network: the network with its own leaks.
        beliefs: (cases, n) beliefs of the previous quarter.
    """
    cases = len(beliefs)
    stays = log_not(rows(network.leaks, cases)).copy()
    acting = network.feedback_strengths * beliefs[:, network.feedback_causes]
    np.add.at(stays.T, network.feedback_effects, log_not(acting).T)
    none: Ints = np.empty(0, dtype=np.int64)
    return replace(
        network,
        leaks=-np.expm1(stays),
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.empty(0),
    )


def prior_beliefs(network: NoisyOrNetwork, cases: int) -> Floats:
    """Return (cases, n) beliefs before any evidence, causes taken as independent.

    Exact where no two causes of a node share a cause; elsewhere a start from which
    to iterate. Feedback links are left out.
    """
    beliefs = rows(network.leaks, cases).copy()
    strengths = rows(network.strengths, cases)
    for into in _waves(network):
        effects = network.effects[into]
        starts = np.flatnonzero(np.diff(effects, prepend=-1))
        nodes = effects[starts]
        missed = log_not(strengths[:, into] * beliefs[:, network.causes[into]])
        stays = log_not(beliefs[:, nodes]) + np.add.reduceat(missed, starts, axis=1)
        beliefs[:, nodes] = -np.expm1(stays)
    return beliefs


def _waves(network: NoisyOrNetwork) -> Iterator[Ints]:
    """Yield links in groups, every link after all links into its cause.

    A group holds all links into its nodes, sorted by effect. Each node and link is
    taken once, so that the whole is linear in both.
    """
    n = len(network.nodes)
    outward = _Slices.of(network.causes, n)
    inward = _Slices.of(network.effects, n)
    waiting = np.bincount(network.effects, minlength=n)
    ready: Ints = np.flatnonzero(waiting == 0)
    while len(ready):
        reached, times = np.unique(
            network.effects[outward.of_nodes(ready)], return_counts=True
        )
        waiting[reached] -= times
        ready = reached[waiting[reached] == 0]
        if len(ready):
            yield inward.of_nodes(ready)


@dataclass(frozen=True, slots=True)
class _Slices:
    """Finds the links at some nodes without looking at all links."""

    order: Ints
    ends: Ints

    @classmethod
    def of(cls, nodes: Ints, count: int) -> _Slices:
        order = np.argsort(nodes, kind="stable")
        return cls(order, np.searchsorted(nodes[order], np.arange(count + 1)))

    def of_nodes(self, nodes: Ints) -> Ints:
        """Return the positions of all links at the nodes, node by node."""
        sizes = self.ends[nodes + 1] - self.ends[nodes]
        shift = self.ends[nodes] - (np.cumsum(sizes) - sizes)
        found: Ints = self.order[np.repeat(shift, sizes) + np.arange(sizes.sum())]
        return found


def as_probabilities(values: Floats) -> Floats:
    """Return the values with round-off outside 0 to 1 taken away."""
    assert (values >= -_ROUND_OFF).all(), "not a probability"
    assert (values <= 1 + _ROUND_OFF).all(), "not a probability"
    return np.clip(values, 0, 1)


def as_posterior(  # noqa: PLR0913
    network: NoisyOrNetwork,
    marginals: Marginals,
    feedback_beliefs: Floats,
    *,
    engine: str,
    width: int | None,
    iterations: int,
    residual: float,
) -> Posterior:
    """Split what fired at each node between its own leak and its feedback links.

    ``feedback_beliefs`` are the (c, n) beliefs from which feedback links acted.
    """
    lift = marginals.leak_lift
    acting = network.feedback_strengths * feedback_beliefs[:, network.feedback_causes]
    return Posterior(
        beliefs=marginals.beliefs,
        link_fired=marginals.link_fired,
        feedback_fired=as_probabilities(acting * lift[:, network.feedback_effects]),
        leak_fired=as_probabilities(rows(network.leaks, len(lift)) * lift),
        engine=engine,
        width=width,
        iterations=iterations,
        residual=residual,
    )


def contradiction(cases: Ints) -> InferenceError:
    """Return the error for evidence that cannot occur, naming the cases."""
    return InferenceError(
        [
            Problem(
                message=f"evidence of organisation {case} has probability zero",
                expected="weights that the network can produce: some node is held"
                " present though nothing can bring it, or absent though it must be",
            )
            for case in cases.tolist()
        ]
    )
