"""Filtering, whole diagnoses and a very large two-level network.

Usage: python benchmarks/inference_time.py

Times are wall-clock; the processor's own time stands beside them, since machines are
shared. Figures are the shipped ones, repeated to 205 organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, getcontext
from itertools import combinations
from math import prod
from time import perf_counter, process_time
from typing import TypeVar

import numpy as np
from scipy.stats import spearmanr

from rcagraph.findings.diagnose import diagnose_organisation
from rcagraph.findings.model import by_place
from rcagraph.inference.exact import exact_marginals
from rcagraph.inference.filtering import filter_quarters
from rcagraph.inference.infer import infer
from rcagraph.inference.marginals import feedback_held
from rcagraph.inference.network import Floats, NoisyOrNetwork
from rcagraph.inference.propagation import propagate
from rcagraph.observations.organisation import Organisation
from rcagraph.pipeline import (
    Case,
    history_of,
    infer_organisations,
    read_case,
    weigh_organisations,
)

ORGANISATIONS, QUARTERS = 205, 24
# Of beliefs that are told apart.
_DIGITS = 4
T = TypeVar("T")


def main() -> None:
    """Measure, and print a line each."""
    measure_real()
    for present in (4, 8):
        measure_two_levels(600, 4000, present)


def measure_real() -> None:
    """Time what the diagnosis of one organisation and of all of them takes."""
    case = read_case()
    model = case.model
    model.plan.signed  # noqa: B018 - compiled once, before anything is timed
    one = (case.organisation("RAJ"),)
    timed("one organisation, five years weighed", lambda: weigh_all(case, one))
    evidence, inferred = infer_organisations(case, one, None)
    network = inferred.network_of(0)
    assert inferred.previous is not None
    held = feedback_held(network, inferred.previous)
    timed(
        "all exact marginals, one case",
        lambda: exact_marginals(held, inferred.weights, model.plan),
        times=9,
    )
    timed(
        "ranking, ledger, 200 draws, every enquiry",
        lambda: diagnose_organisation(
            model,
            one[0],
            evidence[0],
            inferred,
            0,
            observations=len(case.observations),
        ),
    )
    observed = set(case.observations.organisations)
    everyone = tuple(each for each in case.organisations if each.code in observed)
    evidence = weigh_organisations(case, everyone, None)
    history = history_of(case, evidence)
    rows = np.arange(ORGANISATIONS) % len(everyone)
    quarters = np.arange(QUARTERS) % len(history.days)
    standing, retired = (
        by_place(model, history.nodes, each)[quarters][:, rows]
        for each in (history.standing, history.retired)
    )
    timed(
        f"filtering {ORGANISATIONS} organisations over {QUARTERS} quarters",
        lambda: filter_quarters(
            model.network,
            standing,
            retired,
            persistence=model.persistence,
            repeat=model.ontology.constants.repeat,
        ),
        times=1,
    )
    weights = standing[-1, :64]
    exact = infer(model.network, weights, plan=model.plan).beliefs
    rough = infer(model.network, weights, engine="propagation").beliefs
    drivers = model.network.drivers
    # Drivers that nothing speaks of are level; their last digits are no order.
    agreement = [
        spearmanr(a.round(_DIGITS), b.round(_DIGITS)).statistic
        for a, b in zip(exact[:, drivers], rough[:, drivers], strict=True)
    ]
    print(
        "propagation against exact, real figures, 64 organisations: mean error "
        f"{np.abs(exact - rough).mean():.5f}; Spearman over drivers mean "
        f"{np.mean(agreement):.4f}"
    )


def weigh_all(case: Case, organisations: tuple[Organisation, ...]) -> None:
    """Weigh today and the history."""
    history_of(case, weigh_organisations(case, organisations, None))


def measure_two_levels(diseases: int, findings: int, present: int) -> None:
    """Propagate a network like QMR-DT; compare with the exact sum over findings."""
    rng = np.random.default_rng(present)
    network = two_levels(rng, diseases, findings)
    weights = np.zeros(diseases + findings)
    seen = diseases + rng.permutation(findings)[: 20 * present]
    weights[seen] = -np.inf
    weights[seen[:present]] = np.inf
    name = f"{diseases} diseases, {findings} findings, {len(network.causes)} links"
    found = timed(
        f"{name}: propagation", lambda: propagate(network, weights[None]), times=1
    )
    exact = timed("  Quickscore", lambda: quickscore(network, weights), times=1)
    error = np.abs(found.marginals.beliefs[0, :diseases] - exact)
    ranks = [
        np.argsort(-x)[:10] for x in (found.marginals.beliefs[0, :diseases], exact)
    ]
    same = len(set(ranks[0]) & set(ranks[1]))
    print(
        f"  {present} findings present, {len(seen) - present} absent: mean error "
        f"{error.mean():.1e}, largest {error.max():.3f}; {same} of the ten likeliest "
        f"in common; {found.marginals.iterations} rounds"
    )


def two_levels(
    rng: np.random.Generator, diseases: int, findings: int
) -> NoisyOrNetwork:
    """Draw diseases with priors of .001 to .05 and findings with about ten causes."""
    links = [
        (int(cause), diseases + finding)
        for finding in range(findings)
        for cause in rng.choice(diseases, int(rng.integers(2, 19)), replace=False)
    ]
    none = np.empty(0, dtype=np.int64)
    return NoisyOrNetwork(
        nodes=tuple(f"n{i}" for i in range(diseases + findings)),
        leaks=np.concatenate(
            [10 ** rng.uniform(-3, -1.3, diseases), np.full(findings, 0.01)]
        ),
        causes=np.array([cause for cause, _ in links]),
        effects=np.array([effect for _, effect in links]),
        strengths=rng.uniform(0.05, 0.8, len(links)),
        feedback_causes=none,
        feedback_effects=none,
        feedback_strengths=np.empty(0),
        drivers=np.arange(diseases),
    )


def quickscore(network: NoisyOrNetwork, weights: Floats) -> Floats:
    """Return exact beliefs in the diseases (Heckerman, UAI 1989).

    P(present and absent findings) is a signed sum over subsets of the present ones,
    each a product over diseases. It cancels to many digits, so it is done in 80.
    """
    getcontext().prec = 80
    diseases = len(network.drivers)
    present = np.flatnonzero(weights == np.inf)
    miss = np.ones((len(network.nodes), diseases))
    miss[network.effects, network.causes] = 1 - network.strengths
    base = miss[np.flatnonzero(weights == -np.inf)].prod(axis=0)
    priors = network.leaks[:diseases]
    # Diseases that no present finding can come from answer for themselves.
    beliefs = base * priors / (base * priors + 1 - priors)
    touched = np.flatnonzero((miss[present] < 1).any(axis=0))
    there = [Decimal(float(x)) for x in (base * priors)[touched]]
    gone = [Decimal(float(x)) for x in (1 - priors)[touched]]
    silent = [[Decimal(float(x)) for x in row[touched]] for row in miss[present]]
    leaks = [Decimal(float(1 - leak)) for leak in network.leaks[present]]
    total, joint = Decimal(0), [Decimal(0)] * len(touched)
    for size in range(len(present) + 1):
        for chosen in combinations(range(len(present)), size):
            stays = [
                prod((silent[i][d] for i in chosen), start=each)
                for d, each in enumerate(there)
            ]
            whole = [one + other for one, other in zip(stays, gone, strict=True)]
            term = prod(whole) * prod(leaks[i] for i in chosen) * (-1) ** size
            total += term
            for d, each in enumerate(stays):
                joint[d] += term * each / whole[d]
    beliefs[touched] = [float(each / total) for each in joint]
    return np.asarray(beliefs)


def timed(name: str, run: Callable[[], T], *, times: int = 3) -> T:
    """Print the least of some runs, and return what the last one gave."""
    taken = []
    for _ in range(times):
        start = perf_counter(), process_time()
        answer = run()
        taken.append((perf_counter() - start[0], process_time() - start[1]))
    wall, own = min(taken)
    print(f"{name}: {wall:.3f} s ({own:.3f} s of processor)")
    return answer


if __name__ == "__main__":
    main()
