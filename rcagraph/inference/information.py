"""What the answer about one node would tell of all others.

The answer to an enquiry bears on one node alone. Given that node, everything else is
independent of the answer, so what any answer would leave is a mixture of two
posteriors: with the node present, and with it absent. Two inferences for each node
serve all answers about it, whatever their words; with the exact engine one does, for
the other follows from the law of total probability.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rcagraph.inference.exact import ExactPlan
from rcagraph.inference.infer import Engine, infer
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork, Posterior

# A node as good as settled has nothing to tell; its absence is not divided by zero.
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Prospect:
    """What k answers would leave, beside what there is now.

    Attributes:
        now: one case.
        confirmed: (k,) chance that each answer confirms.
        if_confirmed, if_refuted: k cases each.
    """

    now: Posterior
    confirmed: Floats
    if_confirmed: Posterior
    if_refuted: Posterior

    def expected(self, of: Callable[[Posterior], Floats]) -> Floats:
        """Return (k,) the mean of something over both answers.

        Args:
            of: posterior of c cases → (c,).
        """
        yes, no = of(self.if_confirmed), of(self.if_refuted)
        return np.asarray(self.confirmed * yes + (1 - self.confirmed) * no)


def prospect(  # noqa: PLR0913 - a case and the questions
    network: NoisyOrNetwork,
    weights: Floats,
    places: Ints,
    if_true: Floats,
    if_false: Floats,
    *,
    plan: ExactPlan | None = None,
    engine: Engine = "auto",
    previous: Floats | None = None,
) -> Prospect:
    """Return what each of k answers would leave.

    Feedback links act throughout from the previous quarter's beliefs, or, where these
    are not known, from the present ones: loops are held still.

    Args:
        network: of one case.
        weights: (n,) decibans of the present evidence.
        places: (k,) node that each answer is about.
        if_true, if_false: (k,) chance that it confirms if the node is there, and if
            it is not.
        plan: from ``compile_plan``.
        engine: as for ``infer``.
        previous: (n,) beliefs of the previous quarter, or None.

    Raises:
        InferenceError: the evidence has probability zero.
    """
    if previous is None:
        previous = infer(network, weights, plan=plan, engine=engine).beliefs[0]
    now = infer(network, weights, plan=plan, engine=engine, previous=previous)
    asked, which = np.unique(places, return_inverse=True)
    rows = np.tile(weights, (len(asked), 1))
    rows[np.arange(len(asked)), asked] = np.inf
    present = infer(network, rows, plan=plan, engine=engine, previous=previous)
    chance = now.beliefs[0, asked]
    if now.engine == "exact":
        absent = _blend(now, present, 1 / np.maximum(1 - chance, _SETTLED))
    else:
        rows[np.arange(len(asked)), asked] = -np.inf
        absent = infer(network, rows, plan=plan, engine=engine, previous=previous)
    there = chance[which]
    confirmed = there * if_true + (1 - there) * if_false
    given_yes = there * if_true / confirmed
    given_no = there * (1 - if_true) / (1 - confirmed)
    one, other = _of(present, which), _of(absent, which)
    return Prospect(
        now=now,
        confirmed=confirmed,
        if_confirmed=_blend(one, other, given_yes),
        if_refuted=_blend(one, other, given_no),
    )


def _blend(one: Posterior, other: Posterior, share: Floats) -> Posterior:
    """Return share times one and the rest times the other, case by case."""

    def both(first: Floats, second: Floats) -> Floats:
        blend = share[:, None] * first + (1 - share[:, None]) * second
        return np.clip(blend, 0, 1)  # the exact engine errs in the fifteenth digit

    return replace(
        other,
        beliefs=both(one.beliefs, other.beliefs),
        link_fired=both(one.link_fired, other.link_fired),
        feedback_fired=both(one.feedback_fired, other.feedback_fired),
        leak_fired=both(one.leak_fired, other.leak_fired),
    )


def _of(posterior: Posterior, cases: Ints) -> Posterior:
    return replace(
        posterior,
        beliefs=posterior.beliefs[cases],
        link_fired=posterior.link_fired[cases],
        feedback_fired=posterior.feedback_fired[cases],
        leak_fired=posterior.leak_fired[cases],
    )


def entropy_bits(beliefs: Floats) -> Floats:
    """Return the entropy of present or absent, bits.

    >>> entropy_bits(np.array([0.5, 0.0])).round(6).tolist()
    [1.0, 0.0]
    """
    inside = np.clip(beliefs, 1e-12, 1 - 1e-12)
    bits = inside * np.log2(inside) + (1 - inside) * np.log2(1 - inside)
    return np.asarray(-bits)
