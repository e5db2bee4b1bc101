"""Strengths and leaks from the figures, with the experts' words as priors.

Maximum a posteriori by expectation and maximisation (Dempster, Laird and Rubin 1977,
section 3; for noisy-OR the complete data are which mechanisms fired: Vomlel, "Noisy-or
classifier", International Journal of Intelligent Systems 21, 2006). A word of mean m
and concentration k stands for k earlier trials of which m k fired, so that the next
strength is

    (k m + expected firings) / (k + expected trials),

a trial being a case in which the cause is present. Without data the word stays. With
exact beliefs no round lowers the log-posterior; it may end in a local optimum, which
the words choose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rcagraph.inference.exact import ExactPlan, compile_plan, exact_marginals
from rcagraph.inference.infer import WIDEST_EXACT, Engine, infer
from rcagraph.inference.marginals import (
    Marginals,
    as_posterior,
    checked_weights,
    feedback_held,
    log_not,
    rows,
)
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior
from rcagraph.inference.propagation import Messages, propagate

_CLOSE = 1e-4
# Loops are held still, and every round starts from the last one's messages.
_DAMPING = 0.1
_TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False, kw_only=True)
class Learned:
    """What the figures make of the words.

    Attributes:
        network: with the strengths and leaks found.
        trials: (m + f,) expected cases in which each link's cause was present,
            feedback links last: how much the figures had to say.
        log_posterior: before each round and at the end, up to a constant; empty where
            beliefs were approximate.
        rounds: how many.
        change: largest change of a parameter in the last round.
    """

    network: NoisyOrNetwork
    trials: Floats
    log_posterior: tuple[float, ...]
    rounds: int
    change: float


def learn(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    *,
    concentrations: Floats,
    leak_concentration: float,
    previous: Floats | None = None,
    counts: Floats | None = None,
    plan: ExactPlan | None = None,
    engine: Engine = "auto",
    most_rounds: int = 100,
    close: float = _CLOSE,
) -> Learned:
    """Re-estimate strengths and leaks until none moves any more.

    Args:
        network: the words; parameters do not differ by case. What is certain (0 or
            1) stays certain.
        weights: (c, n) decibans.
        concentrations: (m + f,) above 0, how firmly each word is held.
        leak_concentration: the same of every leak and prior.
        previous: (c, n) beliefs from which feedback links act; where they settle by
            the words if None.
        counts: (c,) what each case counts for, 1 if None; less than 1 where cases
            repeat each other.
        plan: from ``compile_plan``.
        engine: as for ``infer``.
        most_rounds: after which it stops.
        close: change of a parameter in a round that counts as none.

    Raises:
        InferenceError: the evidence of a case has probability zero.
    """
    table = checked_weights(network, weights)
    plan = plan or compile_plan(network)
    if engine == "auto":
        engine = "exact" if plan.width <= WIDEST_EXACT else "propagation"
    if previous is None:
        previous = infer(network, table, plan=plan, engine=engine).beliefs
    data = _Data(
        words=network,
        weights=table,
        previous=rows(previous, len(table)),
        counts=np.ones(len(table)) if counts is None else counts,
        concentrations=concentrations,
        leak_concentration=leak_concentration,
        plan=plan,
        exact=engine == "exact",
    )
    now, trace = network, []
    rounds, change = 0, np.inf
    posterior, evidence, messages = data.expected(now, None)
    while True:
        if evidence is not None:
            trace.append(data.log_posterior(now, evidence))
        if rounds == most_rounds or change < close:
            break
        rounds += 1
        after = data.maximised(now, posterior)
        change = _largest_change(now, after)
        now = after
        posterior, evidence, messages = data.expected(now, messages)
    return Learned(
        network=now,
        trials=np.concatenate(
            [data.trials(posterior), data.fed_trials(now, posterior)]
        ),
        log_posterior=tuple(trace),
        rounds=rounds,
        change=change,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Data:
    words: NoisyOrNetwork
    weights: Floats
    previous: Floats
    counts: Floats
    concentrations: Floats
    leak_concentration: float
    plan: ExactPlan
    exact: bool

    def expected(
        self, network: NoisyOrNetwork, start: Messages | None
    ) -> tuple[Posterior, Floats | None, Messages | None]:
        """Return what fired, the log-evidence (c,) if known, and messages to go on."""
        held = feedback_held(network, self.previous)
        messages = None
        if self.exact:
            found: Marginals = exact_marginals(held, self.weights, self.plan)
        else:
            sent = propagate(
                held, self.weights, start=start, damping=_DAMPING, tolerance=_TOLERANCE
            )
            found, messages = sent.marginals, sent.messages
        posterior = as_posterior(
            network,
            found,
            self.previous,
            engine="exact" if self.exact else "propagation",
            width=None,
            iterations=found.iterations,
            residual=found.residual,
        )
        return posterior, found.log_evidence, messages

    def trials(self, posterior: Posterior) -> Floats:
        """Return the expected cases (m,) in which each link's cause is present."""
        return np.asarray(self.counts @ posterior.beliefs[:, self.words.causes])

    def fed_trials(self, network: NoisyOrNetwork, posterior: Posterior) -> Floats:
        """Return the same (f,) for feedback links, whose cause is of the past.

        Given the evidence, the cause was present because it fired, or present and
        silent, which is as likely as before among all the ways of not firing.
        """
        before = self.previous[:, network.feedback_causes]
        acting = before * network.feedback_strengths
        silent = np.divide(
            before - acting, 1 - acting, out=np.zeros_like(acting), where=acting < 1
        )
        fired = posterior.feedback_fired
        return np.asarray(self.counts @ (fired + silent * (1 - fired)))

    def maximised(
        self, network: NoisyOrNetwork, posterior: Posterior
    ) -> NoisyOrNetwork:
        """Return the network whose parameters are likeliest given what fired."""
        links, words = len(network.causes), self.words

        def updated(
            word: Floats, firm: Floats | float, fired: Floats, trials: Floats | float
        ) -> Floats:
            found = (firm * word + self.counts @ fired) / (firm + trials)
            # Round-off must not carry a probability past one.
            return np.where((word > 0) & (word < 1), np.minimum(found, 1), word)

        return replace(
            network,
            strengths=updated(
                words.strengths,
                self.concentrations[:links],
                posterior.link_fired,
                self.trials(posterior),
            ),
            feedback_strengths=updated(
                words.feedback_strengths,
                self.concentrations[links:],
                posterior.feedback_fired,
                self.fed_trials(network, posterior),
            ),
            leaks=updated(
                words.leaks,
                self.leak_concentration,
                posterior.leak_fired,
                float(self.counts.sum()),
            ),
        )

    def log_posterior(self, network: NoisyOrNetwork, evidence: Floats) -> float:
        """Return log P(evidence, parameters) up to a constant."""
        firm = np.concatenate(
            [self.concentrations, np.full(len(network.leaks), self.leak_concentration)]
        )
        word, now = _parameters(self.words), _parameters(network)
        free = (word > 0) & (word < 1)
        firm, word, now = firm[free], word[free], now[free]
        prior = firm * (word * np.log(now) + (1 - word) * log_not(now))
        return float(self.counts @ evidence + prior.sum())


def _parameters(network: NoisyOrNetwork) -> Floats:
    return np.concatenate(
        [network.strengths, network.feedback_strengths, network.leaks]
    )


def _largest_change(before: NoisyOrNetwork, after: NoisyOrNetwork) -> float:
    return float(np.abs(_parameters(after) - _parameters(before)).max(initial=0))
