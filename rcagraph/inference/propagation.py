"""Loopy belief propagation on the noisy-OR factors, all cases at once.

Messages are log-odds or probabilities in arrays of shape (cases, links). For a
family with child c, messages m from its causes (probability present), n from the
child, and R = (1 - leak) prod(1 - m_i p_i):

- to the child: (absent, present) = (R, 1 - R);
- to cause j, with R_j = R / (1 - m_j p_j): absent n0 R_j + n1 (1 - R_j), present
  n0 q_j R_j + n1 (1 - q_j R_j).

(Kschischang, Frey and Loeliger, "Factor graphs and the sum-product algorithm", IEEE
Transactions on Information Theory 47, 2001; noisy-OR messages in Pearl,
"Probabilistic Reasoning in Intelligent Systems", 1988, section 4.3.) Exact where
the links form no undirected cycle; elsewhere an approximation whose error the tests
and ``benchmarks/inference.py`` measure.

Feedback links act from the beliefs of the same round, so that their fixed point is
found along the way. Every case stops by itself: its answer does not depend on the
cases beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rcagraph.inference.marginals import (
    Marginals,
    as_probabilities,
    contradiction,
    log_not,
    prior_beliefs,
    rows,
)
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork

_DAMPING = 0.3
_TOLERANCE = 1e-6
_MOST_ROUNDS = 500
# Log-odds beyond this are as good as certain: exp(-700) is about the least double.
_CERTAIN = 700.0
# Evidence less probable than this at some node came from certainties at odds.
_IMPOSSIBLE = -650.0
_TO_NATURAL = np.log(10) / 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Where propagation has got to; a later one may start from it.

    Attributes:
        from_cause: (c, m) probability present, from the cause to the family.
        to_cause: (c, m) log-odds, from the family to the cause.
        beliefs: (c, n) from which feedback links act.
    """

    from_cause: Floats
    to_cause: Floats
    beliefs: Floats

    def of(self, cases: Ints) -> Messages:
        """Return the messages of some cases."""
        return Messages(
            from_cause=self.from_cause[cases],
            to_cause=self.to_cause[cases],
            beliefs=self.beliefs[cases],
        )

    def put(self, cases: Ints, messages: Messages) -> None:
        """Write the messages of some cases into these."""
        self.from_cause[cases] = messages.from_cause
        self.to_cause[cases] = messages.to_cause
        self.beliefs[cases] = messages.beliefs

    def mixed_with(self, earlier: Messages, share: float) -> Messages:
        """Return these messages damped by a share of earlier ones."""
        return Messages(
            from_cause=self.from_cause + share * (earlier.from_cause - self.from_cause),
            to_cause=self.to_cause + share * (earlier.to_cause - self.to_cause),
            beliefs=self.beliefs + share * (earlier.beliefs - self.beliefs),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Propagated:
    """Approximate marginals and the messages that they came from."""

    marginals: Marginals
    messages: Messages


def propagate(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    *,
    shift: Floats | float = 0.0,
    start: Messages | None = None,
    damping: float = _DAMPING,
    tolerance: float = _TOLERANCE,
) -> Propagated:
    """Pass messages until no case's probabilities change any more, or 500 rounds.

    Args:
        network: strengths and leaks may differ by case.
        weights: (cases, n) decibans.
        shift: (cases, n) log-odds added to a belief where a feedback link acts
            from it, by which a better estimate of the beliefs can be brought in.
        start: messages of an earlier propagation of these cases.
        damping: share of a message that is kept from the round before.
        tolerance: largest change of a probability that counts as none.

    Raises:
        InferenceError: certain evidence contradicts itself.
    """
    given = _Given.of_network(network, weights, shift)
    here = _first_messages(network, len(weights)) if start is None else start
    ended = here.of(np.arange(len(weights)))
    residuals = np.zeros(len(weights))
    active, acting = np.arange(len(weights)), given
    rounds = 0
    while len(active) and rounds < _MOST_ROUNDS:
        rounds += 1
        after = _next_messages(here, acting)
        change = np.maximum(
            np.abs(after.from_cause - here.from_cause).max(axis=1, initial=0),
            np.abs(after.beliefs - here.beliefs).max(axis=1, initial=0),
        )
        ended.put(active, after)
        residuals[active] = change
        going = np.flatnonzero(change >= tolerance)
        here = after.mixed_with(here, damping)
        if len(going) < len(active):
            active, here, acting = active[going], here.of(going), acting.of(going)
    return Propagated(
        marginals=_read(ended, given, rounds, float(residuals.max(initial=0))),
        messages=ended,
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """Adds up columns that belong to the same node."""

    order: Ints
    starts: Ints
    nodes: Ints
    size: int

    @classmethod
    def of(cls, nodes: Ints, size: int) -> _Groups:
        order = np.argsort(nodes, kind="stable")
        present, starts = np.unique(nodes[order], return_index=True)
        return cls(order, starts, present, size)

    def total(self, columns: Floats) -> Floats:
        """Return (cases, size) sums of (cases, k) columns."""
        sums = np.zeros((len(columns), self.size))
        if len(self.order):
            sums[:, self.nodes] = np.add.reduceat(
                columns[:, self.order], self.starts, axis=1
            )
        return sums


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What stays the same from round to round, for some cases.

    ``weights`` are natural log-odds here; ``quiet`` is log(1 - leak).
    """

    network: NoisyOrNetwork
    by_cause: _Groups
    by_effect: _Groups
    by_feedback_effect: _Groups
    weights: Floats
    shift: Floats
    quiet: Floats
    strengths: Floats
    log_misses: Floats
    feedback_strengths: Floats

    @classmethod
    def of_network(
        cls, network: NoisyOrNetwork, weights: Floats, shift: Floats | float
    ) -> _Given:
        cases, n = weights.shape
        strengths = rows(network.strengths, cases)
        return cls(
            network=network,
            by_cause=_Groups.of(network.causes, n),
            by_effect=_Groups.of(network.effects, n),
            by_feedback_effect=_Groups.of(network.feedback_effects, n),
            weights=_limited(weights * _TO_NATURAL),
            shift=np.broadcast_to(shift, weights.shape),
            quiet=_limited(log_not(rows(network.leaks, cases))),
            strengths=strengths,
            log_misses=_limited(log_not(strengths)),
            feedback_strengths=rows(network.feedback_strengths, cases),
        )

    def of(self, cases: Ints) -> _Given:
        """Return what is given for some cases."""
        return replace(
            self,
            weights=self.weights[cases],
            shift=self.shift[cases],
            quiet=self.quiet[cases],
            strengths=self.strengths[cases],
            log_misses=self.log_misses[cases],
            feedback_strengths=self.feedback_strengths[cases],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nodes:
    """Where the messages leave every node; (cases, n) but for ``misses``.

    Attributes:
        misses: (cases, m) log of the probability that the link does not fire.
        quiet: log of the probability that nothing fires at the node.
        above, below: log-odds from the node's family, and from its evidence and
            effects.
    """

    misses: Floats
    quiet: Floats
    above: Floats
    below: Floats


def _first_messages(network: NoisyOrNetwork, cases: int) -> Messages:
    beliefs = prior_beliefs(network, cases)
    return Messages(
        from_cause=beliefs[:, network.causes],
        to_cause=np.zeros((cases, len(network.causes))),
        beliefs=beliefs,
    )


def _nodes(messages: Messages, given: _Given) -> _Nodes:
    acting = messages.beliefs[:, given.network.feedback_causes]
    fed_back = _limited(log_not(given.feedback_strengths * acting))
    misses = _limited(log_not(given.strengths * messages.from_cause))
    # The sums are not limited: one term has to be taken out of them again.
    quiet = (
        given.quiet
        + given.by_feedback_effect.total(fed_back)
        + given.by_effect.total(misses)
    )
    return _Nodes(
        misses=misses,
        quiet=quiet,
        above=_log(-np.expm1(quiet)) - quiet,
        below=given.weights + given.by_cause.total(messages.to_cause),
    )


def _next_messages(messages: Messages, given: _Given) -> Messages:
    causes, effects = given.network.causes, given.network.effects
    nodes = _nodes(messages, given)
    whole = nodes.above + nodes.below
    others_quiet = nodes.quiet[:, effects] - nodes.misses
    below = nodes.below[:, effects]
    return Messages(
        from_cause=_probability(whole[:, causes] - messages.to_cause),
        to_cause=_log_mean(below, others_quiet + given.log_misses)
        - _log_mean(below, others_quiet),
        beliefs=_probability(whole + given.shift),
    )


def _log_mean(below: Floats, quiet: Floats) -> Floats:
    """Return log(n0 R + n1 (1 - R)) for log-odds n1 : n0 and log R."""
    absent = _probability(-below) * np.exp(quiet)
    present = _probability(below) * -np.expm1(quiet)
    return _log(absent + present)


def _read(messages: Messages, given: _Given, rounds: int, residual: float) -> Marginals:
    network = given.network
    nodes = _nodes(messages, given)
    log_seen = _log_mean(nodes.below, nodes.quiet)
    impossible = (log_seen < _IMPOSSIBLE).any(axis=1)
    if impossible.any():
        raise contradiction(np.flatnonzero(impossible))
    lift = _probability(nodes.below) / np.exp(log_seen)
    return Marginals(
        beliefs=_probability(nodes.above + nodes.below),
        link_fired=as_probabilities(
            lift[:, network.effects] * messages.from_cause * given.strengths
        ),
        leak_lift=lift,
        iterations=rounds,
        residual=residual,
    )


def _probability(log_odds: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-log_odds))


def _log(values: Floats) -> Floats:
    return np.log(np.maximum(values, np.exp(-_CERTAIN)))


def _limited(log_odds: Floats) -> Floats:
    return np.clip(log_odds, -_CERTAIN, _CERTAIN)
