"""Who caused this: credit for the symptoms, handed back from effect to cause.

Every symptom gets credit of severity times belief. A node hands its credit to its
causes, and to its own leak, in proportion to the probabilities that each of these
mechanisms fired. What falls to a driver's prior stays with the driver: its
contribution. What falls to the leak of a state or symptom is unexplained.

Without feedback this is a walk in reverse topological order. With feedback the
walk may return, and the credit that passes a node solves t = s + W' t, where W holds
the shares that nodes hand on: an absorbing Markov chain whose absorbing states are
the leaks (Kemeny and Snell, "Finite Markov Chains", 1960, chapter 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from rcagraph.errors import InferenceError, Problem
from rcagraph.inference.marginals import rows
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork, Posterior

# Bounds the memory of the walk: 256 cases of 200 nodes and 25 loops are 10 MB.
_CASES_AT_ONCE = 256
_CLOSE = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Contributions:
    """Shares of the credit of each of c cases; 1 is all of it.

    Attributes:
        shares: (c, n) what stays at each node; a driver's is its contribution.
        unexplained: (c,) what stays at nodes that are no drivers.
        given: (c, n) what a node gets for being a symptom itself.
        passing: (c, n) what passes each node, on however many ways.
        link_flow: (c, m) what passes each link, from effect to cause.
        feedback_flow: (c, f) what passes each feedback link.
        total: (c,) severity times belief, summed over the symptoms.
        explicable: (c,) whether there is any credit; where not, all shares are 0.
    """

    shares: Floats
    unexplained: Floats
    given: Floats
    passing: Floats
    link_flow: Floats
    feedback_flow: Floats
    total: Floats
    explicable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedPath:
    """A way from a driver to a symptom.

    Attributes:
        places: positions of its nodes, driver first.
        share: of all credit, what came by this way and stayed with the driver.
        feedback: whether one of its links acts from the previous quarter.
    """

    places: tuple[int, ...]
    share: float
    feedback: bool


def contributions(
    network: NoisyOrNetwork, posterior: Posterior, severity: Floats
) -> Contributions:
    """Trace each case's underperformance back to where it started.

    Args:
        network: the network that the posterior is of.
        posterior: c cases.
        severity: (c, n) or (n,), at least 0; above 0 on the symptoms that count.

    Returns:
        Shares that add up to 1 over all nodes, in every case with any credit.

    Raises:
        InferenceError: a feedback loop feeds itself and nothing else brings it.
    """
    cases = len(posterior.beliefs)
    credit = rows(np.asarray(severity, dtype=np.float64), cases) * posterior.beliefs
    assert (credit >= 0).all(), "severity is never negative"
    total = credit.sum(axis=1)
    explicable = total > 0
    given = credit / np.where(explicable, total, 1)[:, None]
    kept, to_cause, to_feedback = _handed_on(network, posterior)
    passing = np.empty_like(given)
    for start in range(0, cases, _CASES_AT_ONCE):
        part = slice(start, start + _CASES_AT_ONCE)
        passing[part] = _passing(
            network, given[part], to_cause[part], to_feedback[part]
        )
    shares = passing * kept
    lost = ~np.isclose(shares.sum(axis=1), explicable, rtol=0, atol=_CLOSE)
    if lost.any():
        raise _self_sustaining(np.flatnonzero(lost))
    return Contributions(
        shares=shares,
        unexplained=np.delete(shares, network.drivers, axis=1).sum(axis=1),
        given=given,
        passing=passing,
        link_flow=passing[:, network.effects] * to_cause,
        feedback_flow=passing[:, network.feedback_effects] * to_feedback,
        total=total,
        explicable=explicable,
    )


def ranks_of(network: NoisyOrNetwork, shares: Floats) -> dict[int, int]:
    """Return the rank of every driver, in that order: by contribution, then by id.

    Args:
        network: whose drivers.
        shares: (n,) contributions of one case.

    Returns:
        Position of the driver → its rank, from 1.
    """
    order = sorted(
        network.drivers.tolist(),
        key=lambda place: (-round(float(shares[place]), 12), network.nodes[place]),
    )
    return {place: rank for rank, place in enumerate(order, start=1)}


def flow_to(
    network: NoisyOrNetwork, posterior: Posterior, target: int
) -> Contributions:
    """Return the contributions to one node alone, such as a single symptom."""
    severity = np.zeros(len(network.nodes))
    severity[target] = 1
    return contributions(network, posterior, severity)


def _handed_on(
    network: NoisyOrNetwork, posterior: Posterior
) -> tuple[Floats, Floats, Floats]:
    """Return what share of its credit a node keeps, and each link takes away.

    That is (c, n) kept, (c, m) taken by links from their effects, and (c, f) by
    feedback links. A node at which nothing can have fired keeps all.
    """
    fired = posterior.leak_fired.copy()
    np.add.at(fired.T, network.effects, posterior.link_fired.T)
    np.add.at(fired.T, network.feedback_effects, posterior.feedback_fired.T)
    scale = np.divide(1, fired, out=np.zeros_like(fired), where=fired > 0)
    return (
        np.where(fired > 0, posterior.leak_fired * scale, 1),
        posterior.link_fired * scale[:, network.effects],
        posterior.feedback_fired * scale[:, network.feedback_effects],
    )


def _passing(
    network: NoisyOrNetwork, given: Floats, to_cause: Floats, to_feedback: Floats
) -> Floats:
    """Return the (c, n) solution of t = given + (shares handed on)' t.

    The walk without feedback is linear, so it is made once for what is given and
    once for a unit of credit entering at the cause of each feedback link; how much
    enters there is then a system of f equations and not of n.
    """
    fed_from, fed_to = network.feedback_causes, network.feedback_effects
    cases, f = to_feedback.shape
    walk = np.zeros((len(network.nodes), cases, 1 + f))
    walk[:, :, 0] = given.T
    walk[fed_from, :, 1 + np.arange(f)] = 1
    by_effect = np.argsort(network.effects, kind="stable")
    ends = np.searchsorted(
        network.effects[by_effect], np.arange(len(network.nodes) + 1)
    )
    for effect in reversed(range(len(network.nodes))):
        incoming = by_effect[ends[effect] : ends[effect + 1]]
        # No pair of nodes has two links, so no cause is added to twice.
        walk[network.causes[incoming]] += (
            to_cause.T[incoming, :, None] * walk[None, effect]
        )
    returned = walk[fed_to].transpose(1, 0, 2) * to_feedback[:, :, None]
    try:
        entering = np.linalg.solve(np.eye(f) - returned[:, :, 1:], returned[:, :, :1])
    except np.linalg.LinAlgError:
        return np.full_like(given, np.nan)
    passing: Floats = walk[:, :, 0].T + np.einsum(
        "ncf,cf->cn", walk[:, :, 1:], entering[:, :, 0]
    )
    # Credit is never negative; a solver may leave -1e-17.
    return np.maximum(passing, 0)


def _self_sustaining(cases: Ints) -> InferenceError:
    return InferenceError(
        [
            Problem(
                message=f"credit of organisation {case} goes round without end",
                expected="a leak or a prior above zero somewhere on every loop",
            )
            for case in cases.tolist()
        ]
    )


# Minus the share that came by a way so far, and its nodes: sorts strongest first.
_Way = tuple[float, tuple[int, ...]]


def strongest_paths(  # noqa: PLR0913
    network: NoisyOrNetwork,
    credit: Contributions,
    case: int,
    *,
    drivers: Sequence[int],
    symptoms: Ints | None = None,
    count: int = 3,
) -> tuple[tuple[TracedPath, ...], ...]:
    """Return, for each driver, the paths that bring it most credit, strongest first.

    The shares that links hand on multiply along a path, so the best few ways to a
    node are found among the best few to its effects: one pass from effects to
    causes, and another for paths that take a feedback link. A path takes at most
    one, and passes no node twice. Ties go to the lower positions.

    Args:
        network: the network that the credit flowed in.
        credit: its contributions.
        case: row of the contributions.
        drivers: positions at which paths end; one pass serves them all.
        symptoms: positions from which credit is followed; all that have any if None.
        count: at most this many for a driver.
    """
    passing = credit.passing[case]
    given = credit.given[case]
    starts = np.flatnonzero(given) if symptoms is None else symptoms
    forward: defaultdict[int, list[_Way]] = defaultdict(list)
    for symptom in starts.tolist():
        forward[symptom].append((-float(given[symptom]), (symptom,)))
    taken = _taken(network.causes, network.effects, credit.link_flow[case], passing)
    back = _taken(
        network.feedback_causes,
        network.feedback_effects,
        credit.feedback_flow[case],
        passing,
    )
    returned: defaultdict[int, list[_Way]] = defaultdict(list)
    for ways, onward in (
        (forward, ((taken, forward), (back, returned))),
        (returned, ((taken, returned),)),
    ):
        for effect in reversed(range(len(given))):
            ways[effect] = nsmallest(count, ways[effect])
            for links, reached in onward:
                _extend(ways[effect], links[effect], reached)
    return tuple(
        _best(forward[driver], returned[driver], _kept(credit, case, driver), count)
        for driver in drivers
    )


def _kept(credit: Contributions, case: int, node: int) -> float:
    """Return the share of what passes a node that stays there."""
    passing = credit.passing[case, node]
    return float(credit.shares[case, node] / passing) if passing > 0 else 0.0


def _best(
    forward: list[_Way], returned: list[_Way], kept: float, count: int
) -> tuple[TracedPath, ...]:
    both = chain(((*way, False) for way in forward), ((*way, True) for way in returned))
    return tuple(
        TracedPath(places=nodes, share=-value * kept, feedback=feedback)
        for value, nodes, feedback in nsmallest(count, both)
        if value * kept < 0
    )


def _taken(
    causes: Ints, effects: Ints, flow: Floats, passing: Floats
) -> defaultdict[int, list[tuple[int, float]]]:
    """Return, by effect, each cause and the share of the credit that it takes."""
    taken: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    used = np.flatnonzero(flow)
    shares = flow[used] / passing[effects[used]]
    for cause, effect, share in zip(
        causes[used].tolist(), effects[used].tolist(), shares.tolist(), strict=True
    ):
        taken[effect].append((cause, share))
    return taken


def _extend(
    ways: list[_Way],
    onward: list[tuple[int, float]],
    reached: defaultdict[int, list[_Way]],
) -> None:
    for cause, share in onward:
        reached[cause].extend(
            (value * share, (cause, *nodes))
            for value, nodes in ways
            if cause not in nodes
        )
