"""Root causes of a target's trouble in any graph of metrics.

The project's own machinery on other people's graphs. Every measured node is a state:
it departs from normal together with the target, or not. Every state has a fault of its
own as one cause, beside the nodes that link to it. What figures say enters as weights:
on the state, how rare its departure is and how rare its correlation with the target;
on the fault, how rare is what its causes leave unaccounted for. A link is as strong as
the share of the effect's departure that the cause accounts for. Beliefs follow from
the noisy-OR network, and contributions by handing credit back from effect to cause,
from every state as much as it is believed: a cause should account for what else
departs, not for the target alone.

Should the target move inside the abnormal window more than it usually does, and not
mainly lie off, then shapes are compared, otherwise levels (see
``rcagraph.inference.anomaly``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rcagraph.errors import ObservationsError, Problem, UnknownNameError, did_you_mean
from rcagraph.inference.anomaly import (
    Departure,
    Explanation,
    MetricWindows,
    Series,
    View,
    departure,
    explanation,
    lies_off,
    target_moves,
    weight,
)
from rcagraph.inference.contribution import (
    Contributions,
    contributions,
    strongest_paths,
)
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork, Posterior
from rcagraph.inference.root_cause_graph import Layout, MetricGraph, Pair, lay_out

_TIE = 9  # decimals of a score that count


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The constants; rankings hardly depend on them (``benchmarks/petshop.py``).

    Attributes:
        surprise: a of the Beta(a, 1) law that turns rarities into weights.
        limit: most decibans that one reading may say.
        strength: of a link that states none.
        least: strength of a link whose cause accounts for nothing, and leak of a
            state: chances that the figures miss.
        steady: a window that lies off by more than so many of its own standard
            deviations is compared by level.
    """

    surprise: float = 0.1
    limit: float = 10.0
    strength: float = 0.9
    least: float = 0.01
    steady: float = 3.0


USUAL = Calibration()


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """One candidate.

    Attributes:
        rank: from 1; equal scores go to the node farther from the target.
        score: share of the credit that stays with it, 0 to 1.
        belief: probability that it has a fault of its own.
        departure, explained: what its figures show, and the share of that which its
            own causes account for.
        causes: its own causes with figures.
        weight: decibans for its departing together with the target.
        own_weight: decibans for a fault of its own.
        path: nodes from it to the target.
    """

    node: str
    rank: int
    score: float
    belief: float
    departure: Departure
    explained: float
    causes: tuple[str, ...]
    weight: float
    own_weight: float
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCauses:
    """The ranking.

    Attributes:
        view: whether shapes or levels were compared.
        causes: every measured node that links lead from to the target, best first.
        unexplained: the share of credit that stays with the target itself or with
            nodes that cannot be its cause; 1 minus the sum of all scores.
        unmeasured: nodes from which links lead to the target, without figures.
    """

    target: str
    view: View
    causes: tuple[RootCause, ...]
    unexplained: float
    unmeasured: tuple[str, ...]


def rank_root_causes(
    graph: MetricGraph,
    windows: MetricWindows,
    target: str,
    *,
    calibration: Calibration = USUAL,
) -> RootCauses:
    """Rank the nodes that may have brought the target out of its normal state.

    Args:
        graph: links; loops are broken as in the project's own graph.
        windows: figures; columns of nodes that the graph lacks are ignored.
        target: the node in trouble.
        calibration: the constants.

    Raises:
        UnknownNameError: the target is no node of the graph.
        ObservationsError: the target has too few figures.
        InferenceError: evidence and stated strengths contradict each other.
    """
    if target not in graph.nodes:
        raise UnknownNameError(
            Problem(
                message=f"{target!r} is no node of the graph",
                hint=did_you_mean(target, graph.nodes),
            )
        )
    measured = windows.measured()
    if target not in measured:
        raise ObservationsError(
            Problem(
                message=f"too few figures of {target!r}",
                expected="three in five rows of the abnormal window, at least three, "
                "and twice as many normal figures as the abnormal window has rows",
            )
        )
    layout = lay_out(graph, measured.intersection(graph.nodes), target)
    view = _view(windows.of(target), calibration)
    evidence = _weigh(layout, windows, target, view, calibration)
    network = _compile(layout, evidence, calibration)
    weights = np.concatenate([evidence.own_weights, evidence.weights])
    posterior = infer(network, weights)
    n = len(layout.order)
    credit = contributions(network, posterior, np.repeat([0.0, 1.0], n))
    return _ranking(layout, evidence, posterior, credit, network, target)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Evidence:
    """What figures say, by node in the order of the layout."""

    view: View
    departures: tuple[Departure, ...]
    explained: tuple[float, ...]
    shares: Mapping[Pair, float]
    weights: Floats
    own_weights: Floats


def _weigh(
    layout: Layout,
    windows: MetricWindows,
    target: str,
    view: View,
    calibration: Calibration,
) -> _Evidence:
    series = {node: windows.of(node) for node in layout.order}
    shares: dict[Pair, float] = {}
    departures, explained, weights, own_weights = [], [], [], []
    for node in layout.order:
        goal = None if node == target else series[target]
        seen = departure(series[node], goal, view)
        causes = layout.causes[node]
        told = (
            explanation(series[node], tuple(series[each] for each in causes), view)
            if causes
            else Explanation(shares=(), rarity=seen.rarity)
        )
        shares |= {
            (cause, node): share
            for cause, share in zip(causes, told.shares, strict=True)
        }
        departures.append(seen)
        explained.append(told.explained)
        weights.append(_together(seen, calibration))
        own_weights.append(weight(told.rarity, calibration.surprise, calibration.limit))
    return _Evidence(
        view=view,
        departures=tuple(departures),
        explained=tuple(explained),
        shares=shares,
        weights=np.array(weights),
        own_weights=np.array(own_weights),
    )


def _view(target: Series, calibration: Calibration) -> View:
    moves = weight(target_moves(target), calibration.surprise, calibration.limit)
    if moves > 0 and not lies_off(target, calibration.steady):
        return View.SHAPE
    return View.LEVEL


def _together(seen: Departure, calibration: Calibration) -> float:
    """Return the mean decibans of what a node's figures say of its state."""
    rarities = [seen.rarity]
    if seen.correlation_rarity is not None:
        rarities.append(seen.correlation_rarity)
    told = [weight(each, calibration.surprise, calibration.limit) for each in rarities]
    return sum(told) / len(told)


def _compile(
    layout: Layout, evidence: _Evidence, calibration: Calibration
) -> NoisyOrNetwork:
    """Lay out n faults and n states; fault i is the cause of state n + i.

    One fault is expected among the candidates, so each has an equal part of it.
    """
    n = len(layout.order)
    place = {node: n + index for index, node in enumerate(layout.order)}

    def strength(pair: Pair) -> float:
        told = layout.strengths[pair]
        base = calibration.strength if told is None else told
        return base * max(evidence.shares[pair], calibration.least)

    def positions(pairs: list[Pair], end: int) -> list[int]:
        return [place[pair[end]] for pair in pairs]

    back = [pair for pair in layout.strengths if pair in layout.feedback]
    ahead = [pair for pair in layout.strengths if pair not in layout.feedback]
    prior = 1 / (1 + len(layout.candidates))
    return NoisyOrNetwork(
        nodes=(*(f"fault {node}" for node in layout.order), *layout.order),
        leaks=np.repeat([prior, calibration.least], n),
        causes=_ints([*range(n), *positions(ahead, 0)]),
        effects=_ints([*range(n, 2 * n), *positions(ahead, 1)]),
        strengths=np.array([1.0] * n + [strength(pair) for pair in ahead]),
        feedback_causes=_ints(positions(back, 0)),
        feedback_effects=_ints(positions(back, 1)),
        feedback_strengths=np.array([strength(pair) for pair in back]),
        drivers=np.arange(n),
    )


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _ranking(  # noqa: PLR0913, PLR0917 - all that a candidate is told from
    layout: Layout,
    evidence: _Evidence,
    posterior: Posterior,
    credit: Contributions,
    network: NoisyOrNetwork,
    target: str,
) -> RootCauses:
    n = len(layout.order)
    place = {node: index for index, node in enumerate(layout.order)}
    scores = {node: float(credit.shares[0, place[node]]) for node in layout.candidates}
    ranked = sorted(
        layout.candidates,
        key=lambda node: (-round(scores[node], _TIE), -layout.distance.get(node, 0)),
    )
    goal = np.array([n + place[target]])
    traced = strongest_paths(
        network,
        credit,
        0,
        drivers=[place[node] for node in ranked],
        symptoms=goal,
        count=1,
    )
    causes = tuple(
        RootCause(
            node=node,
            rank=rank,
            score=scores[node],
            belief=float(posterior.beliefs[0, place[node]]),
            departure=evidence.departures[place[node]],
            explained=evidence.explained[place[node]],
            causes=layout.causes[node],
            weight=float(evidence.weights[place[node]]),
            own_weight=float(evidence.own_weights[place[node]]),
            path=_path(layout, paths[0].places if paths else (), node, target),
        )
        for rank, (node, paths) in enumerate(zip(ranked, traced, strict=True), start=1)
    )
    return RootCauses(
        target=target,
        view=evidence.view,
        causes=causes,
        unexplained=max(0.0, 1 - sum(each.score for each in causes)),
        unmeasured=layout.unmeasured,
    )


def _path(
    layout: Layout, places: tuple[int, ...], node: str, target: str
) -> tuple[str, ...]:
    """Return the way that carries most credit, or the shortest where none does."""
    n = len(layout.order)
    steps = [layout.order[place - n] for place in places if place >= n]
    if not steps:
        steps = layout.shortest(node, target)
    path = [steps[0]]
    for pair in pairwise(steps):
        path += [*layout.via.get(pair, ()), pair[1]]
    return tuple(path)
