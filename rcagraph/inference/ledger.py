"""What each piece of evidence did: the change in log-odds when it is left out."""

from __future__ import annotations

import numpy as np

from rcagraph.inference.exact import ExactPlan
from rcagraph.inference.infer import Engine, infer
from rcagraph.inference.marginals import checked_weights, decibans, feedback_held
from rcagraph.inference.network import Floats, NoisyOrNetwork, Posterior


def leave_one_out(  # noqa: PLR0913
    network: NoisyOrNetwork,
    weights: Floats,
    weights_without: Floats,
    *,
    posterior: Posterior | None = None,
    plan: ExactPlan | None = None,
    engine: Engine = "auto",
    previous: Floats | None = None,
) -> Floats:
    """Return what leaving evidence out takes from the log-odds of every node.

    All rows are one batch. Feedback links act throughout from the beliefs with all
    the evidence: an entry is what the evidence did this quarter, loops held still.

    Args:
        network: with parameters that do not differ by case.
        weights: (n,) decibans with all the evidence.
        weights_without: (k, n), in each row something left out.
        posterior: of ``weights``, one case, if already inferred.
        plan: from ``compile_plan``.
        engine: as for ``infer``.
        previous: (n,) beliefs of the previous quarter, if they are known: feedback
            links then act from these instead.

    Returns:
        (k, n) decibans: 10 log10(odds with all / odds without). Beliefs nearer to 0
        or 1 than 1e-12 count as that near.

    Raises:
        InferenceError: the evidence has probability zero.
    """
    base = checked_weights(network, weights)
    assert len(base) == 1, "one organisation at a time"
    table = np.concatenate([base, checked_weights(network, weights_without)])
    if len(network.feedback_causes):
        if previous is None and posterior is None:
            posterior = infer(network, base, plan=plan, engine=engine)
        if previous is None:
            assert posterior is not None
            assert len(posterior.beliefs) == 1, "one organisation at a time"
            previous = posterior.beliefs
        network = feedback_held(network, np.atleast_2d(previous))
    beliefs = infer(network, table, plan=plan, engine=engine).beliefs
    odds = decibans(beliefs)
    return np.asarray(odds[0] - odds[1:])
